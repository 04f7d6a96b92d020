"""Who has the floor: a pure state machine fed with speech frames and words, time passed in.

Each `feed` takes one input and the session time in seconds, and returns the decisions that follow, in order.
Time never goes back; nothing here reads a clock, starts a thread or does I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from desktop.turns.backchannel import claim
from desktop.turns.completeness import Completeness, completeness


class Floor(Enum):
    """The machine's states."""

    LISTENING = auto()
    USER_SPEAKING = auto()
    SOFT_END = auto()
    THINKING = auto()
    PERSONA_SPEAKING = auto()
    INTERRUPTED = auto()


@dataclass(frozen=True, slots=True)
class Frame:
    """One block of microphone sound: probability of speech, 0 to 1. `echo`: our loudspeaker is heard, or was a
    moment ago."""

    speech: float
    echo: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the running utterance so far."""

    text: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely the latest soft end is the end of the turn, by its sound, 0 to 1."""

    ended: float


@dataclass(frozen=True, slots=True)
class Hold:
    """The hold-to-think (or push-to-talk) key went down or up."""

    down: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """The executive sent a typed line: a whole turn at once."""


@dataclass(frozen=True, slots=True)
class PersonaStarts:
    """The persona's first sound plays."""


@dataclass(frozen=True, slots=True)
class PersonaEnds:
    """The persona gave the floor back: played to the end, or nothing to say."""


@dataclass(frozen=True, slots=True)
class RecordingEnds:
    """No more sound will come: what was said so far is the last turn."""


Input = Frame | Words | Opinion | Hold | Typed | PersonaStarts | PersonaEnds | RecordingEnds


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The executive began to speak at `at_s`."""

    at_s: float


@dataclass(frozen=True, slots=True)
class SoftEnd:
    """Silence since `speech_end_s`: perhaps the end of the turn."""

    speech_end_s: float


@dataclass(frozen=True, slots=True)
class TurnResumed:
    """The executive went on after a soft end."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The executive's turn is over; the last word ended about `speech_end_s`."""

    speech_end_s: float


@dataclass(frozen=True, slots=True)
class ReplyWithdrawn:
    """The executive spoke before the persona made a sound: the reply under way is dropped."""


@dataclass(frozen=True, slots=True)
class BargeIn:
    """The executive took the floor from the speaking persona: silence now."""


@dataclass(frozen=True, slots=True)
class Duck:
    """Perhaps somebody interrupts: play quietly."""


@dataclass(frozen=True, slots=True)
class Hush:
    """Somebody speaks, since `at_s`: hold the playback, and hear what they say."""

    at_s: float


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """Nobody wants the floor: play on, as loud as before."""


Decision = SpeechStarted | SoftEnd | TurnResumed | TurnEnded | ReplyWithdrawn | Duck | Hush | FalseAlarm | BargeIn


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Seconds of silence and probabilities, each state with its own.

    `onset` starts a turn once it lasted `onset_s`; `release` is where speech counts as gone, lower than `onset` so
    that a fading word does not end a turn. `thinking_onset` is stricter: a breath must not withdraw a reply.
    """

    onset: float = 0.5
    onset_s: float = 0.064
    release: float = 0.35
    thinking_onset: float = 0.7
    thinking_onset_s: float = 0.25
    soft_end_s: float = 0.3
    commit_complete_s: float = 0.8
    commit_unknown_s: float = 1.1
    commit_trailing_s: float = 2.2
    barge_onset: float = 0.6
    duck_s: float = 0.096
    hush_s: float = 0.19
    sustained_s: float = 1.0
    false_alarm_s: float = 0.5
    interrupted_s: float = 2.0
    thinking_s: float = 30.0
    push_to_talk: bool = False

    def commit_s(self, words: Completeness) -> float:
        """Seconds of silence that end a turn whose words look like `words`."""
        table = {
            "complete": self.commit_complete_s,
            "unknown": self.commit_unknown_s,
            "trailing": self.commit_trailing_s,
        }
        return table[words]


def thresholds_for(pauses: str) -> Thresholds:
    """The thresholds of a pause setting: lively, natural, patient or push_to_talk."""
    base = Thresholds()
    if pauses == "push_to_talk":
        return Thresholds(push_to_talk=True)
    scale = {"lively": 0.75, "natural": 1.0, "patient": 1.7}[pauses]
    return Thresholds(
        commit_complete_s=base.commit_complete_s * scale,
        commit_unknown_s=base.commit_unknown_s * scale,
        commit_trailing_s=base.commit_trailing_s * scale,
    )


class TurnDetector:
    """Decides when the executive starts, pauses, goes on and is done."""

    def __init__(self, thresholds: Thresholds | None = None) -> None:
        self._limits = thresholds or Thresholds()
        self._floor = Floor.LISTENING
        self._held = False
        self._words = ""
        self._loud_since: float | None = None
        self._last_speech_s = 0.0
        self._since = 0.0
        self._ducked = False
        self._now = 0.0

    @property
    def floor(self) -> Floor:
        """The state now."""
        return self._floor

    def feed(self, item: Input, now: float) -> tuple[Decision, ...]:
        """Take one input at session time `now` (seconds, never going back)."""
        self._now = max(now, self._now)
        match item:
            case Frame(speech):
                return self._frame(speech)
            case Words(text):
                return self._heard(text)
            case Opinion():
                return ()
            case Hold(down):
                return self._hold(down)
            case Typed():
                return self._typed()
            case PersonaStarts():
                return self._move(Floor.PERSONA_SPEAKING) if self._floor is Floor.THINKING else ()
            case PersonaEnds():
                return self._persona_ends()
            case RecordingEnds():
                return self._end() if self._floor in (Floor.USER_SPEAKING, Floor.SOFT_END) else ()

    def _move(self, floor: Floor, *decisions: Decision) -> tuple[Decision, ...]:
        self._floor = floor
        self._loud_since = None
        self._since = self._now
        return decisions

    def _heard(self, text: str) -> tuple[Decision, ...]:
        self._words = text
        if self._floor is Floor.INTERRUPTED and claim(text) == "floor":
            return self._move(Floor.USER_SPEAKING, BargeIn())
        return ()

    def _frame(self, speech: float) -> tuple[Decision, ...]:
        match self._floor:
            case Floor.LISTENING:
                return self._listening(speech)
            case Floor.USER_SPEAKING:
                return self._speaking(speech)
            case Floor.SOFT_END:
                return self._soft_end(speech)
            case Floor.THINKING:
                return self._thinking(speech)
            case Floor.PERSONA_SPEAKING:
                return self._spoken_over(speech)
            case Floor.INTERRUPTED:
                return self._interrupted(speech)

    def _spoken_over(self, speech: float) -> tuple[Decision, ...]:
        if self._limits.push_to_talk:
            return ()
        loud = speech >= self._limits.barge_onset
        since = self._lasting(loud, self._limits.hush_s)
        if since is not None:
            self._words, self._ducked, self._last_speech_s = "", False, self._now
            return self._move(Floor.INTERRUPTED, Hush(since))
        if loud and not self._ducked and self._lasting(loud, self._limits.duck_s) is not None:
            self._ducked = True
            return (Duck(),)
        if not loud and self._ducked:
            self._ducked = False
            return (FalseAlarm(),)
        return ()

    def _interrupted(self, speech: float) -> tuple[Decision, ...]:
        lasted = self._now - self._since
        if speech >= self._limits.release:
            self._last_speech_s = self._now
            if lasted >= self._limits.sustained_s:
                return self._move(Floor.USER_SPEAKING, BargeIn())
        if self._silence() >= self._limits.false_alarm_s or lasted >= self._limits.interrupted_s:
            return self._move(Floor.PERSONA_SPEAKING, FalseAlarm())
        return ()

    def _listening(self, speech: float) -> tuple[Decision, ...]:
        if self._limits.push_to_talk:
            return ()
        started = self._lasting(speech >= self._limits.onset, self._limits.onset_s)
        return self._start(started) if started is not None else ()

    def _start(self, at_s: float) -> tuple[Decision, ...]:
        self._words = ""
        self._last_speech_s = self._now
        return self._move(Floor.USER_SPEAKING, SpeechStarted(at_s))

    def _speaking(self, speech: float) -> tuple[Decision, ...]:
        if speech >= self._limits.release:
            self._last_speech_s = self._now
            return ()
        if self._held or self._silence() < self._limits.soft_end_s:
            return ()
        return self._move(Floor.SOFT_END, SoftEnd(self._last_speech_s))

    def _soft_end(self, speech: float) -> tuple[Decision, ...]:
        if self._held or self._lasting(speech >= self._limits.onset, self._limits.onset_s) is not None:
            self._last_speech_s = self._now
            return self._move(Floor.USER_SPEAKING, TurnResumed())
        if self._loud_since is None and self._silence() >= self._limits.commit_s(completeness(self._words)):
            return self._end()
        return ()

    def _thinking(self, speech: float) -> tuple[Decision, ...]:
        if self._now - self._since >= self._limits.thinking_s:
            return self._move(Floor.LISTENING, ReplyWithdrawn())
        if self._limits.push_to_talk:
            return ()
        loud = speech >= self._limits.thinking_onset
        started = self._lasting(loud, self._limits.thinking_onset_s)
        if started is None:
            return ()
        return (ReplyWithdrawn(), *self._start(started))

    def _hold(self, down: bool) -> tuple[Decision, ...]:
        self._held = down
        if down:
            return self._take_floor()
        if self._limits.push_to_talk and self._floor in (Floor.USER_SPEAKING, Floor.SOFT_END):
            return self._end()
        if self._floor is Floor.USER_SPEAKING:
            self._last_speech_s = self._now  # the pause is counted from where the key was let go
        return ()

    def _take_floor(self) -> tuple[Decision, ...]:
        match self._floor:
            case Floor.PERSONA_SPEAKING:
                return (*self._move(Floor.LISTENING, BargeIn()), *self._talk_key())
            case Floor.INTERRUPTED:
                return self._move(Floor.USER_SPEAKING, BargeIn())
            case Floor.THINKING:
                return (*self._move(Floor.LISTENING, ReplyWithdrawn()), *self._talk_key())
            case Floor.SOFT_END:
                return self._move(Floor.USER_SPEAKING, TurnResumed())
            case _:
                return self._talk_key()

    def _talk_key(self) -> tuple[Decision, ...]:
        pressed_to_talk = self._limits.push_to_talk and self._floor is Floor.LISTENING
        return self._start(self._now) if pressed_to_talk else ()

    def _typed(self) -> tuple[Decision, ...]:
        before: tuple[Decision, ...] = ()
        if self._floor in (Floor.PERSONA_SPEAKING, Floor.INTERRUPTED):
            before = (BargeIn(),)
        elif self._floor is Floor.THINKING:
            before = (ReplyWithdrawn(),)
        return (*before, *self._move(Floor.THINKING))

    def _persona_ends(self) -> tuple[Decision, ...]:
        if self._floor is Floor.INTERRUPTED:
            return self._move(Floor.USER_SPEAKING, BargeIn())
        if self._floor not in (Floor.THINKING, Floor.PERSONA_SPEAKING):
            return ()
        before: tuple[Decision, ...] = (FalseAlarm(),) if self._ducked else ()
        self._ducked = False
        return self._move(Floor.LISTENING, *before)

    def _end(self) -> tuple[Decision, ...]:
        return self._move(Floor.THINKING, TurnEnded(self._last_speech_s))

    def _silence(self) -> float:
        return self._now - self._last_speech_s

    def _lasting(self, loud: bool, for_s: float) -> float | None:
        """When the loudness that has now lasted `for_s` began; None while it has not lasted."""
        if not loud:
            self._loud_since = None
            return None
        if self._loud_since is None:
            self._loud_since = self._now
        return self._loud_since if self._now - self._loud_since >= for_s - 1e-9 else None
