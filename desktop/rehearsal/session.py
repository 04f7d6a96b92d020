"""One call: ears, turns, persona, voice, rubric and store, on one thread with one inbox.

Everything that happens arrives as a message: blocks of sound from the device, commands of the person, sentences of
the reply under way. The session clock is the device's sample count. Only the composing of a reply runs beside this
thread, one at a time; a reply that is no longer wanted is cancelled before the next is begun.
"""

from __future__ import annotations

import queue
import threading
import time
from dataclasses import replace

from desktop.audio.device import Captured, Device, DeviceEvent, DeviceLost, PlaybackEnded, PlaybackStarted
from desktop.audio.level import dbfs
from desktop.errors import UserError
from desktop.events import (
    BLOCK,
    CAPTURE_RATE,
    CallPhase,
    Emit,
    Event,
    EvidenceFound,
    LevelMeasured,
    Notice,
    PartialHeard,
    PersonaSaid,
    PhaseChanged,
    SessionEnded,
    StateChanged,
    Timing,
    Utterance,
    UtteranceAdded,
)
from desktop.logs import get_logger
from desktop.persona.reply import PersonaReply, TurnPlan
from desktop.rehearsal.cast import Cast
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
)
from desktop.rehearsal.reply import Reply
from desktop.rehearsal.speaking import PersonaTurn
from desktop.rehearsal.voice import Clip
from desktop.rubric.evidence import evidence_for
from desktop.turns.detector import (
    BargeIn,
    Decision,
    Floor,
    Frame,
    Hold,
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

STALL_S = 5.0
"""How late a clip may start or end before its device counts as stuck."""
_PHASES = {
    Floor.LISTENING: CallPhase.LISTENING,
    Floor.USER_SPEAKING: CallPhase.HEARING,
    Floor.SOFT_END: CallPhase.HEARING,
    Floor.THINKING: CallPhase.THINKING,
    Floor.PERSONA_SPEAKING: CallPhase.SPEAKING,
}


class Session:
    """Runs one call from the opening line to the end. All public methods may be called from any thread."""

    def __init__(self, session_id: str, cast: Cast, emit: Emit, *, limit_s: float | None = None) -> None:
        self.session_id = session_id
        self._cast = cast
        self._listener = emit
        self._limit_s = limit_s
        self._log = get_logger(session_id=session_id)
        self._inbox: queue.SimpleQueue[Message | DeviceEvent] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        self._ended = threading.Event()
        self._now_sample = 0
        self._turn_id = 0
        self._clip_id = 0
        self._phase = CallPhase.CONNECTING
        self._partial = ""
        self._paused = False
        self._recording_over = False
        self._reason = ""
        self._speaking: PersonaTurn | None = None
        self._timing = Timing()
        self._plan: TurnPlan | None = None
        self._reply: Reply | None = None
        self._turn_ended_wall = 0.0

    # --- for other threads

    def start(self) -> None:
        """Begin the call."""
        self._thread.start()

    def say(self, text: str) -> None:
        """A typed line in place of a spoken one."""
        self._inbox.put(Say(text))

    def set_muted(self, muted: bool) -> None:
        """Ignore the microphone, or hear it again."""
        self._inbox.put(Mute(muted))

    def set_paused(self, paused: bool) -> None:
        """Stand still, or go on."""
        self._inbox.put(Pause(paused))

    def hold_to_think(self, down: bool) -> None:
        """The hold-to-think key (push-to-talk key in that setting)."""
        self._inbox.put(HoldKey(down))

    def hang_up(self, reason: str = "hung_up") -> None:
        """End the call; what was said is kept."""
        self._inbox.put(HangUp(reason))

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        return self._ended.wait(timeout)

    @property
    def device(self) -> Device:
        """The device in use."""
        return self._cast.device

    @property
    def duration_s(self) -> float:
        """Length of the call so far, in seconds."""
        return self._now_sample / CAPTURE_RATE

    # --- the session's own thread

    def _run(self) -> None:
        try:
            self._start_device()
            self._open()
            while not self._reason:
                self._take(self._inbox.get())
        except Exception as wrong:  # a bug must end the call in order, with everything said so far on disk
            self._reason = "failed"
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
            self._emit(Notice(wrong.message, f"{wrong.fix} Until then, type your side."))
            self._cast = replace(self._cast, device=self._cast.spare())
            self._cast.device.hold(True)
            self._cast.device.start(self._inbox.put)

    def _take(self, message: Message | DeviceEvent) -> None:
        match message:
            case Captured():
                self._captured(message)
            case PlaybackStarted(clip_id, at_sample):
                self._playback_started(clip_id, at_sample)
            case PlaybackEnded(clip_id, at_sample, played):
                self._playback_ended(clip_id, at_sample, played)
            case DeviceLost(text):
                self._emit(Notice(text, "What was said is saved."))
                self._hang_up("device_lost")
            case SentenceReady():
                self._sentence(message)
            case ReplyReady() | ReplyBroke():
                self._composed(message)
            case Say(text):
                self._typed(text)
            case Mute(muted):
                self._cast.device.mute(muted)
            case Pause(paused):
                self._pause(paused)
            case HoldKey(down):
                self._apply(self._cast.turns.feed(Hold(down), self.duration_s))
            case HangUp(reason):
                self._hang_up(reason)
        self._end_if_over()

    def _open(self) -> None:
        """The persona speaks first."""
        self._cast.turns.feed(Typed(), 0.0)
        turn = self._new_persona_turn()
        self._play(turn, self._cast.voice.speak(self._cast.actor.opening()))
        turn.composed = True
        self._cast.persona.warm(self._cast.actor.warm())

    def _captured(self, block: Captured) -> None:
        self._now_sample = block.first_sample + BLOCK
        try:
            self._heard_block(block)
            self._watch_playback()
            if block.last:
                self._recording_over = True
                self._apply(self._cast.turns.feed(RecordingEnds(), self.duration_s))
        finally:
            self._cast.device.processed(block.first_sample)

    def _heard_block(self, block: Captured) -> None:
        cast, samples = self._cast, block.samples
        self._emit(LevelMeasured(dbfs(samples), self.duration_s))
        if cast.turns.floor is Floor.PERSONA_SPEAKING:
            return  # without echo cancellation the microphone hears the loudspeaker: the Space key interrupts
        if cast.turns.floor in (Floor.USER_SPEAKING, Floor.SOFT_END):
            self._heard_words(cast.hearing.hear(samples))
        else:
            cast.hearing.idle(block.first_sample, samples)
        self._apply(cast.turns.feed(Frame(cast.vad.probability(samples)), self.duration_s))

    def _heard_words(self, text: str) -> None:
        if text != self._partial:
            self._partial = text
            self._cast.turns.feed(Words(text), self.duration_s)
            self._emit(PartialHeard(self._turn_id + 1, text))

    def _apply(self, decisions: tuple[Decision, ...]) -> None:
        for decision in decisions:
            match decision:
                case SpeechStarted():
                    self._partial = ""
                    self._cast.hearing.begin(self._now_sample)
                    self._show(CallPhase.HEARING)
                case SoftEnd():
                    self._cast.hearing.soft_end()
                case TurnResumed():
                    self._cast.hearing.resume()
                case TurnEnded(speech_end_s):
                    self._turn_ended(speech_end_s)
                case ReplyWithdrawn() | BargeIn():
                    self._interrupt()

    # --- the executive's turn

    def _turn_ended(self, speech_end_s: float) -> None:
        self._turn_ended_wall = time.monotonic()
        self._cast.device.hold(True)
        self._show(CallPhase.THINKING)
        heard = self._cast.hearing.finish(speech_end_s)
        if not heard.text:
            self._give_floor_back()
            return
        self._turn_id += 1
        self._timing = Timing(speech_end_s=speech_end_s, turn_end_s=self.duration_s)
        self._user_said(heard.as_turn(self._turn_id), self._timing)

    def _typed(self, text: str) -> None:
        if not text.strip():
            return
        if self._cast.turns.floor in (Floor.USER_SPEAKING, Floor.SOFT_END):
            self._apply(self._cast.turns.feed(RecordingEnds(), self.duration_s))
        self._apply(self._cast.turns.feed(Typed(), self.duration_s))
        self._turn_ended_wall = time.monotonic()
        self._cast.device.hold(True)
        self._show(CallPhase.THINKING)
        self._turn_id += 1
        self._timing = Timing(turn_end_s=self.duration_s)
        now = self.duration_s
        line = Utterance(self._turn_id, "user", " ".join(text.split()), now, now, "typed")
        self._user_said(line, self._timing)

    def _user_said(self, utterance: Utterance, timing: Timing) -> None:
        cast = self._cast
        cast.recorder.utterance(utterance, timing)  # on disk before the reply
        self._emit(UtteranceAdded(utterance))
        hits = cast.rubric.match(utterance.text)
        evidence = evidence_for(utterance, hits)
        cast.recorder.evidence(evidence)
        self._emit(EvidenceFound(utterance.turn_id, evidence))
        cast.actor.improvise = cast.persona.improvise
        plan = cast.actor.hear(utterance.text, evidence, at_s=self.duration_s, turn_id=utterance.turn_id)
        cast.recorder.state(utterance.turn_id, plan.state, plan.moves)
        self._emit(StateChanged(utterance.turn_id, self.duration_s, plan.state, plan.moves))
        if self._reason:
            return  # said while hanging up: nobody waits for an answer
        self._plan = plan
        turn = self._new_persona_turn()
        self._reply = Reply(turn.turn_id, plan, cast.actor, cast.persona, cast.voice, self._inbox.put)

    # --- the persona's turn

    def _new_persona_turn(self) -> PersonaTurn:
        self._turn_id += 1
        self._speaking = PersonaTurn(self._turn_id)
        return self._speaking

    def _play(self, turn: PersonaTurn, clip: Clip) -> None:
        if not clip.text.strip():
            return
        self._clip_id += 1
        turn.queue(self._clip_id, clip, self._now_sample)
        self._cast.device.play(self._clip_id, clip.pcm, clip.rate)

    def _sentence(self, ready: SentenceReady) -> None:
        turn = self._speaking
        if turn is None or turn.turn_id != ready.turn_id:
            return  # of a reply that was withdrawn
        if self._timing.first_clause_s is None and self._timing.turn_end_s is not None:
            self._timing = replace(self._timing, first_clause_s=self._timing.turn_end_s + ready.after_s)
        if ready.source == "model":
            turn.source = "model"
        self._play(turn, ready.clip)

    def _playback_started(self, clip_id: int, at_sample: int) -> None:
        turn = self._speaking
        clip = turn.started(clip_id, at_sample) if turn is not None else None
        if turn is None or clip is None:
            return
        at_s = at_sample / CAPTURE_RATE
        if self._timing.first_audio_s is None:
            self._timing = replace(self._timing, first_audio_s=max(at_s, self._wall_s()))
        self._cast.turns.feed(PersonaStarts(), at_s)
        self._show(CallPhase.SPEAKING)
        self._emit(PersonaSaid(turn.turn_id, clip.text, at_s, len(clip.pcm) / clip.rate))

    def _playback_ended(self, clip_id: int, at_sample: int, played: int) -> None:
        self._now_sample = max(self._now_sample, at_sample)
        if self._speaking is not None:
            self._speaking.ended(clip_id, at_sample, played)
            self._close_persona_turn_if_over()

    def _watch_playback(self) -> None:
        """A loudspeaker that stops without a word must not keep the floor for ever."""
        turn = self._speaking
        if turn is None:
            return
        if not self._inbox.empty():  # behind: what the device has to say waits there
            turn.allow(self._now_sample)
        if turn.overdue_s(self._now_sample) < STALL_S:
            return
        self._emit(Notice("The loudspeaker has stopped.", "Choose another one in the settings. Captions go on."))
        self._drop_reply()
        self._cast.device.stop_playback()
        turn.cut(self._now_sample)
        self._close_persona_turn_if_over()

    def _composed(self, message: ReplyReady | ReplyBroke) -> None:
        turn = self._speaking
        if turn is None or turn.turn_id != message.turn_id:
            return
        turn.composed = True
        if isinstance(message, ReplyReady):
            self._note_timing(message.reply)
        else:
            self._drop_reply()
            self._log.error("reply.failed", error_type=type(message.error).__name__, turn_id=turn.turn_id)
            self._emit(Notice("That answer got lost in an error in Steadyhand.", "Say it again, or go on."))
        self._close_persona_turn_if_over()

    def _note_timing(self, reply: PersonaReply) -> None:
        turn_end_s = self._timing.turn_end_s or 0.0
        token_s = reply.first_token_s
        self._timing = replace(
            self._timing,
            first_token_s=None if token_s is None else turn_end_s + token_s,
            prompt_tokens_evaluated=reply.prompt_tokens_evaluated,
        )
        self._log.info(
            "reply.composed",
            turn_id=self._turn_id,
            source=reply.source,
            beat=reply.beat,
            prompt_tokens_evaluated=reply.prompt_tokens_evaluated,
            first_token_s=token_s,
            total_s=reply.total_s,
        )

    def _close_persona_turn_if_over(self) -> None:
        turn = self._speaking
        if turn is None or not turn.over:
            return
        self._speaking = None
        self._store_persona_turn(turn)
        self._give_floor_back()
        if self._plan is not None and self._plan.ends and not self._reason:
            self._reason = "settled"

    def _store_persona_turn(self, turn: PersonaTurn) -> None:
        self._reply = None
        if self._plan is None:
            self._cast.actor.opened(turn.text)
        else:
            self._cast.actor.finished(self._plan, turn.text)
            if not self._reason:
                self._cast.persona.warm(self._cast.actor.warm())  # evaluated while the executive thinks
        if not turn.text:
            if turn.start_s is None:
                self._turn_id -= 1  # it never sounded: the number is free again
            return
        start_s = turn.start_s if turn.start_s is not None else self.duration_s
        source = turn.source
        said = Utterance(turn.turn_id, "persona", turn.text, start_s, max(turn.end_s, start_s), source)
        self._cast.recorder.utterance(said, self._timing)
        self._cast.recorder.state(turn.turn_id, self._cast.actor.state, ())
        self._emit(UtteranceAdded(said))
        self._timing = Timing()

    def _give_floor_back(self) -> None:
        self._cast.turns.feed(PersonaEnds(), self.duration_s)
        self._cast.vad.reset()
        self._cast.device.hold(False)
        self._show(CallPhase.LISTENING)

    def _interrupt(self) -> None:
        """Silence now; what was heard so far stays in the transcript. A reply that made no sound never was."""
        self._drop_reply()
        self._cast.device.stop_playback()
        if self._speaking is not None:
            turn, self._speaking = self._speaking, None
            turn.cut(self._now_sample)
            self._store_persona_turn(turn)
        self._cast.device.hold(False)
        self._show(CallPhase.LISTENING)

    def _drop_reply(self) -> None:
        if self._reply is not None:
            self._reply.cancel()
            self._reply = None

    # --- the end

    def _end_if_over(self) -> None:
        listening = self._cast.turns.floor is Floor.LISTENING and self._speaking is None
        if self._reason or not listening:
            return
        if self._recording_over:
            self._reason = "recording_ended"
        elif self._limit_s is not None and self.duration_s >= self._limit_s:
            self._reason = "time"

    def _pause(self, paused: bool) -> None:
        """The device stands still, so nothing is heard, said or counted; a turn under way goes on afterwards."""
        self._paused = paused
        self._cast.device.pause(paused)
        self._show(CallPhase.PAUSED if paused else _PHASES[self._cast.turns.floor])

    def _hang_up(self, reason: str) -> None:
        self._reason = reason
        if self._cast.turns.floor in (Floor.USER_SPEAKING, Floor.SOFT_END):
            self._apply(self._cast.turns.feed(RecordingEnds(), self.duration_s))
        self._interrupt()

    def _close(self) -> None:
        """The end comes, whatever fails on the way to it: somebody waits for it."""
        for step in (self._drop_reply, self._cast.device.close, self._save, self._say_ended):
            try:
                step()
            except Exception as wrong:  # a driver that won't let go, say: the steps after it are still due
                self._log.error("session.not_closed", error_type=type(wrong).__name__)
        self._ended.set()

    def _save(self) -> None:
        self._cast.recorder.close(self._cast.device.mixdown(), self._reason, self.duration_s)

    def _say_ended(self) -> None:
        self._show(CallPhase.ENDED)
        self._emit(SessionEnded(self.session_id, self._reason, self.duration_s))

    # --- small things

    def _show(self, phase: CallPhase) -> None:
        if self._paused and phase is not CallPhase.ENDED:
            phase = CallPhase.PAUSED
        if phase is not self._phase:
            self._phase = phase
            self._emit(PhaseChanged(phase, self.duration_s))

    def _wall_s(self) -> float:
        """The session clock as it would be had it not stood still while the reply was composed."""
        if self._timing.turn_end_s is None:
            return 0.0
        return self._timing.turn_end_s + time.monotonic() - self._turn_ended_wall
