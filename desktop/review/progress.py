"""From past calls to progress: each skill over the calls in which it could be practised. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.events import Evidence
from desktop.records import PastCall, PromiseRecord
from desktop.review import progress_sentences as say
from desktop.review.progress_document import (
    SCHEMA,
    Call,
    Mark,
    MarkState,
    Pick,
    Progress,
    Skill,
    Track,
    Way,
)
from desktop.rubric.measures import Measured, measure
from desktop.rubric.steps import StepReached, steps_reached
from desktop.scenario import MEASURES, Measure, Pair, Scenario, Step

ALL = ""
"""The scenario id of the track over all calls."""
_WINDOW = 3
"""Calls at each end that are compared at most: what happened long ago says little of today."""
_LEVELS: dict[MarkState, float] = {"good": 1.0, "partly": 0.5, "none": 0.0, "bad": 0.0}
_PAIR_LEVELS: dict[MarkState, float] = _LEVELS | {"none": 0.5}
"""Of a pair neither side was said: better than the wrong one, not yet the better one."""
_ENDINGS: dict[str, MarkState] = {
    "settled": "good",
    "time_up": "partly",
    "hung_up": "none",
    "over": "none",
    "gave_up": "bad",
    "broke": "unknown",
}


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a scenario listens for."""

    id: str
    title: str
    steps: tuple[Step, ...]
    pairs: tuple[Pair, ...]
    measures: tuple[Measure, ...]
    person: str = ""
    installed: bool = True

    @property
    def name(self) -> str:
        return self.person.split()[0] if self.person else "the other side"


Known = dict[tuple[str, int], tuple[Measured, ...]]
"""Measures counted before, by session and a hash of what they were counted from: no words are kept."""


def build_progress(
    calls: Sequence[PastCall], scenarios: Mapping[str, Scenario], now: datetime, known: Known | None = None
) -> Progress:
    """Progress over `calls`, the oldest first. `now` is an aware time, for the week and the days since.

    The same calls, scenarios and time give the same document. Scenarios that are not installed are told from
    what was stored. The track over all calls comes first, then that of the scenario rehearsed last, and so on.
    Counting measures is nearly all the work: give the same `known` each time, and no call is counted twice.
    """
    known = {} if known is None else known
    if not calls:
        return Progress(SCHEMA, ())
    by_scenario: dict[str, list[PastCall]] = {}
    for call in reversed(calls):
        by_scenario.setdefault(call.start.scenario_id, []).insert(0, call)
    rules = {each: _rules(mine, scenarios.get(each)) for each, mine in by_scenario.items()}
    tracks = [_track(rules[each], mine, now, known) for each, mine in by_scenario.items()]
    return Progress(SCHEMA, (_over_all(tracks, rules, calls, now), *tracks))


def _track(rules: _Rules, calls: Sequence[PastCall], now: datetime, known: Known) -> Track:
    told = tuple(_call(one, rules.name) for one in calls)
    skills = (
        *(_step(step, rules, calls) for step in sorted(rules.steps, key=lambda s: s.order)),
        *(_pair(pair, rules, calls) for pair in rules.pairs),
        *_measures(rules, calls, known),
    )
    return Track(
        scenario_id=rules.id,
        title=rules.title,
        persona=rules.person,
        installed=rules.installed,
        facts=say.facts(calls, now),
        calls=told,
        skills=(_ending(told, rules.id, rules.title), *skills),
        improved=_improved(skills),
        practise=_practise(skills, {rules.id: rules}),
    )


def _over_all(
    tracks: Sequence[Track], rules: Mapping[str, _Rules], calls: Sequence[PastCall], now: datetime
) -> Track:
    places = {call.start.session_id: place for place, call in enumerate(calls)}
    told = sorted((one for track in tracks for one in track.calls), key=lambda c: places[c.session_id])
    skills = _merged([skill for track in tracks for skill in track.skills if skill.kind != "ending"], places)
    return Track(
        scenario_id=ALL,
        title="All scenarios",
        persona="",
        installed=True,
        facts=say.facts(calls, now),
        calls=tuple(told),
        skills=(_ending(told, ALL, ""), *skills),
        improved=_improved(skills),
        practise=_practise(skills, rules),
    )


def _call(call: PastCall, name: str) -> Call:
    ending, ended = say.ending_of(call, name)
    start = call.start
    return Call(
        session_id=start.session_id,
        scenario_id=start.scenario_id,
        title=start.scenario_title,
        attempt=call.attempt,
        started_at=start.started_at,
        duration_s=call.duration_s,
        ending=ending,
        ended=say.upper_first(ended),
        opening=say.opening_of(call),
    )


# --- what was listened for


def _rules(calls: Sequence[PastCall], scenario: Scenario | None) -> _Rules:
    start = calls[-1].start
    if scenario is not None:
        person = scenario.persona.name
        return _Rules(scenario.id, scenario.title, scenario.steps, scenario.pairs, scenario.measures, person)
    evidence = [one for call in calls for one in call.evidence if one.tier == "found"]
    steps = tuple(
        Step(item, order, _plain(item), "", "") for order, item in enumerate(_items(evidence, "step"), 1)
    )
    sides = _items(evidence, "avoid", "say")
    replaced = set(_items(evidence, "say"))
    pairs = tuple(
        Pair(item, "", "", "", _plain(item), "said instead", say_examples=(item,) if item in replaced else ())
        for item in sides
    )
    measures = tuple(Measure(id, _plain(id)) for id in MEASURES)
    return _Rules(start.scenario_id, start.scenario_title, steps, pairs, measures, installed=False)


def _items(evidence: Iterable[Evidence], *kinds: str) -> list[str]:
    return list(dict.fromkeys(one.item for one in evidence if one.kind in kinds))


def _plain(id: str) -> str:
    return say.upper_first(id.replace("-", " "))


# --- skills


def _ending(calls: Sequence[Call], scenario_id: str, title: str) -> Skill:
    marks = tuple(Mark(one.session_id, _ENDINGS[one.ending], one.ended) for one in calls)
    told = say.about_ending([one.ending for one in calls], [one.ended for one in calls])
    return Skill("ending", "ending", scenario_id, title, "How it ended", told, marks)


def _step(step: Step, rules: _Rules, calls: Sequence[PastCall]) -> Skill:
    reached = [steps_reached((step,), call.evidence)[0] for call in calls]
    marks = tuple(_step_mark(call, one) for call, one in zip(calls, reached, strict=True))
    told = say.about_step(marks, _missing(reached[-1]))
    return Skill(step.id, "step", rules.id, rules.title, step.title, told, marks)


def _step_mark(call: PastCall, reached: StepReached) -> Mark:
    states: dict[str, MarkState] = {"reached": "good", "partly": "partly", "not_heard": "none"}
    shown = {"reached": "heard", "not_heard": "not heard"}.get(reached.status)
    return Mark(
        call.start.session_id,
        states[reached.status],
        shown or f"partly heard; not heard: {', '.join(_missing(reached))}",
        said=tuple(one.words for one in reached.evidence),
    )


def _missing(reached: StepReached) -> list[str]:
    return [part.label for part in reached.step.parts if part.label not in reached.parts_heard]


def _pair(pair: Pair, rules: _Rules, calls: Sequence[PastCall]) -> Skill:
    instead = pair.say_label if pair.say_examples else ""
    marks = tuple(_pair_mark(pair, instead, call) for call in calls)
    title = say.upper_first(pair.avoid_label)
    told = say.about_pair(marks, instead)
    return Skill(pair.id, "pair", rules.id, rules.title, title, told, marks, instead)


def _pair_mark(pair: Pair, instead: str, call: PastCall) -> Mark:
    mine = sorted(
        (one for one in call.evidence if one.item == pair.id and one.tier == "found"),
        key=lambda one: (one.turn_id, one.chars),
    )
    avoided = [one for one in mine if one.kind == "avoid"]
    said = tuple(one.words for one in mine if one.kind == "say")
    parts = [f"heard {say.times(len(avoided))}"] if avoided else []
    parts += [f"“{instead}” heard {say.times(len(said))}"] if said else []
    state: MarkState = ("partly" if said else "bad") if avoided else "good" if said else "none"
    return Mark(
        call.start.session_id,
        state,
        ", ".join(parts) or "not heard",
        tuple(one.words for one in avoided),
        said,
        turn_id=avoided[-1].turn_id if avoided else None,
    )


def _measures(rules: _Rules, calls: Sequence[PastCall], known: Known) -> list[Skill]:
    rows = [_measured(call, rules.measures, known) for call in calls]
    return [
        _measure(rule, rules, calls, [row[place] for row in rows])
        for place, rule in enumerate(rule for rule in rules.measures if rule.id in MEASURES)
    ]


def _measured(call: PastCall, rules: tuple[Measure, ...], known: Known) -> tuple[Measured, ...]:
    promises = _promises(call)
    key = (call.start.session_id, hash((call.utterances, promises, call.duration_s, rules, call.evidence)))
    if key not in known:
        known[key] = measure(call.utterances, call.duration_s, rules, promises, call.evidence)
    return known[key]


def _promises(call: PastCall) -> tuple[PromiseRecord, ...]:
    """Those made; what became of them is told in the call's own review."""
    made = dict.fromkeys((one.turn_id, one.words) for one in call.evidence if one.kind == "promise")
    return tuple(PromiseRecord(turn_id, words) for turn_id, words in made)


def _measure(rule: Measure, rules: _Rules, calls: Sequence[PastCall], found: Sequence[Measured]) -> Skill:
    marks = tuple(_measure_mark(call, one) for call, one in zip(calls, found, strict=True))
    told = say.about_measure(marks, [mark.amount for mark in marks if mark.value is not None])
    unit = MEASURES[rule.id]
    return Skill(
        rule.id, "measure", rules.id, rules.title, rule.title, told, marks, unit=unit, low=rule.low, high=rule.high
    )


def _measure_mark(call: PastCall, found: Measured) -> Mark:
    state: MarkState = "unknown" if found.within is None else "good" if found.within else "bad"
    about = {"good": ", within the range", "bad": ", outside the range"}.get(state, "")
    return Mark(call.start.session_id, state, f"{found.shown}{about}", value=found.value, amount=found.shown)


# --- over several scenarios


def _merged(skills: Sequence[Skill], places: Mapping[str, int]) -> tuple[Skill, ...]:
    """Skills that scenarios share, by kind, id and title, as one; steps first, then pairs, then measures."""
    groups: dict[tuple[str, str, str], list[Skill]] = {}
    for skill in skills:
        groups.setdefault((skill.kind, skill.id, f"{skill.title}/{skill.instead}".casefold()), []).append(skill)
    order = ("step", "pair", "measure")
    merged = [group[0] if len(group) == 1 else _joined(group, places) for group in groups.values()]
    return tuple(sorted(merged, key=lambda skill: order.index(skill.kind)))


def _joined(group: Sequence[Skill], places: Mapping[str, int]) -> Skill:
    first = group[0]
    marks = sorted((mark for skill in group for mark in skill.marks), key=lambda m: places[m.session_id])
    ranges = {(skill.low, skill.high) for skill in group}
    low, high = ranges.pop() if len(ranges) == 1 else (None, None)
    if first.kind == "step":
        told = say.about_step(marks, ())
    elif first.kind == "pair":
        told = say.about_pair(marks, first.instead)
    else:
        told = say.about_measure(marks, [mark.amount for mark in marks if mark.value is not None])
    return Skill(
        first.id, first.kind, ALL, "", first.title, told, tuple(marks), first.instead, first.unit, low, high
    )


# --- what stands out


def _levels(skill: Skill) -> list[float]:
    known = _PAIR_LEVELS if skill.kind == "pair" else _LEVELS
    return [known[mark.state] for mark in skill.marks if mark.state != "unknown"]


def _window(levels: Sequence[object]) -> int:
    return max(1, min(_WINDOW, len(levels) // 2))


def gain(skill: Skill) -> float:
    """How much better the last calls were than the first ones, -1 to 1: the means of up to three at each end."""
    levels = _levels(skill)
    if len(levels) < 2:
        return 0.0
    window = _window(levels)
    return (sum(levels[-window:]) - sum(levels[:window])) / window


def _improved(skills: Sequence[Skill]) -> Pick | None:
    best = max(skills, key=gain, default=None)  # of equals the first
    if best is None or gain(best) <= 0:
        return None
    return Pick(best.kind, best.id, best.title, best.scenario, best.sentence)


def _practise(skills: Sequence[Skill], rules: Mapping[str, _Rules]) -> Pick | None:
    """What hurt lately, else a step not heard lately, else a measure outside its range: the weakest first."""
    known = [(skill, _owner(skill, rules)) for skill in skills]
    weak = [
        (need, place, skill, owner)
        for place, (skill, owner) in enumerate(known)
        if owner is not None and (need := _need(skill)) is not None
    ]
    if not weak:
        return None
    _need_of, _place, skill, owner = min(weak, key=lambda one: one[:2])
    why, line = _advice(skill, owner)
    return Pick(
        skill.kind, skill.id, skill.title, skill.scenario, skill.sentence, why, line, _way(skill, owner.id)
    )


def _owner(skill: Skill, rules: Mapping[str, _Rules]) -> _Rules | None:
    """The installed scenario to practise `skill` in; of several the one that was rehearsed last."""
    if skill.scenario_id:
        mine = rules[skill.scenario_id]
        return mine if mine.installed else None
    kinds = {"step": "steps", "pair": "pairs", "measure": "measures"}
    having = (r for r in rules.values() if any(item.id == skill.id for item in getattr(r, kinds[skill.kind])))
    return next((r for r in having if r.installed), None)


def _need(skill: Skill) -> tuple[int, float] | None:
    """How much it wants practice, the least first; None where the last calls leave nothing to wish for."""
    judged = [mark for mark in skill.marks if mark.state != "unknown"]
    recent = judged[-_window(judged) :]
    if skill.kind == "pair":
        hurt = sum(bool(mark.avoided) for mark in recent)
        return (0, -hurt / len(recent)) if hurt else None
    if not recent:
        return None
    level = sum(_LEVELS[mark.state] for mark in recent) / len(recent)
    return ((1, level) if skill.kind == "step" else (2, level)) if level < 1 else None


def _advice(skill: Skill, rules: _Rules) -> tuple[str, str]:
    """(why, a line to say) of a skill."""
    if skill.kind == "pair":
        pair = next(pair for pair in rules.pairs if pair.id == skill.id)
        return pair.why, pair.say
    if skill.kind == "step":
        step = next(step for step in rules.steps if step.id == skill.id)
        return step.why, step.say
    rule = next(rule for rule in rules.measures if rule.id == skill.id)
    last = next((mark.value for mark in reversed(skill.marks) if mark.value is not None), None)
    over = last is not None and rule.high is not None and last > rule.high
    return rule.when_over if over else rule.when_under, ""


def _way(skill: Skill, scenario_id: str) -> Way:
    hurt = next((mark for mark in reversed(skill.marks) if mark.turn_id is not None), None)
    if hurt is None or hurt.turn_id is None:
        return Way("briefing", scenario_id)
    return Way("moment", scenario_id, hurt.session_id, hurt.turn_id, skill.id)
