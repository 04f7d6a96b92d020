"""One persona in one call: hears a line, plans the answer, speaks it sentence by sentence, remembers what played.

Nothing here knows where the engine runs. `hear` and `speak` change nothing: a plan that is dropped leaves no
trace, and only `finished` (and `opened`) write what was really played into the history.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, Protocol, get_args

from desktop.errors import EngineError
from desktop.events import Evidence, State, StateMove
from desktop.persona import additions, director, guard, lines, prompt, wording, words
from desktop.persona.messages import Generate, Generated, Rank, Ranked, Warm
from desktop.persona.plot import Decision, Plot
from desktop.persona.prompt import FORMATS, History
from desktop.persona.streaming import MAX_SENTENCES, Stream
from desktop.scenario import Difficulty, Scenario

MAX_GENERATIONS = 3
"""Generations for one reply, retries included: more would be heard as a pause."""
_ABOUT_AS_LIKELY = 0.3
"""Mean log-probability a token by which a ranked line may be behind the best."""
_DIRECTION_ROOM = 320
"""Tokens left free for a new line and a direction when the history is trimmed."""

Freedom = Literal["ranks", "adds", "rewords"]
"""What a model may do with authored lines: choose among them; add a sentence of its own; word them itself."""

Say = Callable[["Sentence"], None]
Cancelled = Callable[[], bool]


class PersonaEngine(Protocol):
    """What a reply needs of an engine. Both methods raise `EngineError`."""

    def generate(
        self, request: Generate, on_token: Callable[[str], None], stopped: Callable[[], bool]
    ) -> Generated:
        """Continue a prompt; look at `stopped` often (after each token at least) and end soon when it is true."""
        ...

    def rank(self, request: Rank, stopped: Callable[[], bool]) -> Ranked:
        """Score candidates; end soon when `stopped` is true."""
        ...


def freedom_of(options: Mapping[str, Any]) -> Freedom:
    """A model's freedom by its catalog option "freedom"; what is not known there is as good as the least."""
    return next((each for each in get_args(Freedom) if each == options.get("freedom")), "ranks")


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a model draws its words; a model's catalog options of the same names override it."""

    temperature: float = 0.5
    top_p: float = 0.9
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    max_tokens: int = 70

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Sampling:
        """From a model's options, defaults where they say nothing."""
        return cls(**{each.name: options[each.name] for each in fields(cls) if each.name in options})


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to speak now: a sentence, or the first clause of one."""

    text: str
    source: Literal["model", "authored"]


@dataclass(frozen=True, slots=True)
class TurnPlan:
    """What the persona is about to do in answer to one line. `slots` holds the authored alternatives."""

    turn_id: int
    state: State
    moves: tuple[StateMove, ...]
    beat: str
    facts: tuple[str, ...]
    direction: str
    follow_up: str
    slots: tuple[tuple[str, ...], ...]
    ends: bool
    decision: Decision
    history: History


@dataclass(frozen=True, slots=True)
class PersonaReply:
    """What was said. `guard` counts broken rules by name; `problem` is an engine's failure, "" without one.

    Times are seconds from `speak` on, which began at `began_wall` (`time.monotonic`); `first_token_s` is None
    where no model wrote. `ended` says that the persona ends the call with this reply.
    """

    text: str
    source: Literal["model", "authored"]
    guard: Mapping[str, int]
    first_token_s: float | None
    total_s: float
    prompt_tokens_evaluated: int
    generated_tokens: int
    beat: str
    ended: bool
    problem: str = ""
    began_wall: float = 0.0


class PersonaActor:
    """One persona in one call.

    `freedom` is what the model may do with authored lines. `chat_format` names a format of
    `desktop.persona.prompt.FORMATS`. `difficulty` names one of the scenario's (KeyError otherwise). The same seed,
    lines and engine results give the same call.
    """

    def __init__(
        self,
        scenario: Scenario,
        difficulty: str = "realistic",
        seed: int = 0,
        *,
        freedom: Freedom = "adds",
        chat_format: str = "chatml",
        sampling: Sampling | None = None,
        context_tokens: int = 4096,
    ) -> None:
        self.scenario = scenario
        self.freedom = freedom
        self._difficulty: Difficulty = scenario.difficulties[difficulty]
        self._seed = seed
        self._form = FORMATS[chat_format]
        self.sampling = sampling or Sampling()
        self._room = context_tokens - self.sampling.max_tokens - _DIRECTION_ROOM
        self._plot = director.start(scenario, self._difficulty)
        self._history = History()

    @property
    def state(self) -> State:
        """The persona's state after the last finished turn."""
        return self._plot.state

    @property
    def plot(self) -> Plot:
        """Where the call stands after the last finished turn."""
        return self._plot

    def opening(self) -> str:
        """The persona's first line."""
        return director.opening(self.scenario, self._seed)

    def opened(self, played: str) -> None:
        """Remember what was heard of the opening."""
        self._plot = director.opened(self._plot, played)
        self._history = self._history.add("persona", played)

    def take_up(self, plot: Plot, said: Iterable[tuple[prompt.Speaker, str]]) -> None:
        """Be where an earlier call stood: `plot`, and what was `said` until then, oldest first."""
        self._plot = plot
        self._history = History()
        for speaker, text in said:
            self._history = self._history.add(speaker, text)

    def warm(self, heard: str = "") -> Warm:
        """A request that has everything up to now evaluated (and `heard`, words that are likely to come)."""
        history = self._trimmed(self._history.add("user", heard))
        return Warm(prompt.base(self.scenario, history, self._form), prompt.HEAD_PARTS)

    def opens_as_authored(self, plan: TurnPlan) -> bool:
        """Whether the reply begins with the author's line whatever the model does, and so at once."""
        facts = self.freedom == "rewords" and bool(plan.facts)
        return self.freedom == "adds" or facts or plan.decision.authored

    def hear(
        self,
        text: str,
        evidence: Iterable[Evidence] = (),
        at_s: float = 0.0,
        events: Iterable[str] = (),
        turn_id: int = 0,
    ) -> TurnPlan:
        """Plan the answer to `text`, heard `at_s` seconds into the call. Changes nothing."""
        decision = director.hear(
            self.scenario,
            self._difficulty,
            self._plot,
            text,
            evidence=evidence,
            events=events,
            at_s=at_s,
            turn_id=turn_id,
            seed=self._seed,
        )
        history = self._trimmed(self._history.add("user", text))
        return TurnPlan(
            turn_id=turn_id,
            state=decision.plot.state,
            moves=decision.moves,
            beat=decision.beat.id if decision.beat else "",
            facts=tuple(fact.id for fact in decision.facts),
            direction=decision.direction,
            follow_up=decision.follow_up,
            slots=decision.slots,
            ends=decision.ends,
            decision=decision,
            history=history,
        )

    def finished(self, plan: TurnPlan, played: str) -> None:
        """Remember the executive's line and `played`, the words of the answer that were really heard."""
        self._plot = director.spoke(plan.decision, self.scenario, played)
        self._history = plan.history.add("persona", played)

    def speak(
        self, plan: TurnPlan, engine: PersonaEngine | None, say: Say, cancelled: Cancelled, begun: str = ""
    ) -> PersonaReply:
        """Answer: hands each accepted sentence to `say` as soon as it passed, and returns when all is said.

        `say` runs on the thread on which the engine reports tokens, or on this one. Without an engine, or when
        it fails, authored lines answer. `begun` is the first slot's line where that is being said already: the
        reply goes on from there. Never raises `EngineError`.
        """
        speaking = _Speaking(self, plan, say, cancelled, begun)
        if engine is not None and not plan.decision.authored:
            try:
                speaking.compose(engine)
            except EngineError as failed:
                speaking.problem = str(failed)
        speaking.complete()
        return speaking.reply()

    def request(self, plan: TurnPlan, begun: str, attempt: int, *, follows: bool = False) -> Generate:
        """The generation that continues a reply of which `begun` is said; `follows` the authored line."""
        chosen = self.sampling
        direction = plan.follow_up if follows else plan.direction
        return Generate(
            prompt=prompt.full(self.scenario, plan.history, self._form, direction, begun),
            max_tokens=chosen.max_tokens,
            temperature=chosen.temperature,
            top_p=chosen.top_p,
            min_p=chosen.min_p,
            repeat_penalty=chosen.repeat_penalty,
            seed=(self._seed * 1_000_003 + plan.decision.plot.turn * 101 + attempt) % 2**32,
            stop=self._form.stop,
        )

    def rank_request(self, plan: TurnPlan, begun: str, candidates: tuple[str, ...]) -> Rank:
        """The ranking of what may follow `begun`. Its direction names no line: that line would win."""
        tone = f"Tone: {wording.mood(plan.state)}."
        return Rank(prompt.full(self.scenario, plan.history, self._form, tone, begun), candidates)

    def guarded(self, plan: TurnPlan) -> guard.Context:
        """What the guard checks this reply's sentences against."""
        facts = {fact.id: fact for fact in self.scenario.facts}
        known = {*plan.decision.plot.given, *plan.facts}
        texts = [text for each in sorted(known) for text in (facts[each].text, *facts[each].lines)]
        return guard.context(
            self.scenario,
            facts=texts,
            heard=plan.decision.plot.heard,
            said=(*self._of_other_moments(plan), *plan.decision.plot.said),
            directions=(
                *wording.mood(plan.state).split(", "),
                "in your own words",
                "one short sentence",
                "how you feel right now",
            ),
        )

    def _of_other_moments(self, plan: TurnPlan) -> tuple[str, ...]:
        """Sentences of the samples in the prompt that are not for now: a small model likes to say them."""
        now = {line for slot in plan.slots for line in slot}
        others = [line for line in prompt.samples(self.scenario) if line not in now]
        return tuple(sentence for line in others for sentence in words.sentences(line))

    def _trimmed(self, history: History) -> History:
        return prompt.trimmed(self.scenario, history, self._form, self._room)


def _one_of_the_best(slot: tuple[str, ...], scores: tuple[float, ...]) -> str:
    """The first line of `slot`, which the seed has shuffled, about as likely as the likeliest: a small model
    tells good lines from bad ones, and between good ones has a favourite that every call would hear."""
    most = max(scores)
    return next(line for line, score in zip(slot, scores, strict=True) if score >= most - _ABOUT_AS_LIKELY)


class _Speaking:
    """One reply as it comes about."""

    def __init__(self, actor: PersonaActor, plan: TurnPlan, say: Say, cancelled: Cancelled, begun: str) -> None:
        self._actor = actor
        self._plan = plan
        self._say = say
        self._cancelled = cancelled
        self._started = time.monotonic()
        self._said = [Sentence(begun, "authored")] if begun else []
        self._follows = bool(begun)
        self._counts: dict[str, int] = {}
        self._first_token_s: float | None = None
        self._evaluated = 0
        self._tokens = 0
        self.problem = ""

    @property
    def _text(self) -> str:
        return " ".join(sentence.text for sentence in self._said)

    def compose(self, engine: PersonaEngine) -> None:
        """Answer with the model's help.

        Facts are given in the author's words: a small model turns them round, and no rule sees it. After an
        authored opener what the plot has left to say is authored, too: a model that joins in half-way repeats or
        contradicts it.
        """
        if self._actor.freedom == "ranks":
            self.rank(engine)
        elif self._actor.freedom == "rewords" and not self._plan.facts and not self._follows:
            self.improvise(engine)
        else:
            self._as_authored()
            if self._plan.follow_up and not self._cancelled():
                self._follows = True
                self.improvise(engine)

    def _as_authored(self) -> None:
        for slot in self._plan.slots[self._follows :]:
            if not self._cancelled():
                self._speak(slot[0], "authored")

    def improvise(self, engine: PersonaEngine) -> None:
        """Let the model word the reply, or add to it; a sentence that breaks a rule gets one more try."""
        context = self._actor.guarded(self._plan)
        most = 1 if self._follows else MAX_SENTENCES
        tried_again = False
        for attempt in range(MAX_GENERATIONS):
            before = len(self._said)
            stream = Stream(lambda text: self._broken(text, context), self._accept, begun=self._text, most=most)
            broken = self._generate(engine, stream, attempt)
            for rule in (*broken, *stream.skipped):
                self._counts[rule] = self._counts.get(rule, 0) + 1
            if not broken or self._cancelled() or (tried_again and len(self._said) == before):
                return
            tried_again = len(self._said) == before or not tried_again

    def _broken(self, text: str, context: guard.Context) -> tuple[str, ...]:
        if not self._follows:
            return guard.check(text, context)
        broken = {"repeat": self._says_nothing_new(text, context), "strays": additions.strays(text)}
        return tuple(
            dict.fromkeys((*guard.check(text, context), *(rule for rule, is_so in broken.items() if is_so)))
        )

    def _says_nothing_new(self, text: str, context: guard.Context) -> bool:
        """Whether every word of meaning in `text` has been heard already: "I'm scared." for the second time."""
        heard = {words.stem(word) for said in (self._text, *context.said) for word in words.words(said)}
        return {words.stem(word) for word in words.content_words(text)} <= heard

    def _generate(self, engine: PersonaEngine, stream: Stream, attempt: int) -> tuple[str, ...]:
        request = self._actor.request(self._plan, self._text, attempt, follows=self._follows)
        done = engine.generate(request, self._timed(stream.add), lambda: stream.closed or self._cancelled())
        if not self._cancelled():
            stream.finish()
        self._evaluated += done.prompt_tokens_evaluated
        self._tokens += done.tokens
        return stream.broken

    def _timed(self, add: Callable[[str], None]) -> Callable[[str], None]:
        def on_token(text: str) -> None:
            if self._first_token_s is None:
                self._first_token_s = time.monotonic() - self._started
            if not self._cancelled():
                add(text)

        return on_token

    def _accept(self, text: str) -> None:
        self._speak(text, "model")

    def _speak(self, text: str, source: Literal["model", "authored"]) -> None:
        if source == "authored" and self._text.endswith(","):
            text = lines.joined("", text)  # a clause of the model's stands before it
        sentence = Sentence(text, source)
        self._said.append(sentence)
        self._say(sentence)

    def rank(self, engine: PersonaEngine) -> None:
        """Let the model choose among the authored alternatives of each slot."""
        for slot in self._plan.slots[self._follows :]:
            best = slot[0]
            if len(slot) > 1 and not self._cancelled():
                request = self._actor.rank_request(self._plan, self._text, slot)
                ranked = engine.rank(request, self._cancelled)
                self._evaluated += ranked.prompt_tokens_evaluated
                best = _one_of_the_best(slot, ranked.scores)
            if not self._cancelled():
                self._speak(best, "authored")

    def complete(self) -> None:
        """Say the authored reply where the model said nothing, a word or two, or broke off in a sentence."""
        if self._cancelled() or not (not self._said or self._is_thin() or words.unfinished(self._text)):
            return
        for slot in self._plan.slots:
            if unsaid := self._unsaid(slot[0]):
                self._speak(unsaid, "authored")

    def _unsaid(self, line: str) -> str:
        """`line` without the sentences that this reply has said already."""
        said = words.sentences(self._text)
        return " ".join(
            sentence
            for sentence in words.sentences(line)
            if not any(words.likeness(sentence, other) >= guard.ALIKE for other in said)
        )

    def _is_thin(self) -> bool:
        """A word or two ("Sure.") where the plot has something to say."""
        planned = " ".join(slot[0] for slot in self._plan.slots)
        return len(words.words(self._text)) <= min(2, len(words.words(planned)) - 2)

    def reply(self) -> PersonaReply:
        """The reply as it stands."""
        return PersonaReply(
            text=self._text,
            source="model" if any(each.source == "model" for each in self._said) else "authored",
            guard=dict(self._counts),
            first_token_s=self._first_token_s,
            total_s=time.monotonic() - self._started,
            prompt_tokens_evaluated=self._evaluated,
            generated_tokens=self._tokens,
            beat=self._plan.beat,
            ended=self._plan.ends,
            problem=self.problem,
            began_wall=self._started,
        )
