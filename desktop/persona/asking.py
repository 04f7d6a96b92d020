"""Which of a scenario's facts a line asks for. Pure; a scenario's examples are taken apart once."""

from __future__ import annotations

from collections import deque

from desktop.persona import acts, words
from desktop.persona.examples import Examples, Said
from desktop.persona.plot import Plot
from desktop.scenario import Fact, Scenario

_NEARLY_AS_CLOSE = 0.9
"""What a question asks for, besides the fact that it comes closest to."""
_SAME_QUESTION = (
    ("what do you need", "how can I help", "what can I do for you", "anything you need", "anything I can do"),
    ("what are the options", "what are our choices", "what can we do", "what are the ways out"),
    ("what would you do", "what do you recommend", "what do you suggest"),
    ("how bad is it", "what's the damage", "what's the impact", "how big is this"),
    ("how are you", "how are you doing", "how do you feel", "are you okay"),
)
"""Questions of which each pack has one wording or another."""
_THE_SAME = 0.75
_COMMON = Examples({str(at): group for at, group in enumerate(_SAME_QUESTION)})


def asked_for(scenario: Scenario, plot: Plot, line: str) -> tuple[Fact, ...]:
    """The facts that a question or an instruction in `line` asks for, the closest first; a statement asks nothing.

    Who only did not understand asks for what was told last.
    """
    if acts.says_it_was_unclear(line):
        return tuple(fact for fact in scenario.facts if fact.id in plot.told)
    asking = _asking(scenario)
    found: dict[str, float] = {}
    for part in acts.asking_parts(line):
        close = asking.closest(part, plot)
        nearly = _NEARLY_AS_CLOSE * max(close.values(), default=0.0)
        for fact_id, value in close.items():
            if value and value >= nearly:
                found[fact_id] = max(found.get(fact_id, 0.0), value)
    asked = [fact for fact in scenario.facts if fact.id in found]
    return tuple(sorted(asked, key=lambda fact: -found[fact.id]))


def prepare(scenario: Scenario) -> None:
    """Take the scenario's examples apart before the first line is heard: it takes some hundredths of a second."""
    _asking(scenario)


def wants_only_a_yes(fact: Fact) -> bool:
    """Whether it answers a question of the moment ("Is that fair?"), which nobody waits for."""
    return bool(fact.asked_by) and all(acts.kind_of_question(one) == "closed" for one in fact.asked_by[:3])


class _Asking:
    """What the facts of `scenario` are asked for by."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        facts = scenario.facts
        self._by_words = Examples({fact.id: fact.asked_by for fact in facts})
        self._by_orders = Examples({fact.id: filter(acts.orders_anything, fact.asked_by) for fact in facts})
        self._in_days_or_hours = {fact.id for fact in facts if words.measured(fact.text)}
        self._same: dict[str, dict[str, float]] = {}

    def closest(self, part: str, plot: Plot) -> dict[str, float]:
        """How close a part of a line that wants an answer comes to asking for each fact; an order to do something
        is held against orders alone."""
        deed, said = acts.only_orders(part), Said(part)
        close = (self._by_orders if deed else self._by_words).closest(said)
        if not any(close.values()) and not deed:
            close = self._in_other_words(said)
        if not any(close.values()) and (bare := acts.bare_question(part)):
            close = self._begun_by(plot, bare)
        return close

    def _in_other_words(self, said: Said) -> dict[str, float]:
        """What a question that every pack knows in some wording asks for, where this one has another wording."""
        which = next((which for which, close in _COMMON.closest(said).items() if close >= _THE_SAME), None)
        if which is None:
            return {}
        if which not in self._same:
            others = [self._by_words.closest(Said(one)) for one in _SAME_QUESTION[int(which)]]
            self._same[which] = {fact.id: max(other[fact.id] for other in others) for fact in self.scenario.facts}
        return self._same[which]

    def _begun_by(self, plot: Plot, bare: str) -> dict[str, float]:
        """What "How long?" asks for: what was just told, where such questions ask for it, or what most do."""
        facts = self.scenario.facts
        most = {fact.id: sum(one.startswith(f"{bare} ") for one in fact.asked_by) for fact in facts}
        lasts = self._in_days_or_hours if bare == "how long" else set()
        told = [fact_id for fact_id in plot.told if most.get(fact_id) or fact_id in lasts]
        best = told[0] if told else max(most, key=lambda fact_id: most[fact_id], default="")
        return {best: 1.0} if told or most.get(best) else {}


_known: deque[_Asking] = deque(maxlen=4)


def _asking(scenario: Scenario) -> _Asking:
    for known in tuple(_known):
        if known.scenario is scenario:
            return known
    asking = _Asking(scenario)
    _known.append(asking)
    return asking
