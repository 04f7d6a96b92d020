"""The encrypted store, on real files."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.events import EngineInfo, Evidence, Hesitation, State, StateMove, Timing, Transcript, Utterance, Word
from desktop.records import HeardAgain, Rehearing, Scoring, SessionStart
from desktop.rubric.measures import measure
from desktop.scenario import MEASURES, Measure
from desktop.store import database, driver
from desktop.store.database import Store
from desktop.store.keys import Key, from_passphrase, resolve
from desktop.store.migrations import SESSIONS

KEY = Key(f"\"x'{'5e' * 32}'\"", "key_file")
CALM = State(40.0, 60.0, 55.0)


def start(session_id: str = "s1", started_at: str = "2026-11-17T23:00:00+01:00") -> SessionStart:
    return SessionStart(session_id, "eleven-pm", "The 11 PM call", "ab" * 32, "realistic", started_at, True)


def spoken(turn_id: int = 2, text: str = "how did this pass staging") -> Utterance:
    words = tuple(Word(word, n * 0.3, n * 0.3 + 0.2, 0.9, n == 1) for n, word in enumerate(text.split()))
    heard = (Transcript("vosk", "how did this past aging", words[:2]), Transcript("moonshine", text))
    hesitated = (Hesitation(0.2, 0.5, written=False), Hesitation(0.9, 1.2, written=True))
    return Utterance(turn_id, "user", text, 0.0, 1.5, "speech", words, heard, "moonshine", hesitated)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "sessions.db"


@pytest.fixture
def store(path: Path) -> Store:
    return Store.open(path, KEY)


def fill(store: Store, session_id: str = "s1") -> None:
    store.begin(start(session_id), CALM)
    store.add_utterance(session_id, spoken(), Timing(speech_end_s=1.5, turn_end_s=2.3))
    store.add_evidence(
        session_id, [Evidence("blame", "avoid", "found", "how did this pass staging", 2, (0, 25), (0.0, 1.4))]
    )
    moved = StateMove(2, "blame", "how did this pass staging", CALM, State(58.0, 40.0, 55.0))
    store.add_state(session_id, 2, moved.after, [moved])
    store.set_engines(
        session_id, {"recogniser": EngineInfo("vosk", "0.3.45", "vosk-en-starter", "5f" * 32, 0.2, 1)}
    )


def test_a_session_comes_back_as_it_was_put(store: Store, path: Path) -> None:
    fill(store)
    store.end("s1", ended_at="2026-11-17T23:10:00+01:00", reason="hung_up", duration_s=600.0)
    store.close()
    back = Store.open(path, KEY).session("s1")
    assert back.start == start()
    assert (back.start_state, back.reason, back.duration_s, back.attempt) == (CALM, "hung_up", 600.0, 1)
    assert back.engines["recogniser"].model == "vosk-en-starter"
    (turn,) = back.turns
    assert turn.utterance == spoken()
    assert turn.timing == Timing(speech_end_s=1.5, turn_end_s=2.3)
    assert turn.state == State(58.0, 40.0, 55.0)
    assert turn.moves[0].by == "blame"
    assert turn.evidence[0].chars == (0, 25)


def test_none_found_is_not_the_same_as_nobody_listened(store: Store) -> None:
    store.begin(start(), CALM)
    store.add_utterance("s1", replace(spoken(1), hesitations=()))
    store.add_utterance("s1", replace(spoken(2), hesitations=None))
    assert [turn.utterance.hesitations for turn in store.session("s1").turns] == [(), None]


def test_utterances_of_an_older_version_were_not_listened_to(path: Path) -> None:
    path.parent.mkdir(parents=True)
    older = driver.connect(path, KEY.pragma)
    SESSIONS.apply(older, stop_before="m0006_hesitations")
    with older.atomic():
        older["sessions"].insert({**asdict(start()), **asdict(CALM)})
        row = {"turn_id": 1, "role": "user", "text": "um", "start_s": 0.0, "end_s": 1.0, "source": "speech"}
        rest = {"ear": "", "transcripts": "[]", "timing": "null"}
        older["utterances"].insert({"session_id": "s1", **row, **rest})
    older.conn.close()
    (turn,) = Store.open(path, KEY).session("s1").turns
    assert (turn.utterance.text, turn.utterance.hesitations) == ("um", None)


CAREFUL = EngineInfo("whisper", "4.8", "whisper-tiny-en-ct2", "1a" * 32, 0.4, 2)


def heard_again(text: str = "how did that pass staging") -> Rehearing:
    said = spoken(text=text)
    blame = Evidence("blame", "avoid", "found", "how did this pass staging", 2, (0, 25), (0.0, 1.4))
    again = HeardAgain("whisper-tiny-en-ct2", "how did this pass staging", 1, (blame,))
    return Rehearing(said, (Evidence("calm", "say", "possible", "pass", 2, (13, 17), (0.9, 1.1)),), again)


def test_what_was_heard_again_stands_in_place_of_what_was_heard_first(store: Store, path: Path) -> None:
    fill(store)
    fill(store, "s2")
    assert store.replace_utterances("s1", [heard_again()], CAREFUL)
    store.close()
    after = Store.open(path, KEY)
    (turn,) = after.session("s1").turns
    expected = heard_again()
    assert (turn.utterance, turn.evidence, turn.again) == (expected.utterance, expected.evidence, expected.again)
    assert turn.moves[0].by == "blame"  # what it did to the persona happened
    assert after.session("s1").engines["careful_ear"] == CAREFUL
    assert after.session("s2").turns[0].utterance == spoken()
    assert after.session("s2").turns[0].again is None
    assert [hit.session_id for hit in after.search("that pass")] == ["s1"]
    assert [hit.session_id for hit in after.search("this pass")] == ["s2"]
    assert after.check() == []


def test_an_utterance_that_did_not_change_keeps_its_words_and_evidence(store: Store) -> None:
    fill(store)
    before = store.session("s1").turns[0]
    heard = (*spoken().transcripts, Transcript("whisper-tiny-en-ct2", "how did this pass staging"))
    said = spoken()
    store.replace_utterances(
        "s1", [Rehearing(Utterance(said.turn_id, "user", "", 0, 0, "speech", (), heard))], CAREFUL
    )
    after = store.session("s1").turns[0]
    assert after.utterance.transcripts == heard
    assert (after.utterance.text, after.utterance.words) == (said.text, said.words)
    assert (after.evidence, after.again) == (before.evidence, None)


def test_a_second_hearing_is_stored_whole_or_not_at_all(store: Store) -> None:
    fill(store)
    before = store.session("s1")
    missing = Rehearing(spoken(turn_id=9), (), HeardAgain("whisper-tiny-en-ct2", "", 1))
    with pytest.raises(ValueError, match="not enough values"):
        store.replace_utterances("s1", [heard_again(), missing], CAREFUL)
    assert store.session("s1") == before


def test_a_session_that_was_deleted_meanwhile_stays_deleted(store: Store) -> None:
    fill(store)
    store.delete("s1")
    assert not store.replace_utterances("s1", [heard_again()], CAREFUL)
    with pytest.raises(UserError, match="no session"):
        store.session("s1")


def test_the_file_is_encrypted(store: Store, path: Path) -> None:
    fill(store)
    store.close()
    content = path.read_bytes()
    assert not content.startswith(driver.PLAIN_HEADER)
    assert b"staging" not in content


def test_an_utterance_is_on_disk_while_the_call_goes_on(store: Store, path: Path) -> None:
    fill(store)
    other = Store.open(path, KEY)
    assert [turn.utterance.text for turn in other.session("s1").turns] == ["how did this pass staging"]
    assert other.session("s1").ended_at == ""


def test_history_counts_attempts_and_steps(store: Store) -> None:
    fill(store, "s1")
    store.begin(start("s2", "2026-11-18T08:00:00+01:00"), CALM)
    store.add_evidence("s2", [Evidence("regulate", "step", "found", "breathe", 1, (0, 7), (0, 1))] * 2)
    newest, oldest = store.sessions("eleven-pm")
    assert (newest.session_id, newest.attempt, newest.steps_heard, newest.turns) == ("s2", 0, 1, 0)
    assert (oldest.session_id, oldest.attempt, oldest.turns) == ("s1", 1, 1)
    assert store.sessions("another") == ()


def test_history_knows_whether_the_last_line_was_typed(store: Store) -> None:
    fill(store)
    assert not store.sessions()[0].typed
    store.add_utterance("s1", Utterance(4, "user", "let us look", 3.0, 3.0, "typed"))
    store.add_utterance("s1", Utterance(5, "persona", "All right.", 4.0, 5.0, "authored"))
    assert store.sessions()[0].typed
    store.add_utterance("s1", spoken(6))
    assert not store.sessions()[0].typed
    store.begin(start("s2", "2026-11-18T08:00:00+01:00"), CALM)
    assert not store.sessions()[0].typed


def test_a_call_in_which_the_executive_said_nothing_is_no_attempt(store: Store) -> None:
    fill(store, "s1")
    store.begin(start("s2", "2026-11-18T08:00:00+01:00"), CALM)
    store.add_utterance("s2", Utterance(1, "persona", "Hello?", 0.0, 1.0, "authored"))
    store.begin(start("s3", "2026-11-19T08:00:00+01:00"), CALM)
    store.add_utterance("s3", spoken())
    assert [(one.session_id, one.attempt) for one in store.sessions()] == [("s3", 2), ("s2", 0), ("s1", 1)]
    assert (store.session("s3").attempt, store.session("s2").attempt) == (2, 0)


def test_examples_and_other_scenarios_are_counted_apart(store: Store) -> None:
    fill(store, "s1")
    for name, change in (("s2", {"example": True}), ("s3", {"scenario_id": "other"}), ("s4", {})):
        store.begin(replace(start(name, f"2026-11-18T0{name[1]}:00:00+01:00"), **change), CALM)
        store.add_utterance(name, spoken())
    assert {one.session_id: one.attempt for one in store.sessions()} == {"s1": 1, "s2": 1, "s3": 1, "s4": 2}


def test_past_calls_are_finished_spoken_and_ones_own(store: Store) -> None:
    for name, change in (
        ("s1", {}),
        ("s2", {"example": True}),
        ("s3", {}),
        ("s4", {"scenario_id": "other"}),
        ("s5", {}),
    ):
        store.begin(replace(start(name, f"2026-11-18T0{name[1]}:00:00+01:00"), **change), CALM)
        if name != "s3":  # nothing was said in s3, and s5 was never ended
            store.add_utterance(name, spoken())
        if name != "s5":
            store.end(name, ended_at="2026-11-18T09:00:00+01:00", reason="time", duration_s=60.0)
    assert [one.start.session_id for one in store.past_calls()] == ["s1", "s4"]
    assert [one.start.session_id for one in store.past_calls("other")] == ["s4"]
    assert store.past_calls("none") == ()


def test_a_past_call_has_what_progress_needs(store: Store) -> None:
    fill(store)
    store.add_utterance("s1", Utterance(3, "persona", "It passed.", 2.0, 3.0, "model"))
    store.add_state("s1", 3, State(30.0, 50.0, 60.0), [])
    store.save_audio("s1", b"fLaC")
    store.end("s1", ended_at="2026-11-17T23:10:00+01:00", reason="settled", duration_s=600.0)
    (past,) = store.past_calls()
    assert (past.start, past.start_state, past.end_state) == (start(), CALM, State(30.0, 50.0, 60.0))
    assert (past.reason, past.duration_s, past.attempt) == ("settled", 600.0, 1)
    whole = store.session("s1")
    assert past.evidence == tuple(one for turn in whole.turns for one in turn.evidence)
    assert [(u.turn_id, u.text, u.start_s, u.end_s, u.source, u.ear, u.words) for u in past.utterances] == [
        (u.turn_id, u.text, u.start_s, u.end_s, u.source, u.ear, ())
        for u in (turn.utterance for turn in whole.turns)
    ]
    assert past.utterances[0].transcripts == spoken().transcripts


def test_measures_are_the_same_over_past_calls_as_in_a_review(store: Store) -> None:
    store.begin(start(), CALM)
    store.add_utterance("s1", Utterance(3, "persona", "It passed.", 2.0, 3.0, "model"))
    said = "um who is on call now".split()
    live = tuple(Word(word, 3.6 + n * 0.9, 3.9 + n * 0.9, 0.9) for n, word in enumerate(said))
    guessed = tuple(replace(word, interpolated=True) for word in live)
    heard = (Transcript("vosk", " ".join(said), live), Transcript("moonshine", " ".join(said)))
    store.add_utterance(
        "s1", Utterance(4, "user", " ".join(said), 3.5, 9.0, "speech", guessed, heard, "moonshine", ())
    )
    store.end("s1", ended_at="2026-11-17T23:10:00+01:00", reason="settled", duration_s=600.0)
    rules = [Measure(name, name) for name in MEASURES]
    (past,) = store.past_calls()
    whole = store.session("s1")
    in_review = measure([turn.utterance for turn in whole.turns], whole.duration_s, rules)
    assert measure(past.utterances, past.duration_s, rules) == in_review
    assert sum(one.value is not None for one in in_review) >= 8


def test_a_past_call_has_the_evidence_of_its_newest_scoring(store: Store) -> None:
    for session_id in ("s1", "s2"):
        fill(store, session_id)
        store.end(session_id, ended_at="2026-11-17T23:10:00+01:00", reason="time", duration_s=600.0)
    later = Evidence("regulate", "step", "found", "how did", 2, (0, 7), (0.0, 0.5))
    store.add_scoring("s1", Scoring("2026-11-18T08:00:00+01:00", "cd" * 32, "", "", (later,)))
    first, second = store.past_calls()
    assert first.evidence == (later,)
    assert [one.item for one in second.evidence] == ["blame"]
    store.add_scoring("s2", Scoring("2026-11-18T08:00:00+01:00", "cd" * 32, "", "", ()))
    assert store.past_calls()[1].evidence == ()


def test_search_finds_words_and_survives_any_query(store: Store) -> None:
    fill(store)
    assert [hit.session_id for hit in store.search("staging")] == ["s1"]
    for query in ('"', "a AND", "NEAR(", "*", "x' OR 1=1 --", "   "):
        assert store.search(query) == ()


def test_deleting_leaves_nothing_to_search(store: Store) -> None:
    fill(store)
    store.save_audio("s1", b"fLaC")
    store.delete("s1")
    assert store.search("staging") == ()
    assert store.load_audio("s1") is None
    with pytest.raises(UserError, match="no session 's1'"):
        store.session("s1")


def test_sound_has_a_retention(store: Store) -> None:
    fill(store)
    store.save_audio("s1", b"fLaC")
    assert store.session("s1").has_audio
    assert store.delete_audio_before("2020-01-01T00:00:00+00:00") == 0
    assert store.delete_audio_before("2999-01-01T00:00:00+00:00") == 1
    assert store.load_audio("s1") is None


def test_a_wrong_passphrase_changes_nothing(path: Path) -> None:
    first = Store.open(path, from_passphrase("a long sentence"))
    fill(first)
    first.close()
    with pytest.raises(UserError, match="passphrase does not open"):
        Store.open(path, from_passphrase("another"))
    assert Store.open(path, from_passphrase("a long sentence")).search("staging")


@pytest.mark.parametrize("where", [0, 9000])
def test_a_damaged_file_is_set_aside(store: Store, path: Path, where: int) -> None:
    fill(store)
    store.close()
    content = bytearray(path.read_bytes())
    content[where + 100 : where + 200] = bytes(100)
    path.write_bytes(content)
    again = Store.open(path, KEY)
    assert again.sessions() == ()
    assert "kept as" in again.notices[0]
    (kept,) = path.parent.glob("*.damaged-*[0-9]")
    assert kept.read_bytes() == bytes(content)
    assert again.set_aside()


def test_a_large_file_is_looked_through_afterwards_and_set_aside_at_the_next_start(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    content = bytearray(path.read_bytes())
    content[-300:-200] = bytes(100)  # in a page that opening does not read
    path.write_bytes(content)
    monkeypatch.setattr(database, "LARGE_BYTES", 1000)
    opened = Store.open(path, KEY)
    assert opened.notices == ()
    assert opened.doubt()
    opened.close()
    again = Store.open(path, KEY)
    assert "kept as" in again.notices[0]
    assert again.sessions() == ()
    assert not again.doubt()
    again.close()
    assert Store.open(path, KEY).notices == ()


def test_a_look_through_a_damaged_large_file_keeps_no_writer_out(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    content = bytearray(path.read_bytes())
    content[-300:-200] = bytes(100)
    path.write_bytes(content)
    monkeypatch.setattr(database, "LARGE_BYTES", 1000)
    monkeypatch.setattr(driver, "_BUSY_MS", 50)
    opened, written = Store.open(path, KEY), []

    def writing(look: Callable[..., object]) -> Callable[..., object]:
        def looked(*given: object) -> object:
            opened._rows("SELECT 1")
            with opened._writing() as db:
                db.execute("UPDATE sessions SET reason = 'hung_up'")
            written.append(look)
            return look(*given)

        return looked

    for name in ("seems_damaged", "_found"):
        monkeypatch.setattr(driver, name, writing(getattr(driver, name)))
    assert opened.doubt()
    assert len(written) == 2
    opened.close()


@pytest.mark.parametrize(
    ("wrong", "damaged"),
    [
        (driver.DamagedError("x"), True),
        (driver.UnreadableError("x"), True),
        (UserError("In use.", "Wait."), False),
    ],
)
def test_a_large_file_that_does_not_open_again_is_looked_at_all_the_same(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Exception, damaged: bool
) -> None:
    monkeypatch.setattr(database, "LARGE_BYTES", 1000)

    def refuse(*_where: object) -> object:
        raise wrong

    monkeypatch.setattr(driver, "connect", refuse)
    assert store.doubt() is damaged
    assert path.with_name(f"{path.name}.doubtful").exists() is damaged
    assert store.set_aside() is damaged


def test_nobody_waits_for_the_look_through_a_large_file(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    content = bytearray(path.read_bytes())
    content[-300:-200] = bytes(100)
    path.write_bytes(content)
    monkeypatch.setattr(database, "LARGE_BYTES", 1000)
    opened, connect = Store.open(path, KEY), driver.connect

    def left_then(*where: object) -> object:
        looking = connect(*where)  # type: ignore[arg-type]
        opened.leave_doubt()
        return looking

    monkeypatch.setattr(driver, "connect", left_then)
    assert not opened.doubt()
    opened.close()
    monkeypatch.undo()
    assert not path.with_name(f"{path.name}.doubtful").exists()


def test_a_check_that_is_stopped_reads_no_further(tmp_path: Path) -> None:
    looked = driver.connect(tmp_path / "large.db", KEY.pragma)
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
    looked.execute(f"CREATE TABLE t AS {numbers} SELECT randomblob(1000) FROM n")
    asked: list[bool] = []

    def go_on(stop: bool) -> bool:
        asked.append(stop)
        return stop

    assert not driver.seems_damaged(looked, lambda: go_on(False))
    whole = len(asked)
    asked.clear()
    assert not driver.seems_damaged(looked, lambda: go_on(True))
    looked.conn.close()
    assert len(asked) == 2 < whole  # on the way, and at the end


def test_a_large_file_that_is_damaged_where_it_is_opened_is_set_aside_at_once(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    content = bytearray(path.read_bytes())
    content[9100:9200] = bytes(100)
    path.write_bytes(content)
    monkeypatch.setattr(database, "LARGE_BYTES", 1000)
    assert "kept as" in Store.open(path, KEY).notices[0]


@pytest.mark.parametrize("key", [KEY, from_passphrase("a long sentence")])
def test_a_file_that_was_cut_off_is_set_aside_and_says_how_it_comes_back(path: Path, key: Key) -> None:
    first = Store.open(path, key)
    fill(first)
    first.close()
    path.write_bytes(path.read_bytes()[:5000])
    again = Store.open(path, key)
    assert again.sessions() == ()
    (kept,) = path.parent.glob("*.damaged-*[0-9]")
    assert kept.name in again.notices[-1]
    assert "With its key put back" in again.notices[-1]


def test_a_file_of_another_key_opens_again_with_its_own(store: Store, path: Path) -> None:
    fill(store)
    store.close()
    Store.open(path, Key(KEY.pragma.replace("5e", "6e"), KEY.source)).close()
    (kept,) = path.parent.glob("*.damaged-*[0-9]")
    kept.replace(path)
    assert Store.open(path, KEY).search("staging")


def test_a_full_disk_says_so_and_keeps_what_was_saved(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=False).returncode:
        pytest.fail("this test needs the right to mount a small tmpfs")
    try:
        store = Store.open(small / "sessions.db", KEY)
        fill(store)
        with pytest.raises(UserError, match="full"):
            store.save_audio("s1", b"x" * 2_000_000)
        assert store.session("s1").turns[0].utterance == spoken()
        store.close()
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_a_key_is_made_once_and_found_again(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.delenv("STEADYHAND_PASSPHRASE", raising=False)
    key_file = tmp_path / "config" / "sessions.key"
    made = resolve(path, key_file)
    assert made.source == "key_file"
    assert str(key_file) in made.note
    assert key_file.stat().st_mode & 0o077 == 0
    assert resolve(path, key_file).pragma == made.pragma
    assert made.pragma not in repr(made)


def test_the_passphrase_of_the_environment_comes_first(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEADYHAND_PASSPHRASE", "it's ours")
    key = resolve(path, tmp_path / "key")
    assert key.typed
    with contextlib.closing(Store.open(path, key)) as store:
        fill(store)
    assert not (tmp_path / "key").exists()


def test_an_existing_database_without_its_key_asks(
    store: Store, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    store.close()
    with pytest.raises(UserError, match="neither in the system keyring nor in a key file"):
        resolve(path, tmp_path / "none")
    assert resolve(path, tmp_path / "none", ask=lambda new: f"asked {new}").pragma == "'asked False'"


def test_a_spoiled_key_file_is_refused(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    (tmp_path / "key").write_text("not a key")
    with pytest.raises(UserError, match="does not hold a key"):
        resolve(path, tmp_path / "key")


def test_a_killed_call_is_as_long_as_what_is_known_of_it(store: Store) -> None:
    fill(store)
    assert store.session("s1").duration_s == 1.5
    assert store.sessions()[0].duration_s == 1.5
    store.begin(start("s2"), CALM)
    assert store.session("s2").duration_s == 0.0


def test_a_page_that_is_just_being_written_is_no_damage(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    looks = iter([["page 7 has a wrong checksum"], []])
    monkeypatch.setattr(driver, "_found", lambda _database: next(looks))
    again = Store.open(path, KEY)
    assert again.search("staging")
    assert not again.notices


def test_a_database_that_another_one_writes_is_not_set_aside(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    monkeypatch.setattr(driver, "_BUSY_MS", 50)
    monkeypatch.setattr(driver, "_found", lambda _database: ["page 7 has a wrong checksum"])
    other = driver.connect(path, KEY.pragma)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="in use by another Steadyhand"):
        Store.open(path, KEY)
    other.conn.rollback()
    assert not list(path.parent.glob("*.damaged-*"))


def test_a_damaged_file_that_cannot_be_moved_is_left_where_it_is(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    store.close()
    path.write_bytes(b"\x00" * 8192)

    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UserError, match="nor set aside: Permission denied"):
        Store.open(path, KEY)
    assert path.read_bytes() == b"\x00" * 8192


@pytest.mark.parametrize("broken", [one.name for one in SESSIONS._migrations])
def test_a_migration_that_breaks_off_leaves_nothing_behind(
    path: Path, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the machine goes down between a migration's work and the note that it was done."""
    path.parent.mkdir()
    database = driver.connect(path, KEY.pragma)
    SESSIONS.apply(database, stop_before=broken)
    before = sorted(row["sql"] or row["name"] for row in database.query("SELECT name, sql FROM sqlite_master"))

    def no_record(_self: object, _db: object, name: str) -> None:
        raise RuntimeError(name)

    with monkeypatch.context() as patched:
        patched.setattr(type(SESSIONS), "_record_applied", no_record)
        with pytest.raises(RuntimeError, match=broken):
            SESSIONS.apply(database)
    after = sorted(row["sql"] or row["name"] for row in database.query("SELECT name, sql FROM sqlite_master"))
    assert after == before
    database.conn.close()
    Store.open(path, KEY).close()


def test_calls_that_were_given_up_are_no_longer_called_settled(path: Path) -> None:
    path.parent.mkdir()
    older = driver.connect(path, KEY.pragma)
    SESSIONS.apply(older, stop_before="m0008_given_up")
    about = {"scenario_id": "x", "scenario_title": "X", "pack_sha256": "", "difficulty": "realistic"}
    about |= {"started_at": "2026-11-17T23:00:00+01:00", "keep_audio": 0, "example": 0, "ended_at": "2026-11-17"}
    states = {"lost": (40, 4), "won": (5, 60), "left": (40, 4)}
    for name, trusts in states.items():
        start = {"stress": 60, "trust": 40, "clarity": 40, "reason": "hung_up" if name == "left" else "settled"}
        older["sessions"].insert({"session_id": name, **about, **start})
        for turn_id, trust in enumerate(trusts, 9):
            state = {"stress": 50.0, "trust": trust, "clarity": 50.0, "moves": "[]"}
            older["states"].insert({"session_id": name, "turn_id": turn_id, **state})
    older.conn.close()
    store = Store.open(path, KEY)
    assert {one.session_id: one.reason for one in store.sessions()} == {
        "lost": "gave_up",
        "won": "settled",
        "left": "hung_up",
    }
    store.close()
