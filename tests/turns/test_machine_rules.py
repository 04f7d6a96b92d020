"""What holds after any sequence of inputs, however odd."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from desktop.turns.detector import (
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
    Opinion,
    PersonaEnds,
    PersonaStarts,
    RecordingEnds,
    ReplyWithdrawn,
    SoftEnd,
    SpeechStarted,
    TurnDetector,
    TurnEnded,
    TurnResumed,
    Typed,
    Words,
    thresholds_for,
)
from tests.helpers.turns import FRAME_S

SAID = ["", "and", "mhm", "stop", "walk me through the two options", "rollback", "Are you there?"]
FRAMES = st.builds(Frame, st.floats(0, 1), st.booleans())
INPUTS = st.one_of(
    FRAMES,
    st.builds(Words, st.sampled_from(SAID)),
    st.builds(Opinion, st.floats(0, 1)),
    st.builds(Hold, st.booleans()),
    st.sampled_from([Typed(), PersonaStarts(), PersonaEnds(), RecordingEnds()]),
)
RUNS = st.tuples(st.sampled_from([0.0, 0.4, 0.65, 0.95]), st.booleans(), st.integers(1, 40))
"""So many like frames in a row, as a microphone gives them."""
STEPS = st.lists(st.one_of(st.tuples(INPUTS, st.floats(0, 3)), RUNS), max_size=60)
PAUSES = st.sampled_from(["lively", "natural", "patient", "push_to_talk"])
HEARD = (Floor.USER_SPEAKING, Floor.SOFT_END, Floor.INTERRUPTED)


@dataclass
class Obedient:
    """Does what a session does with decisions, and fails where one could not be obeyed."""

    detector: TurnDetector
    now: float = 0.0
    hears: bool = False
    soft: bool = False
    quiet: bool = False
    held: bool = False
    decided: list[Decision] = field(default_factory=list)

    def feed(self, item: Input, later: float) -> None:
        self.now += later
        for decision in self.detector.feed(item, self.now):
            self.decided.append(decision)
            self.obey(decision)
        self.check()

    def obey(self, decision: Decision) -> None:
        match decision:
            case SpeechStarted(at_s):
                assert not self.hears
                assert at_s <= self.now
                self.hears = True
            case SoftEnd(speech_end_s):
                assert self.hears
                assert not self.soft
                assert speech_end_s <= self.now
                self.soft = True
            case AnswerExpected():
                assert self.soft
            case TurnResumed():
                assert self.hears
                assert self.soft
                self.soft = False
            case TurnEnded(speech_end_s):
                assert self.hears
                assert speech_end_s <= self.now
                self.hears = self.soft = False
            case Duck():
                assert not self.quiet
                assert not self.held
                self.quiet = True
            case Hush(at_s):
                assert not self.hears
                assert not self.held
                assert at_s <= self.now
                self.hears = self.held = True
            case FalseAlarm():
                assert self.quiet or self.held
                self.hears = self.hears and not self.held
                self.quiet = self.held = False
            case BargeIn():
                self.quiet = self.held = False
            case ReplyWithdrawn():
                assert not self.hears
                assert not self.held

    def check(self) -> None:
        floor = self.detector.floor
        self.hears = self.hears and floor is not Floor.THINKING  # a typed line puts an end to what was being said
        self.soft = self.soft and self.hears
        assert self.hears == (floor in HEARD), "somebody is heard when they have the floor, and only then"
        assert self.soft == (floor is Floor.SOFT_END)
        assert self.held == (floor is Floor.INTERRUPTED), "playback is held in an interruption, and only then"
        assert not self.quiet or floor in (Floor.PERSONA_SPEAKING, Floor.INTERRUPTED), "every duck is undone"


def driven(steps: list[tuple[Input, float] | tuple[float, bool, int]], pauses: str) -> Obedient:
    session = Obedient(TurnDetector(thresholds_for(pauses)))
    for step in steps:
        if len(step) == 2:
            before = session.detector.floor
            session.feed(*step)
            if isinstance(step[0], PersonaStarts) and before in HEARD:
                assert session.detector.floor is before, "the persona never takes the floor from the executive"
        else:
            speech, echo, count = step
            for _ in range(count):
                session.feed(Frame(speech, echo), FRAME_S)
    return session


@given(STEPS, PAUSES)
def test_a_session_can_obey_any_decisions(
    steps: list[tuple[Input, float] | tuple[float, bool, int]], pauses: str
) -> None:
    driven(steps, pauses)


@given(STEPS, PAUSES)
def test_silence_brings_the_floor_back(
    steps: list[tuple[Input, float] | tuple[float, bool, int]], pauses: str
) -> None:
    session = driven(steps, pauses)
    session.feed(Hold(False), 0.0)
    for _ in range(round(8.0 / FRAME_S)):
        session.feed(Frame(0.0), FRAME_S)
        if session.detector.floor in (Floor.THINKING, Floor.PERSONA_SPEAKING):
            session.feed(PersonaEnds(), 0.0)
    assert session.detector.floor is Floor.LISTENING


@given(STEPS, PAUSES)
def test_a_persona_that_never_answers_does_not_keep_the_floor(
    steps: list[tuple[Input, float] | tuple[float, bool, int]], pauses: str
) -> None:
    session = driven(steps, pauses)
    session.feed(Hold(False), 0.0)
    for _ in range(round(45.0 / 0.25)):
        session.feed(Frame(0.0), 0.25)
    assert session.detector.floor in (Floor.LISTENING, Floor.PERSONA_SPEAKING)


@given(STEPS, PAUSES)
def test_the_end_of_a_recording_leaves_nothing_to_wait_for(
    steps: list[tuple[Input, float] | tuple[float, bool, int]], pauses: str
) -> None:
    session = driven(steps, pauses)
    session.feed(RecordingEnds(), 0.0)
    session.feed(PersonaEnds(), 0.0)
    assert session.detector.floor is Floor.LISTENING


@given(STEPS)
def test_with_push_to_talk_no_sound_interrupts(steps: list[tuple[Input, float] | tuple[float, bool, int]]) -> None:
    decided = driven(steps, "push_to_talk").decided
    assert not [decision for decision in decided if isinstance(decision, Duck | Hush)]
