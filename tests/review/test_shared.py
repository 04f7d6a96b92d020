"""What goes into a shared call, and what is believed of one that comes in."""

from __future__ import annotations

import math
import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.packs import builtin_packs, load_scenario
from desktop.records import Comment, Note
from desktop.review import html, markdown, shared
from desktop.review.document import ReviewDocument
from desktop.review.reader import for_reader, named_inside
from desktop.review.shared import Background, Choice, SharedComments, SharedReview
from tests.ui import samples

replace = msgspec.structs.replace
WRITTEN = {
    "notes": (Note(None, "My own doubts.", "2026-11-18"),),
    "comments": (Comment("a", "Ruth", "2026-11-18", "From another coach."),),
}


def document(**changes: object) -> ReviewDocument:
    return samples.review(**changes)


def review(**changes: object) -> SharedReview:
    return SharedReview("x1", document(**changes), Background("At night.", "the CEO", "Four years with you."))


def test_what_was_not_chosen_is_not_in_it() -> None:
    scenario = load_scenario("eleven-pm")
    given = shared.to_share(document(**WRITTEN), scenario, Choice(), "x1")
    content = shared.encode(given)
    assert b"My own doubts" not in content
    assert b"another coach" not in content
    assert given.document.waveform == ()
    assert given.background.situation == scenario.situation
    with_notes = shared.to_share(document(**WRITTEN), scenario, Choice(notes=True), "x1")
    assert b"My own doubts" in shared.encode(with_notes)
    assert with_notes.document.comments == ()


ALWAYS = (
    "highlights, measures, the curve of stress and trust, the scenario with what to watch for, which models took "
    "part, words that were first heard differently, the call's date and id"
)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (Choice(), f"Transcript, {ALWAYS}. Not your voice and not your notes."),
        (Choice(notes=True), f"Transcript, {ALWAYS}, your notes. Not your voice."),
        (Choice(audio=True), f"Transcript, {ALWAYS}, the sound of the call, with your voice. Not your notes."),
        (
            Choice(audio=True, notes=True),
            f"Transcript, {ALWAYS}, your notes, the sound of the call, with your voice.",
        ),
    ],
)
def test_the_line_before_sharing_says_exactly_what_goes_in(choice: Choice, said: str) -> None:
    assert shared.what_goes_in(choice) == said
    again = said.replace("Transcript,", "Transcript, and the first call up to here,")
    assert shared.what_goes_in(choice, first_call=True) == again


def test_a_retry_holds_the_first_call_s_turns_and_not_its_id() -> None:
    carried = replace(SAMPLE.turns[0], carried=True)
    tried = document(retry_of="first-id", from_turn=2, resumed_from="part-id", turns=(carried, *SAMPLE.turns[1:]))
    content = shared.encode(shared.to_share(tried, load_scenario("eleven-pm"), Choice(), "x1"))
    assert b"first-id" not in content
    assert b"part-id" not in content
    read, _sound = shared.decode(content)
    assert isinstance(read, SharedReview)
    assert (read.document.session_id, read.document.turns[0]) == (tried.session_id, carried)
    assert shared.holds_first_call(read.document)
    assert not shared.holds_first_call(SAMPLE)
    assert "again from" in html.render(read.document)


def test_a_review_and_its_sound_come_back_whole() -> None:
    given = review()
    assert shared.decode(shared.encode(given, b"fLaC...")) == (given, b"fLaC...")
    assert shared.decode(shared.encode(given)) == (given, b"")


def test_a_long_call_can_be_shown() -> None:
    late = replace(SAMPLE.turns[-1], audio_s=(10_000.0, 10_004.0))
    given = review(duration_s=10_800.0, limit_s=10_800.0, turns=(*SAMPLE.turns[:-1], late))
    assert shared.decode(shared.encode(given)) == (given, b"")


@pytest.mark.parametrize(
    ("name", "shown", "inside"), [("", "The executive", "the executive"), (" Dana ", "Dana", "Dana")]
)
def test_a_coach_reads_of_the_executive(name: str, shown: str, inside: str) -> None:
    scenario = load_scenario("eleven-pm")
    hurt = replace(SAMPLE.moments[0], effect="His stress rose by 16 and trust in you fell by 16.")
    told = "You tried again from 0:05. Kenji ended it before it was settled. You lost him at 0:10."
    given = shared.to_share(
        document(summary=told, moments=(hurt, *SAMPLE.moments[1:])), scenario, Choice(name=name), "x1"
    )
    assert given.document.turns[1].speaker == "You", "the file holds the review as it is"
    read = for_reader(given.document)
    assert read.summary == told.replace("You ", f"{shown} ")
    assert read.moments[0].effect == f"His stress rose by 16 and trust in {inside} fell by 16."
    assert {turn.speaker for turn in read.turns} == {shown, "Kenji"}
    for written in (html.render(read), markdown.render(read)):
        assert f"{shown} said: “" in written
        assert "You said" not in written
    assert f"Dashed line: trust in {inside}." in html.render(read)
    silent = for_reader(document(summary="The call was over before you said anything.", executive=name))
    assert silent.summary == f"The call was over before {inside} said anything."


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("You talked most of the call. He had the facts.", "{0} talked most of the call. He had the facts."),
        ("Your longest stretch was a speech.", "{0}’s longest stretch was a speech."),
        ("You answered almost before he had finished.", "{0} answered almost before he had finished."),
        ("Long pauses before you answered.", "Long pauses before {1} answered."),
        (
            "It sounds as if you were choosing; you hardly asked.",
            "It sounds as if {1} were choosing; {1} hardly asked.",
        ),
        ("Pause before you answer", "Pause before answering"),
        ('“You said so” and "you asked me" stay.', '“You said so” and "you asked me" stay.'),
        ("You can't fix the index. Say what you decide by.", "You can't fix the index. Say what you decide by."),
        ("Agree the trigger before you need it.", "Agree the trigger before you need it."),
        ("You agreed too soon.", "{0} agreed too soon."),
        ("Say where you put the line.", "Say where you put the line."),
    ],
)
def test_what_a_pack_says_was_done_is_told_of_the_executive(said: str, read: str) -> None:
    one = replace(SAMPLE.measures[0], title=said, sentence=said)
    given = document(measures=(one,), next_time=(said,))
    for name, shown, inside in (("", "The executive", "the executive"), ("Dana", "Dana", "Dana")):
        told = for_reader(replace(given, executive=name))
        wanted = read.format(shown, inside)
        assert (told.measures[0].title, told.measures[0].sentence, told.next_time) == (wanted, wanted, (wanted,))
        assert named_inside(told) == inside


def test_a_step_is_advice_as_its_author_wrote_it() -> None:
    step = "Say what you saw: “We saw three alarms.”"
    assert for_reader(document(next_time=(step,))).next_time == (step,)


def test_no_built_in_pack_tells_a_coach_what_the_coach_did() -> None:
    did = re.compile(r"\b[Yy]ou (?:talked|spoke|answered|interrupted|said|needed|had)\b|^Your ")
    for pack in builtin_packs():
        for measure in pack.scenarios[0].measures:
            for said in (measure.title, measure.when_over, measure.when_under):
                one = replace(SAMPLE.measures[0], title=said, sentence=said)
                read = for_reader(document(measures=(one,))).measures[0].sentence
                assert not did.search(re.sub(r'"[^"]*"', "", read)), read


def test_a_name_that_is_too_long_is_refused() -> None:
    with pytest.raises(UserError, match="name of whoever shared it"):
        shared.decode(shared.encode(review(executive="x" * 81)))


def test_a_retry_that_was_hung_up_where_it_began_can_be_shown() -> None:
    given = review(begins_s=300.00003, duration_s=300.0, limit_s=600.0)
    assert shared.decode(shared.encode(given)) == (given, b"")


def test_comments_come_back_whole() -> None:
    given = SharedComments("s1", "T", (Comment("a", "Ruth", "2026", "Well done.", 3, "are you sitting"),))
    assert shared.decode(shared.encode(given)) == (given, b"")


SAMPLE = document()
BROKEN = {
    "no highlight's turn": {"moments": (replace(SAMPLE.moments[0], turn_id=99),)},
    "chars outside": {"moments": (replace(SAMPLE.moments[0], chars=(3, 100_000)),)},
    "chars reversed": {"moments": (replace(SAMPLE.moments[0], chars=(5, 3)),)},
    "same id": {"moments": (SAMPLE.moments[0], replace(SAMPLE.moments[1], id=0))},
    "huge time": {"turns": (replace(SAMPLE.turns[0], audio_s=(0, 1e300)),), "moments": (), "steps": ()},
    "negative time": {"duration_s": -1.0},
    "long": {"duration_s": 1e9},
    "begins long before": {"begins_s": -1e15},
    "begins after its end": {"begins_s": SAMPLE.duration_s + 2},
    "no limit": {"limit_s": 1e15},
    "negative limit": {"limit_s": -1.0},
    "step without highlight": {"steps": (replace(SAMPLE.steps[0], moments=(77,)),)},
    "part without highlight": {
        "steps": (replace(SAMPLE.steps[1], parts=(replace(SAMPLE.steps[1].parts[0], moment=77),)),)
    },
    "step's number": {"steps": (replace(SAMPLE.steps[0], order=10**12),)},
    "curve": {"curve": (replace(SAMPLE.curve[0], stress=1e12),)},
    "waveform": {"waveform": (replace(SAMPLE.waveform[0], level=50.0),)},
    "comments of its own": WRITTEN,
}


@pytest.mark.parametrize("changes", BROKEN.values(), ids=BROKEN)
def test_a_review_that_can_t_be_shown_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(UserError, match="can't be shown"):
        shared.decode(shared.encode(review(**changes)))


@pytest.mark.parametrize(
    "broken",
    [
        Comment("", "Ruth", "2026", "No id."),
        Comment("a", "R" * 81, "2026", "Long name."),
        Comment("a", "Ruth", "2026", " "),
        Comment("a", "Ruth", "2026", "x" * 4001),
        Comment("a", "Ruth", "2026", "No such turn.", -1),
        Comment("a", "Ruth", "2026", "No such turn.", 2**40),
        Comment("a", "Ruth", "2026", "Long place.", 1, "x" * 4001),
    ],
)
def test_comments_that_can_t_be_are_refused(broken: Comment) -> None:
    with pytest.raises(UserError, match="can't be shown"):
        shared.decode(shared.encode(SharedComments("s1", "T", (broken,))))
    with pytest.raises(UserError, match="too many comments"):
        shared.decode(shared.encode(SharedComments("s1", "T", (Comment("a", "R", "2026", "x"),) * 501)))


@given(st.binary(max_size=200))
def test_any_other_content_is_refused(content: bytes) -> None:
    with pytest.raises(UserError, match="can't be shown"):
        shared.decode(content)


@pytest.mark.parametrize(
    "text", [b'{"kind":"other"}', b"[" * 100_000, b'{"kind":"review","x":' + b"[" * 100_000, b"{}"]
)
def test_any_other_json_is_refused(text: bytes) -> None:
    with pytest.raises(UserError, match="can't be shown"):
        shared.decode(len(text).to_bytes(4, "big") + text)


def test_a_length_beyond_its_end_is_refused() -> None:
    with pytest.raises(UserError, match="cut off"):
        shared.decode((2**32 - 1).to_bytes(4, "big") + b"{}")


def test_times_that_are_no_numbers_never_pass() -> None:
    with pytest.raises(ValueError, match="not possible"):
        shared._check(review(duration_s=math.nan))
