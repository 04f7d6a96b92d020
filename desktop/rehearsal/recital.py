"""Words that stand already, put into sound a sentence at a time while what came before is heard."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from desktop.logs import get_logger
from desktop.rehearsal.messages import ClipReady
from desktop.rehearsal.speaking import PersonaTurn
from desktop.rehearsal.voice import VoiceLadder


class Recital:
    """Speaks `sentences` for `turn` on a thread of its own and posts each; the last one says that it is the last.

    A turn that was cut or is complete gets no more.
    """

    def __init__(
        self, turn: PersonaTurn, sentences: Sequence[str], voice: VoiceLadder, post: Callable[[ClipReady], None]
    ) -> None:
        self._turn = turn
        self._sentences = tuple(sentences)
        self._voice = voice
        self._post = post
        threading.Thread(target=self._run, name="recital", daemon=True).start()

    def _run(self) -> None:
        for number, sentence in enumerate(self._sentences, 1):
            if self._turn.composed:
                return
            try:
                clip = self._voice.speak(sentence)
            except Exception as wrong:  # a voice that breaks must not keep the floor
                get_logger(engine="synthesizer").error("recital.failed", error_type=type(wrong).__name__)
                self._post(ClipReady(self._turn, None, last=True))
                return
            self._post(ClipReady(self._turn, clip, last=number == len(self._sentences)))
