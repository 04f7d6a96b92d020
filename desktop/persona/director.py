"""What happens next: the beat, the facts to give, authored lines and the stage direction. Pure; the plot is ours.

`hear` takes the plot as it stood after the persona's last line and returns a `Decision`, which carries the plot
as it stands now. `spoke` adds what was really played. A decision that is dropped (the executive went on
talking) leaves no trace.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from desktop.conditions import Moment
from desktop.events import Evidence, State, StateMove
from desktop.persona import lines, state, words
from desktop.persona.lines import Act
from desktop.scenario import HIGH_STRESS, Beat, Difficulty, Fact, Move, Scenario

MAX_FACTS = 2
"""Facts in one reply: nobody on the phone can take in more."""
OFFER_TRUST = 30.0
"""Below this trust he offers nothing unasked."""
TIME_UP: Literal["time_up"] = "time_up"
_STILL_OPEN_TURNS = 3
"""For so many turns he remembers what he was asked and did not answer."""
_TRANSIENT = frozenset({"asked", "pressed"})
_QUESTION = re.compile(
    r"\?|^(?:what|how|why|when|where|who|which|is|are|do|does|did|can|could|would|will|have|has)\b", re.IGNORECASE
)
_DIRECTIVE = re.compile(
    r"^(?:ok(?:ay)?,? |right,? |now,? |please |so |then )*(?:give|tell|walk|start|stop|take|do|call|send|go|put|"
    r"get|read|show|focus|answer|ignore|turn|try|let's|don't|make|write|talk|keep|roll)\b",
    re.IGNORECASE,
)
_BEHIND_COMMA = re.compile(r"[,;](?=\s)")
_ASKING_SOMEWHERE = re.compile(
    r"\b(?:what|how|why|when|where|who|which|give me|tell me|walk me|talk me|show me|can we|can you|are you)\b",
    re.IGNORECASE,
)
"""For what an ear wrote without punctuation."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where the call stands. `open_questions` holds, by fact, the turn it was last asked in and how often."""

    state: State
    turn: int = 0
    happened: frozenset[str] = frozenset()
    fired: Mapping[str, int] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    open_questions: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    said: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """What the persona does now.

    `slots` are authored alternatives: a reply takes one line from each, in order. `authored` says that these
    lines carry the plot and no model should reword them. `direction` is for the model only, and so is `follow_up`,
    the direction once the authored lines have been said as they stand.
    """

    plot: Plot
    moves: tuple[StateMove, ...]
    beat: Beat | None
    facts: tuple[Fact, ...]
    withheld: tuple[Fact, ...]
    slots: tuple[tuple[str, ...], ...]
    direction: str
    follow_up: str
    authored: bool
    ends: bool


def start(scenario: Scenario, difficulty: Difficulty) -> Plot:
    """The plot before the first word."""
    return Plot(state=difficulty.start or scenario.persona.start)


def opening(scenario: Scenario, seed: int) -> str:
    """The persona's first line."""
    return random.Random(f"{seed}/opening").choice(scenario.persona.opening)


def events_in(line: str) -> tuple[str, ...]:
    """Conversation events that show in the words: "question"; "silence" for no words at all."""
    if not words.words(line):
        return ("silence",)
    found = ["question"] if any(_QUESTION.search(part) for part in words.sentences(line)) else []
    return tuple(found)


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
    events = tuple(events)
    time_up = TIME_UP in events
    happened_now = state.causes(evidence, events if time_up else (*events, *events_in(line)))
    moved = state.apply(plot.state, scenario.moves, happened_now, difficulty, turn_id=turn_id, fired=plot.fired)
    names = frozenset(cause.name for cause in happened_now)
    asked = _asked(scenario, line)
    plot = replace(
        plot,
        state=moved.state,
        turn=plot.turn + 1,
        happened=plot.happened | names,
        fired=moved.fired,
        open_questions=_remember(plot, asked),
        heard=(*plot.heard, line) if line else plot.heard,
    )
    moment = _moment(plot, at_s, names | ({"asked"} if asked else frozenset()))
    forced = _forced(scenario, moved.rules)
    if time_up:
        return _leave(plot, moved.moves, forced, seed)
    beat = forced or _holding(scenario, plot, moment)
    hurt = forced is not None and not forced.ends and _hurts(forced, moved.rules)
    give, withheld = ((), asked) if hurt else _facts(scenario, plot, moment, asked)
    return _decision(plot, moved.moves, beat, give, withheld, line, forced is not None, seed)


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
    beat = (decision.beat.id,) if decision.beat else ()
    return replace(
        plot,
        given=tuple(dict.fromkeys((*plot.given, *given))),
        open_questions={key: asked for key, asked in plot.open_questions.items() if key not in given},
        happened=plot.happened | {*beat, *given},
        used=plot.used | _used(decision, played),
        said=(*plot.said, *words.sentences(played)),
    )


def tells(fact: Fact, played: str) -> bool:
    """Whether `played` gives the fact: it holds one of its lines, or most of the words of meaning of its text."""
    heard = set(words.content_words(played))
    for line in fact.lines:
        wanted = set(words.content_words(line))
        if wanted and len(wanted & heard) >= 0.8 * len(wanted):
            return True
    wanted = set(words.content_words(fact.text))
    numbers = words.numbers(fact.text)
    enough = 0.4 if numbers and numbers <= words.numbers(played) else 0.75
    return bool(wanted) and len(wanted & heard) >= enough * len(wanted)


def mood(state: State) -> str:
    """The state in a few words, for the model."""
    stress = _level(
        state.stress, ((85, "close to breaking"), (60, "very tense"), (40, "tired but steadier"), (0, "calm"))
    )
    trust = _level(state.trust, ((60, "trusting"), (25, "careful"), (0, "guarded, few words")))
    return f"{stress}, {trust}" + (", losing the thread" if state.clarity < 25 else "")


def _level(value: float, levels: tuple[tuple[int, str], ...]) -> str:
    return next(text for bound, text in levels if value >= bound)


def _asked(scenario: Scenario, line: str) -> tuple[Fact, ...]:
    """The facts that a question or an instruction in `line` asks for; a statement asks for nothing."""
    asking = [part for part in _clauses(line) if _QUESTION.search(part) or _DIRECTIVE.search(part)]
    if not words.punctuated(line) and _ASKING_SOMEWHERE.search(line):
        asking = [line]
    return tuple(fact for fact in scenario.facts if any(words.asks(part, fact.asked_by) for part in asking))


def _clauses(line: str) -> list[str]:
    """The sentences of `line`, and what stands behind a comma in them: an ear hears few full stops."""
    found = []
    for sentence in words.sentences(line):
        behind = [clause.strip() for clause in _BEHIND_COMMA.split(sentence)[1:]]
        found += [sentence, *behind]
    return found


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


def _hurts(beat: Beat, rules: tuple[Move, ...]) -> bool:
    return any(rule.then == beat.id and rule.trust < 0 for rule in rules)


def _holding(scenario: Scenario, plot: Plot, moment: Moment) -> Beat | None:
    for beat in scenario.beats:
        over = (beat.once or beat.event) and beat.id in plot.happened
        if not over and beat.when(moment):
            return beat
    return None


def _facts(
    scenario: Scenario, plot: Plot, moment: Moment, asked: tuple[Fact, ...]
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """The facts to give now, and those asked for that he keeps to himself."""
    still_open = tuple(
        fact
        for fact in scenario.facts
        if fact.id in plot.open_questions and fact.id not in plot.given and fact not in asked
    )
    ready = [fact for fact in (*asked, *still_open) if _ready(fact, plot, moment)]
    ready.sort(key=lambda fact: fact.id in plot.given)
    if not ready and plot.state.trust >= OFFER_TRUST and plot.turn > 1:
        ready = [fact for fact in scenario.facts if fact.gives == "offered" and fact.id not in plot.given][:1]
    withheld = tuple(fact for fact in asked if fact not in ready and fact.id not in plot.given)
    return tuple(ready[:MAX_FACTS]), withheld


def _ready(fact: Fact, plot: Plot, moment: Moment) -> bool:
    count = plot.open_questions.get(fact.id, (0, 0))[1]
    about = {"asked"} | ({"pressed"} if count > 1 else set())
    return fact.when(replace(moment, happened=(moment.happened - _TRANSIENT) | about))


def _decision(
    plot: Plot,
    moves: tuple[StateMove, ...],
    beat: Beat | None,
    give: tuple[Fact, ...],
    withheld: tuple[Fact, ...],
    line: str,
    forced: bool,
    seed: int,
) -> Decision:
    dice = random.Random(f"{seed}/{plot.turn}")
    plays = beat is not None and (forced or bool(beat.event) or beat.ends)
    slots = _slots(plot, beat if plays or not give else None, give, withheld, line, plays, dice)
    return Decision(
        plot=plot,
        moves=moves,
        beat=beat,
        facts=give,
        withheld=withheld,
        slots=slots,
        direction=_direction(plot, slots),
        follow_up=_follow_up(plot),
        authored=beat is not None and (beat.ends or bool(beat.event)),
        ends=beat is not None and beat.ends,
    )


def _slots(
    plot: Plot,
    beat: Beat | None,
    give: tuple[Fact, ...],
    withheld: tuple[Fact, ...],
    line: str,
    plays: bool,
    dice: random.Random,
) -> tuple[tuple[str, ...], ...]:
    """Authored alternatives, one tuple for each part of the reply, each shuffled by the dice."""
    slots = [_beat_lines(plot, beat, withheld, line, plays)] if beat or not give else []
    if not (beat and beat.ends):
        slots += [lines.again(fact.lines or (fact.text,), plot.used) for fact in give]
        if give and not any(slots):
            slots.append(_generic("told", plot))
    return tuple(tuple(dice.sample(slot, len(slot))) for slot in slots if slot)


def _beat_lines(
    plot: Plot, beat: Beat | None, withheld: tuple[Fact, ...], line: str, plays: bool
) -> tuple[str, ...]:
    own = beat.lines_for(plot.state.stress) if beat else ()
    fresh = tuple(each for each in own if each not in plot.used)
    if plays and fresh:
        return fresh
    act = _act(line, withheld)
    generic = _generic(act, plot)
    return generic if act in ("withheld", "question", "silence") or not fresh else fresh


def _generic(act: Act, plot: Plot) -> tuple[str, ...]:
    return lines.unused(lines.generic(act, tense=plot.state.stress >= HIGH_STRESS), plot.used)


def _act(line: str, withheld: tuple[Fact, ...]) -> Act:
    if withheld:
        return "withheld"
    events = events_in(line)
    if "silence" in events:
        return "silence"
    if "question" in events:
        return "question"
    return "directive" if any(_DIRECTIVE.search(part) for part in words.sentences(line)) else "statement"


def _direction(plot: Plot, slots: tuple[tuple[str, ...], ...]) -> str:
    """The stage direction, a few dozen tokens; what to say stands last, nearest to the answer.

    A small model repeats what a direction describes ("he goes quiet"), so it gets the authored line to reword
    and a tone, not the description of the beat.
    """
    told = " ".join(slot[0] for slot in slots)
    return f"Tone: {mood(plot.state)}. One or two short sentences. Say this in your own words: {told}"


def _follow_up(plot: Plot) -> str:
    """The direction for going on after the plot's own line has been said."""
    return f"Tone: {mood(plot.state)}. Finish with one short sentence about yourself or the problem."


def _used(decision: Decision, played: str) -> set[str]:
    """The authored lines that `played` holds."""
    offered = {line for slot in decision.slots for line in slot}
    return {line for line in offered if line in played}
