"""Sessions that go on from earlier ones, in the store, and files from before there were any."""

from __future__ import annotations

import shutil
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from desktop.events import EngineInfo, Evidence, State, StateMove, Transcript, Utterance, Word
from desktop.records import Comment, HeardAgain, Rehearing, SessionStart, StoredTurn
from desktop.store import driver
from desktop.store.database import Store
from desktop.store.keys import Key
from desktop.store.migrations import SESSIONS

KEY = Key(f"\"x'{'5e' * 32}'\"", "key_file")
CALM, HURT = State(40.0, 60.0, 55.0), State(58.0, 40.0, 55.0)


def start(session_id: str, minute: int = 0, **more: object) -> SessionStart:
    at = f"2026-11-17T23:{minute:02d}:00+01:00"
    return replace(SessionStart(session_id, "eleven-pm", "The 11 PM call", "ab", "realistic", at, True), **more)  # type: ignore[arg-type]


def turn(turn_id: int, text: str = "how did this pass staging") -> StoredTurn:
    words = tuple(Word(word, n * 0.3, n * 0.3 + 0.2) for n, word in enumerate(text.split()))
    hit = Evidence("blame", "avoid", "found", text, turn_id, (0, len(text)), (0.0, 1.4))
    moved = StateMove(turn_id, "blame", text, CALM, HURT)
    spoken = Utterance(turn_id, "user", text, 0.0, 1.5, "speech", words)
    return StoredTurn(spoken, None, HURT, (moved,), (hit,), plot='{"state":1}')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture
def store(path: Path) -> Store:
    return Store.open(path, KEY)


def test_turns_of_both_kinds_come_back_as_they_were(store: Store, path: Path) -> None:
    store.begin(start("s2", retry_of="s1", from_turn=4, begins_s=9.5, limit_s=90.0), CALM, before=[turn(2)])
    store.begin(start("s3", resumed_from="s1"), CALM, turns=[turn(2), turn(3)])
    store.close()
    back = Store.open(path, KEY)
    retried, resumed = back.session("s2"), back.session("s3")
    assert (retried.before, retried.turns) == ((turn(2),), ())
    assert retried.start == start("s2", retry_of="s1", from_turn=4, begins_s=9.5, limit_s=90.0)
    assert (resumed.before, resumed.turns) == ((), (turn(2), turn(3)))
    back.delete("s2")
    assert list(back._db.query("SELECT * FROM turns_before")) == []


def test_a_session_begins_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(Exception, match="UNIQUE"):
        store.begin(start("s3"), CALM, turns=[turn(2), turn(2)])
    assert store.sessions() == ()


def test_a_call_taken_up_again_is_one_attempt_and_a_retry_is_none(store: Store) -> None:
    store.begin(start("s1", 1), CALM, turns=[turn(2)])
    store.begin(start("s2", 2, resumed_from="s1"), CALM, turns=[turn(2)])
    store.begin(start("s3", 3, resumed_from="s2"), CALM, turns=[turn(2)])
    store.begin(start("s4", 4, retry_of="s1", from_turn=2), CALM, turns=[turn(2)])
    store.begin(start("s5", 5), CALM, turns=[turn(2)])
    assert [(one.session_id, one.attempt) for one in store.sessions()] == [("s5", 2), ("s4", 0), ("s3", 1)]
    assert (store.resumed_by("s1"), store.resumed_by("s3")) == ("s3", "")
    assert store.earlier_parts("s3") == ("s2", "s1")
    assert [one.session_id for one in store.retries("s3")] == ["s4"]
    assert store.retries("s5") == ()


def test_an_earlier_part_can_be_deleted_alone(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=[turn(2)])
    store.begin(start("s2", 1, resumed_from="s1"), CALM, turns=[turn(2)])
    store.delete("s1")
    assert store.session("s2").turns == (turn(2),)
    assert store.earlier_parts("s2") == ()


CAREFUL = EngineInfo("whisper", "4.8", "whisper-tiny-en-ct2", "1a" * 32, 0.4, 2)
COMMENT = Comment("c1", "Ruth", "2026-11-18T09:00:00+01:00", "Well done.", 2)


def heard_again(text: str, first_text: str, *fell_away: Evidence, words_changed: int = 1) -> Rehearing:
    said = turn(2, text).utterance
    heard = replace(said, transcripts=(Transcript(CAREFUL.model, text),), ear=CAREFUL.model)
    return Rehearing(heard, (), HeardAgain(CAREFUL.model, first_text, words_changed, fell_away))


def test_notes_and_comments_go_along_with_a_call_taken_up_again(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=[turn(2)])
    book = store.notebook
    book.write("s1", None, "Ask sooner.")
    book.add_comments("s1", [COMMENT])
    store.begin(start("s2", 1, resumed_from="s1"), CALM, turns=[turn(2)])
    store.begin(start("s3", 2, resumed_from="s2"), CALM, turns=[turn(2)])
    assert [one.text for one in book.notes("s3")] == ["Ask sooner."]
    assert book.comments("s3") == (COMMENT,)
    assert (book.notes("s1"), book.comments("s1"), book.notes("s2")) == ((), (), ())


def test_what_is_written_on_an_earlier_part_later_is_on_the_whole_call(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=[turn(2)])
    store.begin(start("s2", 1, resumed_from="s1"), CALM, turns=[turn(2)])
    book = store.notebook
    assert book.add_comments("s1", [COMMENT]) == 1
    assert book.add_comments("s1", [COMMENT]) == 0
    book.write("s1", 2, "This was good.")
    assert (book.comments("s2"), [one.turn_id for one in book.notes("s2")]) == ((COMMENT,), [2])
    book.remove_comment("s1", "c1")
    assert book.comments("s2") == ()


def test_what_was_heard_again_stays_told_in_a_call_taken_up_again(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=[turn(2), turn(4)])
    store.replace_utterances("s1", [heard_again("how did that pass", "how did this pass staging")], CAREFUL)
    carried = store.session("s1").turns
    assert carried[0].again is not None
    store.begin(start("s2", 1, resumed_from="s1"), CALM, turns=carried)
    assert store.session("s2").turns == carried
    assert store.session("s2").engines == {"careful_ear": CAREFUL}


def test_a_line_that_is_answered_first_stays_told_as_heard_again(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=[turn(2)])
    store.replace_utterances("s1", [heard_again("how did that pass", "how did this pass staging")], CAREFUL)
    (left,) = store.session("s1").turns
    store.begin(start("s2", 1, resumed_from="s1"), CALM)
    store.add_utterance("s2", left.utterance)
    assert store.session("s2").turns[0].again == left.again


def test_words_heard_a_third_time_are_compared_with_those_of_the_call(store: Store) -> None:
    blame, shout = (replace(turn(2).evidence[0], item=item) for item in ("blame", "shout"))
    store.begin(start("s1"), CALM, turns=[turn(2)])
    store.replace_utterances("s1", [heard_again("how did that pass", "how did this pass staging", blame)], CAREFUL)
    store.begin(start("s2", 1, resumed_from="s1"), CALM, turns=store.session("s1").turns)
    third = heard_again("how did that go", "how did that pass", shout, words_changed=2)
    store.replace_utterances("s2", [replace(third, evidence=(blame,))], CAREFUL)
    (said,) = store.session("s2").turns
    assert said.again == HeardAgain(CAREFUL.model, "how did this pass staging", 3, (shout,))


def test_a_call_taken_up_again_is_found_once(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=[turn(2)])
    store.begin(start("s2", 1, resumed_from="s1"), CALM, turns=[turn(2)])
    assert [hit.session_id for hit in store.search("staging")] == ["s2"]


def test_what_earlier_versions_left_on_parts_of_calls_goes_to_the_whole(path: Path) -> None:
    database = driver.connect(path, KEY.pragma)
    SESSIONS.apply(database, stop_before="m0007_whole_calls")
    with database.atomic():
        for name, of in (("s1", ""), ("s2", "s1"), ("s3", "s2"), ("s4", "")):
            database["sessions"].insert({**asdict(start(name, resumed_from=of)), **asdict(CALM)})
            said = {"session_id": name, "turn_id": 2, "role": "user", "text": "that", "start_s": 0.0, "end_s": 1.0}
            rest = {"source": "speech", "ear": "", "transcripts": "[]", "timing": "null"}
            database["utterances"].insert(said | rest)
        for name, text in (("s1", "early"), ("s4", "alone")):
            note = {"session_id": name, "turn_id": None, "text": text, "changed_at": "2026-01-01"}
            database["notes"].insert(note)
        told = {"author": "Ruth", "at": "2026-01-01", "text": "Well done.", "turn_id": 2, "about": ""}
        database["comments"].insert({"session_id": "s2", "comment_id": "c1", **told})
        database["engines"].insert({"session_id": "s1", "role": "careful_ear", **asdict(CAREFUL)})
        again = {"ear": CAREFUL.model, "first_text": "this", "words_changed": 1, "fell_away": "[]"}
        database["heard_again"].insert({"session_id": "s1", "turn_id": 2, **again})
        for name, year in (("s1", 2022), ("s2", 2023), ("s3", 2024), ("s4", 2025)):
            database["audio"].insert({"session_id": name, "saved_at": f"{year}-01-01", "flac": name.encode()})
    database.conn.close()
    store = Store.open(path, KEY)
    whole = store.session("s3")
    assert [one.text for one in store.notebook.notes("s3")] == ["early"]
    assert [one.id for one in store.notebook.comments("s3")] == ["c1"]
    assert (whole.engines, whole.turns[0].again) == (
        {"careful_ear": CAREFUL},
        HeardAgain(CAREFUL.model, "this", 1),
    )
    assert [one.text for one in store.notebook.notes("s4")] == ["alone"]
    assert (store.notebook.notes("s1"), store.session("s4").engines) == ((), {})
    assert store.delete_audio_before("2022-06-01") == 3
    assert [store.load_audio(name) for name in ("s1", "s2", "s3", "s4")] == [None, None, None, b"s4"]


def test_sound_of_a_call_taken_up_again_is_kept_once_and_as_old_as_its_first_part(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=[turn(2)])
    store.save_audio("s1", b"first")
    store._db.execute("UPDATE audio SET saved_at = '2020-01-01T00:00:00+00:00'")
    for name, part in (("s2", "s1"), ("s3", "s2")):
        store.begin(start(name, 1, resumed_from=part), CALM, turns=[turn(2)])
        store.save_audio(name, name.encode())
    store.begin(start("s4", 2), CALM, turns=[turn(2)])
    store.save_audio("s4", b"other")
    assert [store.load_audio(name) for name in ("s1", "s2", "s3")] == [None, None, b"s3"]
    assert store.delete_audio_before("2020-01-02T00:00:00+00:00") == 1
    assert [store.load_audio(name) for name in ("s3", "s4")] == [None, b"other"]


def test_sound_stays_with_a_part_while_the_whole_call_has_none(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=[turn(2)])
    store.save_audio("s1", b"first")
    store.begin(start("s2", 1, resumed_from="s1"), CALM, turns=[turn(2)])
    assert store.load_audio("s1") == b"first"


def answer(turn_id: int, text: str) -> StoredTurn:
    return StoredTurn(
        Utterance(turn_id, "persona", text, 2.0, 3.0, "model"), None, HURT, (), (), plot='{"state":1}'
    )


FIRST = (answer(1, "We're down."), turn(2, "who broke staging"), answer(3, "Nobody."), turn(4, "was it Priya"))


def words_before(store: Store, session_id: str) -> list[str]:
    return [one.utterance.text for one in store.session(session_id).before]


def test_the_words_of_a_deleted_call_go_from_its_retries(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=FIRST)
    own = replace(turn(4, "what do you need"), plot='{"heard":["who broke staging"]}')
    store.begin(start("r1", 1, retry_of="s1", from_turn=4), CALM, turns=[own], before=FIRST[:3])
    store.begin(start("s9", 2), CALM, turns=FIRST)
    store.begin(start("r9", 3, retry_of="s9", from_turn=4), CALM, turns=[own], before=FIRST[:3])
    store.delete("s1")
    tried = store.session("r1")
    assert tried.before == (replace(FIRST[2], plot=""),)
    assert tried.turns == (replace(own, plot=""),)
    assert store.session("r9").before == FIRST[:3]
    assert store.session("r9").turns == (own,)


def test_a_retry_of_a_retry_keeps_the_words_of_the_retry_alone(store: Store) -> None:
    again, back = turn(4, "what do you need"), answer(5, "A plan.")
    store.begin(start("s1"), CALM, turns=FIRST)
    store.begin(start("r1", 1, retry_of="s1", from_turn=4), CALM, turns=[again, back], before=FIRST[:3])
    store.begin(start("r2", 2, retry_of="r1", from_turn=6), CALM, before=[*FIRST[:3], again, back])
    store.delete("s1")
    assert words_before(store, "r2") == ["what do you need", "A plan."]
    assert store.session("r2").before[0] == replace(again, plot="")
    store.delete("r1")
    assert words_before(store, "r2") == ["A plan."]


def test_the_words_stay_while_a_session_holds_the_whole_call(store: Store) -> None:
    store.begin(start("s1"), CALM, turns=FIRST)
    store.begin(start("r1", 1, retry_of="s1", from_turn=4), CALM, before=FIRST[:3])
    store.begin(start("s2", 2, resumed_from="s1"), CALM, turns=FIRST)
    store.delete("s1")
    assert store.session("r1").before == FIRST[:3]
    store.delete("s2")
    assert words_before(store, "r1") == ["Nobody."]


def test_the_words_go_from_the_copy_made_before_a_migration_too(store: Store, path: Path) -> None:
    store.begin(start("s1"), CALM, turns=FIRST)
    store.begin(start("r1", 1, retry_of="s1", from_turn=4), CALM, before=FIRST[:3])
    store.close()
    copy = path.with_name(f"{path.name}.before-m0099_later")
    shutil.copy2(path, copy)
    Store.open(path, KEY).delete("s1")
    kept = Store.open(copy, KEY)
    assert [one.session_id for one in kept.sessions()] == ["r1"]
    assert words_before(kept, "r1") == ["Nobody."]


def test_a_file_from_before_opens_with_what_was_in_it(path: Path) -> None:
    database = driver.connect(path, KEY.pragma)
    SESSIONS.apply(database, stop_before="m0004_beginnings")
    old = {
        "session_id": "s1",
        "scenario_id": "eleven-pm",
        "scenario_title": "The 11 PM call",
        "pack_sha256": "ab",
        "difficulty": "realistic",
        "started_at": "2026-01-01T23:00:00+00:00",
        "keep_audio": 0,
        "example": 0,
        "stress": 78.0,
        "trust": 42.0,
        "clarity": 30.0,
    }
    state = {"session_id": "s1", "turn_id": 1, "stress": 78.0, "trust": 42.0, "clarity": 30.0, "moves": "[]"}
    said = {"session_id": "s1", "turn_id": 1, "role": "persona", "text": "We're down.", "start_s": 0.0}
    said |= {"end_s": 1.0, "source": "authored", "ear": "", "transcripts": "[]", "timing": "null"}
    with database.atomic():
        database["sessions"].insert(old)
        database["utterances"].insert(said)
        database["states"].insert(state)
    database.conn.close()
    store = Store.open(path, KEY)
    session = store.session("s1")
    assert (session.turns[0].plot, session.before, session.start.retry_of) == ("", (), "")
    assert [one.session_id for one in store.sessions()] == ["s1"]
    assert path.with_name("sessions.db.before-m0004_beginnings").exists()
    store.add_state("s1", 1, HURT, [], '{"state":2}')
    assert store.session("s1").turns[0].plot == '{"state":2}'
