"""The scenarios of all packs, as far as was last looked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from desktop.packs.removed import Everything
from desktop.scenario import Scenario


class KnownScenarios(Mapping[str, Scenario]):
    """Every scenario that a call can have been held with, by its id.

    Whoever holds it sees packs come, go and change: `renew` on the main thread changes it as a whole. Any thread
    may read it.
    """

    def __init__(self, packs: Everything) -> None:
        self._all, self._hidden = packs.scenarios, packs.out_of_sight
        self._told = self._tell()

    def renew(self, packs: Everything) -> bool:
        """Know these from now on; whether they differ from those known before."""
        before = self._told
        self._all, self._hidden = packs.scenarios, packs.out_of_sight
        self._told = self._tell()
        return before != self._told

    @property
    def hidden(self) -> frozenset[str]:
        """The ids of those that only reviews still need."""
        return self._hidden

    def shown(self) -> tuple[Scenario, ...]:
        """Those to choose from, the built-in ones first."""
        return tuple(each for each in reversed(self._all.values()) if each.id not in self._hidden)

    def _tell(self) -> tuple[tuple[str, str], ...]:
        """What tells one state from another: a scenario is as its pack's files are."""
        return tuple((each.id, each.pack_sha256) for each in self.shown())

    def __getitem__(self, scenario_id: str) -> Scenario:
        return self._all[scenario_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)
