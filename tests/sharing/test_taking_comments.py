"""Comments that come back to a call that was taken up again since it was shared."""

from __future__ import annotations

from pathlib import Path

from desktop.events import State
from desktop.records import Comment, SessionStart
from desktop.rehearsal.sharing import take_comments
from desktop.review.shared import SharedComments
from desktop.store.database import Store
from desktop.store.keys import Key


def test_comments_on_a_part_are_told_to_be_on_the_whole_call(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "sessions.db", Key(f"\"x'{'5e' * 32}'\"", "key_file"))
    for name, part in (("s1", ""), ("s2", "s1")):
        at = "2026-11-17T23:00:00+01:00"
        start = SessionStart(name, "eleven-pm", "T", "", "realistic", at, False, resumed_from=part)
        store.begin(start, State(1, 2, 3))
    comment = Comment("c1", "Ruth", "2026-11-18T09:00:00+01:00", "Well done.", 2)
    for part in ("s1", "s2"):
        session_id, _new = take_comments(store, SharedComments(part, "T", (comment,)))
        assert session_id == "s2"
    assert store.notebook.comments("s2") == (comment,)
