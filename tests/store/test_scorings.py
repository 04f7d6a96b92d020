"""Scorings: the call's own and later ones, and databases from before there were any."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import UserError
from desktop.events import EngineInfo, Evidence, State, Utterance
from desktop.records import Scoring, SessionStart
from desktop.store import database, driver
from desktop.store.database import Store
from desktop.store.keys import Key
from desktop.store.migrations import SESSIONS

KEY = Key(f"\"x'{'5e' * 32}'\"", "key_file")
SAID = "how did this pass staging"
BLAME = Evidence("blame", "avoid", "found", SAID, 2, (0, 25), (0.5, 1.4))
GUT = Evidence("gut", "step", "possible", "your gut", 4, (3, 11), (9.0, 9.5), "gut feeling")
LATER = Scoring("2026-11-26T10:00:00+01:00", "cd" * 32, "0.2.0", "a-model", (GUT,))
STARTED = "2026-11-17T23:00:00+01:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture
def store(path: Path) -> Store:
    """One session with one utterance, and a hit on it from the call."""
    opened = Store.open(path, KEY)
    start = SessionStart("s1", "eleven-pm", "The 11 PM call", "ab" * 32, "realistic", STARTED, keep_audio=True)
    opened.begin(start, State(40, 60, 55))
    opened.add_utterance("s1", Utterance(2, "user", SAID, 0.0, 1.5, "speech"))
    opened.add_utterance("s1", Utterance(4, "user", "is your gut sure", 8.0, 9.9, "speech"))
    opened.add_evidence("s1", [BLAME])
    return opened


@pytest.fixture
def v1(path: Path) -> Path:
    """A database as the first release left it: session "old" with two hits and sound, "bare" with nothing."""
    db = driver.connect(path, KEY.pragma)
    SESSIONS.apply(db, stop_before="m0002_scorings")
    with db.atomic():
        for name, pack in (("old", "ab" * 32), ("bare", "ef" * 32)):
            db.execute(
                "INSERT INTO sessions (session_id, scenario_id, scenario_title, pack_sha256, difficulty,"
                " started_at, keep_audio, example, stress, trust, clarity)"
                " VALUES (?, 'eleven-pm', 'The 11 PM call', ?, 'realistic', ?, 1, 0, 40, 60, 55)",
                [name, pack, STARTED],
            )
        db.execute(
            "INSERT INTO utterances (session_id, turn_id, role, text, start_s, end_s, source, ear, transcripts,"
            " timing) VALUES ('old', 2, 'user', ?, 0, 1.5, 'speech', '', '[]', 'null')",
            [SAID],
        )
        db.execute("INSERT INTO engines VALUES ('old', 'embedder', 'minilm', '1', 'minilm-l6', 'aa', 0.1, 1)")
        db.execute("INSERT INTO audio VALUES ('old', '2026-11-17T23:10:00+00:00', x'664c6143')")
        for one in (BLAME, GUT):
            db.execute(
                "INSERT INTO evidence (session_id, turn_id, item, kind, tier, words, char_start, char_end,"
                " audio_start_s, audio_end_s, part) VALUES ('old', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [one.turn_id, one.item, one.kind, one.tier, one.words, *one.chars, *one.audio_s, one.part],
            )
    db.conn.close()
    return path


def rows(path: Path, sql: str) -> list[Any]:
    db = driver.connect(path, KEY.pragma)
    try:
        return [tuple(row) for row in db.execute(sql).fetchall()]
    finally:
        db.conn.close()


def backup(path: Path) -> Path:
    (found,) = path.parent.glob(f"{path.name}.before-m0002_scorings")
    return found


def test_the_first_release_s_sessions_keep_their_evidence_as_the_call_s_own_scoring(v1: Path) -> None:
    store = Store.open(v1, KEY)
    old, bare = store.session("old"), store.session("bare")
    assert old.scorings == (Scoring(STARTED, "ab" * 32, "", "minilm-l6", (BLAME, GUT)),)
    assert old.turns[0].evidence == (BLAME,)
    assert bare.scorings == (Scoring(STARTED, "ef" * 32, "", "", ()),)
    assert [hit.session_id for hit in store.search("staging")] == ["old"]
    assert store.check() == []
    store.close()
    assert Store.open(v1, KEY).session("old").scorings == old.scorings


def test_before_the_change_a_copy_is_made_that_only_the_key_opens(v1: Path) -> None:
    before = rows(v1, "SELECT * FROM evidence ORDER BY id")
    Store.open(v1, KEY).close()
    content = backup(v1).read_bytes()
    assert not content.startswith(driver.PLAIN_HEADER)
    assert b"staging" not in content
    assert rows(backup(v1), "SELECT * FROM evidence ORDER BY id") == before != []


def test_what_is_deleted_is_not_left_in_the_copy(v1: Path) -> None:
    store = Store.open(v1, KEY)
    assert store.delete_audio_before("2999-01-01T00:00:00+00:00") == 1
    assert rows(backup(v1), "SELECT session_id FROM audio") == []
    assert rows(backup(v1), "SELECT count(*) FROM evidence") == [(2,)]
    store.delete("old")
    assert rows(backup(v1), "SELECT session_id FROM sessions") == [("bare",)]
    for table in ("evidence", "utterances", "engines"):
        assert rows(backup(v1), f"SELECT count(*) FROM {table}") == [(0,)]
    assert {each.name for each in v1.parent.iterdir()} == {f"{v1.name}{end}" for end in ("", "-wal", "-shm")} | {
        backup(v1).name
    }


def test_a_copy_that_can_t_be_read_goes_with_what_is_deleted(v1: Path) -> None:
    store = Store.open(v1, KEY)
    backup(v1).write_bytes(b"spoiled" * 1000)
    store.delete("old")
    assert not list(v1.parent.glob("*.before-*"))
    assert [one.session_id for one in store.sessions()] == ["bare"]


def test_a_call_s_own_scoring_knows_its_pack_and_its_embedder(store: Store) -> None:
    store.set_engines("s1", {"recogniser": EngineInfo("vosk", "0.3.45", "an-ear", "aa")})
    (own,) = store.session("s1").scorings
    assert (own.made_at, own.pack_sha256, own.embedder, own.evidence) == (STARTED, "ab" * 32, "", (BLAME,))
    assert own.version
    store.set_engines("s1", {"embedder": EngineInfo("minilm", "1", "minilm-l6", "aa")})
    assert store.session("s1").scorings == (replace(own, embedder="minilm-l6"),)


def test_the_newest_scoring_counts_and_the_earlier_is_kept(store: Store, path: Path) -> None:
    reached = replace(GUT, tier="found")
    store.add_scoring("s1", replace(LATER, evidence=(reached,)))
    store.close()
    again = Store.open(path, KEY)
    session = again.session("s1")
    assert [one.evidence for one in session.scorings] == [(BLAME,), (reached,)]
    assert session.scorings[1] == replace(LATER, evidence=(reached,))
    assert [turn.evidence for turn in session.turns] == [(), (reached,)]
    assert again.sessions()[0].steps_heard == 1
    again.add_scoring("s1", replace(LATER, evidence=()))
    assert again.sessions()[0].steps_heard == 0
    assert again.session("s1").scorings[1].evidence == (reached,)


def test_what_a_call_still_finds_belongs_to_its_own_scoring(store: Store) -> None:
    store.add_scoring("s1", LATER)
    store.add_evidence("s1", [GUT])
    assert [one.evidence for one in store.session("s1").scorings] == [(BLAME, GUT), (GUT,)]


def test_scoring_leaves_other_sessions_and_the_search_alone(store: Store) -> None:
    second = SessionStart("s2", "eleven-pm", "The 11 PM call", "ab" * 32, "realistic", STARTED, keep_audio=False)
    store.begin(second, State(40, 60, 55))
    store.add_evidence("s2", [BLAME])
    store.add_scoring("s1", LATER)
    assert [one.evidence for one in store.session("s2").scorings] == [(BLAME,)]
    assert [hit.session_id for hit in store.search("staging")] == ["s1"]


def test_a_scoring_that_breaks_off_leaves_the_earlier_one(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = iter(range(1))
    row = database.evidence_row

    def breaking(scoring: int, one: Evidence) -> dict[str, object]:
        if next(made, None) is None:
            raise RuntimeError("the power went")
        return row(scoring, one)

    with monkeypatch.context() as patched:
        patched.setattr(database, "evidence_row", breaking)
        with pytest.raises(RuntimeError):
            store.add_scoring("s1", replace(LATER, evidence=(GUT, BLAME)))
    assert [one.evidence for one in store.session("s1").scorings] == [(BLAME,)]
    store.close()
    assert rows(path, "SELECT count(*) FROM scorings") == rows(path, "SELECT count(*) FROM evidence") == [(1,)]


def test_a_scoring_of_no_session_is_refused(store: Store) -> None:
    with pytest.raises(UserError, match="gave an error"):
        store.add_scoring("none", LATER)
    with pytest.raises(UserError, match="gave an error"):
        store.add_evidence("none", [BLAME])


def test_deleting_a_session_deletes_every_scoring(store: Store, path: Path) -> None:
    store.add_scoring("s1", LATER)
    store.add_scoring("s1", replace(LATER, evidence=(BLAME, GUT)))
    store.delete("s1")
    store.close()
    for table in ("scorings", "evidence", "utterances", "utterances_fts"):
        assert rows(path, f"SELECT count(*) FROM {table}") == [(0,)]
