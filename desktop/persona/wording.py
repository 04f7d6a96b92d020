"""What the persona may say in a turn: authored alternatives, and the stage direction for a model. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping

from desktop.events import State, StateMove
from desktop.persona import acts, lines, promises, words
from desktop.persona.lines import Act
from desktop.persona.plot import Decision, Plot, Turn
from desktop.persona.promises import Promise
from desktop.scenario import HIGH_STRESS

_QUESTIONS: Mapping[str, Act] = {
    "open": "question",
    "closed": "closed_question",
    "to_them": "question_to_them",
}
_MAY_GO_ON = frozenset({"statement", "directive"})
"""What needs no answer of its own: the beat's lines go on."""


def decision(turn: Turn, moves: tuple[StateMove, ...], seed: int) -> Decision:
    """What is said in `turn`, each slot's alternatives in an order that `seed` and the turn give."""
    plot, beat = turn.plot, turn.beat
    dice = random.Random(f"{seed}/{plot.turn}")
    slots, shows_beat, recalled = _slots(turn)
    slots = tuple(tuple(dice.sample(slot, len(slot))) for slot in slots if slot)
    return Decision(
        plot=plot,
        moves=moves,
        beat=beat,
        facts=turn.give,
        withheld=turn.withheld,
        slots=slots,
        direction=_direction(plot, slots),
        follow_up=_follow_up(plot),
        authored=beat is not None and (beat.ends or bool(beat.event)),
        ends=beat is not None and beat.ends,
        shows_beat=shows_beat,
        recalled=recalled,
    )


def _slots(turn: Turn) -> tuple[tuple[tuple[str, ...], ...], bool, Promise | None]:
    """Authored alternatives, one tuple for each part of the reply; whether the beat's own are among them; the
    promise that is recalled."""
    beat, spent = turn.beat, _spent(turn.plot)
    first, shows_beat, recalled = ((), False, None) if turn.give and not turn.plays else _first_slot(turn)
    slots = [first]
    if not (beat and beat.ends):
        facts = [lines.again(fact.lines or (fact.text,), spent) for fact in turn.give]
        if turn.late and any(facts):
            slots.append(_generic("late", turn.plot))
        slots += facts
        if turn.give and not any(slots):
            slots.append(_generic("told", turn.plot))
    return tuple(slots), shows_beat, recalled


def _first_slot(turn: Turn) -> tuple[tuple[str, ...], bool, Promise | None]:
    """What is said before any facts: the beat's own lines, a promise recalled, or lines for anybody."""
    plot = turn.plot
    own = turn.beat.lines_for(plot.state.stress) if turn.beat else ()
    fresh = _spent(plot).fresh(own)
    if turn.plays and fresh:
        return fresh, True, None
    act = _act(turn)
    if act not in _MAY_GO_ON:
        return _generic(act, plot), False, None
    idle = turn.idle and act == "statement"
    promise = promises.to_recall(plot.promises, plot.turn) if idle else None
    if promise is not None:
        return promises.recalls(promise, tense=_tense(plot)), False, promise
    return (fresh, True, None) if fresh else (_generic(act, plot), False, None)


def _generic(act: Act, plot: Plot) -> tuple[str, ...]:
    return lines.unused(lines.generic(act, tense=_tense(plot)), _spent(plot))


def _spent(plot: Plot) -> lines.Spent:
    return lines.Spent(plot.used, plot.said)


def _tense(plot: Plot) -> bool:
    return plot.state.stress >= HIGH_STRESS


def _act(turn: Turn) -> Act:
    if not words.words(turn.line):
        return "silence"
    if turn.hurt:
        return "hurt"
    if turn.withheld:
        return "withheld"
    if acts.says_it_was_unclear(turn.line):
        return "unclear"
    if acts.asks_anything(turn.line):
        return _QUESTIONS[acts.kind_of_question(turn.line)]
    if turn.kept:
        return "kept"
    return "directive" if acts.orders_anything(turn.line) else "statement"


def _direction(plot: Plot, slots: tuple[tuple[str, ...], ...]) -> str:
    """The stage direction, a few dozen tokens; what to say stands last, nearest to the answer.

    A small model repeats what a direction describes ("he goes quiet"), so it gets the authored line to reword
    and a tone, not the description of the beat.
    """
    told = " ".join(slot[0] for slot in slots)
    return f"Tone: {mood(plot.state)}. Say this in your own words: {told}"


def _follow_up(plot: Plot) -> str:
    """The direction for going on after the plot's own line has been said."""
    return f"Tone: {mood(plot.state)}. Finish with one short sentence about yourself or the problem."


def mood(state: State) -> str:
    """The state in a few words, for the model."""
    stress = _level(
        state.stress, ((85, "close to breaking"), (60, "very tense"), (40, "tired but steadier"), (0, "calm"))
    )
    trust = _level(state.trust, ((60, "trusting"), (25, "careful"), (0, "guarded, few words")))
    return f"{stress}, {trust}" + (", losing the thread" if state.clarity < 25 else "")


def _level(value: float, levels: tuple[tuple[int, str], ...]) -> str:
    return next(text for bound, text in levels if value >= bound)
