"""A minimal valid pack for a coach to start from."""

from __future__ import annotations

import re
from pathlib import Path

from desktop.errors import UserError
from desktop.packs.schema import ID, RESERVED

_PACK = """# Who made this pack. The rehearsals are in the folder scenarios.
schema = 1
id = "{id}"
title = "{title}"
version = "0.1"
author = "Your name"
"""

_SCENARIO = """# One rehearsal. Change everything; `packs validate` says what is missing.
schema = 1
id = "{id}"
title = "{title}"
tagline = "One sentence for the card in the library."
category = "Conversations"
minutes = 5
you = "the manager"
situation = "What has happened, and what the learner knows when the phone rings."
goals = ["What a good call reaches"]

[persona]
name = "Alex Morgan"
role = "Team lead"
summary = "One line about this person, for the card."
character = "How this person is, and how they talk when they are under pressure."
wants = "What this person wants from the call."
start = {{ stress = 60, trust = 50, clarity = 50 }}
voice = {{ sex = "female", age = "middle", pace = 1.0 }}
opening = ["Hello. You wanted to talk to me?"]

# What is true. The persona claims nothing else.
[[facts]]
id = "late"
text = "The report will be two days late."
gives = "asked"
asked_by = ["when will the report be done"]
lines = ["Two days late. I'm sorry."]

# What moves the persona.
[[moves]]
on = "blame"
stress = +12
trust = -15

[[moves]]
on = "blame.say"
stress = -8
trust = +12

# The plot: the first beat whose "when" holds plays.
[[beats]]
id = "settled"
when = "blame.say and trust >= 60"
play = "relieved; names the next step and hangs up"
lines.any = ["Good. I'll do that first thing. Thank you."]
ends = true

[[beats]]
id = "talking"
when = ""
play = "polite and a little tense"
lines.high_stress = ["I'm doing what I can.", "I know it's late."]
lines.calmer = ["Let me think about that.", "That's fair."]
lines.any = ["Okay.", "Go on."]

# Say this, not that.
[[pairs]]
id = "blame"
avoid_label = "blame"
say_label = "next step"
avoid = "How could you let this happen?"
say = "What do you need to finish it?"
why = "The first line asks for an excuse, the second for a plan."
avoid_examples = ["How could you let this happen?", "Why didn't you tell me earlier?"]
say_examples = ["What do you need to finish it?", "What would help you finish?"]

[[measures]]
id = "talk-ratio"
title = "You talked"
at_most = 60
when_over = "You talked most of the call."

[example]
lines = ["How could you let this happen?", "Okay. What do you need to finish it?"]
"""


def new_pack(folder: Path) -> Path:
    """Write a minimal pack into an empty `folder` and give the scenario's file. Raises `UserError`."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty.", "Name a folder that does not exist yet.")
    title = " ".join(re.sub(r"[^A-Za-z0-9]+", " ", folder.name).split())[:40]
    id_ = title.lower().replace(" ", "-")
    if not re.fullmatch(ID, id_) or id_ in RESERVED:
        title, id_ = "My pack", "my-pack"
    scenario = folder / "scenarios" / f"{id_}.toml"
    try:
        scenario.parent.mkdir(parents=True, exist_ok=True)
        (folder / "pack.toml").write_text(_PACK.format(id=id_, title=title), encoding="utf-8")
        scenario.write_text(_SCENARIO.format(id=id_, title=title), encoding="utf-8")
    except OSError as wrong:
        raise UserError(f"{folder} can't be written: {wrong.strerror}.", "Choose another place.") from wrong
    return scenario
