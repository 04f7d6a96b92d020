"""From a stored session to its review, and to the page."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.events import EngineInfo, Evidence, State, StateMove, Utterance, Word
from desktop.packs import load_scenario
from desktop.records import Scoring, SessionStart, StoredSession, StoredTurn
from desktop.review import html
from desktop.review.build import build_review
from desktop.review.document import Moment, ReviewDocument
from desktop.review.spans import pieces
from desktop.scenario import Scenario

START = State(78.0, 42.0, 30.0)
HURT = State(94.0, 26.0, 20.0)
BACK = State(60.0, 70.0, 60.0)
BLAME = "okay but how did this pass staging"
SAFE = "nobody is getting fired tonight"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("eleven-pm")


def spoken(turn_id: int, role: str, text: str, start_s: float) -> Utterance:
    words = tuple(Word(w, start_s + n * 0.3, start_s + n * 0.3 + 0.25) for n, w in enumerate(text.split()))
    end_s = words[-1].end_s
    own = words if role == "user" else ()
    return Utterance(turn_id, role, text, start_s, end_s, "speech", own, (), "an-ear" if own else "")  # type: ignore[arg-type]


@pytest.fixture
def session(scenario: Scenario) -> StoredSession:
    start = SessionStart("s1", scenario.id, scenario.title, "00", "realistic", "2026-11-17T23:00:00+01:00", False)
    blame = Evidence("blame", "avoid", "found", "how did this pass staging", 2, (9, 34), (10.6, 12.0))
    safe = Evidence("threat", "say", "found", SAFE, 4, (0, len(SAFE)), (30.0, 31.5))
    turns = (
        StoredTurn(spoken(1, "persona", "Yeah. We're still down.", 0.0), None, START, (), ()),
        StoredTurn(
            spoken(2, "user", BLAME, 10.0), None, HURT, (StateMove(2, "blame", BLAME, START, HURT),), (blame,)
        ),
        StoredTurn(spoken(3, "persona", "It passed. I signed it off.", 15.0), None, HURT, (), ()),
        StoredTurn(
            spoken(4, "user", SAFE, 30.0), None, BACK, (StateMove(4, "threat.say", SAFE, HURT, BACK),), (safe,)
        ),
    )
    engines = {"recogniser": EngineInfo("vosk", "0.3.45", "an-ear", "ab" * 32)}
    return StoredSession(start, START, "2026-11-17T23:01:00+01:00", "hung_up", 60.0, 2, engines, turns, False)  # type: ignore[arg-type]


def test_moments_say_what_was_said_and_what_to_say(session: StoredSession, scenario: Scenario) -> None:
    blame, safe = build_review(session, scenario).moments
    pair = next(pair for pair in scenario.pairs if pair.id == "blame")
    assert (blame.kind, blame.words, blame.say_this, blame.why) == (
        "avoid",
        "how did this pass staging",
        pair.say,
        pair.why,
    )
    assert blame.effect == "His stress rose by 16 and trust in you fell by 16."
    assert BLAME[slice(*blame.chars)] == blame.words
    assert (safe.kind, safe.say_this) == ("say", "")
    assert safe.effect == "His stress fell by 34 and trust in you rose by 44."


def test_the_summary_tells_what_happened(session: StoredSession, scenario: Scenario) -> None:
    document = build_review(session, scenario)
    assert document.summary == "You lost him at 0:10 and had him back by 0:30. Five steps were not heard."
    assert (
        build_review(replace(session, turns=()), scenario).summary == "The call was over before you said anything."
    )


def test_a_call_that_broke_off_says_so(session: StoredSession, scenario: Scenario) -> None:
    end_s = max(turn.utterance.end_s for turn in session.turns)
    said = build_review(replace(session, ended_at="", reason=""), scenario).summary
    assert said.startswith(f"This call broke off at 0:{end_s:02.0f}. You lost him")


def test_a_call_that_the_other_side_gave_up_says_so(session: StoredSession, scenario: Scenario) -> None:
    document = build_review(replace(session, reason="gave_up"), scenario)
    assert document.summary.startswith("Kenji ended it before it was settled. You lost him")
    assert document.ended == "gave_up"
    assert "before it was settled" not in build_review(replace(session, reason="settled"), scenario).summary


def test_a_call_of_which_nothing_was_recognised_is_not_praised(session: StoredSession, scenario: Scenario) -> None:
    turns = tuple(replace(turn, evidence=()) for turn in session.turns)
    said = build_review(replace(session, turns=turns), scenario).summary
    assert "can't say how the call went" in said
    assert "You" not in said.split()
    assert "avoid" not in said


def test_what_was_not_heard_is_not_a_zero(session: StoredSession, scenario: Scenario) -> None:
    document = build_review(session, scenario)
    assert [step.status for step in document.steps] == ["not_heard"] * 5
    assert all(step.at_s is None and step.say for step in document.steps)
    assert len(document.next_time) == 3
    assert "how did this pass staging" in document.next_time[0]


def test_two_lines_with_one_better_line_are_one_thing_to_do(session: StoredSession, scenario: Scenario) -> None:
    blame = session.turns[1].evidence[0]
    again = replace(blame, words="okay", chars=(0, 4), audio_s=(10.0, 10.25))
    turns = (session.turns[0], replace(session.turns[1], evidence=(again, blame)), *session.turns[2:])
    told = build_review(replace(session, turns=turns), scenario).next_time
    assert [line.startswith("Instead of") for line in told] == [True, False, False]
    assert "okay" in told[0]


def test_the_curve_follows_the_states(session: StoredSession, scenario: Scenario) -> None:
    curve = build_review(session, scenario).curve
    assert [(point.stress, point.moved_by) for point in curve] == [
        (78.0, ""),
        (78.0, ""),
        (94.0, "blame"),
        (94.0, ""),
        (60.0, "threat.say"),
    ]


def test_the_waveform_knows_whose_voice_it_is(session: StoredSession, scenario: Scenario) -> None:
    sound = np.zeros((16_000 * 60, 2), dtype=np.int16)
    sound[: 16_000 * 10, 1] = 8_000
    sound[16_000 * 30 : 16_000 * 40, 0] = 2_000
    bars = build_review(session, scenario, sound).waveform
    assert {bar.role for bar in bars if bar.at_s < 9.5} == {"persona"}
    assert {bar.role for bar in bars if 30.1 < bar.at_s < 39.5} == {"user"}
    assert all(bar.level == 0 for bar in bars if 11 < bar.at_s < 29)


def test_the_same_session_gives_the_same_bytes(session: StoredSession, scenario: Scenario) -> None:
    first, second = (msgspec.json.encode(build_review(session, scenario)) for _ in range(2))
    assert first == second
    assert msgspec.json.decode(first, type=ReviewDocument) == build_review(session, scenario)


class _Seen(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.marks: list[str] = []
        self.links: list[str] = []
        self._in_mark = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset")]
        self._in_mark = tag == "mark" or self._in_mark

    def handle_endtag(self, tag: str) -> None:
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data: str) -> None:
        if self._in_mark:
            self.marks.append(data)


def test_the_page_stands_alone_and_shows_the_highlights(session: StoredSession, scenario: Scenario) -> None:
    seen = _Seen()
    page = html.render(build_review(session, scenario))
    seen.feed(page)
    assert seen.marks == ["how did this pass staging", SAFE]
    assert "script" not in seen.tags
    assert seen.links == []
    assert not re.search(r"url\(|@import", page)
    assert "not heard" in page


def test_what_was_said_stays_text_on_the_page(session: StoredSession, scenario: Scenario) -> None:
    said = "<script>alert(1)</script> & <b>x</b>"
    turn = replace(session.turns[1], utterance=replace(session.turns[1].utterance, text=said), evidence=())
    seen = _Seen()
    page = html.render(build_review(replace(session, turns=(turn,)), scenario))
    seen.feed(page)
    assert "script" not in seen.tags
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp;" in page


SPANS = st.tuples(st.integers(-3, 30), st.integers(-3, 30))


@given(st.text(max_size=25), st.lists(SPANS, max_size=6))
def test_pieces_join_to_the_text_and_end_each_highlight_once(text: str, spans: list[tuple[int, int]]) -> None:
    moments = [Moment(n, 1, "avoid", "found", "x", "x", "x", "", span, (0.0, 0.0)) for n, span in enumerate(spans)]
    cut = pieces(text, moments)
    assert "".join(piece.text for piece in cut) == text
    valid = {m.id for m in moments if 0 <= m.chars[0] < m.chars[1] <= len(text)}
    ended = [end.id for piece in cut for end in piece.ends]
    assert sorted(ended) == sorted(valid)
    for moment in moments:
        if moment.id in valid:
            painted = "".join(piece.text for piece in cut if moment in piece.moments)
            assert painted == text[slice(*moment.chars)]


def test_the_published_schema_is_current() -> None:
    published = json.loads((Path(__file__).parents[2] / "docs" / "review.schema.json").read_text())
    current = json.loads(json.dumps(msgspec.json.schema(ReviewDocument)))
    assert published == current, "run: ./run sessions schema > docs/review.schema.json"


def test_a_scenario_that_was_changed_since_says_so(session: StoredSession, scenario: Scenario) -> None:
    same = replace(session, start=replace(session.start, pack_sha256=scenario.pack_sha256))
    assert build_review(same, scenario).notices == ()
    (notice,) = build_review(session, scenario).notices
    assert "changed after this call" in notice
    assert notice in html.render(build_review(session, scenario))


def scored(session: StoredSession, scenario: Scenario, *later: tuple[Evidence, ...]) -> StoredSession:
    """`session` scored again, with the pack as it is now, in the new year after its call."""
    own = tuple(one for turn in session.turns for one in turn.evidence)
    first = Scoring(session.start.started_at, session.start.pack_sha256, "0.1.0", "", own)
    again = [Scoring("2027-01-03T09:00:00+01:00", scenario.pack_sha256, "0.1.0", "", each) for each in later]
    return replace(session, scorings=(first, *again))


def test_a_session_scored_in_the_call_alone_says_nothing_of_it(session: StoredSession, scenario: Scenario) -> None:
    document = build_review(scored(session, scenario), scenario)
    assert document.rescoring is None
    assert "Scored again" not in html.render(document)


def test_a_session_scored_again_says_when_and_what_changed_since_the_call(
    session: StoredSession, scenario: Scenario
) -> None:
    _blame, safe = scored(session, scenario).scorings[0].evidence
    more = [replace(safe, item=item) for item in ("certainty", "rescue")]
    document = build_review(scored(session, scenario, (), (safe, *more)), scenario)
    said = document.rescoring
    assert said is not None
    assert (said.times, said.more, said.fewer, said.surer, said.less_sure) == (2, 2, 1, 0, 0)
    assert said.sentence == (
        "Scored again on 3 January 2027 with the changed rubric: 2 more, 1 fewer than at the call."
    )
    assert said.sentence in html.render(document)
    assert msgspec.json.decode(msgspec.json.encode(document), type=ReviewDocument) == document


def test_what_is_surer_or_elsewhere_is_said_too(session: StoredSession, scenario: Scenario) -> None:
    blame, safe = scored(session, scenario).scorings[0].evidence
    now = (replace(blame, tier="possible"), replace(safe, chars=(0, 12)))
    (less,) = (build_review(scored(session, scenario, now), scenario).rescoring,)
    assert less is not None
    assert less.sentence.endswith("rubric: 1 now only possible; 1 in other words.")
    same = build_review(scored(session, scenario, (blame, safe)), scenario).rescoring
    assert same is not None
    assert same.sentence.endswith("rubric: nothing changed.")


def test_with_the_same_pack_the_rubric_is_not_called_changed(session: StoredSession, scenario: Scenario) -> None:
    unchanged = replace(session, start=replace(session.start, pack_sha256=scenario.pack_sha256))
    again = build_review(scored(unchanged, scenario, ()), scenario).rescoring
    assert again is not None
    assert again.sentence == "Scored again on 3 January 2027: 2 fewer than at the call."


def test_a_session_scored_with_the_scenario_as_it_is_now_needs_no_notice(
    session: StoredSession, scenario: Scenario
) -> None:
    assert build_review(scored(session, scenario), scenario).notices
    assert build_review(scored(session, scenario, ()), scenario).notices == ()
