"""What happens next: the beat, the facts to give, the end of the call. Pure; the plot is ours.

`hear` takes the plot as it stood after the persona's last line and returns a `Decision`, which carries the plot
as it stands now. `spoke` adds what was really played. A decision that is dropped (the executive went on
talking) leaves no trace.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from desktop import conditions
from desktop.conditions import Moment
from desktop.events import Evidence, State, StateMove
from desktop.persona import acts, asking, gestures, lines, promises, state, wording, words
from desktop.persona.plot import Decision, Plot, Turn
from desktop.persona.state import Moved
from desktop.scenario import EVENTS, HIGH_STRESS, NEVER, Beat, Difficulty, Fact, Move, Scenario

MAX_FACTS = 2
"""Facts in one reply: nobody on the phone can take in more."""
OFFER_TRUST = 30.0
"""Below this trust he offers nothing unasked."""
TIME_UP: Literal["time_up"] = "time_up"
_STILL_OPEN_TURNS = 3
"""For so many turns he remembers what he was asked and did not answer."""
_OVERVIEW_FROM = 8
"""The facts of a pack that say how things are come first in it."""
_LEAVES_ROOM = frozenset({None, "apology", "care", "thanks"})
"""Gestures beside which he may come back to a question."""
_TRANSIENT = frozenset({"asked", "pressed", "question"})
"""What holds in its own turn only; all else has happened for the rest of the call."""
_RUDE = frozenset({"silence", "interrupted", "spoke_over"})
_BEST = State(stress=0.0, trust=100.0, clarity=100.0)


def start(scenario: Scenario, difficulty: Difficulty) -> Plot:
    """The plot before the first word. What the scenario is looked through for is kept for the call."""
    asking.prepare(scenario)
    return Plot(state=difficulty.start or scenario.persona.start)


def opening(scenario: Scenario, seed: int) -> str:
    """The persona's first line."""
    return random.Random(f"{seed}/opening").choice(scenario.persona.opening)


def events_in(line: str) -> tuple[str, ...]:
    """Conversation events that show in the words: "question"; "silence" for no words at all."""
    if not words.words(line):
        return ("silence",)
    return ("question",) if acts.asks_anything(line) else ()


def hear(
    scenario: Scenario,
    difficulty: Difficulty,
    plot: Plot,
    line: str,
    *,
    evidence: Iterable[Evidence] = (),
    events: Iterable[str] = (),
    at_s: float,
    turn_id: int,
    seed: int,
) -> Decision:
    """Decide the answer to `line`, heard at `at_s` seconds into the call.

    "" for a silence; with the event "time_up" for the end of the time, when the persona takes its leave.
    """
    events, evidence = tuple(events), tuple(evidence)
    heard = _heard(scenario, difficulty, plot, line, evidence, events, turn_id)
    forced = _forced(scenario, heard.moved.rules)
    if TIME_UP in events:
        return _leave(heard.plot, heard.moved.moves, forced, seed)
    asked, overview = _asked(scenario, heard, line, at_s)
    moment = _moment(heard.plot, at_s, heard.names | ({"asked"} if asked else frozenset()))
    hurt = _hurt(heard.moved.rules, forced)
    beat, plays = _beat(scenario, heard.plot, moment, forced, hurt=hurt)
    turn = Turn(
        heard.plot,
        line,
        beat,
        plays,
        hurt,
        kept=heard.kept,
        idle=not evidence,
        turned=bool(heard.moved.rules) and beat is not _held(scenario, plot, at_s),
        overview=overview,
        gesture=None if hurt else heard.did,
    )
    decided = wording.decision(_with_facts(scenario, turn, moment, asked), heard.moved.moves, seed)
    return replace(decided, gives_up=beat is not None and beat.ends and _gives_up(scenario, turn, beat))


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a line did. `plot` is where the call stands now, `moved` how the persona was moved, `names` what
    happened, `asked` the facts asked for, `did` what else it does; `kept`: a promise is said to be done."""

    plot: Plot
    moved: Moved
    names: frozenset[str]
    asked: tuple[Fact, ...]
    did: gestures.Gesture | None
    kept: bool


def _heard(
    scenario: Scenario,
    difficulty: Difficulty,
    plot: Plot,
    line: str,
    evidence: tuple[Evidence, ...],
    events: tuple[str, ...],
    turn_id: int,
) -> _Heard:
    made = promises.made(plot.promises, evidence, turn_id=turn_id, at_turn=plot.turn + 1)
    promised = promises.settled(made, line)
    hurts = any(hit.kind == "avoid" and hit.tier == "found" for hit in evidence)
    kept = promised != made and not hurts
    if TIME_UP not in events:
        events = (*events, *events_in(line), *(("promise_kept",) if kept else ()))
    causes = state.causes(evidence, events)
    moved = state.apply(plot.state, scenario.moves, causes, difficulty, turn_id=turn_id, fired=plot.fired)
    names = frozenset(cause.name for cause in causes)
    asked = asking.asked_for(scenario, plot, line)
    did = _gesture(line, evidence)
    now = replace(
        plot,
        state=moved.state,
        turn=plot.turn + 1,
        happened=plot.happened | names,
        fired=moved.fired,
        open_questions=_remember(plot, asked),
        heard=(*plot.heard, line) if line else plot.heard,
        promises=promised,
        decided=plot.decided or did == "decision",
    )
    return _Heard(now, moved, names, asked, did, kept)


def _asked(scenario: Scenario, heard: _Heard, line: str, at_s: float) -> tuple[tuple[Fact, ...], bool]:
    """The facts that `line` asks for; and whether it asks for whatever is known, beyond what was given already."""
    if any(fact.id not in heard.plot.given for fact in heard.asked) or not acts.asks_for_overview(line):
        return heard.asked, False
    moment = _moment(heard.plot, at_s, heard.names)
    return _overview(scenario, heard.plot, moment) or heard.asked, True


def _beat(
    scenario: Scenario, plot: Plot, moment: Moment, forced: Beat | None, *, hurt: bool
) -> tuple[Beat | None, bool]:
    """The beat of the turn (an ending that holds, the one a rule sends him to, or the first that holds); and
    whether it plays whatever was said."""
    holding = _holding(scenario, plot, moment, may_end=not hurt or plot.state.trust < OFFER_TRUST)
    beat = holding if holding is not None and holding.ends else forced or holding
    return beat, beat is not None and (beat is forced or bool(beat.event) or beat.ends)


def _gives_up(scenario: Scenario, turn: Turn, beat: Beat) -> bool:
    """Whether an ending is the person's giving up: one that no call which goes well can come to.

    That is a beat whose condition needs a bad state, a wrong line, or a beat that hurts. Where only a move leads
    there, it is an ending of someone who was hurt, or has lost their trust.
    """
    if NEVER in beat.when.names:
        return turn.hurt or turn.plot.state.trust < OFFER_TRUST
    bad = {pair.id for pair in scenario.pairs} | {each.id for each in scenario.beats if each.way_back} | _RUDE
    return not conditions.possible(beat.when, _BEST, beat.when.names - bad)


def _leave(plot: Plot, moves: tuple[StateMove, ...], beat: Beat | None, seed: int) -> Decision:
    """The last words when the time is up: those of the beat that the pack has for it, or anybody's."""
    dice = random.Random(f"{seed}/{plot.turn}")
    own = beat.lines_for(plot.state.stress) if beat else ()
    slot = own or lines.generic(TIME_UP, tense=plot.state.stress >= HIGH_STRESS)
    slots = (tuple(dice.sample(slot, len(slot))),)
    return Decision(plot, moves, beat, (), (), slots, "", "", authored=True, ends=True)


def opened(plot: Plot, played: str) -> Plot:
    """The plot after the opening line."""
    return replace(plot, said=(*plot.said, *words.sentences(played)), used=plot.used | {played})


def spoke(decision: Decision, scenario: Scenario, played: str) -> Plot:
    """The plot after `played`, the words that were really heard ("" when none were)."""
    plot = decision.plot
    if not played:
        return plot
    given = [fact.id for fact in scenario.facts if tells(fact, played)]
    beat = (decision.beat.id,) if decision.beat and decision.shows_beat else ()
    return replace(
        plot,
        told=tuple(given),
        promises=tuple(
            replace(each, recalled=True) if each == decision.recalled else each for each in plot.promises
        ),
        given=tuple(dict.fromkeys((*plot.given, *given))),
        open_questions={key: asked for key, asked in plot.open_questions.items() if key not in given},
        happened=plot.happened | {*beat, *given},
        used=plot.used | _used(decision, played),
        said=(*plot.said, *words.sentences(played)),
    )


def tells(fact: Fact, played: str) -> bool:
    """Whether `played` gives the fact: it holds one of its lines, or most of the words of meaning of its text."""
    heard = words.meaning(played)
    for line in fact.lines:
        wanted = words.meaning(line)
        if wanted and len(wanted & heard) >= 0.8 * len(wanted):
            return True
    wanted = words.meaning(fact.text)
    numbers = words.numbers(fact.text)
    enough = 0.4 if numbers and numbers <= words.numbers(played) else 0.75
    return bool(wanted) and len(wanted & heard) >= enough * len(wanted)


def _overview(scenario: Scenario, plot: Plot, moment: Moment) -> tuple[Fact, ...]:
    """What he tells who asks for whatever he knows: the first facts not given yet that take no trust."""
    happened = asking.asked_for(scenario, plot, "What happened?")
    first = (*happened, *(fact for fact in scenario.facts[:_OVERVIEW_FROM] if fact not in happened))
    plain = [fact for fact in first if "trust" not in fact.gives]
    return tuple(fact for fact in plain if fact.id not in plot.given and _ready(fact, plot, moment))[:MAX_FACTS]


def _gesture(line: str, evidence: tuple[Evidence, ...]) -> gestures.Gesture | None:
    """What `line` does that wants a reaction; what the rubric found to be a promise is one."""
    promised = any(hit.kind == "promise" and hit.tier == "found" for hit in evidence)
    did = gestures.gesture(line)
    return "plan" if promised and did in (None, "thanks") else did


def _remember(plot: Plot, asked: tuple[Fact, ...]) -> dict[str, tuple[int, int]]:
    turn = plot.turn + 1
    kept = {key: at for key, at in plot.open_questions.items() if turn - at[0] < _STILL_OPEN_TURNS}
    for fact in asked:
        kept[fact.id] = (turn, plot.open_questions.get(fact.id, (0, 0))[1] + 1)
    return kept


def _moment(plot: Plot, at_s: float, now: frozenset[str]) -> Moment:
    return Moment(plot.state, at_s, plot.turn, (plot.happened - _TRANSIENT) | now)


def _forced(scenario: Scenario, rules: tuple[Move, ...]) -> Beat | None:
    """The beat a fired rule sends him to; what hurts wins over what helps, then the stronger rule."""
    sent = [rule for rule in rules if rule.then]
    if not sent:
        return None
    strongest = max(sent, key=lambda rule: (not state.helps(rule), abs(rule.trust) + abs(rule.stress)))
    return next((beat for beat in scenario.beats if beat.id == strongest.then), None)


def _hurt(rules: tuple[Move, ...], forced: Beat | None) -> bool:
    """Whether the line hurt: it cost trust all in all, or what it sends him to does. An interruption does not."""
    said = [rule for rule in rules if rule.on not in EVENTS]
    sent = forced is not None and any(rule.then == forced.id and rule.trust < 0 for rule in said)
    return sent or sum(rule.trust for rule in said) < 0


def _held(scenario: Scenario, before: Plot, at_s: float) -> Beat | None:
    """The beat that would have gone on without this turn's line."""
    return _holding(scenario, before, _moment(before, at_s, frozenset()), may_end=False)


def _holding(scenario: Scenario, plot: Plot, moment: Moment, *, may_end: bool) -> Beat | None:
    """The first beat that holds. A line that hurts may break the call off, and never settles it: `may_end`."""
    for beat in scenario.beats:
        over = (beat.once or beat.event) and beat.id in plot.happened
        if not over and (may_end or not beat.ends) and beat.when(moment):
            return beat
    return None


def _with_facts(scenario: Scenario, turn: Turn, moment: Moment, asked: tuple[Fact, ...]) -> Turn:
    """`turn` with the facts to give now, and those asked for that he keeps to himself.

    What hurts gets none, nor does a turn in which something happens around him: what was asked then stays open.
    """
    plot, beat = turn.plot, turn.beat
    if beat is not None and beat.event and turn.plays:
        return turn
    if turn.hurt:
        return replace(turn, withheld=tuple(fact for fact in asked if fact.id not in plot.given))
    ready = sorted((fact for fact in asked if _ready(fact, plot, moment)), key=lambda fact: fact.id in plot.given)
    withheld = tuple(fact for fact in asked if fact not in ready and fact.id not in plot.given)
    if ready or withheld or not turn.line:
        return replace(turn, give=tuple(ready[:MAX_FACTS]), withheld=withheld)
    if asked:
        return replace(turn, told=True)
    still_open = [fact for fact in scenario.facts if fact.id in plot.open_questions and fact.id not in plot.given]
    late = [fact for fact in still_open if _ready(fact, plot, moment) and not asking.wants_only_a_yes(fact)]
    if late and not acts.asks_anything(turn.line) and turn.gesture in _LEAVES_ROOM:
        return replace(turn, give=tuple(late[:1]), late=True)
    return replace(turn, give=_offered(scenario, turn))


def _offered(scenario: Scenario, turn: Turn) -> tuple[Fact, ...]:
    """The fact that he tells by himself: to who has some of his trust and asks for nothing, where no other part of
    the plot is due."""
    due = turn.plays or turn.gesture is not None or (turn.beat is not None and turn.beat.once)
    if due or turn.plot.state.trust < OFFER_TRUST or turn.plot.turn < 2 or acts.asks_anything(turn.line):
        return ()
    return tuple(f for f in scenario.facts if f.gives == "offered" and f.id not in turn.plot.given)[:1]


def _ready(fact: Fact, plot: Plot, moment: Moment) -> bool:
    count = plot.open_questions.get(fact.id, (0, 0))[1]
    about = {"asked"} | ({"pressed"} if count > 1 else set())
    return fact.when(replace(moment, happened=(moment.happened - _TRANSIENT) | about))


def _used(decision: Decision, played: str) -> set[str]:
    """The authored lines that `played` holds."""
    offered = {line for slot in decision.slots for line in slot}
    return {line for line in offered if line in played}
