"""The persona's language model, with what to fall back on: a smaller model, then authored lines alone."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from desktop.catalog import Model
from desktop.engines.calls import Done, Failed, OnItem, Outcome, PendingCall
from desktop.engines.host import EngineHost
from desktop.errors import EngineCancelled, EngineError, EngineUnavailable
from desktop.events import EngineInfo
from desktop.persona.messages import Generate, Generated, Rank, Ranked, Token, Warm, Warmed
from desktop.persona.reply import Sampling

_R = TypeVar("_R", bound=msgspec.Struct)
_DEADLINE_S = 180.0
"""A slow and busy laptop evaluates the opening prompt and decodes a reply in this time; more is a hang."""
LIVE_PATIENCE_S = 8.0
"""How long a person waits for the first word before an authored line is spoken instead."""


@dataclass(frozen=True, slots=True)
class Player:
    """A language model in service."""

    host: EngineHost
    model: Model


class PersonaLadder:
    """Plays with the first model that works. An engine that is out of service for good gives way to the next."""

    def __init__(self, players: Sequence[Player], on_trouble: Callable[[Player, EngineError, bool], None]) -> None:
        self._players = list(players)
        self._on_trouble = on_trouble
        self.patience_s = LIVE_PATIENCE_S
        self._pending: PendingCall | None = None

    @property
    def current(self) -> Player | None:
        """The model in use; None when authored lines are all that is left."""
        return self._players[0] if self._players else None

    @property
    def info(self) -> EngineInfo | None:
        """Who plays."""
        return self._players[0].host.info if self._players else None

    @property
    def improvise(self) -> bool:
        """Whether the model in use may word replies itself; otherwise it ranks authored lines."""
        return bool(self._players and self._players[0].model.options.get("improvise", False))

    @property
    def sampling(self) -> Sampling:
        """How the model in use draws its words."""
        return Sampling.of(self._players[0].model.options) if self._players else Sampling()

    def option(self, name: str, default: str | int) -> str | int:
        """A catalog option of the model in use."""
        value = self._players[0].model.options.get(name, default) if self._players else default
        return value if isinstance(value, str | int) else default

    def warm(self, request: Warm) -> None:
        """Have a prompt evaluated ahead; returns at once, and nothing depends on it."""
        if self._players:
            self._players[0].host.submit(
                "warm", request, Warmed, deadline_s=_DEADLINE_S, on_done=lambda _outcome: None
            )

    def cancel(self) -> None:
        """Give up what is being generated."""
        if self._pending is not None:
            self._pending.cancel()

    def generate(
        self, request: Generate, on_token: Callable[[str], None], stopped: Callable[[], bool]
    ) -> Generated:
        """Continue a prompt. Raises `EngineError`."""

        begun = threading.Event()

        def on_item(item: Token, _payload: bytes) -> None:
            begun.set()
            if stopped():
                self.cancel()
            else:
                on_token(item.text)

        return self._call("generate", request, Generated, on_item, begun)

    def rank(self, request: Rank, stopped: Callable[[], bool]) -> Ranked:
        """Score candidates. Raises `EngineError`."""
        if stopped():
            return Ranked(tuple(0.0 for _ in request.candidates), 0, 0.0)
        return self._call("rank", request, Ranked, None)

    def _call(
        self,
        method: str,
        request: msgspec.Struct,
        reply_type: type[_R],
        on_item: OnItem | None = None,
        begun: threading.Event | None = None,
    ) -> _R:
        player = self.current
        if player is None:
            raise EngineUnavailable("No language model is left.")
        answer: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._pending = player.host.submit(
            method,
            request,
            reply_type,
            deadline_s=_DEADLINE_S,
            on_done=answer.put,
            item_type=Token if on_item else None,
            on_item=on_item,
        )
        outcome = self._answer(answer, begun)
        self._pending = None
        if isinstance(outcome, Done):
            reply: _R = outcome.reply
            return reply
        self._failed(player, outcome)
        raise outcome.error

    def _answer(self, answer: queue.SimpleQueue[Outcome], begun: threading.Event | None) -> Outcome:
        """The outcome; a call that has not begun to answer within the patience is given up, its engine is not."""
        try:
            return answer.get(timeout=self.patience_s)
        except queue.Empty:
            if begun is not None and begun.is_set():
                return answer.get()
            self.cancel()
            return Failed(EngineCancelled("The language model took too long for this answer."))

    def _failed(self, player: Player, outcome: Failed) -> None:
        if isinstance(outcome.error, EngineCancelled):
            return
        given_up = isinstance(outcome.error, EngineUnavailable)
        if given_up and self.current is player:
            self._players.pop(0)
        self._on_trouble(player, outcome.error, given_up)
