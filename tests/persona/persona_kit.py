"""A small scenario of its own, and a persona engine that says what a test tells it to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from desktop.conditions import Condition, parse
from desktop.errors import EngineDied
from desktop.events import Evidence, EvidenceKind, State, Tier
from desktop.persona.messages import Generate, Generated, Rank, Ranked
from desktop.scenario import Beat, Difficulty, Fact, Move, Persona, Scenario, VoiceWish


def when(source: str) -> Condition:
    return parse(source)


FACTS = (
    Fact(
        id="rollback",
        text="A full rollback takes four hours and may lose two hours of transactions.",
        gives="asked",
        when=when("asked"),
        lines=("The rollback is four hours. We may lose two hours of transactions.",),
        asked_by=("how long does the rollback take", "walk me through the options"),
    ),
    Fact(
        id="gut",
        text="She would try the targeted fix.",
        gives="asked and trust >= 50",
        when=when("asked and trust >= 50"),
        lines=("My gut says the targeted fix.",),
        asked_by=("what does your gut say",),
    ),
    Fact(
        id="team",
        text="Two engineers are still here.",
        gives="offered",
        when=when(""),
        lines=("Two of us are still here.",),
    ),
    Fact(
        id="secret",
        text="She skipped a review.",
        gives="pressed",
        when=when("pressed"),
        lines=("I skipped the review.",),
        asked_by=("did you review the change",),
    ),
)
MOVES = (
    Move("blame", stress=16, trust=-20, clarity=-10, then="hurt"),
    Move("blame.say", stress=-10, trust=12, clarity=10),
    Move("regulate", stress=-14, trust=10, then="breathes"),
    Move("plan", clarity=10),
    Move("plan.decision", clarity=20, trust=8),
    Move("silence", stress=4, then="still-there"),
)
BEATS = (
    Beat(
        "settled",
        when("plan.decision and trust >= 45"),
        "relief",
        {"any": ("Thanks. I'll start now.",)},
        ends=True,
    ),
    Beat("phone", when("at 4:00"), "distracted", {"any": ("Sorry, it's Sales.",)}, event="Her phone buzzes."),
    Beat("once-only", when("at 2:00"), "looks up", {"any": ("It's past two minutes.",)}, once=True),
    Beat(
        "hurt",
        when("never"),
        "goes quiet",
        {"high_stress": ("It's on me.",), "calmer": ("I know how it sounds.",)},
    ),
    Beat("breathes", when("never"), "breathes", {"any": ("...Okay. Thanks.",)}),
    Beat("still-there", when("never"), "worried", {"any": ("Are you there?",)}),
    Beat(
        "withdrawn",
        when("trust < 25"),
        "short answers",
        {"any": ("...Yeah.", "If you say so.")},
        way_back="regulate",
    ),
    Beat("working", when(""), "answers what she is asked", {"any": ("I'm listening.", "Go ahead.")}),
)


def small_scenario() -> Scenario:
    return Scenario(
        id="test-call",
        title="A call",
        tagline="",
        minutes=5,
        you="the CEO",
        situation="It is late. 2,200 customers are down since five. Sales keeps ringing.",
        goals=("steady her",),
        watch_for="",
        clock_start="11:00 PM",
        category="Incidents",
        persona=Persona(
            name="Mara Okafor",
            role="head of engineering",
            summary="",
            character="Precise and loyal.",
            wants="To fix it.",
            voice=VoiceWish(),
            start=State(70, 45, 40),
            opening=("Mara here. We're still down.", "It's Mara. Still broken."),
        ),
        facts=FACTS,
        moves=MOVES,
        beats=BEATS,
        pairs=(),
        steps=(),
        measures=(),
        difficulties={
            "supportive": Difficulty(0.6),
            "realistic": Difficulty(),
            "brutal": Difficulty(1.5, State(90, 25, 20)),
        },
        example=(),
        pack_id="test",
        pack_sha256="",
    )


def hit(
    item: str, kind: EvidenceKind = "avoid", words: str = "words", part: str = "", tier: Tier = "found"
) -> Evidence:
    return Evidence(item, kind, tier, words, 1, (0, 5), (0.0, 1.0), part)


@dataclass
class ScriptedEngine:
    """Generates the given texts in turn, token by token; ranks the last candidate highest."""

    texts: list[str] = field(default_factory=list)
    fails: bool = False
    generated: list[Generate] = field(default_factory=list)
    ranked: list[Rank] = field(default_factory=list)
    tokens_read: int = 0

    def generate(
        self, request: Generate, on_token: Callable[[str], None], stopped: Callable[[], bool]
    ) -> Generated:
        self.generated.append(request)
        if self.fails:
            raise EngineDied("The persona engine ended unexpectedly.")
        text = self.texts.pop(0) if self.texts else ""
        for token in _tokens(text):
            if stopped():
                break
            self.tokens_read += 1
            on_token(token)
        return Generated(text, 100, 7, self.tokens_read, 0.1, 0.2, "stop")

    def rank(self, request: Rank, stopped: Callable[[], bool]) -> Ranked:
        self.ranked.append(request)
        if self.fails:
            raise EngineDied("The persona engine ended unexpectedly.")
        return Ranked(tuple(float(i) for i in range(len(request.candidates))), 5, 0.1)


def _tokens(text: str) -> Iterator[str]:
    for start in range(0, len(text), 3):
        yield text[start : start + 3]
