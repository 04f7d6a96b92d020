"""One call: ears, turns, persona, voice, rubric and store, on one thread with one inbox.

Everything that happens arrives as a message: blocks of sound from the device, commands of the person, words that
have settled, sentences of the reply under way. The session clock is the device's sample count. Only ears, persona
and voice work beside this thread. A reply is begun while the executive may still go on, and sounds when the turn
is over; one that is no longer wanted is cancelled before the next is begun.
"""

from __future__ import annotations

import threading
import time
from dataclasses import replace

from desktop.audio.device import (
    Captured,
    Device,
    DeviceBack,
    DeviceEvent,
    DeviceLost,
    PlaybackEnded,
    PlaybackStarted,
)
from desktop.audio.level import dbfs
from desktop.errors import UserError
from desktop.events import (
    BLOCK,
    CallPhase,
    Emit,
    Event,
    EvidenceFound,
    LevelMeasured,
    Notice,
    PartialHeard,
    PhaseChanged,
    SessionEnded,
    StateChanged,
    Timing,
    Utterance,
    UtteranceAdded,
)
from desktop.logs import get_logger
from desktop.persona.reply import TurnPlan
from desktop.rehearsal.answers import Answers, Draft
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.commands import Commands
from desktop.rehearsal.course import Course
from desktop.rehearsal.ending import Ending
from desktop.rehearsal.executive_side import ExecutiveSide
from desktop.rehearsal.messages import (
    HangUp,
    HoldKey,
    Message,
    Mute,
    Pause,
    ReplyBroke,
    ReplyReady,
    Say,
    SentenceReady,
    Settled,
)
from desktop.rehearsal.microphone import MicrophoneWatch
from desktop.rehearsal.own_voice import is_own_voice
from desktop.rehearsal.persona_side import PersonaSide
from desktop.turns.detector import (
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


class Session(Commands):
    """Runs one call from the opening line to the end. All public methods may be called from any thread."""

    def __init__(self, session_id: str, cast: Cast, emit: Emit, *, limit_s: float | None = None) -> None:
        super().__init__()
        self.session_id = session_id
        self._cast = cast
        self._listener = emit
        self._log = get_logger(session_id=session_id)
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._course = Course()
        self._executive = ExecutiveSide(cast, self._course)
        self._answers = Answers(cast, self._inbox.put)
        self._persona = PersonaSide(cast, self._course, self._emit, self._log)
        self._input = MicrophoneWatch()
        self._phase = CallPhase.CONNECTING
        self._paused = False
        self._lost = False
        self._ending = Ending(limit_s)
        self._dropped = 0
        self._barged = False
        self._unanswered: TurnPlan | None = None
        cast.hearing.on_settled = lambda: self._inbox.put(Settled())

    def start(self) -> None:
        """Begin the call."""
        self._thread.start()

    @property
    def device(self) -> Device:
        """The device in use."""
        return self._cast.device

    @property
    def duration_s(self) -> float:
        """Length of the call so far, in seconds."""
        return self._course.now_s

    @property
    def dropped_blocks(self) -> int:
        """Blocks of the microphone's sound that were lost so far (32 ms each)."""
        return self._dropped

    # --- the session's own thread

    def _run(self) -> None:
        try:
            self._start_device()
            self._open()
            while not self._ending.reason:
                self._take(self._inbox.get())
        except UserError as wrong:
            self._ending.reason = "failed"
            self._emit(Notice(wrong.message, wrong.fix))
        except Exception as wrong:  # a bug must end the call in order, with everything said so far on disk
            self._ending.reason = "failed"
            self._log.error("session.failed", error_type=type(wrong).__name__)
            self._emit(Notice(f"The call stopped because of an error in Steadyhand ({wrong}).", "It is saved."))
        finally:
            self._close()

    def _emit(self, event: Event) -> None:
        """Tell whoever listens. A listener's bug, or its closed terminal, must not cost the call."""
        try:
            self._listener(event)
        except Exception as wrong:  # foreign code
            self._log.error("listener.failed", error_type=type(wrong).__name__)

    def _start_device(self) -> None:
        self._cast.device.hold(True)
        try:
            self._cast.device.start(self._inbox.put)
        except UserError as wrong:
            if self._cast.spare is None:
                raise
            self._emit(Notice(wrong.message, f"{wrong.fix} Until then, type your side."))
            self._cast = replace(self._cast, device=self._cast.spare())
            self._persona.use(self._cast)
            self._cast.device.hold(True)
            self._cast.device.start(self._inbox.put)

    def _take(self, message: Message | DeviceEvent) -> None:
        match message:
            case Captured():
                self._captured(message)
            case PlaybackStarted() | PlaybackEnded():
                self._played(message)
            case DeviceLost():
                self._device_lost(message)
            case DeviceBack():
                self._device_back(message)
            case Settled():
                self._settled()
            case SentenceReady() | ReplyReady() | ReplyBroke():
                self._composing(message)
            case _:
                self._command(message)
        quiet = self._cast.turns.floor is Floor.LISTENING and self._persona.turn is None
        self._ending.look(self.duration_s, quiet=quiet)

    def _command(self, command: Say | Mute | Pause | HoldKey | HangUp) -> None:
        match command:
            case Say(text):
                self._typed(text)
            case Mute(muted):
                self._cast.device.mute(muted)
                self._input.mute(muted)
            case Pause(paused):
                self._pause(paused)
            case HoldKey(down):
                self._apply(self._cast.turns.feed(Hold(down), self.duration_s))
            case HangUp(reason):
                self._hang_up(reason)

    def _open(self) -> None:
        """The persona speaks first."""
        self._cast.turns.feed(Typed(), 0.0)
        self._persona.open_call()
        self._let_speak_ahead(True)

    # --- what the microphone hears

    def _captured(self, block: Captured) -> None:
        self._course.now_sample = block.first_sample + BLOCK
        self._dropped += block.dropped
        try:
            self._heard_block(block)
            self._watch_playback()
            if self._executive.ready:
                self._finish_turn()
            if block.last:
                self._ending.recording_over = True
                self._apply(self._cast.turns.feed(RecordingEnds(), self.duration_s))
        finally:
            self._cast.device.processed(block.first_sample)

    def _heard_block(self, block: Captured) -> None:
        cast, samples = self._cast, block.samples
        self._emit(LevelMeasured(dbfs(samples), self.duration_s))
        if (trouble := self._input.feed(block, self.duration_s, cast.turns.floor)) is not None:
            self._emit(trouble)
        if cast.turns.floor is Floor.PERSONA_SPEAKING and not (cast.barge_in and cast.device.full_duplex):
            return  # what the microphone hears may be the loudspeaker: the Space key interrupts
        if cast.turns.floor in _LISTENED:
            self._heard_words(self._executive.heard(samples))
        else:
            cast.hearing.idle(block.first_sample, samples)
        self._apply(cast.turns.feed(Frame(cast.vad.probability(samples), block.echo), self.duration_s))

    def _heard_words(self, text: str | None) -> None:
        """The words so far; None when they are the same as before."""
        if text is None or self._is_echo(text):
            return
        self._apply(self._cast.turns.feed(Words(text), self.duration_s))
        self._emit(PartialHeard(self._course.turn_id + 1, text))

    def _is_echo(self, text: str) -> bool:
        return self._cast.turns.floor is Floor.INTERRUPTED and is_own_voice(text, self._persona.sounding)

    def _apply(self, decisions: tuple[Decision, ...]) -> None:
        for decision in decisions:
            match decision:
                case SpeechStarted():
                    self._begin_hearing()
                case SoftEnd():
                    self._soft_end()
                case TurnResumed():
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
        self._settled()

    def _settled(self) -> None:
        """More words are settled: perhaps the turn can be finished, or its reply be prepared."""
        if self._executive.waits:
            if self._executive.ready:
                self._finish_turn()
        elif self._cast.live and self._cast.turns.floor is Floor.SOFT_END:
            said = self._executive.draft()
            if said is not None:
                self._apply(self._cast.turns.feed(Words(said.text), self.duration_s))
                self._answers.prepare(said, self.duration_s, self._happened())

    def _turn_ended(self, speech_end_s: float) -> None:
        self._cast.device.hold(True)
        self._show(CallPhase.THINKING)
        self._executive.end(speech_end_s)
        if self._executive.ready:
            self._finish_turn()
        else:
            self._persona.hold_the_line(ahead=2)

    def _finish_turn(self) -> None:
        """The words of the turn that is over, if one is, are as good as they get."""
        finished = self._executive.finish()
        if finished is None:
            return
        ended, said, timing = finished
        if said is None:
            self._answers.withdraw()
            self._persona.let_go()
            self._give_floor_back()
            if self._cast.turns.floor is Floor.LISTENING:
                self._answer_after_all()
        else:
            self._user_said(said, timing, ended.wall)

    def _typed(self, text: str) -> None:
        if not text.strip():
            return
        self._end_utterance()
        self._apply(self._cast.turns.feed(Typed(), self.duration_s))
        self._cast.device.hold(True)
        self._show(CallPhase.THINKING)
        self._course.turn_id += 1
        now = self.duration_s
        line = Utterance(self._course.turn_id, "user", " ".join(text.split()), now, now, "typed")
        self._user_said(line, Timing(turn_end_s=now), time.monotonic())

    def _end_utterance(self) -> None:
        """What is being said ends here and now, over the persona or not."""
        turns = self._cast.turns
        if turns.floor is Floor.INTERRUPTED:
            self._apply(turns.feed(PersonaEnds(), self.duration_s))
        if turns.floor in _LISTENED:
            self._apply(turns.feed(RecordingEnds(), self.duration_s))
        self._finish_turn()

    def _user_said(self, said: Utterance, timing: Timing, ended_wall: float) -> None:
        recorder, events = self._cast.recorder, self._happened()
        self._barged, self._unanswered = False, None
        recorder.utterance(said, timing)  # on disk before the reply
        if self._ending.reason:  # said while hanging up: nobody waits for an answer
            plan, evidence = self._answers.plan(said, self.duration_s, events)
        else:
            draft, evidence = self._answers.commit(said, self.duration_s, events)
            plan = draft.plan
            self._answer(draft, timing, ended_wall)
        self._emit(UtteranceAdded(said))
        recorder.evidence(evidence)
        self._emit(EvidenceFound(said.turn_id, tuple(evidence)))
        recorder.state(said.turn_id, plan.state, plan.moves)
        self._emit(StateChanged(said.turn_id, self.duration_s, plan.state, plan.moves))

    def _answer(self, draft: Draft, timing: Timing, ended_wall: float) -> None:
        """Let the reply out; one that was composed before the turn was over may have nothing to play."""
        self._persona.answer(draft, timing, ended_wall)
        if draft.outcome is not None:
            self._let_speak_ahead(True)
        self._close_persona_turn_if_over()

    def _answer_after_all(self) -> None:
        """Who took the floor before the persona made a sound said nothing: it answers what it was asked."""
        plan, self._unanswered = self._unanswered, None
        if plan is None or self._ending.reason:
            return
        self._cast.turns.feed(Typed(), self.duration_s)
        self._cast.device.hold(True)
        self._show(CallPhase.THINKING)
        self._answer(self._answers.again(plan), Timing(turn_end_s=self.duration_s), time.monotonic())

    def _happened(self) -> tuple[str, ...]:
        """Events of the conversation that belong to the turn under way."""
        return ("interrupted",) if self._barged else ()

    # --- the persona's turn

    def _composing(self, message: SentenceReady | ReplyReady | ReplyBroke) -> None:
        draft = self._answers.take(message)
        if draft is None or not self._persona.takes(draft):
            return  # of a reply that was withdrawn, or may not sound yet
        if isinstance(message, SentenceReady):
            self._persona.sentence(message)
            return
        self._let_speak_ahead(True)
        self._persona.composed()
        if isinstance(message, ReplyBroke):
            self._answers.withdraw()
            self._log.error("reply.failed", error_type=type(message.error).__name__)
            self._emit(Notice("That answer got lost in an error in Steadyhand.", "Say it again, or go on."))
        self._close_persona_turn_if_over()

    def _played(self, event: PlaybackStarted | PlaybackEnded) -> None:
        if isinstance(event, PlaybackStarted):
            if self._persona.started(event):
                self._apply(self._cast.turns.feed(PersonaStarts(), self.duration_s))
                self._show(_PHASES[self._cast.turns.floor])
            return
        self._course.now_sample = max(self._course.now_sample, event.at_sample)
        self._persona.ended(event)
        self._close_persona_turn_if_over()

    def _watch_playback(self) -> None:
        """Neither a reply nor a loudspeaker that stops without a word may keep the floor."""
        if self._persona.broken_off():
            self._answers.withdraw()
            self._close_persona_turn_if_over()
            return
        behind = not self._inbox.empty()  # what the device has to say waits there
        if not self._persona.stuck(excused=behind or self._cast.turns.floor is Floor.INTERRUPTED):
            return
        self._emit(Notice("The loudspeaker has stopped.", "Choose another one in the settings. Captions go on."))
        self._answers.withdraw()
        self._close_persona_turn_if_over()

    def _close_persona_turn_if_over(self) -> None:
        if not self._persona.over:
            return
        self._persona.store(going_on=not self._ending.reason)
        self._answers.done()
        self._give_floor_back()
        if self._cast.turns.floor is Floor.LISTENING:
            self._ending.settle(self._persona.plan is not None and self._persona.plan.ends)

    def _give_floor_back(self) -> None:
        before = self._cast.turns.floor
        self._apply(self._cast.turns.feed(PersonaEnds(), self.duration_s))
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
        self._barged = self._persona.turn is not None
        self._silence_persona()

    def _withdraw(self) -> None:
        """The executive goes on before the persona made a sound. What was said so far is a turn of its own."""
        self._finish_turn()
        self._unanswered = self._persona.unheard
        self._silence_persona()

    def _silence_persona(self) -> None:
        """Silence now. What was heard so far stays in the transcript; a reply that made no sound never was."""
        self._answers.withdraw()
        self._persona.cut()
        self._cast.device.duck(False)
        self._cast.device.hold_playback(False)
        self._cast.device.hold(False)
        self._let_speak_ahead(True)
        self._show(_PHASES[self._cast.turns.floor])

    def _let_speak_ahead(self, allowed: bool) -> None:
        if self._cast.ahead is not None:
            self._cast.ahead.allow(allowed)

    # --- the device comes and goes

    def _device_lost(self, event: DeviceLost) -> None:
        """The call waits for its device; without hope of one it ends."""
        if event.final:
            self._emit(Notice(event.message, "What was said is saved."))
            self._hang_up("device_lost")
            return
        if self._lost:
            return
        self._lost = True
        self._log.warning("device.lost")
        self._emit(Notice(event.message, "The call waits, and goes on by itself. What was said is saved."))
        self._show(CallPhase.WAITING)
        self._finish_turn()
        self._unanswered = self._persona.unheard
        self._silence_persona()
        self._give_floor_back()

    def _device_back(self, event: DeviceBack) -> None:
        self._lost = False
        self._log.info("device.back")
        self._cast.vad.reset()
        self._cast.turns.feed(NewDevice(), self.duration_s)
        self._emit(Notice(event.message))
        self._show(_PHASES[self._cast.turns.floor])
        if self._cast.turns.floor is Floor.LISTENING:
            self._answer_after_all()

    # --- the end

    def _pause(self, paused: bool) -> None:
        """The device stands still, so nothing is heard, said or counted; a turn under way goes on afterwards."""
        self._paused = paused
        self._cast.device.pause(paused)
        self._show(CallPhase.PAUSED if paused else _PHASES[self._cast.turns.floor])

    def _hang_up(self, reason: str) -> None:
        self._ending.reason = reason
        self._end_utterance()
        self._silence_persona()

    def _close(self) -> None:
        """The end comes, whatever fails on the way to it: somebody waits for it."""
        steps = (self._answers.withdraw, self._stop_ahead, self._cast.device.close, self._save, self._say_ended)
        for step in steps:
            try:
                step()
            except Exception as wrong:  # a driver that won't let go, say: the steps after it are still due
                self._log.error("session.not_closed", error_type=type(wrong).__name__)
        self._ended.set()

    def _stop_ahead(self) -> None:
        if self._cast.ahead is not None:
            self._cast.ahead.close()

    def _save(self) -> None:
        self._cast.recorder.close(self._cast.device.mixdown(), self._ending.reason, self.duration_s)

    def _say_ended(self) -> None:
        self._show(CallPhase.ENDED)
        self._emit(SessionEnded(self.session_id, self._ending.reason, self.duration_s))

    def _show(self, phase: CallPhase) -> None:
        if phase is not CallPhase.ENDED and (self._lost or self._paused):
            phase = CallPhase.WAITING if self._lost else CallPhase.PAUSED
        if phase is not self._phase:
            self._phase = phase
            self._emit(PhaseChanged(phase, self.duration_s))
