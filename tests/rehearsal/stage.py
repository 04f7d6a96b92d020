"""A call on a stage: the test plays microphone and loudspeaker, block by block, and says what the ear hears."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from desktop.audio.device import (
    Captured,
    Deliver,
    DeviceBack,
    DeviceLost,
    PlaybackEnded,
    PlaybackStarted,
    Samples,
)
from desktop.events import BLOCK, CAPTURE_RATE, Event, State, Word
from desktop.packs import load_scenario
from desktop.persona.reply import PersonaActor
from desktop.records import SessionStart
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.compose import silent_device
from desktop.rehearsal.hearing import HeardUtterance
from desktop.rehearsal.opening import Opening
from desktop.rehearsal.persona_engine import PersonaLadder
from desktop.rehearsal.persona_side import pieces
from desktop.rehearsal.recorder import Recorder
from desktop.rehearsal.session import Session
from desktop.rehearsal.voice import VoiceLadder
from desktop.rubric.items import items_of
from desktop.rubric.rubric import Rubric
from desktop.store.database import Store
from desktop.turns.detector import TurnDetector, thresholds_for

LOUD = np.full(BLOCK, 8000, dtype=np.int16)
QUIET = np.zeros(BLOCK, dtype=np.int16)
BLOCK_S = BLOCK / CAPTURE_RATE


class StageDevice:
    """A device whose time passes when the test says so. `log` holds what the session asked of it."""

    full_duplex = True

    def __init__(self) -> None:
        self.log: list[str] = []
        self.clips: list[tuple[int, Samples, int]] = []
        self.at: tuple[int, int] | None = None
        self._deliver: Deliver = lambda _event: None
        self._processed = threading.Semaphore(0)
        self._clock = 0
        self._started: list[int] = []
        self._played = threading.Condition()

    def start(self, deliver: Deliver) -> None:
        self._deliver = deliver

    def play(self, clip_id: int, pcm: Samples, rate: int) -> None:
        with self._played:
            self.clips.append((clip_id, pcm, rate))
            self._played.notify_all()

    def stop_playback(self) -> None:
        self.log.append("stop")

    def duck(self, ducked: bool) -> None:
        self.log.append("duck" if ducked else "loud")

    def hold_playback(self, held: bool) -> None:
        self.log.append("held" if held else "go on")

    def position(self) -> tuple[int, int] | None:
        return self.at

    def hold(self, held: bool) -> None:
        return

    def pause(self, paused: bool) -> None:
        return

    def mute(self, muted: bool) -> None:
        return

    def processed(self, first_sample: int) -> None:
        self._processed.release()

    def mixdown(self) -> Samples:
        return np.zeros((0, 2), dtype=np.int16)

    def close(self) -> None:
        return

    # --- for the test

    def blocks(self, seconds: float, block: Samples, *, echo: bool = False) -> None:
        """Time passes with that in the microphone; returns when the session has dealt with it."""
        for _ in range(round(seconds / BLOCK_S)):
            self._deliver(Captured(self._clock, block, echo=echo))
            self._clock += BLOCK
            assert self._processed.acquire(timeout=20)

    def next_clip(self) -> int:
        """Begin to play the next clip the session gave; waits for it."""
        with self._played:
            assert self._played.wait_for(lambda: len(self.clips) > len(self._started), 20), "nothing to play"
            clip_id = self.clips[len(self._started)][0]
        self._started.append(clip_id)
        self._deliver(PlaybackStarted(clip_id, self._clock))
        return clip_id

    def finish_clip(self, clip_id: int) -> None:
        """That clip was played to its end."""
        length = next(len(pcm) for number, pcm, _rate in self.clips if number == clip_id)
        self._deliver(PlaybackEnded(clip_id, self._clock, length))

    def lose(self) -> None:
        self._deliver(DeviceLost("The microphone is gone."))

    def bring_back(self) -> None:
        self._deliver(DeviceBack("The microphone is back."))


class StageVad:
    """Loud is speech."""

    def probability(self, samples: Samples) -> float:
        return 0.95 if samples.any() else 0.02

    def reset(self) -> None:
        return


class StageHearing:
    """Hears what the test says. `words` so far; `settled` when they are certain."""

    settle_s = 0.9

    def __init__(self) -> None:
        self.words = ""
        self.begun_s: float | None = None
        """When the utterance began; None: where it ends."""
        self.settled = False
        self.on_settled: Callable[[], None] = lambda: None
        self.calls: list[str] = []
        self._of_the_turn = ""

    def idle(self, first_sample: int, samples: Samples) -> None:
        return

    def begin(self, now_sample: int) -> None:
        self.calls.append("begin")

    def hear(self, samples: Samples) -> str:
        return self.words

    def catch_up(self) -> str:
        return self.words

    def soft_end(self) -> None:
        self.calls.append("soft end")

    def resume(self) -> None:
        self.calls.append("resume")
        self.settled = False

    def turn_ended(self) -> None:
        self.calls.append("turn ended")
        self._of_the_turn = self.words

    def drop(self) -> None:
        self.calls.append("drop")
        self.words = self._of_the_turn = ""

    def wait(self) -> None:
        return

    def settles(self, ear: str) -> bool:
        return True

    def draft(self, speech_end_s: float) -> HeardUtterance:
        begun_s = speech_end_s if self.begun_s is None else self.begun_s
        words = tuple(Word(one, begun_s, speech_end_s) for one in self.words.split())
        return HeardUtterance(self.words, words, (), "stage", begun_s, speech_end_s)

    def finish(self, speech_end_s: float) -> HeardUtterance:
        self.words = self._of_the_turn
        heard = self.draft(speech_end_s)
        self.words, self.settled = "", False
        return heard

    def settle(self, words: str) -> None:
        self.words = self._of_the_turn = words
        self.settled = True
        self.on_settled()


class Stage:
    """A whole session on the stage, without engines: authored lines, a silent voice, everything stored."""

    def __init__(
        self, store: Store, emit: Callable[[Event], None], *, limit_s: float | None = None, **cast: object
    ) -> None:
        scenario = load_scenario("eleven-pm")
        self.device, self.hearing = StageDevice(), StageHearing()
        actor = PersonaActor(scenario, freedom="ranks")
        recorder = Recorder(store, "stage", emit)
        start = SessionStart(
            "stage", scenario.id, scenario.title, "", "realistic", "2026-01-01T23:00:00+00:00", keep_audio=False
        )
        recorder.begin(start, actor.state)
        self.before: State = actor.state
        whole = Cast(
            device=self.device,
            hearing=self.hearing,  # type: ignore[arg-type]
            vad=StageVad(),  # type: ignore[arg-type]
            turns=TurnDetector(thresholds_for("natural")),
            actor=actor,
            persona=PersonaLadder((), lambda *_trouble: None),
            voice=VoiceLadder((), lambda *_trouble: None),
            rubric=Rubric(items_of(scenario)),
            recorder=recorder,
            spare=silent_device,
            opening=Opening(0.5),
        )
        self.cast = replace(whole, **cast)  # type: ignore[arg-type]
        self.session = Session("stage", self.cast, emit, limit_s=limit_s)
        self.session.start()

    def past_the_opening(self) -> None:
        """The persona has said its first line; it is the executive's turn."""
        self.recited(self.cast.actor.opening())

    def recited(self, text: str) -> None:
        """The persona has said `text`, a sentence after the other."""
        for _piece in pieces(text):
            self.device.finish_clip(self.device.next_clip())
        self.device.blocks(0.2, QUIET)

    @property
    def unplayed(self) -> bool:
        """Whether a clip was handed to the device that did not sound yet."""
        return len(self.device.clips) > len(self.device._started)

    def say(self, words: str, seconds: float = 1.5) -> None:
        """The executive speaks, and goes on speaking."""
        self.hearing.words = words
        self.device.blocks(seconds, LOUD)


def store_in(folder: Path) -> Store:
    from desktop.store.keys import Key

    return Store.open(folder / "sessions.db", Key(f"\"x'{'17' * 32}'\"", "key_file"))
