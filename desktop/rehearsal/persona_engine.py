"""The persona's language model, with what to fall back on: a smaller model, then authored lines alone."""

from __future__ import annotations

import queue
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
from desktop.persona.reply import Freedom, Sampling, freedom_of

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


class _Asked:
    """One call under way. Each reply gives up its own: a cancelled one may still run when the next has begun."""

    def __init__(self) -> None:
        self.call: PendingCall | None = None
        self.answer: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self.begun = False
        self.given_up = False

    def give_up(self) -> None:
        """Nothing of it is wanted any more."""
        self.given_up = True
        if self.call is not None:
            self.call.cancel()

    def outcome(self, patience_s: float) -> Outcome:
        """What came of it; a call that has not begun to answer in time is given up, its engine is not."""
        try:
            return self.answer.get(timeout=patience_s)
        except queue.Empty:
            if self.begun:
                return self.answer.get()
            self.give_up()
            return Failed(EngineCancelled("The language model took too long for this answer."))


class PersonaLadder:
    """Plays with the first model that works. An engine that is out of service for good gives way to the next."""

    def __init__(self, players: Sequence[Player], on_trouble: Callable[[Player, EngineError, bool], None]) -> None:
        self._players = tuple(players)  # replaced, never changed: several threads look at it
        self._on_trouble = on_trouble
        self.patience_s = LIVE_PATIENCE_S
        self._latest: _Asked | None = None

    @property
    def current(self) -> Player | None:
        """The model in use; None when authored lines are all that is left."""
        return next(iter(self._players), None)

    @property
    def info(self) -> EngineInfo | None:
        """Who plays."""
        player = self.current
        return player.host.info if player else None

    @property
    def freedom(self) -> Freedom:
        """What the model in use may do with authored lines."""
        player = self.current
        return freedom_of(player.model.options) if player else "ranks"

    @property
    def sampling(self) -> Sampling:
        """How the model in use draws its words."""
        player = self.current
        return Sampling.of(player.model.options) if player else Sampling()

    def option(self, name: str, default: str | int) -> str | int:
        """A catalog option of the model in use."""
        player = self.current
        value = player.model.options.get(name, default) if player else default
        return value if isinstance(value, str | int) else default

    def warm(self, request: Warm, *, starts: bool = True) -> None:
        """Have a prompt evaluated ahead, on which nothing depends. `starts`: as in `EngineHost.submit`."""
        if (player := self.current) is not None:
            player.host.submit(
                "warm", request, Warmed, deadline_s=_DEADLINE_S, on_done=lambda _outcome: None, starts=starts
            )

    def cancel(self) -> None:
        """Give up what is being generated."""
        if (asked := self._latest) is not None:
            asked.give_up()

    def generate(
        self, request: Generate, on_token: Callable[[str], None], stopped: Callable[[], bool]
    ) -> Generated:
        """Continue a prompt. Raises `EngineError`."""

        if stopped():
            raise EngineCancelled("The reply is no longer wanted.")
        asked = _Asked()

        def on_item(item: Token, _payload: bytes) -> None:
            asked.begun = True
            if stopped():
                asked.give_up()
            elif not asked.given_up:
                on_token(item.text)

        return self._call("generate", request, Generated, asked, stopped, on_item)

    def rank(self, request: Rank, stopped: Callable[[], bool]) -> Ranked:
        """Score candidates. Raises `EngineError`."""
        if stopped():
            return Ranked(tuple(0.0 for _ in request.candidates), 0, 0.0)
        return self._call("rank", request, Ranked, _Asked(), stopped)

    def _call(
        self,
        method: str,
        request: msgspec.Struct,
        reply_type: type[_R],
        asked: _Asked,
        stopped: Callable[[], bool],
        on_item: OnItem | None = None,
    ) -> _R:
        player = self.current
        if player is None:
            raise EngineUnavailable("No language model is left.")
        self._latest = asked
        asked.call = player.host.submit(
            method,
            request,
            reply_type,
            deadline_s=_DEADLINE_S,
            on_done=asked.answer.put,
            item_type=Token if on_item else None,
            on_item=on_item,
        )
        if asked.given_up:
            asked.call.cancel()
        outcome = asked.outcome(self.patience_s)
        if isinstance(outcome, Done):
            reply: _R = outcome.reply
            return reply
        if not stopped():  # else nobody waits for it: the call is over, and the engine closed
            self._failed(player, outcome)
        raise outcome.error

    def _failed(self, player: Player, outcome: Failed) -> None:
        if isinstance(outcome.error, EngineCancelled):
            return
        given_up = isinstance(outcome.error, EngineUnavailable)
        if given_up:
            self._players = tuple(one for one in self._players if one is not player)
        self._on_trouble(player, outcome.error, given_up)
