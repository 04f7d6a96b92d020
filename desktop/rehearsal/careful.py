"""A second, careful listening: after a call, what the executive said is heard again by a more exact ear.

It works beside the review, which is already shown, in a process that gives way to everything else. Nothing is
stored until all of it is there; whatever goes wrong on the way, the words of the call stand.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from desktop.catalog import Catalog
from desktop.engines.host import EngineHost
from desktop.errors import EngineError, Overtaken
from desktop.events import CAPTURE_RATE, Emit, Evidence, Notice, ReviewChanged, Transcript, Utterance, Word
from desktop.logs import get_logger
from desktop.recognition.careful import Reheard, reheard
from desktop.recognition.messages import Heard, Transcribe
from desktop.records import HeardAgain, Rehearing, StoredTurn
from desktop.rehearsal.crew import cores, spec_for
from desktop.rehearsal.meaning import PATIENT_S, CachedEmbedder, EngineEmbedder, WatchedEmbedder, kept_folder
from desktop.review.build import label_of
from desktop.review.sentences import heard_again
from desktop.rubric.evidence import evidence_for
from desktop.rubric.items import items_of
from desktop.rubric.rubric import Rubric
from desktop.scenario import Scenario
from desktop.settings import Settings
from desktop.store.database import Store

Samples = npt.NDArray[np.int16]
Score = Callable[[Utterance], tuple[Evidence, ...]]
"""What the rubric finds in an utterance. Raises `EngineError` when it can't listen for meaning as in the call."""
Result = Literal["done", "nothing", "slow", "failed", "stopped", "gone", "overtaken"]
"""How it ended. Only "done" has stored anything; "gone": the session was deleted meanwhile; "overtaken": it was
scored again meanwhile, perhaps with another rubric, to which what was found here does not belong."""

CONTEXT_S = 0.4
"""Sound heard before and after an utterance's own, as far as no other one begins: an ear needs a lead-in."""
TRIAL_S = 4.0
KEEPS_UP = 0.6
"""Seconds of work for a second of sound up to which the machine keeps up: four minutes of speech in a ten-minute
call are heard again in less than two and a half."""
_DEADLINE_S = 60.0
_TRIES = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `changed`: utterances whose words changed."""

    result: Result
    changed: int = 0


@dataclass(frozen=True, slots=True)
class _Stretch:
    """One utterance as stored, its own side's sound, and the second at which that begins."""

    turn: StoredTurn
    sound: Samples
    from_s: float


def careful_ear(catalog: Catalog, settings: Settings) -> EngineHost | None:
    """The best installed careful ear, not started; None without one, or when the settings don't want it."""
    model = next(iter(catalog.usable_models("careful_ear")), None)
    folder = catalog.installed(model.id) if model else None
    if model is None or folder is None or settings.careful_listening == "off":
        return None
    return EngineHost(spec_for("careful_ear", model, folder, cores()))


def scorer(scenario: Scenario, embedder: EngineEmbedder | None) -> Score:
    """The rubric of a call, for its words as they are now. `embedder`: the call's own."""
    wrong: list[EngineError] = []
    # Told of every failure: the engine's own trouble is told once, and the rubric goes on by words alone.
    own = WatchedEmbedder(EngineEmbedder(embedder.host, patience_s=PATIENT_S), wrong.append) if embedder else None
    rubric = Rubric(items_of(scenario), own and CachedEmbedder(own, kept_folder()))

    def score(utterance: Utterance) -> tuple[Evidence, ...]:
        for _attempt in range(_TRIES):
            wrong.clear()
            hits = rubric.match(utterance.text)
            if not wrong:
                return evidence_for(utterance, hits)
        raise wrong[0]

    return score


class CarefulListening:
    """One call heard again. `always`: also where the machine can't keep up. `stop` from any thread.

    What changed, or that it failed, is told to `emit` in a sentence.
    """

    def __init__(
        self, host: EngineHost, emit: Emit, *, always: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._host = host
        self._emit = emit
        self._always = always
        self._clock = clock
        self._stopped = threading.Event()
        self._log = get_logger(engine="careful_ear")

    def stop(self) -> None:
        """Give it up; nothing is stored from now on, unless that has begun."""
        self._stopped.set()
        self._host.close()

    def run(self, store: Store, session_id: str, sound: Samples, scenario: Scenario, score: Score) -> Outcome:
        """Hear it all again, then put the better words in place. Ends the ear. Raises `UserError` from the store.

        `sound`: the call, int16 at 16 kHz, shape (samples, 2), the executive left.
        """
        try:
            outcome = self._run(store, session_id, sound, score)
        except EngineError as wrong:
            outcome = self._failed(wrong)
        except Overtaken:
            self._emit(
                Notice("The call was scored again while it was being heard again.", "Its first words stand.")
            )
            outcome = Outcome("overtaken")
        finally:
            self._host.close()
        self._log.info("careful.ended", session_id=session_id, reason=outcome.result)
        if outcome.changed:
            said = heard_again(store.session(session_id), lambda one: label_of(one, scenario))
            self._emit(ReviewChanged(session_id, said[0]))
        return outcome

    def _failed(self, wrong: EngineError) -> Outcome:
        if self._stopped.is_set():
            return Outcome("stopped")
        self._log.warning("careful.failed", error_type=type(wrong).__name__)
        self._emit(Notice("The call could not be heard again with the careful ear.", "Its first words stand."))
        return Outcome("failed")

    def _run(self, store: Store, session_id: str, sound: Samples, score: Score) -> Outcome:
        session = store.session(session_id)
        new = [one for one in _stretches(session.turns, sound) if self._is_new(one, sound)]
        if not new:
            return Outcome("nothing")
        info = self._host.start()
        if not self._always and not self._keeps_up():
            return Outcome("slow")
        heard = [self._again(stretch, info.model, score) for stretch in new]
        if self._stopped.is_set():
            return Outcome("stopped")
        if not store.replace_utterances(session_id, heard, info, session):
            return Outcome("gone")
        return Outcome("done", sum(one.again is not None for one in heard))

    def _is_new(self, stretch: _Stretch, sound: Samples) -> bool:
        """Whether there is something to hear that this ear has not heard.

        A turn of an earlier part has its second hearing already, or only silence where its sound was not kept.
        """
        turn = stretch.turn
        ear = self._host.spec.options["model"]
        own = slice(*(round(at_s * CAPTURE_RATE) for at_s in (turn.utterance.start_s, turn.utterance.end_s)))
        known = turn.again is not None or any(one.ear == ear for one in turn.utterance.transcripts)
        return not known and bool(sound[own, 0].any())

    def _keeps_up(self) -> bool:
        """Two trials, the first of which warms up."""
        noise = np.random.default_rng(0).normal(0, 1000, int(TRIAL_S * CAPTURE_RATE)).astype(np.int16)
        took_s = TRIAL_S
        for _trial in range(2):
            began = self._clock()
            self._hear(noise)
            took_s = self._clock() - began
        return took_s <= KEEPS_UP * TRIAL_S

    def _hear(self, sound: Samples) -> Heard:
        """Tried once more in the ear's next process."""
        payload = sound.astype("<i2").tobytes()
        for attempt in range(_TRIES):
            try:
                return self._host.call("transcribe", Transcribe(), Heard, payload, deadline_s=_DEADLINE_S)[0]
            except EngineError:
                if attempt == _TRIES - 1 or self._stopped.is_set():
                    raise
        raise AssertionError("there is a last attempt")

    def _again(self, stretch: _Stretch, ear: str, score: Score) -> Rehearing:
        said, from_s, heard = stretch.turn.utterance, stretch.from_s, self._hear(stretch.sound)
        words = tuple(
            Word(one.text, one.start_s + from_s, one.end_s + from_s, one.confidence) for one in heard.words
        )
        transcripts = (*said.transcripts, Transcript(ear, heard.text, words))
        better = reheard(said.words, words)
        if not better.changes:
            return Rehearing(replace(said, transcripts=transcripts))
        now = _with_words(said, better.words, transcripts)
        evidence = score(now)
        again = HeardAgain(ear, said.text, _count(better), _fell_away(stretch.turn.evidence, evidence))
        return Rehearing(now, evidence, again)


def _was_spoken(turn: StoredTurn) -> bool:
    said = turn.utterance
    return said.role == "user" and said.source == "speech" and bool(said.words)


def _stretches(all_turns: Sequence[StoredTurn], sound: Samples) -> Iterator[_Stretch]:
    turns = [turn for turn in all_turns if _was_spoken(turn)]
    for number, turn in enumerate(turns):
        before_s = turns[number - 1].utterance.end_s if number else 0.0
        after_s = turns[number + 1].utterance.start_s if number + 1 < len(turns) else len(sound) / CAPTURE_RATE
        start_s = max(turn.utterance.start_s - CONTEXT_S, before_s, 0.0)
        end_s = min(turn.utterance.end_s + CONTEXT_S, after_s)
        yield _Stretch(turn, sound[round(start_s * CAPTURE_RATE) : round(end_s * CAPTURE_RATE), 0], start_s)


def _with_words(said: Utterance, words: tuple[Word, ...], transcripts: tuple[Transcript, ...]) -> Utterance:
    return replace(
        said,
        text=" ".join(word.text for word in words),
        words=words,
        transcripts=transcripts,
        start_s=min(said.start_s, words[0].start_s),
        end_s=max(said.end_s, words[-1].end_s),
    )


def _count(better: Reheard) -> int:
    """Words that changed, were put in, or gave way."""
    return sum(max(len(one.before.split()), len(one.after.split())) for one in better.changes)


def _fell_away(before: Sequence[Evidence], after: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """What was found and is not found any more."""
    found = {(one.kind, one.item, one.part) for one in after if one.tier == "found"}
    return tuple(one for one in before if one.tier == "found" and (one.kind, one.item, one.part) not in found)
