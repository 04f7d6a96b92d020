"""From checked files to a `Scenario`: references, conditions, and what only the whole can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from typing import Any

import msgspec

from desktop import conditions, scenario
from desktop.conditions import Condition, ConditionError
from desktop.events import State
from desktop.packs.check import Report
from desktop.packs.locate import Path
from desktop.packs.problems import hint, shown
from desktop.packs.schema import BandLines, BeatPart, DifficultyPart, FactPart, ScenarioFile, StatePart, StepPart
from desktop.packs.traps import find_traps
from desktop.scenario import EVENTS, MEASURES, NEVER, part_slug

_OFFERED = "offered"


def review(file: ScenarioFile, report: Report) -> None:
    """Check what one field can't show: ids met twice, names nobody defines, steps without examples, traps.

    `file` may be a draft; what stands empty in it has been reported already.
    """
    for name in ("facts", "beats", "pairs", "steps", "measures"):
        _unique(name, [part.id for part in getattr(file, name)], report)
    _pairs_and_steps_apart(file, report)
    _ids_free(file, report)
    _moves(file, report)
    names = known_names(file)
    for number, fact in enumerate(file.facts):
        if fact.gives != _OFFERED:
            _condition(fact.gives, ("facts", number, "gives"), names, report)
        _fact(fact, ("facts", number), report)
    for number, beat in enumerate(file.beats):
        _beat(beat, ("beats", number), names, report)
    if file.beats and not any(beat.ends for beat in file.beats):
        report.add(
            ("beats",), "no beat ends the call", "Add ends = true to the beat in which the person hangs up."
        )
    for number, step in enumerate(file.steps):
        _step(step, ("steps", number), report)
    _measures(file, report)
    _examples(file, report)
    _exceptions(file, report)
    if not report.problems:
        find_traps(file, report)


def known_names(file: ScenarioFile) -> frozenset[str]:
    """Every name a condition of this file may mention."""
    names = {*EVENTS, NEVER}
    names.update(part.id for group in (file.facts, file.beats, file.pairs, file.steps) for part in group)
    names.update(f"{pair.id}.say" for pair in file.pairs)
    names.update(f"{step.id}.{part_slug(part.label)}" for step in file.steps for part in step.parts)
    return frozenset(names)


def _unique(name: str, ids: list[str], report: Report) -> None:
    counts, seen = Counter(ids), set()
    for number, each in enumerate(ids):
        if each and counts[each] > 1 and each in seen:
            report.add(
                (name, number, "id"), f"{shown(each)} is used twice in {name}", "Give one of them another id."
            )
        seen.add(each)


def _pairs_and_steps_apart(file: ScenarioFile, report: Report) -> None:
    pairs = {pair.id for pair in file.pairs}
    for number, step in enumerate(file.steps):
        if step.id in pairs:
            report.add(
                ("steps", number, "id"), f"{shown(step.id)} is a pair's id too", "Give the step another id."
            )


def _ids_free(file: ScenarioFile, report: Report) -> None:
    """Ids are words of conditions, where some mean something already."""
    taken = {*conditions.RESERVED, *EVENTS, NEVER}
    for name in ("facts", "beats", "pairs", "steps"):
        for number, part in enumerate(getattr(file, name)):
            if part.id in taken:
                report.add(
                    (name, number, "id"),
                    f"{shown(part.id)} means something else in conditions",
                    "Give it another id.",
                )


def _moves(file: ScenarioFile, report: Report) -> None:
    causes = known_names(file) - {NEVER} - {part.id for group in (file.facts, file.beats) for part in group}
    beats = {beat.id for beat in file.beats}
    for number, move in enumerate(file.moves):
        if move.on and move.on not in causes:
            report.add(("moves", number, "on"), f"nothing is called {shown(move.on)}", hint(move.on, causes))
        if move.then and move.then not in beats:
            report.add(("moves", number, "then"), f"no beat is called {shown(move.then)}", hint(move.then, beats))


def _condition(source: str, path: Path, names: Iterable[str], report: Report) -> None:
    try:
        mentioned = conditions.parse(source).names
    except ConditionError as wrong:
        report.add(path, f"can't be read: {wrong}", 'Write it like "trust < 25 and not rhythm" or "at 4:00".')
        return
    except RecursionError:
        report.add(path, "too many brackets inside each other", "Make the condition simpler.")
        return
    known = set(names)
    for name in sorted(mentioned - known):
        report.add(path, f"nothing is called {shown(name)}", hint(name, known))


def _beat(beat: BeatPart, path: Path, names: Iterable[str], report: Report) -> None:
    for key, source in (("when", beat.when), ("way_back", beat.way_back), ("resolves", beat.resolves)):
        _condition(source or "", (*path, key), names, report)
    always, until = _bands(beat.lines), _bands(beat.lines.undecided)
    if not (any(always.values()) or any(until.values())):
        report.add((*path, "lines"), "a beat needs at least one line", 'Add lines.any = ["..."].')
    elif (beat.ends or beat.event) and not any(always.values()):
        expected = "an ending or event needs a line for when something has been decided, too"
        report.add((*path, "lines", "undecided"), expected, 'Add lines.any = ["..."].')
    said = {line for lines in always.values() for line in lines}
    for band, lines in until.items():
        _said_once(lines, said, (*path, "lines", "undecided", band), report)


def _fact(fact: FactPart, path: Path, report: Report) -> None:
    if fact.undecided and not fact.lines:
        expected = "a fact with undecided lines needs some for when something has been decided, too"
        report.add((*path, "undecided"), expected, 'Add lines = ["..."].')
    _said_once(fact.undecided, set(fact.lines), (*path, "undecided"), report)


def _said_once(undecided: tuple[str, ...], always: Set[str], path: Path, report: Report) -> None:
    """A line in both places would be left out once something has been decided, which is not what always means."""
    for at, line in enumerate(undecided):
        if line in always:
            report.add(
                (*path, at), "this line stands among those that are always said", "Delete it here or there."
            )


def _step(step: StepPart, path: Path, report: Report) -> None:
    if not step.parts and not step.examples:
        report.add(path, "a step needs examples or parts", 'Add examples = ["..."].')
    _unique_labels([part.label for part in step.parts], path, report)


def _unique_labels(labels: list[str], path: Path, report: Report) -> None:
    slugs = [part_slug(label) for label in labels]
    for number, slug in enumerate(slugs):
        if labels[number] and not slug:
            report.add((*path, "parts", number, "label"), "a label needs a letter or a digit", "Add a word.")
        elif slug and slug in slugs[:number]:
            report.add((*path, "parts", number, "label"), f"the label {shown(slug)} is used twice", "Change one.")


def _measures(file: ScenarioFile, report: Report) -> None:
    for number, measure in enumerate(file.measures):
        path: Path = ("measures", number)
        if measure.id and measure.id not in MEASURES:
            report.add((*path, "id"), f"nothing measures {shown(measure.id)}", hint(measure.id, MEASURES))
        low, high = measure.at_least, measure.at_most
        if low is not None and high is not None and low > high:
            report.add((*path, "at_most"), f"at_most {high:g} is below at_least {low:g}", "Swap them.")


def _examples(file: ScenarioFile, report: Report) -> None:
    """An example without a word can never be heard."""
    groups: list[tuple[Path, tuple[str, ...]]] = []
    for number, fact in enumerate(file.facts):
        groups.append((("facts", number, "asked_by"), fact.asked_by))
    for number, pair in enumerate(file.pairs):
        groups.append((("pairs", number, "avoid_examples"), pair.avoid_examples))
        groups.append((("pairs", number, "say_examples"), pair.say_examples))
    for number, step in enumerate(file.steps):
        groups.append((("steps", number, "examples"), step.examples))
        groups += [(("steps", number, "parts", at, "examples"), p.examples) for at, p in enumerate(step.parts)]
    for path, examples in groups:
        for at, example in enumerate(examples):
            if example.strip() and not any(character.isalnum() for character in example):
                report.add((*path, at), "an example needs words", "Write what somebody says, or delete it.")


def _exceptions(file: ScenarioFile, report: Report) -> None:
    """An exception that is an example as well would keep the example from ever being heard."""
    groups: list[tuple[Path, tuple[str, ...], tuple[str, ...]]] = []
    for number, pair in enumerate(file.pairs):
        path: Path = ("pairs", number)
        groups.append(((*path, "not_this"), pair.not_this, (pair.avoid, *pair.avoid_examples)))
        groups.append(((*path, "say_not_this"), pair.say_not_this, (pair.say, *pair.say_examples)))
    for number, step in enumerate(file.steps):
        heard = (*step.examples, *(example for part in step.parts for example in part.examples))
        groups.append((("steps", number, "not_this"), step.not_this, heard))
    for path, exceptions, examples in groups:
        known = {_plain(example) for example in examples}
        for at, exception in enumerate(exceptions):
            if _plain(exception) in known and _plain(exception):
                report.add((*path, at), "this line is an example of what it is not", "Delete it here or there.")


def _plain(line: str) -> str:
    """Its words, whatever their case and the signs between them."""
    return " ".join("".join(c if c.isalnum() else " " for c in line.casefold()).split())


def scenario_of(file: ScenarioFile, pack_id: str, pack_sha256: str) -> scenario.Scenario:
    """The domain object. `file` has passed `review`."""
    return scenario.Scenario(
        id=file.id,
        title=file.title,
        tagline=file.tagline,
        minutes=file.minutes,
        you=file.you,
        situation=file.situation.strip(),
        goals=file.goals,
        watch_for=file.watch_for,
        clock_start=file.clock_start,
        category=file.category,
        persona=_persona_of(file),
        facts=tuple(_fact_of(fact) for fact in file.facts),
        moves=tuple(scenario.Move(m.on, m.stress, m.trust, m.clarity, m.then) for m in file.moves),
        beats=tuple(_beat_of(beat) for beat in file.beats),
        pairs=tuple(scenario.Pair(**_fields(pair)) for pair in file.pairs),
        steps=tuple(_step_of(step) for step in sorted(file.steps, key=lambda s: s.order)),
        measures=tuple(
            scenario.Measure(m.id, m.title, m.at_least, m.at_most, m.when_over, m.when_under)
            for m in file.measures
        ),
        difficulties={name: _difficulty_of(part) for name, part in _fields(file.difficulty).items()},
        example=file.example.lines,
        good_call=file.example.good,
        bad_call=file.example.bad,
        pack_id=pack_id,
        pack_sha256=pack_sha256,
    )


def _fields(part: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(part, name) for name in part.__struct_fields__}


def _state_of(part: StatePart) -> State:
    return State(float(part.stress), float(part.trust), float(part.clarity))


def _persona_of(file: ScenarioFile) -> scenario.Persona:
    part = file.persona
    return scenario.Persona(
        name=part.name,
        role=part.role,
        summary=part.summary,
        character=part.character.strip(),
        wants=part.wants,
        voice=scenario.VoiceWish(part.voice.sex, part.voice.age, part.voice.pace),
        start=_state_of(part.start),
        opening=part.opening,
        bridges=part.bridges,
    )


def _fact_of(part: FactPart) -> scenario.Fact:
    when = conditions.parse("" if part.gives == _OFFERED else part.gives)
    undecided = frozenset(part.undecided)
    return scenario.Fact(
        part.id, part.text, part.gives, when, (*part.undecided, *part.lines), part.asked_by, undecided
    )


def _beat_of(part: BeatPart) -> scenario.Beat:
    when: Condition = conditions.parse(NEVER if part.when is None else part.when)
    until = _bands(part.lines.undecided)
    bands = {band: until[band] + lines for band, lines in _bands(part.lines).items()}
    return scenario.Beat(
        id=part.id,
        when=when,
        play=part.play,
        lines={band: lines for band, lines in bands.items() if lines},
        event=part.event,
        way_back=part.way_back,
        once=part.once,
        ends=part.ends,
        resolves=part.resolves,
        undecided=frozenset(line for lines in until.values() for line in lines),
    )


def _bands(part: BandLines) -> dict[scenario.Band, tuple[str, ...]]:
    return {"high_stress": part.high_stress, "calmer": part.calmer, "any": part.any}


def _step_of(part: StepPart) -> scenario.Step:
    parts = tuple(scenario.StepPart(each.label, each.examples) for each in part.parts)
    return scenario.Step(part.id, part.order, part.title, part.why, part.say, part.examples, parts, part.not_this)


def _difficulty_of(part: DifficultyPart) -> scenario.Difficulty:
    return scenario.Difficulty(part.moves, None if part.start is None else _state_of(part.start))
