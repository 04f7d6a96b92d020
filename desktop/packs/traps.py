"""Rules that would trap the learner: nobody could win the person back, or end the call well. Refused, with why."""

from __future__ import annotations

from dataclasses import dataclass

from desktop import conditions
from desktop.conditions import Moment
from desktop.events import State
from desktop.packs.check import Report
from desktop.packs.locate import Path
from desktop.packs.problems import shown
from desktop.packs.schema import BeatPart, MovePart, ScenarioFile, StatePart
from desktop.scenario import EVENTS, part_slug

_AXES = (("trust", 1), ("clarity", 1), ("stress", -1))
"""What can be won, and which way is better."""
_UNDONE_S = 1.0
_LATE_TURN = 50
_GRID = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)


@dataclass(frozen=True, slots=True)
class _Reach:
    """What a learner can bring about who does everything well: how far the state gets, and what has happened, with
    the plot around it and without, and in a turn in which nothing is asked."""

    moments: tuple[Moment, ...]

    def allows(self, condition: str) -> bool:
        """Whether `condition` can come true."""
        return any(map(conditions.parse(condition), self.moments))


def find_traps(file: ScenarioFile, report: Report) -> None:
    """Report every rule of `file` that leaves no way back. `file` is whole: its conditions can be read."""
    reach = _reach(file, file.persona.start)
    _moves_back(file, report)
    _ways_back(file, reach, report)
    _endings(file, reach, report)
    _early_endings(file, report)
    _order(file, report)


def _reach(file: ScenarioFile, start: StatePart) -> _Reach:
    late_s, done = file.minutes * 60 - _UNDONE_S, _doable(file)
    happened = (done, done | _plot(file), (done | _plot(file)) - set(EVENTS))
    state = _best_state(file, start)
    return _Reach(tuple(Moment(state, late_s, _LATE_TURN, names) for names in happened))


def _starts(file: ScenarioFile) -> dict[str, StatePart]:
    """The difficulties that begin in a state of their own."""
    levels = file.difficulty
    named = {"supportive": levels.supportive, "realistic": levels.realistic, "brutal": levels.brutal}
    return {name: level.start for name, level in named.items() if level.start is not None}


def _doable(file: ScenarioFile) -> frozenset[str]:
    """The names of what a learner can do well and be heard doing."""
    says = {f"{pair.id}.say" for pair in file.pairs if pair.say_examples}
    steps = {step.id for step in file.steps}
    parts = {f"{step.id}.{part_slug(part.label)}" for step in file.steps for part in step.parts}
    return frozenset(says | steps | parts | (set(EVENTS) - {"silence", "interrupted", "spoke_over", "time_up"}))


def _plot(file: ScenarioFile) -> frozenset[str]:
    """The beats and facts of a call that went well."""
    beats = {beat.id for beat in file.beats if not beat.ends and not _is_bad(beat, file)}
    return frozenset(beats | {fact.id for fact in file.facts})


def _helping(file: ScenarioFile, axis: str, better: int) -> list[MovePart]:
    names = _doable(file)
    return [move for move in file.moves if move.on in names and better * getattr(move, axis) > 0]


def _best_state(file: ScenarioFile, start: StatePart) -> State:
    """As far as moves that help take the person from `start`; there is no limit to repeating them."""
    values = {}
    for axis, better in _AXES:
        best = 100.0 if better > 0 else 0.0
        values[axis] = best if _helping(file, axis, better) else float(getattr(start, axis))
    return State(values["stress"], values["trust"], values["clarity"])


def _moves_back(file: ScenarioFile, report: Report) -> None:
    """What a wrong line takes away, a better one must be able to give back."""
    for axis, better in _AXES:
        harmful = [n for n, move in enumerate(file.moves) if better * getattr(move, axis) < 0]
        if harmful and not _helping(file, axis, better):
            verb, sign = ("raises", "+") if better > 0 else ("lowers", "-")
            report.add(
                ("moves", harmful[0], axis),
                f"nothing the learner can do {verb} {axis} again",
                f"Add a move on a better line or a step with {axis} = {sign}10.",
            )


def _ways_back(file: ScenarioFile, reach: _Reach, report: Report) -> None:
    for number, beat in enumerate(file.beats):
        path: Path = ("beats", number, "way_back")
        if not beat.way_back:
            if _is_bad(beat, file):
                report.add(
                    path,
                    f"{shown(beat.id)} hurts the person and names no way back",
                    'Say what leads out of it: way_back = "regulate or blame.say".',
                )
        elif not reach.allows(beat.way_back):
            report.add(
                path,
                f"nothing the learner can do makes {shown(beat.way_back)} true",
                "Name a better line, a step, or a state that the moves can reach.",
            )


def _is_bad(beat: BeatPart, file: ScenarioFile) -> bool:
    """Whether what hurts sends the person there: a wrong line, or a move that costs more than it gives."""
    wrong = {pair.id for pair in file.pairs}
    return not beat.ends and any(
        move.then == beat.id
        and move.trust < 0
        and (move.on in wrong or move.trust + move.clarity - move.stress < 0)
        for move in file.moves
    )


def _endings(file: ScenarioFile, reach: _Reach, report: Report) -> None:
    ending = [(number, beat) for number, beat in enumerate(file.beats) if beat.ends]
    for number, beat in ending:
        if beat.when is not None and not beat.when.strip():
            report.add(
                ("beats", number, "when"),
                f"{shown(beat.id)} ends the call whatever is said",
                'Say when: when = "decided and trust >= 45".',
            )
    within = [beat.when for _number, beat in ending if beat.when is not None]
    for name, start in _starts(file).items():
        if any(map(reach.allows, within)) and not any(map(_reach(file, start).allows, within)):
            report.add(
                ("difficulty", name, "start"),
                "no ending can be reached by doing well from there",
                "Start closer to an ending, or add moves that help with what is missing.",
            )
    if not any(map(reach.allows, within)):
        report.add(
            ("beats", ending[0][0], "when"),
            "no ending can be reached by doing well",
            "Let one ending depend on better lines, steps, and a state that the moves can reach.",
        )


def _early_endings(file: ScenarioFile, report: Report) -> None:
    """A call must not be over because somebody said hello, or asked something."""
    asked = frozenset({"question", "asked"})
    firsts = [
        Moment(State(start.stress, start.trust, start.clarity), 0.0, 1, names)
        for start in (file.persona.start, *_starts(file).values())
        for names in (frozenset[str](), asked)
    ]
    for number, beat in enumerate(file.beats):
        if beat.ends and beat.when and beat.when.strip() and any(map(conditions.parse(beat.when), firsts)):
            report.add(
                ("beats", number, "when"),
                f"{shown(beat.id)} ends the call at its first words",
                'Say what has to happen before: when = "decided and trust >= 45".',
            )
    ends = {beat.id for beat in file.beats if beat.ends}
    for number, move in enumerate(file.moves):
        if move.on == "question" and move.then in ends:
            report.add(
                ("moves", number, "then"),
                "any question ends the call",
                "Send the person to a beat that goes on.",
            )


def _order(file: ScenarioFile, report: Report) -> None:
    """In every state some beat must hold, and what stands behind one that always does would never play."""
    usual = [beat for beat in file.beats if not (beat.once or beat.event or beat.ends)]
    rules = [conditions.parse(beat.when) for beat in usual if beat.when is not None]
    bare = (
        Moment(State(stress, trust, clarity), _LATE_TURN, 2, frozenset())
        for stress in _GRID
        for trust in _GRID
        for clarity in _GRID
    )
    gap = next((moment.state for moment in bare if not any(rule(moment) for rule in rules)), None)
    if gap is not None:
        report.add(
            ("beats",),
            f"no beat holds at stress {gap.stress:.0f}, trust {gap.trust:.0f}, clarity {gap.clarity:.0f}",
            'End with a beat that has when = "", and neither once, event nor ends.',
        )
        return
    always = next((n for n, beat in enumerate(file.beats) if _always(beat)), len(file.beats))
    sent = {move.then for move in file.moves}
    for number, beat in enumerate(file.beats[always + 1 :], always + 1):
        if beat.when is not None and beat.id not in sent:
            above = shown(file.beats[always].id)
            report.add(
                ("beats", number, "when"),
                f"{shown(beat.id)} never plays, as {above} above it always holds",
                'Put the beat with when = "" last.',
            )
            return


def _always(beat: BeatPart) -> bool:
    return beat.when is not None and not beat.when.strip() and not (beat.once or beat.event or beat.ends)
