"""A moment tried again and a call taken up again: whole sessions without engines, from and to a real store."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from desktop import settings
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import (
    CAPTURE_RATE,
    CallPhase,
    PersonaSaid,
    PhaseChanged,
    SessionEnded,
    StateChanged,
    UtteranceAdded,
)
from desktop.packs import load_scenario
from desktop.persona import director
from desktop.persona.reply import PersonaActor, TurnPlan
from desktop.records import StoredSession
from desktop.rehearsal.beginning import LEAST_S, Beginning, can_resume, resume, retry, sound_before
from desktop.rehearsal.compose import CallOptions, compose, silent_device
from desktop.rehearsal.crew import Crew, Hiring
from desktop.rehearsal.online import converse
from desktop.rehearsal.persona_side import pieces
from desktop.rehearsal.recorder import from_flac
from desktop.rehearsal.session import Session
from desktop.rehearsal.versions import versions
from desktop.review.build import build_review
from desktop.review.document import ReviewDocument
from desktop.settings import Settings
from desktop.store.database import Store
from tests.rehearsal.stage import QUIET, StageDevice, store_in
from tests.rehearsal.test_session import Watch

pytestmark = pytest.mark.timeout(120)

SCENARIO = load_scenario("eleven-pm")
LINES = (
    "How did this pass staging?",
    "Nobody is getting fired over tonight. This is on me.",
    "Walk me through the two options.",
    "I'll call Sales myself and hold them off until midnight.",
    "What does your gut say?",
)


class Keeping(StageDevice):
    """A stage device that has a sound to keep, as long as its clock."""

    def mixdown(self) -> np.ndarray:
        return np.full((self._clock, 2), 7, dtype=np.int16)


class Call:
    """A call that is typed on a stage device. `plans`: what the persona would do next, by the line's number."""

    def __init__(
        self,
        store: Store,
        beginning: Beginning | None = None,
        *,
        lines: tuple[str, ...] = (),
        listen: bool = True,
        sound: np.ndarray | None = None,
        **options: object,
    ) -> None:
        self.watch = Watch()
        self.device = Keeping()
        hiring = Hiring(Catalog.load(), Settings(), self.watch)
        chosen = CallOptions(**options)  # type: ignore[arg-type]
        self.session: Session = compose(
            SCENARIO, chosen, Crew(), hiring, self.device, store, self.watch, beginning=beginning, sound=sound
        )
        self.actor: PersonaActor = self.session._cast.actor
        self.plans: list[TurnPlan] = []
        self.session.start()
        if listen and (beginning is None or beginning.unanswered is None):
            self.let_speak()
        for line in lines:
            self.say(line)

    @property
    def id(self) -> str:
        return self.session.session_id

    def let_speak(self, before: int = 0) -> None:
        """Play the persona's turn until the floor is free again; it was so `before` times."""
        while self._free() == before and not self.watch.count(SessionEnded):
            with self.device._played:
                more = self.device._played.wait_for(self._has_clip, 0.02)
            if more:
                self.device.finish_clip(self.device.next_clip())

    def say(self, line: str) -> None:
        """Type `line` ten seconds later, and be answered."""
        self.device.blocks(10.0, QUIET)
        self.plans.append(plan_of(self.actor, line))
        before = self._free()
        self.session.say(line)
        self.let_speak(before)

    def hang_up(self) -> str:
        self.session.hang_up()
        assert self.session.wait(20)
        return self.id

    def _free(self) -> int:
        free = CallPhase.LISTENING
        return sum(isinstance(event, PhaseChanged) and event.phase is free for event in tuple(self.watch.events))

    def _has_clip(self) -> bool:
        return len(self.device.clips) > len(self.device._started)


def plan_of(actor: PersonaActor, line: str) -> TurnPlan:
    return actor.hear(line, at_s=200.0, turn_id=90)


def restored(beginning: Beginning, seed: int = 0) -> PersonaActor:
    actor = PersonaActor(SCENARIO, beginning.difficulty, seed)
    said = [(turn.utterance.role, turn.utterance.text) for turn in beginning.said]
    actor.take_up(beginning.plot, said)
    return actor


@dataclass(frozen=True)
class First:
    """A whole call of five lines, and what the persona planned at each."""

    id: str
    plans: list[TurnPlan]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, First]:
    """A database with that call in it."""
    folder = tmp_path_factory.mktemp("played")
    store = store_in(folder)
    call = Call(store, lines=LINES)
    call.hang_up()
    store.close()
    return folder, First(call.id, call.plans)


@pytest.fixture
def first(played: tuple[Path, First]) -> First:
    return played[1]


@pytest.fixture
def store(tmp_path: Path, played: tuple[Path, First]) -> Iterator[Store]:
    shutil.copytree(played[0], tmp_path / "store")
    opened = store_in(tmp_path / "store")
    yield opened
    opened.close()


def said_in(session: StoredSession, role: str) -> list[str]:
    return [turn.utterance.text for turn in session.turns if turn.utterance.role == role]


def without_plots(store: Store) -> None:
    """As a database is that was written before plots were kept."""
    store._db.execute("UPDATE states SET plot = ''")
    store._db.conn.commit()


# --- what a beginning knows


@pytest.mark.parametrize("plots_kept", [True, False])
def test_every_moment_stands_as_it_stood(store: Store, first: First, plots_kept: bool) -> None:
    if not plots_kept:
        without_plots(store)
    session = store.session(first.id)
    assert all(bool(turn.plot) is plots_kept for turn in session.turns)
    for number, line in enumerate(LINES):
        beginning = retry(session, SCENARIO, 2 * number + 2)
        then, now = first.plans[number], plan_of(restored(beginning), line)
        assert now.decision == then.decision
        assert now.history == then.history
        assert beginning.state == session.turns[2 * number].state


def test_the_state_that_was_stored_stands_whatever_the_rules_say_now(store: Store, first: First) -> None:
    without_plots(store)
    session = store.session(first.id)
    harder = replace(SCENARIO, moves=tuple(replace(move, trust=move.trust - 5) for move in SCENARIO.moves))
    for turn_id in (4, 6, 8, 10):
        assert retry(session, harder, turn_id).state == session.turns[turn_id - 2].state


def test_the_last_moment_knows_the_promise_the_facts_and_what_was_said(store: Store, first: First) -> None:
    plot = retry(store.session(first.id), SCENARIO, 10).plot
    assert [promise.words for promise in plot.promises]
    assert plot.given
    assert set(LINES[:4]) <= set(plot.heard)
    assert first.plans[4].decision.plot.given[: len(plot.given)] == plot.given


def test_a_retry_goes_back_to_the_line_that_was_answered(store: Store, first: First) -> None:
    session = store.session(first.id)
    beginning = retry(session, SCENARIO, 6)
    assert [turn.utterance.turn_id for turn in beginning.turns] == [1, 2, 3, 4, 5]
    assert beginning.cue == session.turns[4].utterance.text
    assert beginning.at_s == session.turns[4].utterance.start_s > 19.0
    assert (beginning.from_turn, beginning.retry_of) == (6, first.id)


@pytest.mark.parametrize("turn_id", [1, 3, 99])
def test_only_what_one_said_oneself_can_be_tried_again(store: Store, first: First, turn_id: int) -> None:
    with pytest.raises(UserError, match=f"Turn {turn_id}") as refused:
        retry(store.session(first.id), SCENARIO, turn_id)
    assert "2, 4, 6, 8, 10" in refused.value.fix


def test_a_thought_in_two_turns_is_tried_again_from_its_first(store: Store, first: First) -> None:
    session = store.session(first.id)
    two = replace(session, turns=tuple(turn for turn in session.turns if turn.utterance.turn_id != 5))
    beginning = retry(two, SCENARIO, 6)
    assert beginning.from_turn == 4
    assert beginning.cue == session.turns[2].utterance.text


def test_where_no_word_of_the_opening_was_heard_a_retry_opens_and_keeps_the_numbers(
    store: Store, first: First
) -> None:
    session = store.session(first.id)
    beginning = retry(replace(session, turns=session.turns[1:]), SCENARIO, 2)
    assert (beginning.turns, beginning.cue, beginning.at_s, beginning.turn_id) == ((), "", 0.0, 1)
    again = store.session(Call(store, beginning, lines=("Hello, Kenji.",)).hang_up())
    assert [(turn.utterance.turn_id, turn.utterance.role) for turn in again.turns][:2] == [
        (2, "persona"),
        (3, "user"),
    ]


def test_facts_that_the_scenario_no_longer_has_are_forgotten(store: Store, first: First) -> None:
    session = store.session(first.id)
    given = retry(session, SCENARIO, 10).plot.given
    assert given
    fewer = replace(SCENARIO, facts=tuple(fact for fact in SCENARIO.facts if fact.id not in given))
    beginning = retry(session, fewer, 10)
    assert beginning.plot.given == ()
    actor = PersonaActor(fewer, beginning.difficulty)
    actor.take_up(beginning.plot, ())
    actor.guarded(plan_of(actor, "What now?"))


def test_another_scenario_or_a_lost_difficulty_is_refused(store: Store, first: First) -> None:
    session = store.session(first.id)
    with pytest.raises(UserError, match="11 PM"):
        retry(session, replace(SCENARIO, id="other", title="Another"), 2)
    with pytest.raises(UserError, match="realistic"):
        resume(session, replace(SCENARIO, difficulties={"brutal": SCENARIO.difficulties["brutal"]}))


# --- a retry as a call


def test_a_retry_is_a_session_of_its_own(store: Store, first: First) -> None:
    session = store.session(first.id)
    call = Call(store, retry(session, SCENARIO, 6), lines=("Give me one sentence on each way out.",), seed=5)
    call.hang_up()
    again = store.session(call.id)
    assert (again.start.retry_of, again.start.from_turn, again.start.resumed_from) == (first.id, 6, "")
    assert again.start.begins_s == session.turns[4].utterance.start_s
    assert [turn.utterance.turn_id for turn in again.turns] == [6, 7]
    assert said_in(again, "user") == ["Give me one sentence on each way out."]
    assert [turn.utterance for turn in again.before] == [turn.utterance for turn in session.turns[:5]]
    assert again.start_state == session.turns[4].state
    assert again.turns[0].utterance.start_s >= again.start.begins_s + 9.0
    spoken, answer = (turn.utterance for turn in again.turns)
    assert answer.start_s >= spoken.end_s
    assert store.session(first.id) == session, "the first call is as it was"


def test_the_persona_says_its_last_line_again_and_it_is_no_turn(store: Store, first: First) -> None:
    session = store.session(first.id)
    call = Call(store, retry(session, SCENARIO, 4))
    said = [event for event in call.watch.events if isinstance(event, PersonaSaid)]
    assert [(event.turn_id, event.text) for event in said] == [
        (3, sentence) for sentence in pieces(session.turns[2].utterance.text)
    ]
    assert call.actor.plot == retry(session, SCENARIO, 4).plot
    call.hang_up()
    assert store.session(call.id).turns == ()


def test_who_answers_before_the_line_has_sounded_is_heard(store: Store, first: First) -> None:
    call = Call(store, retry(store.session(first.id), SCENARIO, 2), listen=False)
    call.session.say("Talk to me.")
    call.watch.wait_for(lambda event: isinstance(event, PersonaSaid | UtteranceAdded))
    call.hang_up()
    assert said_in(store.session(call.session.session_id), "user") == ["Talk to me."]
    assert store.session(call.session.session_id).turns[0].utterance.turn_id == 2


@pytest.mark.parametrize("again", [True, False])
def test_who_cuts_a_line_short_that_is_said_again_does_not_interrupt(
    store: Store, first: First, again: bool
) -> None:
    call = Call(store, retry(store.session(first.id), SCENARIO, 4) if again else None, listen=False)
    clip_id = call.device.next_clip()
    length = next(len(pcm) for number, pcm, _rate in call.device.clips if number == clip_id)
    call.device.blocks(1.0, QUIET)
    call.device.at = (clip_id, length // 2)
    call.session.say("I know. Talk to me.")
    call.watch.wait_for(lambda event: isinstance(event, StateChanged))
    call.hang_up()
    spoken = next(turn for turn in store.session(call.id).turns if turn.utterance.role == "user")
    assert ("interrupted" in {move.by for move in spoken.moves}) is not again


@pytest.mark.parametrize(("turn_id", "before"), [(2, [1]), (10, list(range(1, 10)))])
def test_the_first_and_the_last_turn_can_be_tried_again(
    store: Store, first: First, turn_id: int, before: list[int]
) -> None:
    call = Call(store, retry(store.session(first.id), SCENARIO, turn_id), lines=("What do you need from me?",))
    call.hang_up()
    again = store.session(call.id)
    assert [turn.utterance.turn_id for turn in again.before] == before
    assert again.turns[0].utterance.turn_id == turn_id


def test_two_retries_of_one_moment_and_a_retry_of_a_retry(store: Store, first: First) -> None:
    session = store.session(first.id)
    one = Call(store, retry(session, SCENARIO, 4), lines=("Tell me more.", "What else?")).hang_up()
    two = Call(store, retry(session, SCENARIO, 4), lines=("Sit down for a second.",)).hang_up()
    assert [(found.session_id, found.from_turn) for found in store.retries(first.id)] == [(one, 4), (two, 4)]
    deeper = Call(store, retry(store.session(one), SCENARIO, 6), lines=("Go on.",)).hang_up()
    again = store.session(deeper)
    assert (again.start.retry_of, again.start.from_turn) == (one, 6)
    assert [turn.utterance.turn_id for turn in again.before] == [1, 2, 3, 4, 5]
    assert again.before[3].utterance.text == "Tell me more."
    with pytest.raises(UserError, match="Turn 2 "):
        retry(store.session(one), SCENARIO, 2)


def test_a_retry_stays_readable_when_the_first_call_is_deleted(store: Store, first: First) -> None:
    call = Call(store, retry(store.session(first.id), SCENARIO, 6), lines=("Go on.",)).hang_up()
    earlier = store.session(call)
    store.delete(first.id)
    cue = replace(earlier.before[-1], timing=None, plot="")
    own = tuple(replace(turn, plot="") for turn in earlier.turns)
    assert store.session(call) == replace(earlier, before=(cue,), turns=own)
    assert [one.session_id for one in store.sessions()] == [call]
    Call(store, retry(store.session(call), SCENARIO, 6), lines=("And then?",)).hang_up()


def test_retries_are_no_attempts_and_their_context_is_not_counted_or_found(store: Store, first: First) -> None:
    hits = len(store.search("staging"))
    assert hits
    Call(store, retry(store.session(first.id), SCENARIO, 6), lines=("Go on.",)).hang_up()
    second = Call(store, lines=LINES[:1]).hang_up()
    by_id = {one.session_id: one for one in store.sessions()}
    assert by_id[first.id].attempt == 1
    assert by_id[second].attempt == 2
    (tried,) = store.retries(first.id)
    assert tried.turns == 2
    assert len(store.search("staging")) > hits, "of the second call"
    assert {hit.session_id for hit in store.search("staging")} == {first.id, second}


def test_time_goes_on_and_a_retry_has_two_minutes(store: Store, first: First) -> None:
    session = store.session(first.id)
    beginning = retry(session, SCENARIO, 6)
    assert beginning.least_limit(600.0) == 600.0
    assert beginning.least_limit(60.0) == beginning.at_s + LEAST_S
    call = Call(store, beginning, limit_s=30.0)
    call.device.blocks(LEAST_S - 5.0, QUIET)
    assert not call.watch.count(SessionEnded)
    call.device.blocks(3.0, QUIET)
    before = call._free()
    call.session.say("One more thing.")
    call.let_speak(before)
    call.device.blocks(5.0, QUIET)
    call.let_speak(call._free())  # he takes his leave
    assert call.session.wait(20)
    assert store.session(call.id).reason == "time"
    assert store.session(call.id).duration_s > beginning.at_s + LEAST_S - 1


def test_the_sound_of_a_retry_lies_at_its_time(store: Store, first: First) -> None:
    beginning = retry(store.session(first.id), SCENARIO, 6)
    call = Call(store, beginning, keep_audio=True, sound=np.full((160_000, 2), 3, dtype=np.int16))
    call.device.blocks(1.0, QUIET)
    call.hang_up()
    kept = store.load_audio(call.id)
    assert kept is not None
    sound = from_flac(kept)
    assert len(sound) == beginning.at_sample + call.device._clock
    assert not sound[: beginning.at_sample].any(), "the first call's sound stays the first call's"
    assert (sound[beginning.at_sample :] == 7).all()


@pytest.mark.parametrize("turn_id", [2, 6])
def test_a_difficulty_that_is_locked_holds_for_a_moment_tried_again(
    store: Store, first: First, no_policy: Path, turn_id: int
) -> None:
    session = store.session(first.id)
    if turn_id == 2:  # with nothing before it: it opens the call
        session = replace(session, turns=session.turns[1:])
    beginning = retry(session, SCENARIO, turn_id)
    no_policy.parent.mkdir(mode=0o755)
    no_policy.write_text('[locked]\ndifficulty = "supportive"\n')
    no_policy.chmod(0o644)
    settings.policy.cache_clear()
    call = Call(store, beginning, lines=("Nobody is getting fired over tonight.",))
    again = store.session(call.hang_up())
    assert (session.start.difficulty, again.start.difficulty) == ("realistic", "supportive")
    easier = director.start(SCENARIO, SCENARIO.difficulties["supportive"]).state
    assert again.start_state == (easier if turn_id == 2 else beginning.state)
    assert call.actor._difficulty == SCENARIO.difficulties["supportive"]


# --- a call taken up again


def test_a_call_that_was_hung_up_goes_on_as_one(store: Store, first: First) -> None:
    session = store.session(first.id)
    beginning = resume(session, SCENARIO)
    call = Call(store, beginning, lines=("Sorry, I was cut off. Go on.",))
    assert call.plans[0].history.turns[0][1] == session.turns[0].utterance.text
    call.hang_up()
    whole = store.session(call.id)
    assert [turn.utterance for turn in whole.turns[:11]] == [turn.utterance for turn in session.turns]
    assert [turn.evidence for turn in whole.turns[:11]] == [turn.evidence for turn in session.turns]
    assert [turn.utterance.turn_id for turn in whole.turns[11:]] == [12, 13]
    assert whole.start_state == session.start_state
    assert (whole.start.resumed_from, whole.start.begins_s, whole.before) == (first.id, 0.0, ())
    assert whole.turns[11].utterance.start_s >= session.duration_s
    (listed,) = store.sessions()
    assert (listed.session_id, listed.attempt, listed.turns) == (call.id, 1, 13)


def test_a_call_that_was_killed_before_the_answer_is_answered(store: Store) -> None:
    killed = Call(store, lines=LINES[:2])
    killed.device.blocks(10.0, QUIET)
    killed.session.say(LINES[2])
    killed.watch.wait_for(lambda event: isinstance(event, UtteranceAdded) and event.utterance.turn_id == 6)
    left = store.session(killed.id)
    assert left.ended_at == ""
    assert can_resume(left)
    cut = replace(left, turns=left.turns[:6])
    beginning = resume(cut, SCENARIO)
    assert beginning.unanswered == cut.turns[5].utterance
    assert beginning.cue == ""
    call = Call(store, beginning)
    call.let_speak()
    call.hang_up()
    killed.hang_up()
    whole = store.session(call.id)
    assert [turn.utterance.turn_id for turn in whole.turns] == [1, 2, 3, 4, 5, 6, 7]
    assert whole.turns[5].utterance == cut.turns[5].utterance
    assert whole.turns[5].evidence == left.turns[5].evidence
    listed = [one.session_id for one in store.sessions()]
    assert (call.id in listed, killed.id in listed) == (True, False)


def test_an_answer_that_was_cut_off_is_given_once_more(store: Store, first: First) -> None:
    session = store.session(first.id)
    last = session.turns[-1]
    cut = replace(last, utterance=replace(last.utterance, text="I would go with the"))
    beginning = resume(replace(session, turns=(*session.turns[:-1], cut)), SCENARIO)
    assert beginning.unanswered is not None
    assert beginning.unanswered.text == LINES[4]
    assert beginning.turn_id == 10
    assert beginning.turns[-1].utterance.turn_id == 9
    opening = replace(session.turns[0], utterance=replace(session.turns[0].utterance, text="We're still"))
    anew = resume(replace(session, turns=(opening,)), SCENARIO)
    assert (anew.turns, anew.cue, anew.turn_id) == ((), "", 0)


@pytest.mark.parametrize(("reason", "possible"), [("hung_up", True), ("device_lost", True), ("settled", False)])
def test_only_a_call_that_broke_off_can_be_taken_up(
    store: Store, first: First, reason: str, possible: bool
) -> None:
    session = replace(store.session(first.id), reason=reason)
    assert can_resume(session) is possible
    if not possible:
        with pytest.raises(UserError, match="can't be taken up"):
            resume(session, SCENARIO)
    assert not can_resume(replace(session, reason="hung_up", turns=()))


def test_a_retry_that_was_killed_goes_on_as_that_retry(store: Store, first: First) -> None:
    tried = Call(store, retry(store.session(first.id), SCENARIO, 6), lines=("Go on.",)).hang_up()
    earlier = store.session(tried)
    call = Call(store, resume(earlier, SCENARIO), lines=("And then?",)).hang_up()
    whole = store.session(call)
    assert (whole.start.retry_of, whole.start.from_turn) == (first.id, 6)
    assert (whole.start.resumed_from, whole.start.begins_s) == (tried, earlier.start.begins_s)
    assert [turn.utterance.turn_id for turn in whole.turns] == [6, 7, 8, 9]
    assert [turn.utterance for turn in whole.before] == [turn.utterance for turn in earlier.before]
    assert whole.start_state == earlier.start_state
    assert [one.session_id for one in store.retries(first.id)] == [call]


def test_deleting_a_call_deletes_the_parts_it_went_on_from(store: Store, first: First) -> None:
    second = Call(store, resume(store.session(first.id), SCENARIO), lines=("Go on.",)).hang_up()
    third = Call(store, resume(store.session(second), SCENARIO), lines=("And then?",)).hang_up()
    assert store.earlier_parts(third) == (second, first.id)
    tried = Call(store, retry(store.session(first.id), SCENARIO, 2), lines=("Hello.",)).hang_up()
    assert [one.session_id for one in store.retries(third)] == [tried]
    store.delete(third)
    assert [one.session_id for one in store.sessions()] == [tried]
    with pytest.raises(UserError, match="no session"):
        store.session(first.id)


def test_a_retry_goes_on_when_its_first_call_is_deleted(store: Store, first: First) -> None:
    tried = Call(store, retry(store.session(first.id), SCENARIO, 6), lines=("Go on.",)).hang_up()
    store.delete(first.id)
    earlier = store.session(tried)
    assert [turn.utterance.turn_id for turn in earlier.before] == [5]
    call = Call(store, resume(earlier, SCENARIO), lines=("And then?",)).hang_up()
    whole = store.session(call)
    assert [turn.utterance.turn_id for turn in whole.turns] == [6, 7, 8, 9]
    assert said_in(whole, "user") == ["Go on.", "And then?"]
    kept = " ".join(str(row) for table in ("states", "turns_before") for row in store._db[table].rows)
    assert not [line for line in LINES if line in kept]


def test_a_call_taken_up_again_keeps_the_sound_it_had(store: Store, first: First) -> None:
    beginning = resume(store.session(first.id), SCENARIO)
    had = np.full((CAPTURE_RATE, 2), 3, dtype=np.int16)
    before = sound_before(beginning, had)
    assert len(before) == beginning.at_sample
    assert (before[:CAPTURE_RATE] == 3).all()
    assert not before[CAPTURE_RATE:].any()
    assert not sound_before(beginning, None).any()


def test_a_call_without_a_window_goes_on_and_says_what_it_is(
    store: Store, first: First, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("STEADYHAND_MODELS", str(tmp_path / "none"))
    watch, stopped = Watch(), threading.Event()
    beginning = retry(store.session(first.id), SCENARIO, 6)

    def typed() -> Iterator[str]:
        yield "Give me one sentence on each way out."
        watch.wait_for(lambda event: isinstance(event, PersonaSaid) and event.turn_id == 7)
        stopped.set()

    done = converse(
        SCENARIO,
        CallOptions(keep_audio=True),
        silent_device(),
        catalog=Catalog.load(),
        settings=Settings(),
        store=store,
        emit=watch,
        out=None,
        picture=lambda _document, _path: None,
        stopped=stopped,
        typed=typed(),
        on_begin=lambda: None,
        beginning=beginning,
    )
    result = done.result
    assert (result["retry_of"], result["from_turn"], result["resumed_from"]) == (first.id, 6, None)
    assert [turn["turn_id"] for turn in result["turns_before"]] == [1, 2, 3, 4, 5]
    assert result["turns"][0]["turn_id"] == 6
    assert result["duration_s"] > beginning.at_s
    assert done.summary == (
        "You tried again from 0:19. None of the phrases that this review knows was heard for certain. "
        "It went better the first time."
    )
    beside = versions(store, store.session(done.session_id), build_of(store, done.session_id), SCENARIO)
    assert beside.comparison is not None
    assert beside.comparison.first.session_id == first.id
    assert beside.can_resume
    ours = versions(store, store.session(first.id), build_of(store, first.id), SCENARIO)
    assert [tried.session_id for tried in ours.tried] == [done.session_id]
    assert ours.comparison is None
    store.delete(first.id)
    gone = versions(store, store.session(done.session_id), build_of(store, done.session_id), SCENARIO)
    assert gone.comparison is None


def build_of(store: Store, session_id: str) -> ReviewDocument:
    return build_review(store.session(session_id), SCENARIO)
