"""The conversation itself: who has the floor, what is heard, what is answered, who interrupts whom.

Knows neither threads nor the inbox: a session feeds it, one thing at a time, on its own thread. Whoever reads it
should begin with `_apply`, where the turn machine's decisions become deeds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from desktop.audio.device import Captured, PlaybackEnded, PlaybackStarted
from desktop.audio.level import dbfs
from desktop.events import (
    CallPhase,
    Emit,
    EvidenceFound,
    LevelMeasured,
    Notice,
    PartialHeard,
    StateChanged,
    Timing,
    Utterance,
    UtteranceAdded,
)
from desktop.logs import Log
from desktop.persona.director import TIME_UP
from desktop.persona.reply import TurnPlan
from desktop.persona.words import words
from desktop.rehearsal.answers import Answers, Draft
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.course import Course
from desktop.rehearsal.ending import Ending
from desktop.rehearsal.executive_side import ExecutiveSide
from desktop.rehearsal.messages import ClipReady, Message, ReplyBroke, ReplyReady, SentenceReady
from desktop.rehearsal.microphone import MicrophoneWatch
from desktop.rehearsal.own_voice import is_own_voice
from desktop.rehearsal.persona_side import Cut, PersonaSide
from desktop.rehearsal.silence import SilenceWatch
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
    NewDevice,
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

_LISTENED = (Floor.USER_SPEAKING, Floor.SOFT_END, Floor.INTERRUPTED)
"""Floors in which an utterance is being heard."""
_PHASES = {
    Floor.LISTENING: CallPhase.LISTENING,
    Floor.USER_SPEAKING: CallPhase.HEARING,
    Floor.SOFT_END: CallPhase.HEARING,
    Floor.INTERRUPTED: CallPhase.HEARING,
    Floor.THINKING: CallPhase.THINKING,
    Floor.PERSONA_SPEAKING: CallPhase.SPEAKING,
}


LINE_S = 0.15
"""So late may words be settled after a turn's end before a breath holds the line: most come within it."""
_FEW_WORDS = 3
"""Who cuts in before more of the persona's words were heard speaks over it."""


class Surroundings(Protocol):
    """What a conversation needs of the session it belongs to."""

    def show(self, phase: CallPhase) -> None:
        """The call is in `phase` now."""
        ...

    def behind(self) -> bool:
        """Whether more has happened than was dealt with so far."""
        ...

    def post(self, message: Message) -> None:
        """Have `message` fed in later; from any thread."""
        ...


class Conversation:
    """One call's conversation. For the session's thread."""

    def __init__(
        self, cast: Cast, course: Course, ending: Ending, around: Surroundings, emit: Emit, log: Log
    ) -> None:
        self._cast = cast
        self._course = course
        self._ending = ending
        self._show = around.show
        self._is_behind: Callable[[], bool] = around.behind
        self._emit = emit
        self._log = log
        self._executive = ExecutiveSide(cast, course)
        self.answers = Answers(cast, around.post)
        self.persona = PersonaSide(cast, course, emit, log, around.post)
        self._input = MicrophoneWatch()
        self._muted = self._held = self._cut_short = False
        self._silence = SilenceWatch()
        self._barged: tuple[str, ...] = ()
        self._line_at_s = 0.0
        self._unanswered: TurnPlan | None = None

    @property
    def _now(self) -> float:
        return self._course.now_s

    @property
    def phase(self) -> CallPhase:
        """What the call is doing, by who has the floor."""
        return _PHASES[self._cast.turns.floor]

    @property
    def quiet(self) -> bool:
        """Whether the floor is free, and nobody about to speak."""
        return self._cast.turns.floor is Floor.LISTENING and self.persona.turn is None

    def use(self, cast: Cast) -> None:
        """Another device from now on, without a microphone."""
        self._cast = cast
        self._input.typing()
        self.persona.use(cast)

    def open(self) -> None:
        """The persona speaks first; in a call that goes on, its last line once more, or the answer it owes."""
        begins = self._cast.beginning
        self._cast.turns.feed(Typed(), self._now)
        if begins is not None and begins.unanswered is not None:
            self._show(CallPhase.THINKING)
            self._user_said(begins.unanswered, Timing(turn_end_s=self._now), time.monotonic())
            return
        self.persona.open_call(begins.cue if begins is not None else "")
        self._let_speak_ahead(not self.persona.recites)

    def mute(self, muted: bool) -> None:
        """The microphone is ignored, or heard again."""
        self._muted = muted
        self._cast.device.mute(muted)
        self._input.mute(muted)

    def key(self, down: bool) -> None:
        """The hold-to-think key, or the talk key."""
        self._held = down
        self._apply(self._cast.turns.feed(Hold(down), self._now))

    def lost(self) -> None:
        """The device is gone: what was said so far counts, and nobody has the floor."""
        self._finish_turn()
        self._unanswered = self.persona.under_way
        self._silence_persona()
        self._give_floor_back()

    def back(self) -> None:
        """There is a device again. An answer that was cut off is given once more."""
        self._cast.vad.reset()
        self._cast.turns.feed(NewDevice(), self._now)
        self._show(self.phase)
        if self._cast.turns.floor is Floor.LISTENING:
            self._answer_after_all()

    def hang_up(self) -> None:
        """The call ends: what is being said counts, and the persona falls silent."""
        self._end_utterance()
        self._silence_persona()

    # --- what the microphone hears

    def captured(self, block: Captured) -> None:
        """A block of the microphone's sound."""
        self._heard_block(block)
        self._watch_playback()
        self._watch_silence()
        if self._executive.ready:
            self._finish_turn()
        elif self._executive.waits and self._now >= self._line_at_s:
            self.persona.hold_the_line(ahead=2)
        if block.last:
            self._ending.recording_over = True
            self._apply(self._cast.turns.feed(RecordingEnds(), self._now))

    def _heard_block(self, block: Captured) -> None:
        cast, samples = self._cast, block.samples
        self._emit(LevelMeasured(dbfs(samples), self._now))
        if (trouble := self._input.feed(block, self._now, cast.turns.floor)) is not None:
            self._emit(trouble)
        if cast.turns.floor is Floor.PERSONA_SPEAKING and not (cast.barge_in and cast.device.full_duplex):
            return  # what the microphone hears may be the loudspeaker: the Space key interrupts
        if cast.turns.floor in _LISTENED:
            self._heard_words(self._executive.heard(samples))
        else:
            cast.hearing.idle(block.first_sample, samples)
        speech = cast.vad.probability(samples)
        self._apply(cast.turns.feed(Frame(speech, block.echo, block.settling), self._now))

    def _heard_words(self, text: str | None) -> None:
        """The words so far; None when they are the same as before."""
        if text is None or self._is_echo(text):
            return
        self._apply(self._cast.turns.feed(Words(text), self._now))
        self._emit(PartialHeard(self._course.turn_id + 1, text))

    def _is_echo(self, text: str) -> bool:
        return self._cast.turns.floor is Floor.INTERRUPTED and is_own_voice(text, self.persona.sounding)

    def _apply(self, decisions: tuple[Decision, ...]) -> None:
        for decision in decisions:
            match decision:
                case SpeechStarted():
                    self._begin_hearing()
                case SoftEnd():
                    self._soft_end()
                case AnswerExpected():
                    self._breathe()
                case TurnResumed():
                    self.persona.let_go()
                    self._cast.hearing.resume()
                case TurnEnded(speech_end_s):
                    self._turn_ended(speech_end_s)
                case Duck():
                    self._cast.device.duck(True)
                case Hush():
                    self._hush()
                case FalseAlarm():
                    self._false_alarm()
                case BargeIn():
                    self._barge_in()
                case ReplyWithdrawn():
                    self._withdraw()

    def _begin_hearing(self) -> None:
        self._executive.begin()
        self._show(CallPhase.HEARING)

    # --- the executive's turn

    def _soft_end(self) -> None:
        """Perhaps the end: the second ear, then the persona begin their work."""
        self._heard_words(self._executive.soft_end())
        self._let_speak_ahead(False)
        self.settled()

    def _breathe(self) -> None:
        """Who has asked hears a breath at once, where the reply waits for the model."""
        draft = self.answers.draft
        late = self._cast.opening.waits if draft is None else not (draft.at_once or draft.sentences)
        heard = not self._cast.device.full_duplex  # by the microphone, which is open
        self.persona.hold_the_line(needed=self._cast.live and late and not heard, ahead=2)

    def settled(self) -> None:
        """More words are settled: perhaps the turn can be finished, or its reply be prepared."""
        if self._executive.waits:
            if self._executive.ready:
                self._prepare()
                self._finish_turn()
        elif self._cast.turns.floor is Floor.SOFT_END:
            self._prepare()

    def _prepare(self) -> None:
        """Begin the reply to the words that are settled."""
        said = self._executive.draft() if self._cast.live and not self._ending.reason else None
        if said is not None:
            self._apply(self._cast.turns.feed(Words(said.text, settled=True), self._now))
            self.answers.prepare(said, self._now, self._happened())

    def _turn_ended(self, speech_end_s: float) -> None:
        self._cast.device.hold(True)
        self._show(CallPhase.THINKING)
        self._executive.end(speech_end_s)
        if self.persona.sounds:  # a breath, since before
            self._apply(self._cast.turns.feed(PersonaStarts(), self._now))
        if self._executive.ready:
            self._lead()
            self._finish_turn()
        else:
            self._line_at_s = self._now + LINE_S

    def _lead(self) -> None:
        """Let the reply begin to sound, if it is there: the live ear takes 30 ms to finish its words."""
        draft = self.answers.draft
        if draft is None or not draft.sentences or self._ending.reason or self._cut_short:
            return
        said = self._executive.draft()
        if said is not None and self._cast.hearing.settles(said.ear) and self.answers.fits(said):
            self.persona.lead(draft)

    def _finish_turn(self) -> None:
        """The words of the turn that is over, if one is, are as good as they get."""
        finished = self._executive.finish()
        if finished is None:
            return
        ended, said, timing = finished
        if said is None:
            self.answers.withdraw()
            self.persona.let_go()
            self._give_floor_back()
            if self._cast.turns.floor is Floor.LISTENING:
                self._answer_after_all()
        else:
            self._user_said(said, timing, ended.wall)

    def typed(self, text: str) -> None:
        """A line in place of a spoken one; it interrupts whoever speaks."""
        if not text.strip():
            return
        self._input.typing()
        self._end_utterance()
        self._apply(self._cast.turns.feed(Typed(), self._now))
        self._barged = tuple(event for event in self._barged if event != "spoke_over")  # keys make no sound
        self._cast.device.hold(True)
        self._show(CallPhase.THINKING)
        self._course.turn_id += 1
        now = self._now
        line = Utterance(self._course.turn_id, "user", " ".join(text.split()), now, now, "typed")
        self._user_said(line, Timing(turn_end_s=now), time.monotonic())

    def _end_utterance(self) -> None:
        """What is being said ends here and now, over the persona or not."""
        turns = self._cast.turns
        if turns.floor is Floor.INTERRUPTED:
            self._apply(turns.feed(PersonaEnds(), self._now))
        self._cut_short = True  # no word of a reply may sound
        if turns.floor in _LISTENED:
            self._apply(turns.feed(RecordingEnds(), self._now))
        self._finish_turn()
        self._cut_short = False

    def _user_said(self, said: Utterance, timing: Timing, ended_wall: float) -> None:
        recorder, events = self._cast.recorder, self._happened()
        self._barged, self._unanswered = (), None
        self._silence.said(aloud=said.source == "speech")
        recorder.utterance(said, timing)  # on disk before a word of the reply is heard
        if self._ending.reason:  # said while hanging up: nobody waits for an answer
            plan, evidence = self.answers.plan(said, self._now, events)
        else:
            draft, evidence = self.answers.commit(said, self._now, events)
            plan = draft.plan
            self._answer(draft, timing, ended_wall)
        self._emit(UtteranceAdded(said))
        recorder.evidence(evidence)
        self._emit(EvidenceFound(said.turn_id, tuple(evidence)))
        recorder.state(said.turn_id, plan.state, plan.moves, plan.decision.plot)
        self._emit(StateChanged(said.turn_id, self._now, plan.state, plan.moves))

    def _answer(self, draft: Draft, timing: Timing, ended_wall: float, *, unasked: bool = False) -> None:
        """Let the reply out; one that was composed before the turn was over may have nothing to play."""
        self.persona.answer(draft, timing, ended_wall, unasked=unasked)
        if draft.outcome is not None:
            self._let_speak_ahead(True)
        self._close_persona_turn_if_over()

    def _answer_after_all(self) -> None:
        """Who took the floor before the persona made a sound said nothing: it answers what it was asked."""
        plan, self._unanswered = self._unanswered, None
        if plan is None or self._ending.reason:
            return
        self._take_floor(self.answers.again(plan))

    def _take_floor(self, draft: Draft, *, unasked: bool = False) -> None:
        """The persona speaks though nobody has just finished a turn."""
        self._cast.turns.feed(Typed(), self._now)
        self._cast.device.hold(True)
        self._show(CallPhase.THINKING)
        self._answer(draft, Timing(turn_end_s=self._now), time.monotonic(), unasked=unasked)

    def repeat_that(self) -> None:
        """The persona's last words once more, unless somebody speaks, or has just begun to."""
        if self.quiet and self.persona.last and not self._ending.reason:
            self._cast.turns.feed(Typed(), self._now)
            self._cast.device.hold(True)
            self.persona.say_again(self.persona.last)
            self._let_speak_ahead(not self.persona.recites)

    def leave(self) -> None:
        """The time is up: the persona says so, and hangs up."""
        self._speak_unasked((TIME_UP,))

    def _watch_silence(self) -> None:
        """Who spoke and falls silent is asked whether they are there; not who types, holds the key or is muted."""
        free = self.quiet and self._cast.live and not self._muted and not self._held
        if self._silence.is_due(self._now, free=free):
            self._speak_unasked(())

    def _speak_unasked(self, events: tuple[str, ...]) -> None:
        draft = self.answers.unasked(self._now, self._course.turn_id + 1, events)
        self._take_floor(draft, unasked=True)
        self._emit(StateChanged(draft.plan.turn_id, self._now, draft.plan.state, draft.plan.moves))

    def _happened(self) -> tuple[str, ...]:
        """Events of the conversation that belong to the turn under way."""
        return self._barged

    # --- the persona's turn

    def composing(self, message: SentenceReady | ReplyReady | ReplyBroke) -> None:
        """More of a reply is ready, or all of it."""
        draft = self.answers.take(message)
        if draft is None or not self.persona.takes(draft):
            return  # of a reply that was withdrawn, or may not sound yet
        if isinstance(message, SentenceReady):
            self.persona.sentence(message)
            return
        self._let_speak_ahead(True)
        self.persona.composed()
        if isinstance(message, ReplyBroke):
            self.answers.withdraw()
            self._log.error("reply.failed", error_type=type(message.error).__name__)
            self._emit(Notice("That answer got lost in an error in Steadyhand.", "Say it again, or go on."))
        self._close_persona_turn_if_over()

    def recited(self, ready: ClipReady) -> None:
        """More of what was to be said anyway is in sound."""
        if not self.persona.recited(ready):
            return
        if ready.clip is None:
            self._emit(Notice("That answer got lost in an error in Steadyhand.", "Say it again, or go on."))
        if ready.last:
            self._let_speak_ahead(True)
            self._close_persona_turn_if_over()

    def played(self, event: PlaybackStarted | PlaybackEnded) -> None:
        """A clip begins or ends to sound."""
        if isinstance(event, PlaybackStarted):
            if self.persona.started(event):
                self._apply(self._cast.turns.feed(PersonaStarts(), self._now))
                self._show(_PHASES[self._cast.turns.floor])
            return
        self._course.now_sample = max(self._course.now_sample, event.at_sample)
        self.persona.ended(event)
        self._close_persona_turn_if_over()

    def _watch_playback(self) -> None:
        """Neither a reply nor a loudspeaker that stops without a word may keep the floor."""
        if self.persona.broken_off():
            self.answers.withdraw()
            self._close_persona_turn_if_over()
            return
        behind = self._is_behind()  # what the device has to say waits there
        if not self.persona.stuck(excused=behind or self._cast.turns.floor is Floor.INTERRUPTED):
            return
        self._emit(Notice("The loudspeaker has stopped.", "Choose another one in the settings. Captions go on."))
        self.answers.withdraw()
        self._close_persona_turn_if_over()

    def _close_persona_turn_if_over(self) -> None:
        if not self.persona.over:
            return
        self.persona.store(going_on=not self._ending.reason)
        self.answers.done()
        self._give_floor_back()
        if self._cast.turns.floor is Floor.LISTENING:
            plan = self.persona.plan
            if plan is not None and plan.ends:
                self._ending.settle(gives_up=plan.decision.gives_up)

    def _give_floor_back(self) -> None:
        before = self._cast.turns.floor
        self._apply(self._cast.turns.feed(PersonaEnds(), self._now))
        self._cast.device.hold(False)
        self._let_speak_ahead(True)
        if before not in _LISTENED:
            self._cast.vad.reset()
        self._show(_PHASES[self._cast.turns.floor])

    # --- who interrupts whom

    def _hush(self) -> None:
        """Somebody speaks over the persona: silence, until it is known what they say."""
        self._finish_turn()
        if self._cast.turns.floor is Floor.INTERRUPTED:
            self._cast.device.hold_playback(True)
        self._begin_hearing()

    def _false_alarm(self) -> None:
        """It was nothing, or a "mhm": the persona goes on where it stood."""
        self._cast.device.duck(False)
        self._cast.device.hold_playback(False)
        if not self._executive.waits:
            self._cast.hearing.drop()
        self._show(_PHASES[self._cast.turns.floor])

    def _barge_in(self) -> None:
        self._finish_turn()
        cut = self._silence_persona()
        over = ("spoke_over",) if len(words(cut.heard)) <= _FEW_WORDS else ()
        self._barged = ("interrupted", *over) if cut.in_words else ()

    def _withdraw(self) -> None:
        """The executive goes on before the persona made a sound. What was said so far is a turn of its own."""
        self._finish_turn()
        self._unanswered = self.persona.unheard
        self._silence_persona()

    def _silence_persona(self) -> Cut:
        """Silence now. What was heard so far stays in the transcript; a reply that made no sound never was."""
        self.answers.withdraw()
        cut = self.persona.cut()
        self._cast.device.duck(False)
        self._cast.device.hold_playback(False)
        self._cast.device.hold(False)
        self._let_speak_ahead(True)
        self._show(_PHASES[self._cast.turns.floor])
        return cut

    def _let_speak_ahead(self, allowed: bool) -> None:
        if self._cast.ahead is not None:
            self._cast.ahead.allow(allowed)
