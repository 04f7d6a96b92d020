"""One reply on its way: composed on one thread, put into sound on another, cancelled when it is not wanted."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable

from desktop.persona import words
from desktop.persona.reply import PersonaActor, Sentence, TurnPlan
from desktop.rehearsal.messages import Message, ReplyBroke, ReplyReady, SentenceReady
from desktop.rehearsal.persona_engine import PersonaLadder
from desktop.rehearsal.voice import VoiceLadder


class Reply:
    """One reply being composed and put into sound: the words on one thread, the voice on another.

    `opener` is an authored line that begins it; the model goes on from there.
    """

    def __init__(
        self,
        draft_id: int,
        plan: TurnPlan,
        actor: PersonaActor,
        persona: PersonaLadder,
        voice: VoiceLadder,
        post: Callable[[Message], None],
        opener: str = "",
    ) -> None:
        self._draft_id = draft_id
        self._actor = actor
        self._persona = persona
        self._spoken_by = voice
        self._post = post
        self._opener = opener
        self._began = time.monotonic()
        self._cancelled = threading.Event()
        self._sentences: queue.SimpleQueue[tuple[Sentence, float] | ReplyReady | ReplyBroke] = queue.SimpleQueue()
        threading.Thread(target=self._compose, args=(plan,), name="reply-words", daemon=True).start()
        threading.Thread(target=self._voice, name="reply-voice", daemon=True).start()

    def cancel(self) -> None:
        """Give up; nothing of this reply is posted any more that the session would still take."""
        self._cancelled.set()
        self._persona.cancel()

    def _compose(self, plan: TurnPlan) -> None:
        engine = self._persona if self._persona.current else None
        try:
            for sentence in words.sentences(self._opener):
                self._say(Sentence(sentence, "authored"))
            reply = self._actor.speak(plan, engine, self._say, self._cancelled.is_set, begun=self._opener)
            self._sentences.put(ReplyReady(self._draft_id, reply))
        except Exception as wrong:  # whatever goes wrong, the session must hear of it and give the floor back
            self._sentences.put(ReplyBroke(self._draft_id, wrong))

    def _say(self, sentence: Sentence) -> None:
        self._sentences.put((sentence, time.monotonic() - self._began))

    def _voice(self) -> None:
        while not self._cancelled.is_set():
            item = self._sentences.get()
            if not isinstance(item, tuple):
                self._post(item)
                return
            sentence, after_s = item
            try:
                clip = self._spoken_by.speak(sentence.text)
            except Exception as wrong:  # as above: a voice that breaks must not keep the floor
                self._post(ReplyBroke(self._draft_id, wrong))
                return
            at_wall = self._began + after_s
            self._post(SentenceReady(self._draft_id, clip, sentence.source, at_wall, after_s))
