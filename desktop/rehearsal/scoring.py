"""What a scenario's rubric hears in the executive's words: in a call, and when a session is scored again."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from desktop.errors import EngineError
from desktop.events import Evidence, Utterance
from desktop.rehearsal.meaning import CachedEmbedder, kept_folder
from desktop.rehearsal.starting import Then
from desktop.rubric.embedding import Embedder
from desktop.rubric.evidence import evidence_for
from desktop.rubric.items import Hit, items_of
from desktop.rubric.rubric import Rubric
from desktop.scenario import Scenario

_FIRST_S = 3.0
"""So long who asks first waits for an embedder that has yet to read the examples; it may still be loading."""


def rubric_of(scenario: Scenario, embedder: Embedder | None) -> Rubric:
    """The scenario's rubric, ready to be matched; by words alone without `embedder`."""
    return Rubric(items_of(scenario), embedder and CachedEmbedder(embedder, kept_folder()))


class Judge(Protocol):
    """What can tell the hits in a text."""

    def match(self, text: str) -> tuple[Hit, ...]:
        """As `Rubric.match`."""
        ...


def _now(then: Then) -> None:
    then()


class RubricLater:
    """A scenario's rubric that is made on a thread of its own, while the call begins.

    The embedder is asked for the examples' meaning once `when_loaded` calls, or when somebody asks for hits: it is
    not to load beside what a call begins with. Who asks first waits up to 3 s until their meaning is there too.
    Without it words alone are heard, and each time somebody asks, the embedder is asked again; on a thread of its
    own, so nobody waits for that.
    """

    def __init__(
        self, scenario: Scenario, embedder: Embedder | None, when_loaded: Callable[[Then], None] = _now
    ) -> None:
        self._embedder = embedder and CachedEmbedder(embedder, kept_folder())
        self._when_loaded = when_loaded
        self._words: Future[Rubric] = Future()
        self._whole: Future[Rubric] = Future()
        self._first = threading.Lock()
        self._asked = False
        """Whether the embedder was ever asked. Guarded by `_first`."""
        self._tried = threading.Event()
        """Set while no thread asks the embedder, once one has."""
        self._patience_s = _FIRST_S
        threading.Thread(target=self._make, args=(scenario,), name="rubric", daemon=True).start()

    def match(self, text: str) -> tuple[Hit, ...]:
        """As `Rubric.match`; from one thread at a time. Raises what making it raised."""
        words = self._words.result()  # only computed, nobody else is asked for it
        self._try_first(words)
        self._tried.wait(self._patience_s)
        self._patience_s = 0.0
        idle = self._tried.is_set()  # before the next look: a thread that ends in between may have made it whole
        if self._whole.done():
            return self._whole.result().match(text)
        if idle:
            self._try_again(words)
        return words.match(text)

    def _make(self, scenario: Scenario) -> None:
        try:
            words = Rubric(items_of(scenario))
        except BaseException as wrong:  # whoever asks hears of it
            self._words.set_exception(wrong)
        else:
            self._words.set_result(words)
            self._when_loaded(partial(self._try_first, words))

    def _try_first(self, words: Rubric) -> None:
        with self._first:
            asked, self._asked = self._asked, True
        if not asked:
            self._try_again(words)

    def _try_again(self, words: Rubric) -> None:
        self._tried.clear()
        try:
            threading.Thread(target=self._try, args=(words,), name="rubric", daemon=True).start()
        except RuntimeError:  # no thread to be had: the next who asks tries again
            self._tried.set()

    def _try(self, words: Rubric) -> None:
        try:
            self._whole.set_result(words if self._embedder is None else words.with_meaning(self._embedder))
        except EngineError:
            pass  # whoever owns the embedder reports it
        except BaseException as wrong:  # whoever asks hears of it
            self._whole.set_exception(wrong)
        finally:
            self._tried.set()


def evidence_in(said: Utterance, rubric: Judge) -> tuple[Evidence, ...]:
    """Everything that `rubric` hears in one utterance of the executive's, in order of place."""
    return evidence_for(said, rubric.match(said.text))
