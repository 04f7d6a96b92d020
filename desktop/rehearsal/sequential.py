"""A call done one step after the other, with the same ears, persona and voice: what live calls are compared with.

It waits for silence, then for all words, then for the whole reply, then for the whole sound, and plays that. While
the persona thinks or speaks it doesn't listen.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

import numpy as np

from desktop.audio.device import Captured, Device, DeviceEvent, DeviceLost, PlaybackEnded, PlaybackStarted
from desktop.events import (
    BLOCK,
    CAPTURE_RATE,
    CallPhase,
    Emit,
    PersonaSaid,
    PhaseChanged,
    SessionEnded,
    Timing,
    Utterance,
    UtteranceAdded,
)
from desktop.persona.reply import Sentence, TurnPlan
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.commands import Commands
from desktop.rehearsal.ending import said_last
from desktop.rehearsal.messages import HangUp, Message, Say
from desktop.rehearsal.scoring import evidence_in
from desktop.rehearsal.voice import Clip

SILENCE_S = 0.8
"""Silence that ends a turn."""
_SPEECH = 0.5
"""Probability from which a block counts as speech."""
_SETTLE_S = 30.0
"""For the second ear's words: this call waits for them."""


class Sequential(Commands):
    """Runs one call, a step at a time. All public methods may be called from any thread."""

    def __init__(self, session_id: str, cast: Cast, emit: Emit, *, limit_s: float) -> None:
        super().__init__()
        self.session_id = session_id
        self.dropped_blocks = 0
        self._cast = cast
        self._emit = emit
        self._limit_s = limit_s
        self._now_sample = 0
        self._turn_id = 0
        self._speech_end: int | None = None
        self._clip: Clip | None = None
        self._clip_id = 0
        self._begun: int | None = None
        self._plan: TurnPlan | None = None
        self._timing = Timing()
        self._reason = ""
        cast.hearing.settle_s = _SETTLE_S
        self._thread = threading.Thread(target=self._run, name="sequential-call", daemon=True)

    @property
    def device(self) -> Device:
        """The device in use."""
        return self._cast.device

    def start(self) -> None:
        """Begin the call."""
        self._thread.start()

    # --- the call's own thread

    def _run(self) -> None:
        try:
            self._cast.device.start(self._inbox.put)
            self._play([self._cast.voice.speak(self._cast.actor.opening())])
            while not self._reason:
                self._take(self._inbox.get())
        except Exception:  # as in a live call: what was said is kept
            self._reason = "failed"
            raise
        finally:
            self._cast.device.close()
            self._cast.recorder.close(self._cast.device.mixdown(), self._reason, self._now_s)
            self._emit(SessionEnded(self.session_id, self._reason, self._now_s))
            self._ended.set()

    @property
    def _now_s(self) -> float:
        return self._now_sample / CAPTURE_RATE

    def _take(self, message: Message | DeviceEvent) -> None:
        match message:
            case Captured():
                self._captured(message)
            case PlaybackStarted(_clip, at_sample):
                self._started(at_sample)
            case PlaybackEnded(_clip, at_sample):
                self._played(at_sample)
            case HangUp(reason):
                self._reason = reason
            case Say(text) if self._clip is None and text.strip():
                self._turn_id += 1
                line = Utterance(self._turn_id, "user", text.strip(), self._now_s, self._now_s, "typed")
                self._answer(line, Timing(turn_end_s=self._now_s))
            case DeviceLost():
                self._reason = "device_lost"

    def _captured(self, block: Captured) -> None:
        self._now_sample = block.first_sample + BLOCK
        self.dropped_blocks += block.dropped
        if self._clip is not None:
            return
        hearing = self._cast.hearing
        speech = self._cast.vad.probability(block.samples) >= _SPEECH
        if self._speech_end is None and not speech:
            hearing.idle(block.first_sample, block.samples)
            if self._now_s >= self._limit_s:
                self._reason = "time"
            return
        if self._speech_end is None:
            hearing.begin(block.first_sample)
        hearing.hear(block.samples)
        if speech or self._speech_end is None:
            self._speech_end = self._now_sample
        elif self._now_sample - self._speech_end >= SILENCE_S * CAPTURE_RATE:
            self._end_turn(self._speech_end / CAPTURE_RATE)

    def _end_turn(self, speech_end_s: float) -> None:
        ended = time.monotonic()
        hearing = self._cast.hearing
        hearing.soft_end()
        hearing.turn_ended()
        hearing.wait()
        heard = hearing.finish(speech_end_s)
        self._speech_end = None
        self._cast.vad.reset()
        if not heard.text:
            return
        self._turn_id += 1
        timing = Timing(speech_end_s, self._now_s, settled_s=self._now_s + time.monotonic() - ended)
        self._answer(heard.as_turn(self._turn_id), timing)

    def _answer(self, said: Utterance, timing: Timing) -> None:
        """The whole reply, then its whole sound, then play it."""
        cast, began = self._cast, time.monotonic()
        evidence = evidence_in(said, cast.rubric)
        cast.recorder.utterance(said, timing)
        cast.recorder.evidence(evidence)
        self._emit(UtteranceAdded(said))
        cast.actor.freedom = cast.persona.freedom
        plan = cast.actor.hear(said.text, evidence, at_s=self._now_s, turn_id=said.turn_id)
        cast.recorder.state(said.turn_id, plan.state, plan.moves)
        sentences: list[Sentence] = []
        engine = cast.persona if cast.persona.current else None
        cast.actor.speak(plan, engine, sentences.append, lambda: False)
        self._plan, self._timing = plan, timing
        clips = [cast.voice.speak(sentence.text) for sentence in sentences]
        self._now_sample += round((time.monotonic() - began) * CAPTURE_RATE)
        self._play(clips)

    def _play(self, clips: Sequence[Clip]) -> None:
        self._turn_id += 1
        self._clip_id += 1
        self._begun = None
        rate = clips[0].rate if clips else CAPTURE_RATE
        pcm = np.concatenate([clip.pcm for clip in clips]) if clips else np.zeros(1, dtype=np.int16)
        self._clip = Clip(" ".join(clip.text for clip in clips), pcm, rate)
        self._cast.device.play(self._clip_id, pcm, rate)

    def _started(self, at_sample: int) -> None:
        assert self._clip is not None
        self._begun = at_sample
        at_s = at_sample / CAPTURE_RATE
        self._emit(PhaseChanged(CallPhase.SPEAKING, at_s))
        self._emit(PersonaSaid(self._turn_id, self._clip.text, at_s, len(self._clip.pcm) / self._clip.rate))

    def _played(self, at_sample: int) -> None:
        assert self._clip is not None
        text, plan, begun = self._clip.text, self._plan, self._begun or at_sample
        start_s, end_s = begun / CAPTURE_RATE, at_sample / CAPTURE_RATE
        said = Utterance(self._turn_id, "persona", text, start_s, end_s, "authored" if plan is None else "model")
        timing = Timing(self._timing.speech_end_s, self._timing.turn_end_s, first_audio_s=start_s)
        self._cast.recorder.utterance(said, timing)
        self._emit(UtteranceAdded(said))
        self._clip = None
        self._cast.vad.reset()
        if plan is None:
            self._cast.actor.opened(text)
            return
        self._cast.actor.finished(plan, text)
        if plan.ends:
            self._reason = said_last(gives_up=plan.decision.gives_up)
