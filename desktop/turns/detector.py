"""Who has the floor: a pure state machine fed with speech frames and words, time passed in.

Each `feed` takes one input and the session time in seconds, and returns the decisions that follow, in order.
Time never goes back; nothing here reads a clock, starts a thread or does I/O. docs/turns.md draws the states.
"""

from __future__ import annotations

from math import inf

from desktop.turns.backchannel import Claim, claim
from desktop.turns.ending import Ending
from desktop.turns.inputs import (
    AnswerExpected,
    BargeIn,
    Decision,
    Duck,
    FalseAlarm,
    Floor,
    Frame,
    Hold,
    Hush,
    Input,
    NewDevice,
    Opinion,
    PersonaEnds,
    PersonaStarts,
    RecordingEnds,
    ReplyWithdrawn,
    SoftEnd,
    SpeechStarted,
    TurnEnded,
    TurnResumed,
    Typed,
    Words,
)
from desktop.turns.overspeech import Overspeech
from desktop.turns.thresholds import BLOCK_S, Gate, Thresholds, thresholds_for

__all__ = [
    "AnswerExpected",
    "BargeIn",
    "Decision",
    "Duck",
    "FalseAlarm",
    "Floor",
    "Frame",
    "Hold",
    "Hush",
    "Input",
    "NewDevice",
    "Opinion",
    "PersonaEnds",
    "PersonaStarts",
    "RecordingEnds",
    "ReplyWithdrawn",
    "SoftEnd",
    "SpeechStarted",
    "Thresholds",
    "TurnDetector",
    "TurnEnded",
    "TurnResumed",
    "Typed",
    "Words",
    "thresholds_for",
]

_Decisions = tuple[Decision, ...]


class TurnDetector:
    """Decides when the executive starts, pauses, goes on, is done, and takes the floor from the persona."""

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        self._limits = thresholds or Thresholds()
        self._floor = Floor.LISTENING
        self._ending = Ending(self._limits)
        self._over = Overspeech(self._limits)
        self._claim: Claim = "nothing"
        self._held = False
        self._ducked = False
        self._expected = False
        self._loud_since: float | None = None
        self._last_speech_s = 0.0
        self._voiced_s = 0.0
        self._since = 0.0
        self._now = 0.0

    @property
    def floor(self) -> Floor:
        """The state now."""
        return self._floor

    def feed(self, item: Input, now: float) -> _Decisions:
        """Take one input at session time `now` (seconds, never going back)."""
        self._now = max(now, self._now)
        match item:
            case Frame():
                return self._frame(item)
            case Words(text, settled):
                return self._heard(text, settled=settled)
            case Opinion(ended):
                return self._judged(ended)
            case Hold(down):
                return self._hold(down)
            case Typed():
                return self._typed()
            case PersonaStarts():
                return self._persona_starts()
            case PersonaEnds():
                return self._persona_ends()
            case NewDevice():
                self._over.new_device()
                return ()
            case RecordingEnds():
                return self._recording_ends()

    def _move(self, floor: Floor, *decisions: Decision) -> _Decisions:
        self._floor = floor
        self._loud_since = None
        self._ducked = False
        self._since = self._now
        return decisions

    def _frame(self, frame: Frame) -> _Decisions:
        match self._floor:
            case Floor.LISTENING:
                return self._listening(frame)
            case Floor.USER_SPEAKING:
                return self._speaking(frame)
            case Floor.SOFT_END:
                return self._soft_end(frame)
            case Floor.THINKING:
                return self._thinking(frame)
            case Floor.PERSONA_SPEAKING:
                return self._spoken_over(frame)
            case Floor.INTERRUPTED:
                return self._interrupted(frame)

    # --- the executive's turn

    def _listening(self, frame: Frame) -> _Decisions:
        if self._limits.push_to_talk:
            return ()
        started = self._lasting(frame, self._limits.start_in_echo if frame.echo else self._limits.start)
        return self._start(started) if started is not None else ()

    def _start(self, at_s: float) -> _Decisions:
        self._ending.begin(self._now)
        self._last_speech_s = self._now
        return self._move(Floor.USER_SPEAKING, SpeechStarted(at_s))

    def _speaking(self, frame: Frame) -> _Decisions:
        if frame.speech >= self._limits.release:
            self._last_speech_s = self._now
            return ()
        if self._held or self._silence_s < self._limits.soft_end_s - 1e-9:
            return ()
        self._expected = False
        return self._move(Floor.SOFT_END, SoftEnd(self._last_speech_s))

    def _soft_end(self, frame: Frame) -> _Decisions:
        gate = self._limits.start_in_echo if frame.echo else self._limits.start
        if self._held or self._lasting(frame, gate) is not None:
            return self._resume()
        if self._loud_since is not None:
            return ()
        if self._ending.is_due(self._silence_s, self._now):
            return self._end()
        return self._expect_answer()

    def _expect_answer(self) -> _Decisions:
        """Once a soft end, when its words ask."""
        if self._expected or self._silence_s < self._limits.expected_s - 1e-9 or not self._ending.asks:
            return ()
        self._expected = True
        return (AnswerExpected(),)

    def _resume(self) -> _Decisions:
        self._last_speech_s = self._now
        self._ending.go_on()
        return self._move(Floor.USER_SPEAKING, TurnResumed())

    def _end(self) -> _Decisions:
        self._ending.ended(self._now)
        return self._move(Floor.THINKING, TurnEnded(self._last_speech_s))

    def _recording_ends(self) -> _Decisions:
        """No frame will follow, so nothing may wait for one."""
        match self._floor:
            case Floor.USER_SPEAKING | Floor.SOFT_END:
                return self._end()
            case Floor.INTERRUPTED:
                return self._move(Floor.PERSONA_SPEAKING, FalseAlarm())
            case _:
                return self._undo_duck()

    def _heard(self, text: str, *, settled: bool) -> _Decisions:
        self._ending.heard(text, self._now, settled=settled)
        if self._floor is not Floor.INTERRUPTED:
            return ()
        self._claim = claim(text)
        return self._barge_in() if self._claim == "floor" else ()

    def _judged(self, ended: float) -> _Decisions:
        if self._floor is Floor.SOFT_END:
            self._ending.sounds(ended)
        return ()

    # --- the persona's turn

    def _thinking(self, frame: Frame) -> _Decisions:
        if self._now - self._since >= self._limits.thinking_s:
            return self._move(Floor.LISTENING, ReplyWithdrawn())
        if self._limits.push_to_talk:
            return ()
        started = self._lasting(frame, self._limits.withdraw)
        if started is None:
            return ()
        self._ending.spoke_again(started)
        return (ReplyWithdrawn(), *self._start(started))

    def _persona_starts(self) -> _Decisions:
        if self._floor is not Floor.THINKING:
            return ()
        self._over.playback(self._now)
        return self._move(Floor.PERSONA_SPEAKING)

    def _persona_ends(self) -> _Decisions:
        match self._floor:
            case Floor.INTERRUPTED:
                return self._barge_in()
            case Floor.THINKING | Floor.PERSONA_SPEAKING:
                undone = self._undo_duck()
                return (*undone, *self._move(Floor.LISTENING))
            case _:
                return ()

    def _typed(self) -> _Decisions:
        before: _Decisions = ()
        if self._floor in (Floor.PERSONA_SPEAKING, Floor.INTERRUPTED):
            before = (BargeIn(),)
        elif self._floor is Floor.THINKING:
            before = (ReplyWithdrawn(),)
        return (*before, *self._move(Floor.THINKING))

    # --- who interrupts whom

    def _spoken_over(self, frame: Frame) -> _Decisions:
        if self._limits.push_to_talk:
            return ()
        gate, evidence_s = self._over.hear(frame, self._now), self._over.evidence_s
        if evidence_s >= gate.hush_s - 1e-9:
            return self._hush(evidence_s)
        if evidence_s >= gate.duck_s - 1e-9 and not self._ducked:
            self._ducked = True
            return (Duck(),)
        return self._undo_duck() if not evidence_s else ()

    def _hush(self, evidence_s: float) -> _Decisions:
        self._ending.begin(self._now)
        self._claim = "nothing"
        self._voiced_s, self._last_speech_s = evidence_s, self._now
        return self._move(Floor.INTERRUPTED, Hush(self._over.since))

    def _undo_duck(self) -> _Decisions:
        if not self._ducked:
            return ()
        self._ducked = False
        return (FalseAlarm(),)

    def _interrupted(self, frame: Frame) -> _Decisions:
        if frame.speech >= self._limits.release:
            self._last_speech_s = self._now
            self._voiced_s += BLOCK_S
        if self._voiced_s >= self._sustained_s - 1e-9:
            return self._barge_in()
        watchdog = self._now - self._since >= self._limits.interrupted_s
        if watchdog or self._silence_s >= self._limits.false_alarm_s - 1e-9:
            return self._play_on()
        return ()

    @property
    def _sustained_s(self) -> float:
        """The speech that takes the floor whatever its words; a listener's never does."""
        if self._claim == "listening":
            return inf
        return self._limits.sustained_s if self._claim == "nothing" else self._limits.sustained_with_words_s

    def _play_on(self) -> _Decisions:
        if self._claim == "nothing":
            self._over.false_alarm(self._now)
        self._over.clear()
        return self._move(Floor.PERSONA_SPEAKING, FalseAlarm())

    def _barge_in(self) -> _Decisions:
        return self._move(Floor.USER_SPEAKING, BargeIn())

    # --- the key

    def _hold(self, down: bool) -> _Decisions:
        self._held = down
        if down:
            return self._take_floor()
        if self._limits.push_to_talk and self._floor in (Floor.USER_SPEAKING, Floor.SOFT_END):
            return self._end()
        if self._floor is Floor.USER_SPEAKING:
            self._last_speech_s = self._now  # the pause is counted from where the key was let go
        return ()

    def _take_floor(self) -> _Decisions:
        match self._floor:
            case Floor.PERSONA_SPEAKING:
                return (*self._move(Floor.LISTENING, BargeIn()), *self._talk_key())
            case Floor.INTERRUPTED:
                return self._barge_in()
            case Floor.THINKING:
                return (*self._move(Floor.LISTENING, ReplyWithdrawn()), *self._talk_key())
            case Floor.SOFT_END:
                return self._resume()
            case _:
                return self._talk_key()

    def _talk_key(self) -> _Decisions:
        pressed_to_talk = self._limits.push_to_talk and self._floor is Floor.LISTENING
        return self._start(self._now) if pressed_to_talk else ()

    # --- time

    @property
    def _silence_s(self) -> float:
        return self._now - self._last_speech_s

    def _lasting(self, frame: Frame, gate: Gate) -> float | None:
        """When the loudness that has now lasted long enough began; None while it has not lasted."""
        if frame.speech < gate.speech:
            self._loud_since = None
            return None
        if self._loud_since is None:
            self._loud_since = self._now
        return self._loud_since if self._now - self._loud_since >= gate.lasting_s - 1e-9 else None
