"""Notes, comments and kept shares in the encrypted store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.events import State
from desktop.records import Comment, SessionStart
from desktop.store import driver
from desktop.store.database import Store
from desktop.store.keys import Key

KEY = Key(f"\"x'{'5e' * 32}'\"", "key_file")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture
def store(path: Path) -> Store:
    made = Store.open(path, KEY)
    for name in ("s1", "s2"):
        start = SessionStart(name, "eleven-pm", "T", "", "realistic", "2026-11-17T23:00:00+01:00", False)
        made.begin(start, State(1, 2, 3))
    return made


def comment(id: str, text: str = "Well done.", turn_id: int | None = None) -> Comment:
    return Comment(id, "Ruth", "2026-11-18T09:00:00+01:00", text, turn_id)


def test_a_note_is_kept_changed_and_removed(store: Store, path: Path) -> None:
    store.notebook.write("s1", None, "Ask sooner.")
    store.notebook.write("s1", 4, "This was good.")
    store.notebook.write("s1", None, "Ask much sooner.")
    store.close()
    book = Store.open(path, KEY).notebook
    assert [(one.turn_id, one.text) for one in book.notes("s1")] == [
        (None, "Ask much sooner."),
        (4, "This was good."),
    ]
    assert book.notes("s2") == ()
    book.write("s1", 4, "  \n")
    assert [one.turn_id for one in book.notes("s1")] == [None]


def test_comments_come_in_once_and_in_order(store: Store) -> None:
    book = store.notebook
    assert book.add_comments("s1", [comment("b", turn_id=4), comment("a")]) == 2
    assert book.add_comments("s1", [comment("a", "Changed."), comment("c", turn_id=2)]) == 1
    assert [(one.id, one.text) for one in book.comments("s1")] == [
        ("a", "Changed."),
        ("c", "Well done."),
        ("b", "Well done."),
    ]
    book.remove_comment("s1", "a")
    assert [one.id for one in book.comments("s1")] == ["c", "b"]


def test_comments_on_a_call_that_is_not_here_are_refused(store: Store) -> None:
    with pytest.raises(UserError, match="not on this computer"):
        store.notebook.add_comments("other", [comment("a")])


def test_everything_written_on_a_call_goes_with_it(store: Store) -> None:
    book = store.notebook
    for name in ("s1", "s2"):
        book.write(name, None, "note")
        book.write(name, 2, "note")
        book.add_comments(name, [comment("a")])
    store.delete("s1")
    assert (book.notes("s1"), book.comments("s1")) == ((), ())
    assert (len(book.notes("s2")), len(book.comments("s2"))) == (2, 1)
    book.write("s1", None, "too late")
    assert book.notes("s1") == ()


def test_a_kept_share_stays_sealed_and_goes_when_told(store: Store) -> None:
    book = store.notebook
    book.keep_share("x1", "The 11 PM call", b"sealed", [comment("a")])
    book.keep_share("x1", "The 11 PM call", b"sealed", [comment("a"), comment("b")])
    assert [(one.share_id, one.title) for one in book.kept_shares()] == [("x1", "The 11 PM call")]
    file, comments = book.kept_share("x1")
    assert (file, [one.id for one in comments]) == (b"sealed", ["a", "b"])
    book.forget_share("x1")
    assert book.kept_shares() == ()
    with pytest.raises(UserError, match="not kept here"):
        book.kept_share("x1")


def test_what_is_deleted_is_not_left_in_the_copies(store: Store, path: Path) -> None:
    book = store.notebook
    book.write("s1", None, "gone")
    book.write("s1", 4, "stays")
    book.add_comments("s1", [comment("a"), comment("b")])
    for share in ("x1", "x2"):
        book.keep_share(share, "The 11 PM call", b"sealed", [])
    store.close()
    copy = path.with_name(f"{path.name}.before-m9999_later")
    shutil.copy2(path, copy)
    older = driver.connect(path.with_name(f"{path.name}.before-m0005_notes"), KEY.pragma)
    older.execute("CREATE TABLE sessions (session_id TEXT)")  # a copy from before there were notes
    older.conn.close()
    book = Store.open(path, KEY).notebook
    book.write("s1", None, "")
    book.remove_comment("s1", "a")
    book.forget_share("x1")
    db = driver.connect(copy, KEY.pragma)
    left = [db.execute(f"SELECT {which}").fetchall() for which in ("text FROM notes", "comment_id FROM comments")]
    shares = db.execute("SELECT share_id FROM kept_shares").fetchall()
    db.conn.close()
    assert [*left, shares] == [[("stays",)], [("b",)], [("x2",)]]
