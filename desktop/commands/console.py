"""What commands print: events of a call as lines a person can follow."""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

import click

from desktop.events import (
    CallPhase,
    EngineHealth,
    Event,
    Evidence,
    EvidenceFound,
    Notice,
    PersonaSaid,
    PhaseChanged,
    ReviewChanged,
    SessionEnded,
    UtteranceAdded,
)
from desktop.review.build import label_of
from desktop.scenario import Scenario

_SIGNS = {"avoid": "✕", "say": "✓", "step": "•", "promise": "◷", "measure": "="}


class Narrator:
    """An `Emit` that prints the call as it goes: to stdout, or to stderr when stdout is for JSON."""

    def __init__(self, persona: str, *, err: bool, scenario: Scenario | None = None) -> None:
        self._persona = persona
        self._err = err
        self._scenario = scenario
        self._told: set[str] = set()
        self._turn = 0
        self._early: list[PersonaSaid] = []
        self._lock = threading.Lock()

    def __call__(self, event: Event) -> None:
        """Print what a person would want to know of `event`, in the order of turns: a breath that sounds while the
        words before it are still being settled comes after them."""
        if isinstance(event, PersonaSaid) and event.turn_id > self._turn + 1:
            self._early.append(event)
            return
        if isinstance(event, PersonaSaid):
            self._turn = max(self._turn, event.turn_id)
        for line in self._lines(event):
            self.line(line)
        if isinstance(event, UtteranceAdded):
            self._turn = event.utterance.turn_id
            early, self._early = self._early, []
            for said in early:
                if event.utterance.role == "user" and said.turn_id == self._turn + 1:
                    self(said)

    def line(self, text: str) -> None:
        """Print one line; "?" for what the terminal or file has no sign for (Windows, redirected)."""
        stream = sys.stderr if self._err else sys.stdout
        known = getattr(stream, "encoding", None) or "utf-8"
        with self._lock:
            click.echo(text.encode(known, "replace").decode(known), err=self._err)

    def _lines(self, event: Event) -> list[str]:
        match event:
            case PersonaSaid():
                return [f"{clock(event.start_s)}  {self._persona}: {event.text}"]
            case UtteranceAdded(utterance) if utterance.role == "user":
                return [f"{clock(utterance.start_s)}  You: {utterance.text}"]
            case EvidenceFound():
                return [self._found(one) for one in event.evidence]
            case Notice(message, fix):
                return self._note(f"{message} {fix}".rstrip())
            case PhaseChanged(CallPhase.WAITING):
                self._told.clear()  # a device that goes again is told again
                return []
            case EngineHealth(role, condition, detail) if condition in ("degraded", "down", "restarting"):
                return self._note(detail or f"{role}: {condition}")
            case ReviewChanged():
                return self._note(event.sentence)
            case SessionEnded():
                return [f"{clock(event.at_s)}  (the call is over)"]
            case _:
                return []

    def _found(self, one: Evidence) -> str:
        label = one.item if self._scenario is None else label_of(one, self._scenario)
        return f"         {_SIGNS[one.kind]} {label}{'?' if one.tier == 'possible' else ''}: {one.words}"

    def _note(self, text: str) -> list[str]:
        """A note, the first time: an engine that can't start says the same at each try."""
        if text in self._told:
            return []
        self._told.add(text)
        return [f"note: {text}"]


def clock(seconds: float) -> str:
    """Seconds as m:ss, right-aligned."""
    return f"{int(seconds) // 60:3d}:{int(seconds) % 60:02d}"


def print_json(value: dict[str, Any]) -> None:
    """One JSON object as the last line of stdout; ASCII, which every terminal and pipe carries."""
    click.echo(json.dumps(value))
