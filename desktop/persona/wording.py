"""What the persona may say in a turn: authored alternatives, and the stage direction for a model. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import get_args

from desktop.events import State, StateMove
from desktop.persona import acts, lines, promises, words
from desktop.persona.gestures import Gesture
from desktop.persona.lines import Act
from desktop.persona.plot import Decision, Plot, Turn
from desktop.persona.promises import Promise
from desktop.scenario import HIGH_STRESS, Fact

_QUESTIONS: Mapping[str, Act] = {
    "open": "question",
    "closed": "closed_question",
    "to_them": "question_to_them",
}
_REACTIONS = frozenset(get_args(Gesture))
"""What gets a reaction, not the beat's next line. The pack's own is the one of a beat that the line led to."""
_ALSO_REACTS = frozenset({"decision", "apology", "offer"})
"""What gets one before the answer to a question in the same line."""
_TOUCHES = frozenset(
    "apology care closed_question confides how_they_are kept offer offer_asked question question_to_them "
    "statement".split()
)
"""What may touch the persona, so that a word about how they feel fits behind the answer."""
_TALKS_FROM = 25
"""Trust under which the persona is guarded, of few words."""
_SAID_IN = 14
"""Words of a line that says enough."""
_HOW_OFTEN = 0.6
"""Share of the lines that something may be added to: who always says how they feel is not believed."""


def decision(turn: Turn, moves: tuple[StateMove, ...], seed: int) -> Decision:
    """What is said in `turn`, each slot's alternatives in an order that `seed` and the turn give."""
    plot, beat = turn.plot, turn.beat
    dice = random.Random(f"{seed}/{plot.turn}")
    slots, shows_beat, recalled = _slots(turn)
    slots = tuple(tuple(dice.sample(slot, len(slot))) for slot in slots if slot)
    authored = beat is not None and (beat.ends or bool(beat.event))
    adds = not authored and dice.random() < _HOW_OFTEN
    return Decision(
        plot=plot,
        moves=moves,
        beat=beat,
        facts=turn.give,
        withheld=turn.withheld,
        slots=slots,
        direction="" if authored or turn.give else _direction(plot, slots),
        follow_up=_follow_up(turn, slots, shows_beat) if adds else "",
        authored=authored,
        ends=beat is not None and beat.ends,
        shows_beat=shows_beat,
        recalled=recalled,
    )


def _slots(turn: Turn) -> tuple[tuple[tuple[str, ...], ...], bool, Promise | None]:
    """Authored alternatives, one tuple for each part of the reply; whether the beat's own are among them; the
    promise that is recalled."""
    beat, spent = turn.beat, _spent(turn.plot)
    first, shows_beat, recalled = ((), False, None) if turn.give and not turn.plays else _first_slot(turn)
    slots = [_reaction(turn), first]
    if not (beat and beat.ends):
        facts = [_telling(fact, spent, turn) for fact in turn.give]
        if turn.late and any(facts):
            slots.append(_generic("late", turn.plot))
        slots += facts
        if turn.give and not any(slots):
            slots.append(_generic("told", turn.plot))
    return tuple(slots), shows_beat, recalled


def _telling(fact: Fact, spent: lines.Spent, turn: Turn) -> tuple[str, ...]:
    """How a fact is said. Where nobody asked for it by name only the first line will do: of the others some are
    answers, "All of them." """
    own = fact.lines or (fact.text,)
    if turn.plot.decided:
        own = tuple(line for line in own if line not in fact.undecided)
    if turn.overview and (first := spent.fresh(own[:1])):
        return first
    return lines.again(own, spent, turn.line, told=fact.id in turn.plot.given)


def _reaction(turn: Turn) -> tuple[str, ...]:
    """What comes before an answer to a line that does more than ask, or before what happens around him."""
    did = turn.gesture
    if did is None or not words.words(turn.line):
        return ()
    if turn.plays:
        return _generic(did, turn.plot) if turn.beat and turn.beat.event else ()
    asked = bool(turn.give) or _act(turn) not in _REACTIONS
    return _generic(did, turn.plot) if asked and (turn.late or did in _ALSO_REACTS) else ()


def _first_slot(turn: Turn) -> tuple[tuple[str, ...], bool, Promise | None]:
    """What is said before any facts: the beat's own lines, a promise recalled, or lines for anybody."""
    plot = turn.plot
    fresh = _own(turn)
    if turn.plays and fresh:
        return fresh, True, None
    act = _act(turn)
    led = turn.turned and turn.beat is not None and turn.beat.id not in plot.happened
    if act != "statement" and not (act in _REACTIONS and led):
        return _generic(act, plot), False, None
    promise = promises.to_recall(plot.promises, plot.turn) if turn.idle and act == "statement" else None
    if promise is not None:
        return promises.recalls(promise, tense=_tense(plot)), False, promise
    return (fresh, True, None) if fresh else (_generic(act, plot), False, None)


def _own(turn: Turn) -> tuple[str, ...]:
    """The beat's own lines that are fresh, without those for before a decision where one has been made."""
    if turn.beat is None:
        return ()
    own = turn.beat.lines_for(turn.plot.state.stress)
    if turn.plot.decided:
        own = tuple(line for line in own if line not in turn.beat.undecided)
    return _spent(turn.plot).fresh(own)


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
    if turn.told:
        return "told"
    if turn.gesture in ("check", "able"):
        return turn.gesture
    if acts.asks_for_unknowns(turn.line):
        return "unknowns"
    if acts.asks_for_overview(turn.line):
        return "all_told"
    if acts.asks_what_now(turn.line):
        return "statement"
    if acts.asks_anything(turn.line):
        return _question(turn.line)
    if turn.kept:
        return "kept"
    return turn.gesture or "statement"


def _question(line: str) -> Act:
    if acts.offers_by_asking(line):
        return "offer_asked"
    if acts.asks_for_time(line):
        return "asks_for_time"
    return "how_they_are" if acts.asks_how_they_are(line) else _QUESTIONS[acts.kind_of_question(line)]


def _direction(plot: Plot, slots: tuple[tuple[str, ...], ...]) -> str:
    """The stage direction, a few dozen tokens; what to say stands last, nearest to the answer.

    A small model repeats what a direction describes ("he goes quiet"), so it gets the authored line to reword
    and a tone, not the description of the beat.
    """
    told = " ".join(slot[0] for slot in slots)
    return f"Tone: {mood(plot.state)}. Say this in your own words: {told}"


def _follow_up(turn: Turn, slots: tuple[tuple[str, ...], ...], shows_beat: bool) -> str:
    """The direction for adding a sentence to the plot's own line; "" where nothing should be added.

    Nothing follows a long line or one that asks or orders something, nor what only acknowledges; who is
    guarded or hurt has few words.
    """
    if turn.hurt or turn.withheld or len(slots) != 1 or turn.plot.state.trust < _TALKS_FROM:
        return ""
    line = slots[0][0]
    if not (turn.give or shows_beat) and _act(turn) not in _TOUCHES:
        return ""
    if len(words.words(line)) > _SAID_IN or acts.asks_anything(line) or acts.orders_anything(line):
        return ""
    return f"Tone: {mood(turn.plot.state)}. Finish with one short sentence: how you feel right now."


def mood(state: State) -> str:
    """The state in a few words, for the model."""
    stress = _level(
        state.stress, ((85, "close to breaking"), (60, "very tense"), (40, "tired but steadier"), (0, "calm"))
    )
    trust = _level(state.trust, ((60, "trusting"), (_TALKS_FROM, "careful"), (0, "guarded, few words")))
    return f"{stress}, {trust}" + (", losing the thread" if state.clarity < 25 else "")


def _level(value: float, levels: tuple[tuple[int, str], ...]) -> str:
    return next(text for bound, text in levels if value >= bound)
