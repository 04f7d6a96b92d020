"""Authored lines spoken ahead in the call's own voice, while nobody waits for it: they then start at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from desktop.errors import EngineError
from desktop.logs import get_logger
from desktop.persona.words import sentences
from desktop.rehearsal.voice import VoiceLadder
from desktop.scenario import Scenario


def authored_sentences(scenario: Scenario) -> Iterator[str]:
    """What the persona may say word for word, a sentence at a time: bridges first, then facts, then the plot."""
    yield from scenario.persona.bridges
    lines = [line for fact in scenario.facts for line in fact.lines or (fact.text,)]
    lines += [line for beat in scenario.beats for band in beat.lines.values() for line in band]
    for line in lines:
        yield from sentences(line)


class VoiceAhead:
    """Works through the lines on a thread of its own, one at a time, while it is allowed to."""

    def __init__(self, voice: VoiceLadder, scenario: Scenario) -> None:
        self._voice = voice
        self._lines = tuple(dict.fromkeys(authored_sentences(scenario)))
        self._changed = threading.Condition()
        self._allowed = False
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="voice-ahead", daemon=True)

    def allow(self, allowed: bool) -> None:
        """Go on with the next line, or leave the voice to the reply under way. Starts the thread."""
        with self._changed:
            self._allowed = allowed
            self._changed.notify_all()
            if self._thread.ident is None and not self._closed:
                self._thread.start()

    def close(self) -> None:
        """Stop after the running line; returns at once."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _run(self) -> None:
        for line in self._lines:
            with self._changed:
                self._changed.wait_for(lambda: self._allowed or self._closed)
                if self._closed:
                    return
            try:
                if not self._voice.make_ready(line):
                    return
            except EngineError as wrong:
                get_logger(engine="synthesizer").warning("voice_ahead.failed", error_type=type(wrong).__name__)
                return
