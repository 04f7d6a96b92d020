"""Scores stored sessions again with the rubric as it is now. What was found before is kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desktop import __version__, paths
from desktop.errors import EngineError, Overtaken, UserError
from desktop.events import Evidence
from desktop.records import Scoring, StoredSession
from desktop.rehearsal.meaning import WatchedEmbedder
from desktop.rehearsal.scoring import evidence_in, rubric_of
from desktop.rubric.changes import Changes, compare
from desktop.rubric.embedding import Embedder
from desktop.rubric.rubric import Rubric
from desktop.scenario import Scenario
from desktop.settings import fetch_or_ask
from desktop.store.database import Store

_TRIES = 2
"""A call is heard again with care once, so it changes under a scoring at most once."""
_MAY_LAST = timedelta(hours=6)
"""A call without an end that began this long ago or longer was broken off; a younger one may be going on."""


@dataclass(frozen=True, slots=True)
class Rescored:
    """What came of a session: `changes` against what counted before. `kept`: nothing new, so it is as it was."""

    changes: Changes
    kept: bool


@dataclass(frozen=True, slots=True)
class Skipped:
    """A session that was left alone: one sentence why, and what to do."""

    why: str
    fix: str


class Rescorer:
    """Scores sessions of `store` again, each in one transaction; by words alone without `embedder`."""

    def __init__(self, store: Store, embedder: Embedder | None) -> None:
        self._store = store
        self._embedder = None if embedder is None else WatchedEmbedder(embedder, _refuse)
        self._rubrics: dict[tuple[str, str], Rubric] = {}

    def rescore(self, session_id: str, scenario: Scenario) -> Rescored | Skipped:
        """Score one session with `scenario` as it is now.

        A new scoring is written where the pack or what was found is another than before. Raises `UserError` when
        it can't be written or the embedder fails: what was found before then still counts.
        """
        for _attempt in range(_TRIES):
            try:
                return self._scored(self._store.session(session_id), scenario)
            except Overtaken:
                continue
        return Skipped("It was changed while it was being scored.", "Try again later.")

    def _scored(self, session: StoredSession, scenario: Scenario) -> Rescored | Skipped:
        now, before = datetime.now().astimezone(), session.scorings[-1]
        if not session.ended_at and now - _aware(session.start.started_at) < _MAY_LAST:
            return Skipped("It has no end yet: the call may be going on.", "Try again later.")
        if before.embedder and self._embedder is None:
            fetch = paths.command("models fetch --default")
            why = "It was scored by meaning too, and no embedder is installed: by words alone less would be found."
            return Skipped(why, fetch_or_ask(f"Get it: {fetch}"))
        evidence = self._evidence(session, scenario)
        changes = compare(before.evidence, evidence)
        if before.pack_sha256 == scenario.pack_sha256 and not _differ(before.evidence, evidence):
            return Rescored(changes, kept=True)
        model = self._embedder.model if self._embedder else ""
        made_at = now.isoformat(timespec="seconds")
        scoring = Scoring(made_at, scenario.pack_sha256, __version__, model, evidence)
        self._store.add_scoring(session.start.session_id, scoring, session)
        return Rescored(changes, kept=False)

    def _evidence(self, session: StoredSession, scenario: Scenario) -> tuple[Evidence, ...]:
        rubric = self._rubric(scenario)
        said = [turn.utterance for turn in session.turns if turn.utterance.role == "user"]
        return tuple(one for each in said for one in evidence_in(each, rubric))

    def _rubric(self, scenario: Scenario) -> Rubric:
        key = (scenario.id, scenario.pack_sha256)
        if key not in self._rubrics:
            self._rubrics[key] = rubric_of(scenario, self._embedder)
        return self._rubrics[key]


def _differ(earlier: Sequence[Evidence], newer: Sequence[Evidence]) -> bool:
    return sorted(map(repr, earlier)) != sorted(map(repr, newer))


def _aware(iso: str) -> datetime:
    return datetime.fromisoformat(iso).astimezone()


def _refuse(wrong: EngineError) -> None:
    fix = f"Run {paths.command('doctor')} to see what is wrong, then rescore again."
    raise UserError("The embedder gave no answer, so the session was left as it was.", fix) from wrong
