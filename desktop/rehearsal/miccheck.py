"""The microphone check before a call: the level, and the executive's own words back. Nothing is kept."""

from __future__ import annotations

import queue
import threading

from desktop.audio.device import Captured, Device, DeviceEvent, DeviceLost
from desktop.audio.level import dbfs
from desktop.audio.vad import SpeechDetector
from desktop.errors import UserError
from desktop.events import BLOCK, CAPTURE_RATE, Emit, LevelMeasured, Notice, PartialHeard
from desktop.rehearsal.hearing import Hearing
from desktop.turns.detector import (
    Floor,
    Frame,
    PersonaEnds,
    SoftEnd,
    SpeechStarted,
    TurnDetector,
    TurnEnded,
    TurnResumed,
    Words,
)


class MicrophoneCheck:
    """Listens on a thread of its own until `stop`."""

    def __init__(self, device: Device, hearing: Hearing, emit: Emit) -> None:
        self._device = device
        self._hearing = hearing
        self._emit = emit
        self._vad = SpeechDetector()
        self._turns = TurnDetector()
        self._inbox: queue.SimpleQueue[DeviceEvent | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="microphone-check", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop, and give the microphone back; returns when it is free."""
        self._inbox.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        try:
            self._device.start(self._inbox.put)
            while (event := self._inbox.get()) is not None:
                if isinstance(event, Captured):
                    self._captured(event)
                elif isinstance(event, DeviceLost):
                    self._emit(Notice(event.message))
                    return
        except UserError as wrong:
            self._emit(Notice(wrong.message, f"{wrong.fix} You can also type in the call."))
        finally:
            self._device.close()

    def _captured(self, block: Captured) -> None:
        now = (block.first_sample + BLOCK) / CAPTURE_RATE
        self._emit(LevelMeasured(dbfs(block.samples), now))
        if self._turns.floor in (Floor.USER_SPEAKING, Floor.SOFT_END):
            text = self._hearing.hear(block.samples)
            self._turns.feed(Words(text), now)
            self._emit(PartialHeard(0, text))
        else:
            self._hearing.idle(block.first_sample, block.samples)
        for decision in self._turns.feed(Frame(self._vad.probability(block.samples)), now):
            match decision:
                case SpeechStarted():
                    self._hearing.begin(block.first_sample)
                case SoftEnd():
                    self._hearing.soft_end()
                case TurnResumed():
                    self._hearing.resume()
                case TurnEnded(speech_end_s):
                    self._hearing.turn_ended()
                    self._hearing.wait()
                    self._emit(PartialHeard(0, self._hearing.finish(speech_end_s).text))
                    self._turns.feed(PersonaEnds(), now)
        self._device.processed(block.first_sample)
