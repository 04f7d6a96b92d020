"""The second, careful listening: what it changes, what it keeps, and what happens when something goes wrong."""

from __future__ import annotations

import dataclasses
import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.engines.spec import EngineSpec
from desktop.errors import EngineFailed
from desktop.events import (
    CAPTURE_RATE,
    Collected,
    Evidence,
    Notice,
    ReviewChanged,
    State,
    Transcript,
    Utterance,
    Word,
)
from desktop.packs import load_scenario
from desktop.records import Scoring, SessionStart, StoredSession
from desktop.rehearsal import careful
from desktop.rehearsal.careful import CarefulListening, Outcome, Score, careful_ear, scorer
from desktop.rehearsal.meaning import EngineEmbedder
from desktop.review.build import build_review
from desktop.scenario import Scenario
from desktop.settings import Settings, replace
from desktop.store.database import Store
from tests.helpers.speech import Speaker

FIRST = "Nobody is getting tired tonight."
SECOND = "How did this pass staging?"


def said(turn_id: int, text: str, start_s: float, sure: float = 0.2) -> Utterance:
    words = tuple(
        Word(one, start_s + n * 0.4, start_s + n * 0.4 + 0.3, sure) for n, one in enumerate(text.split())
    )
    heard = (Transcript("vosk", text.lower(), words), Transcript("moonshine", text))
    return Utterance(turn_id, "user", text, start_s, words[-1].end_s, "speech", words, heard, "moonshine")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("eleven-pm")


@pytest.fixture(scope="module")
def score(scenario: Scenario) -> Score:
    return scorer(scenario, None)


@pytest.fixture
def call(store: Store, scenario: Scenario, score: Score) -> StoredSession:
    """Two spoken turns and a typed one, as a call left them."""
    start = SessionStart("s", scenario.id, scenario.title, scenario.pack_sha256, "realistic", "2026-01-01", False)
    store.begin(start, State(70, 40, 30))
    for utterance in (said(1, FIRST, 1.0), said(3, SECOND, 6.0)):
        store.add_utterance("s", utterance)
        store.add_evidence("s", score(utterance))
    store.add_utterance("s", Utterance(5, "user", "typed line", 10.0, 10.0, "typed"))
    store.end("s", ended_at="2026-01-01", reason="hung_up", duration_s=12.0)
    return store.session("s")


SOUND = np.stack([np.full(12 * CAPTURE_RATE, 900, np.int16), np.zeros(12 * CAPTURE_RATE, np.int16)], axis=1)


def toy(*lines: str, **options: object) -> EngineHost:
    made = {"model": "toy-ear", "model_sha256": "0" * 64, "threads": 1, "lines": "|".join(lines), **options}
    return EngineHost(EngineSpec("careful_ear", "tests.rehearsal.toy_ear:ToyEar", made))  # type: ignore[arg-type]


Again = Callable[..., tuple[Outcome, Collected]]


@pytest.fixture
def again(store: Store, scenario: Scenario, score: Score, call: StoredSession) -> Again:
    """The call heard again by a toy: how it ended, and what was told."""

    def run(host: EngineHost, *, always: bool = True, by: Score = score) -> tuple[Outcome, Collected]:
        told = Collected()
        outcome = CarefulListening(host, told, always=always).run(store, "s", SOUND, scenario, by)
        assert host.condition == "closed"
        return outcome, told

    return run


def test_better_words_stand_in_the_review_and_the_first_ones_are_kept(
    again: Again, store: Store, scenario: Scenario, call: StoredSession
) -> None:
    outcome, told = again(toy("Nobody is getting fired tonight.", SECOND))
    assert outcome == Outcome("done", 1)
    after = store.session("s")
    first, second, typed = (turn.utterance for turn in after.turns)
    assert first.text == "Nobody is getting fired tonight." == " ".join(word.text for word in first.words)
    assert [(one.ear, one.text) for one in first.transcripts] == [
        ("vosk", FIRST.lower()),
        ("moonshine", FIRST),
        ("toy-ear", "Nobody is getting fired tonight."),
    ]
    assert after.turns[0].again is not None
    assert after.turns[0].again.first_text == FIRST
    assert "threat" in {one.item for one in after.turns[0].evidence}
    assert (second.text, second.words) == (SECOND, call.turns[1].utterance.words)
    assert second.transcripts[-1].ear == "toy-ear"
    assert typed == call.turns[2].utterance
    assert told.events == [ReviewChanged("s", "Heard again with a more careful ear: 1 word changed.")]
    document = build_review(after, scenario)
    assert document.notices == ("Heard again with a more careful ear: 1 word changed.",)
    for moment in document.moments:
        text = next(turn.text for turn in document.turns if turn.turn_id == moment.turn_id)
        assert text[slice(*moment.chars)] == moment.words


def test_what_is_not_found_any_more_is_said(again: Again, store: Store, scenario: Scenario) -> None:
    outcome, _told = again(toy(FIRST, "How is your patch aging?"))
    assert outcome == Outcome("done", 1)
    after = store.session("s")
    assert [one.item for one in after.turns[1].evidence if one.tier == "found"] == []
    changed, gone = build_review(after, scenario).notices
    assert "words changed" in changed
    assert SECOND.rstrip("?") in gone
    assert "not in what was heard again" in gone


def test_where_nothing_is_better_the_call_stays_and_the_review_says_so(
    again: Again, store: Store, scenario: Scenario, call: StoredSession
) -> None:
    outcome, told = again(toy("Something else entirely", sure=0.1))
    assert outcome == Outcome("done", 0)
    assert told.events == []
    after = store.session("s")
    assert [turn.evidence for turn in after.turns] == [turn.evidence for turn in call.turns]
    assert [turn.utterance.text for turn in after.turns] == [turn.utterance.text for turn in call.turns]
    assert build_review(after, scenario).notices == ("Heard again with a more careful ear: no word changed.",)


def test_an_ear_that_dies_once_is_started_again(again: Again, tmp_path: Path) -> None:
    host = toy("Nobody is getting fired tonight.", dies=0, once=str(tmp_path / "died"))
    outcome, _told = again(host)
    assert outcome.result == "done"
    assert host.generation == 2


def test_an_ear_that_keeps_dying_leaves_the_call_as_it_was(
    again: Again, store: Store, call: StoredSession
) -> None:
    outcome, told = again(toy("Nobody is getting fired tonight.", dies=0))
    assert outcome == Outcome("failed")
    assert store.session("s") == call
    (notice,) = told.events
    assert isinstance(notice, Notice)
    assert "could not be heard again" in notice.message


def test_without_its_model_the_call_stays(again: Again, store: Store, call: StoredSession, tmp_path: Path) -> None:
    options = {"model": "gone", "model_sha256": "", "threads": 1, "model_dir": str(tmp_path / "gone")}
    outcome, _told = again(EngineHost(EngineSpec("careful_ear", "whisper", options)))  # type: ignore[arg-type]
    assert outcome == Outcome("failed")
    assert store.session("s") == call


def test_a_rubric_that_can_not_listen_as_in_the_call_changes_nothing(
    again: Again, store: Store, call: StoredSession
) -> None:
    def refuse(_utterance: Utterance) -> tuple[Evidence, ...]:
        raise EngineFailed("the embedder is down")

    outcome, _told = again(toy("Nobody is getting fired tonight."), by=refuse)
    assert outcome == Outcome("failed")
    assert store.session("s") == call


def test_an_embedder_that_is_down_is_no_silence(scenario: Scenario) -> None:
    options = {"model": "toy", "model_sha256": "0" * 64}
    down = EngineHost(EngineSpec("embedder", "tests.rehearsal.toy_ear:ToyEar", options))
    down.close()
    by_meaning = scorer(scenario, EngineEmbedder(down))
    for utterance in (said(1, FIRST, 1.0), said(3, SECOND, 6.0)):  # the second as the first
        with pytest.raises(EngineFailed, match="the embedder is closed"):
            by_meaning(utterance)


def test_closing_the_app_meanwhile_leaves_the_call_as_it_was(
    store: Store, scenario: Scenario, score: Score, call: StoredSession
) -> None:
    host, told, reached = toy("Nobody is getting fired tonight.", hangs=1), Collected(), threading.Event()
    listening, outcomes = CarefulListening(host, told, always=True), list[Outcome]()

    def watched(utterance: Utterance) -> tuple[Evidence, ...]:
        reached.set()  # the first utterance is heard; the ear never comes back from the second
        return score(utterance)

    work = threading.Thread(
        target=lambda: outcomes.append(listening.run(store, "s", SOUND, scenario, watched)), daemon=True
    )
    work.start()
    assert reached.wait(60)
    listening.stop()
    work.join(60)
    assert outcomes == [Outcome("stopped")]
    assert store.session("s") == call
    assert told.events == []


def test_one_that_was_stopped_before_it_began_does_nothing(
    store: Store, scenario: Scenario, score: Score, call: StoredSession
) -> None:
    listening = CarefulListening(toy(FIRST), Collected(), always=True)
    listening.stop()
    assert listening.run(store, "s", SOUND, scenario, score) == Outcome("stopped")
    assert store.session("s") == call


def test_a_call_deleted_meanwhile_stays_deleted(again: Again, store: Store, score: Score) -> None:
    def deleting(utterance: Utterance) -> tuple[Evidence, ...]:
        store.delete("s")
        return score(utterance)

    outcome, told = again(toy("Nobody is getting fired tonight.", SECOND), by=deleting)
    assert (outcome, told.events) == (Outcome("gone"), [])
    assert store.sessions() == ()


def test_a_call_scored_again_meanwhile_keeps_that_scoring_whole(
    again: Again, store: Store, score: Score, call: StoredSession
) -> None:
    newer = Scoring("2026-02-01", "cd" * 32, "", "", (call.turns[1].evidence[0],))

    def scored_meanwhile(utterance: Utterance) -> tuple[Evidence, ...]:
        store.add_scoring("s", newer)
        return score(utterance)

    outcome, told = again(toy("Nobody is getting fired tonight.", SECOND), by=scored_meanwhile)
    assert outcome == Outcome("overtaken")
    assert isinstance(told.events[0], Notice)
    after = store.session("s")
    assert after.scorings == (*call.scorings, newer)
    assert [turn.utterance for turn in after.turns] == [turn.utterance for turn in call.turns]
    assert "careful_ear" not in after.engines


@pytest.mark.parametrize(("takes_s", "result"), [(1.0, "done"), (3.0, "slow")])
def test_a_machine_that_can_not_keep_up_is_spared(
    store: Store, scenario: Scenario, score: Score, call: StoredSession, takes_s: float, result: str
) -> None:
    ticks = (n * takes_s for n in itertools.count())
    listening = CarefulListening(toy(FIRST, SECOND), Collected(), always=False, clock=lambda: next(ticks))
    assert listening.run(store, "s", SOUND, scenario, score).result == result


def test_without_sound_or_spoken_words_no_ear_is_started(
    store: Store, scenario: Scenario, score: Score, call: StoredSession
) -> None:
    host = toy(FIRST)
    outcome = CarefulListening(host, Collected(), always=True).run(store, "s", SOUND[:0], scenario, score)
    assert (outcome, host.generation) == (Outcome("nothing"), 0)


def gone_on(store: Store, call: StoredSession, *utterances: Utterance) -> None:
    """The call taken up again: its turns as the new session's own, and what was said since."""
    start = dataclasses.replace(call.start, session_id="s2", resumed_from="s")
    store.begin(start, call.start_state, store.session("s").turns)
    for utterance in utterances:
        store.add_utterance("s2", utterance)


THIRD = said(7, "Nobody is getting tired again.", 12.5)
LONGER = np.full((16 * CAPTURE_RATE, 2), 900, np.int16)


def ears(store: Store) -> list[list[str]]:
    return [[one.ear for one in turn.utterance.transcripts] for turn in store.session("s2").turns]


def test_of_a_call_taken_up_again_only_what_is_new_is_heard(
    again: Again, store: Store, scenario: Scenario, score: Score, call: StoredSession
) -> None:
    again(toy("Nobody is getting fired tonight.", SECOND))
    gone_on(store, call, THIRD)
    ear = toy("Nobody is getting fired again.", "This must not be asked for.", dies=1)
    outcome = CarefulListening(ear, Collected(), always=True).run(store, "s2", LONGER, scenario, score)
    assert outcome == Outcome("done", 1)
    heard = ["vosk", "moonshine", "toy-ear"]
    assert ears(store) == [heard, heard, [], heard]
    texts = [turn.utterance.text for turn in store.session("s2").turns]
    assert texts == ["Nobody is getting fired tonight.", SECOND, "typed line", "Nobody is getting fired again."]


def test_a_turn_whose_sound_was_not_kept_is_not_heard_as_silence(
    store: Store, scenario: Scenario, score: Score, call: StoredSession
) -> None:
    gone_on(store, call, THIRD)
    silent_first = LONGER.copy()
    silent_first[: 12 * CAPTURE_RATE] = 0
    outcome = CarefulListening(toy("Nobody is getting fired again."), Collected(), always=True).run(
        store, "s2", silent_first, scenario, score
    )
    assert outcome == Outcome("done", 1)
    assert ears(store) == [["vosk", "moonshine"], ["vosk", "moonshine"], [], ["vosk", "moonshine", "toy-ear"]]


def test_where_nothing_is_new_no_ear_is_started(
    again: Again, store: Store, scenario: Scenario, score: Score, call: StoredSession
) -> None:
    again(toy(FIRST, SECOND))
    host = toy(FIRST)
    outcome = CarefulListening(host, Collected(), always=True).run(store, "s", SOUND, scenario, score)
    assert (outcome, host.generation) == (Outcome("nothing"), 0)


def test_each_utterance_is_heard_with_a_little_around_it_and_nothing_of_the_next(call: StoredSession) -> None:
    spoken = [turn for turn in call.turns if careful._was_spoken(turn)]
    sound = np.repeat(np.arange(12 * CAPTURE_RATE, dtype=np.int32)[:, None], 2, axis=1)
    first, second = careful._stretches(spoken, sound)  # type: ignore[arg-type]
    assert first.from_s == pytest.approx(0.6)
    assert first.sound[0] == pytest.approx(0.6 * CAPTURE_RATE, abs=1)
    assert first.sound[-1] == pytest.approx((spoken[0].utterance.end_s + 0.4) * CAPTURE_RATE, abs=2)
    assert second.from_s == pytest.approx(5.6)
    close = [said(1, "one", 1.0), said(2, "two", 1.5)]
    turns = [type(spoken[0])(one, None, None, (), ()) for one in close]
    first, second = careful._stretches(turns, sound)  # type: ignore[arg-type]
    assert first.from_s + len(first.sound) / CAPTURE_RATE <= 1.5
    assert second.from_s >= 1.3


@pytest.mark.models
def test_the_settings_decide_and_the_ear_is_never_one_for_a_call() -> None:
    catalog = Catalog.load()
    host = careful_ear(catalog, Settings())
    assert host is not None
    assert host.spec.role == "careful_ear"
    assert careful_ear(catalog, replace(Settings(), careful_listening="off")) is None
    assert host.spec.options["model"] not in {model.id for model in catalog.models("second_ear")}


@pytest.fixture
def speaker(model_dir: Callable[[str], Path], tmp_path: Path) -> Speaker:
    return Speaker(model_dir, tmp_path)


@pytest.mark.models
def test_the_real_ear_mends_a_word_of_a_real_sound(
    store: Store, scenario: Scenario, score: Score, call: StoredSession, speaker: Speaker
) -> None:
    line = speaker.say("Nobody is getting fired tonight.", "joe")
    sound = np.zeros((12 * CAPTURE_RATE, 2), np.int16)
    sound[CAPTURE_RATE : CAPTURE_RATE + len(line), 0] = line
    host = careful_ear(Catalog.load(), Settings())
    assert host is not None
    outcome = CarefulListening(host, Collected(), always=True).run(store, "s", sound, scenario, score)
    assert outcome == Outcome("done", 1)
    first, second, _typed = store.session("s").turns
    assert "fired" in first.utterance.text
    assert [word.start_s for word in first.utterance.words] == sorted(w.start_s for w in first.utterance.words)
    assert "threat" in {one.item for one in first.evidence}
    assert second.utterance.text == SECOND  # nothing is heard in its silence, and no word is taken away
    assert store.session("s").engines["careful_ear"].model == "whisper-tiny-en-ct2"
