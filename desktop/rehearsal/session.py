"""One call, on one thread with one inbox, from the opening line to the end.

Everything that happens arrives as a message: blocks of sound from the device, commands of the person, words that
have settled, sentences of the reply under way. The session clock is the device's sample count. Only ears, persona
and voice work beside this thread. What is made of the messages is the conversation's business; the device, pauses
and the end of the call are decided here.
"""

from __future__ import annotations

import threading
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
from desktop.errors import NoLoudspeaker, UserError
from desktop.events import BLOCK, CallPhase, Emit, Event, Notice, PhaseChanged, SessionEnded
from desktop.logs import get_logger
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.commands import Commands
from desktop.rehearsal.conversation import Conversation
from desktop.rehearsal.course import Course
from desktop.rehearsal.ending import Ending
from desktop.rehearsal.messages import (
    ClipReady,
    EnginesThere,
    HangUp,
    HoldKey,
    Message,
    Mute,
    Pause,
    RepeatThat,
    ReplyBroke,
    ReplyReady,
    Say,
    SentenceReady,
    Settled,
)


class Session(Commands):
    """Runs one call from the opening line to the end. All public methods may be called from any thread."""

    def __init__(self, session_id: str, cast: Cast, emit: Emit, *, limit_s: float | None = None) -> None:
        super().__init__()
        self.session_id = session_id
        self._cast = cast
        self._listener = emit
        self._log = get_logger(session_id=session_id)
        self._thread = threading.Thread(target=self._run, name="session", daemon=True)
        begins = cast.beginning
        self._course = Course(begins.at_sample, begins.turn_id) if begins is not None else Course()
        self._ending = Ending(limit_s, farewell=cast.live)
        self._phase = CallPhase.CONNECTING
        self._paused = False
        self._lost = False
        self._dropped = 0
        self.conversation = Conversation(cast, self._course, self._ending, self, self._emit, self._log)
        cast.hearing.on_settled = lambda: self.post(Settled())

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

    # --- for the conversation

    def show(self, phase: CallPhase) -> None:
        """The call is in `phase`, unless it stands still."""
        if phase is not CallPhase.ENDED and (self._lost or self._paused):
            phase = CallPhase.WAITING if self._lost else CallPhase.PAUSED
        if phase is not self._phase:
            self._phase = phase
            self._emit(PhaseChanged(phase, self.duration_s))

    def behind(self) -> bool:
        """Whether messages wait."""
        return not self._inbox.empty()

    def post(self, message: Message) -> None:
        """Put `message` into the inbox; from any thread."""
        self._inbox.put(message)

    # --- the session's own thread

    def _run(self) -> None:
        try:
            self._start_device()
            self.conversation.open()
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
            if isinstance(wrong, NoLoudspeaker):
                fix = f"{wrong.fix} Until then, type your side and read the answers."
                self._emit(Notice(wrong.message, fix, "reading"))
            else:
                self._emit(Notice(wrong.message, f"{wrong.fix} Until then, type your side.", "typing"))
            self._cast = replace(self._cast, device=self._cast.spare())
            self.conversation.use(self._cast)
            self._cast.device.hold(True)
            self._cast.device.start(self._inbox.put)

    def _take(self, message: Message | DeviceEvent) -> None:
        match message:
            case Captured():
                self._captured(message)
            case PlaybackStarted() | PlaybackEnded():
                self.conversation.played(message)
            case DeviceLost():
                self._device_lost(message)
            case DeviceBack():
                self._device_back(message)
            case Settled():
                self.conversation.settled()
            case EnginesThere(engines):
                self._cast.recorder.engines(engines)
            case SentenceReady() | ReplyReady() | ReplyBroke():
                self.conversation.composing(message)
            case ClipReady():
                self.conversation.recited(message)
            case _:
                self._command(message)
        if self._ending.leaves(self.duration_s, quiet=self.conversation.quiet):
            self.conversation.leave()
        self._ending.look(self.duration_s, quiet=self.conversation.quiet)

    def _command(self, command: Say | Mute | Pause | HoldKey | RepeatThat | HangUp) -> None:
        match command:
            case Say(text):
                self.conversation.typed(text)
            case Mute(muted):
                self.conversation.mute(muted)
            case Pause(paused):
                self._pause(paused)
            case HoldKey(down):
                self.conversation.key(down)
            case RepeatThat():
                self.conversation.repeat_that()
            case HangUp(reason):
                self._hang_up(reason)

    def _captured(self, block: Captured) -> None:
        self._course.now_sample = block.first_sample + BLOCK
        self._dropped += block.dropped
        try:
            self.conversation.captured(block)
        finally:
            self._cast.device.processed(block.first_sample)

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
        self.show(CallPhase.WAITING)
        self.conversation.lost()

    def _device_back(self, event: DeviceBack) -> None:
        self._lost = False
        self._log.info("device.back")
        self._emit(Notice(event.message))
        self.conversation.back()

    # --- the end

    def _pause(self, paused: bool) -> None:
        """The device stands still, so nothing is heard, said or counted; a turn under way goes on afterwards."""
        self._paused = paused
        self._cast.device.pause(paused)
        self.show(CallPhase.PAUSED if paused else self.conversation.phase)

    def _hang_up(self, reason: str) -> None:
        self._ending.reason = reason
        self.conversation.hang_up()

    def _close(self) -> None:
        """The end comes, whatever fails on the way to it: somebody waits for it."""
        steps = (
            self.conversation.answers.withdraw,
            self.conversation.persona.fall_silent,
            self._stop_ahead,
            self._cast.device.close,
            self._save,
            self._say_ended,
        )
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
        """Nobody reads the inbox any more: engines that came since were not put on disk by a message."""
        cast = self._cast
        cast.recorder.close(cast.device.mixdown(), self._ending.reason, self.duration_s, cast.engines())

    def _say_ended(self) -> None:
        self.show(CallPhase.ENDED)
        self._emit(SessionEnded(self.session_id, self._ending.reason, self.duration_s))
