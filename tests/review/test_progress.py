"""Progress over past calls, checked by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec
import pytest

from desktop.events import Evidence, EvidenceKind, State, Utterance
from desktop.packs import load_scenario
from desktop.records import PastCall, SessionStart
from desktop.review.progress import Known, build_progress, gain
from desktop.review.progress_document import Mark, MarkState, Pick, Progress, Skill, Track, Way
from desktop.review.progress_sentences import about_step, facts, over_calls
from desktop.rubric import measures
from desktop.scenario import Measure, Scenario

NOW = datetime.fromisoformat("2026-11-26T22:00:00+01:00")  # a Thursday
START = State(78.0, 42.0, 30.0)
CALM = State(40.0, 60.0, 60.0)
LOST = State(95.0, 4.0, 20.0)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("eleven-pm")


def heard(item: str, kind: EvidenceKind, words: str, turn_id: int = 2, part: str = "") -> Evidence:
    return Evidence(item, kind, "found", words, turn_id, (0, len(words)), (10.0, 11.0), part)


def call(
    number: int,
    *evidence: Evidence,
    days_ago: float = 0,
    reason: str = "hung_up",
    end: State | None = CALM,
    own_s: float = 4.0,
    scenario: str = "eleven-pm",
) -> PastCall:
    """A call in which the persona spoke for 4 s and the executive for `own_s`, with the words "Hello there"."""
    started = (NOW - timedelta(days=days_ago)).isoformat()
    start = SessionStart(f"{scenario}-{number}", scenario, "As stored", "00", "realistic", started, False)
    turns = (
        Utterance(1, "persona", "Yeah.", 0.0, 4.0, "authored"),
        Utterance(2, "user", "Hello there", 5.0, 5.0 + own_s, "speech"),
    )
    return PastCall(start, START, end, reason, 60.0, number, turns, evidence)


BLAME = heard("blame", "avoid", "how did this pass staging", 4)
OPTIONS = heard("blame", "say", "walk me through the two options", 6)
REGULATE = heard("regulate", "step", "take a breath")
GUT = heard("three-questions", "step", "what does your gut say", part="gut feeling")


def track_of(progress: Progress, scenario_id: str = "eleven-pm") -> Track:
    return next(track for track in progress.tracks if track.scenario_id == scenario_id)


def skill_of(track: Track, kind: str, id: str) -> Skill:
    return next(skill for skill in track.skills if (skill.kind, skill.id) == (kind, id))


def built(scenario: Scenario, *calls: PastCall) -> Track:
    return track_of(build_progress(calls, {scenario.id: scenario}, NOW))


FIVE = (
    call(1, BLAME, BLAME, days_ago=9),
    call(2, BLAME, OPTIONS, REGULATE, days_ago=8),
    call(3, REGULATE, days_ago=3),
    call(4, OPTIONS, GUT, REGULATE, days_ago=1),
    call(5, OPTIONS, REGULATE),
)


def test_without_a_call_there_is_no_track(scenario: Scenario) -> None:
    assert build_progress((), {scenario.id: scenario}, NOW).tracks == ()


def test_a_pair_is_counted_on_both_its_sides(scenario: Scenario) -> None:
    blame = skill_of(built(scenario, *FIVE), "pair", "blame")
    assert [(len(m.avoided), len(m.said)) for m in blame.marks] == [(2, 0), (1, 1), (0, 0), (0, 1), (0, 1)]
    assert [m.state for m in blame.marks] == ["bad", "partly", "none", "good", "good"]
    assert [m.turn_id for m in blame.marks] == [4, 4, None, None, None]
    assert blame.marks[1].shown == "heard once, “options” heard once"
    assert (blame.title, blame.instead) == ("Blame", "options")
    assert blame.sentence == (
        "Heard in your first two calls, not in the last three. Instead, “options”: heard in 3 of 5 calls."
    )


def test_a_step_is_reached_in_part_or_not_heard(scenario: Scenario) -> None:
    track = built(scenario, *FIVE)
    regulate = skill_of(track, "step", "regulate")
    assert [m.state for m in regulate.marks] == ["none", "good", "good", "good", "good"]
    assert regulate.sentence == "Not heard in your first call, heard in the last four."
    questions = skill_of(track, "step", "three-questions")
    assert [m.state for m in questions.marks] == ["none", "none", "none", "partly", "none"]
    assert questions.sentence == "Partly heard in 1 of 5 calls."
    assert questions.marks[3].shown.startswith("partly heard; not heard: ")
    assert skill_of(track, "step", "rhythm").sentence == "Not heard in any of five calls."


def test_the_parts_that_miss_are_named(scenario: Scenario) -> None:
    labels = [part.label for part in next(s for s in scenario.steps if s.id == "three-questions").parts]
    part = heard("three-questions", "step", "gut", part=labels[1])
    told = skill_of(built(scenario, call(1, part)), "step", "three-questions").sentence
    assert told == f"Partly heard. The last time, not heard: {labels[0]}, {labels[2]}."


def test_what_is_merely_possible_counts_as_not_heard(scenario: Scenario) -> None:
    maybe = replace(BLAME, tier="possible")
    (mark,) = skill_of(built(scenario, call(1, maybe)), "pair", "blame").marks
    assert mark == Mark("eleven-pm-1", "none", "not heard")


def test_a_measure_has_its_values_and_its_range(scenario: Scenario) -> None:
    track = built(scenario, call(1, own_s=12.0), call(2, own_s=4.0), call(3, own_s=2.0))
    ratio = skill_of(track, "measure", "talk-ratio")
    assert [(m.value, m.amount, m.state) for m in ratio.marks] == [
        (75.0, "75 %", "bad"),
        (50.0, "50 %", "good"),
        (33.3, "33 %", "good"),
    ]
    assert (ratio.low, ratio.high, ratio.unit) == (30, 55, "%")
    assert ratio.sentence == (
        "Outside the range in your first call, within the range in the last two. First 75 %, last 33 %."
    )
    assert skill_of(track, "measure", "fillers").sentence == "Not measured so far."


@pytest.mark.parametrize(
    ("reason", "end", "ending", "told"),
    [
        ("settled", CALM, "settled", "It was settled, and Kenji hung up."),
        ("settled", LOST, "settled", "It was settled, and Kenji hung up."),
        ("gave_up", LOST, "gave_up", "Kenji ended it before it was settled."),
        ("time", CALM, "time_up", "The time was up."),
        ("hung_up", LOST, "hung_up", "You hung up."),
        ("failed", CALM, "broke", "It broke off: something failed."),
        ("device_lost", None, "broke", "It broke off: the microphone or the loudspeaker was gone."),
        ("recording_ended", CALM, "over", "The recording was over."),
        ("a later version's", CALM, "over", "It ended."),
    ],
)
def test_how_a_call_ended(scenario: Scenario, reason: str, end: State | None, ending: str, told: str) -> None:
    track = built(scenario, call(1, reason=reason, end=end))
    assert (track.calls[0].ending, track.calls[0].ended) == (ending, told)
    assert track.skills[0].sentence == told


def test_the_endings_are_told_over_the_calls(scenario: Scenario) -> None:
    track = built(scenario, call(1, reason="settled"), call(2), call(3, reason="settled"), call(4))
    assert track.skills[0].sentence == "Settled in 2 of 4 calls. The last one: you hung up."


def test_how_one_began_is_cut_to_a_line(scenario: Scenario) -> None:
    long = " ".join(["word"] * 60)
    one = call(1)
    one = replace(one, utterances=(one.utterances[0], replace(one.utterances[1], text=long)))
    opening = built(scenario, one).calls[0].opening
    assert opening.endswith("word …")
    assert len(opening) <= 142


def test_gain_compares_up_to_three_calls_at_each_end(scenario: Scenario) -> None:
    track = built(scenario, *FIVE)
    # Of five calls two at each end: blame (0 + 0.5) / 2 against (1 + 1) / 2; the step (0 + 1) / 2 against 1.
    assert gain(skill_of(track, "pair", "blame")) == pytest.approx(0.75)
    assert gain(skill_of(track, "step", "regulate")) == pytest.approx(0.5)
    assert gain(skill_of(track, "step", "rhythm")) == 0
    assert gain(skill_of(built(scenario, call(1)), "step", "regulate")) == 0


def test_the_most_improved_and_the_one_to_practise(scenario: Scenario) -> None:
    track = built(scenario, *FIVE)
    assert track.improved is not None
    assert (track.improved.kind, track.improved.id) == ("pair", "blame")
    step = next(step for step in scenario.steps if step.id == "separate")
    assert track.practise == Pick(
        "step",
        "separate",
        step.title,
        scenario.title,
        "Not heard in any of five calls.",
        step.why,
        step.say,
        Way("briefing", "eleven-pm"),
    )


def test_what_hurt_lately_comes_first_and_leads_to_its_moment(scenario: Scenario) -> None:
    pick = built(scenario, call(1, REGULATE), call(2, BLAME)).practise
    assert pick is not None
    assert (pick.kind, pick.id) == ("pair", "blame")
    assert pick.way == Way("moment", "eleven-pm", "eleven-pm-2", 4, "blame")
    assert pick.why == next(pair for pair in scenario.pairs if pair.id == "blame").why


def test_what_was_overcome_is_not_to_be_practised_again(scenario: Scenario) -> None:
    pick = built(scenario, call(1, BLAME), call(2)).practise
    assert pick is not None
    assert pick.kind == "step"


def test_the_only_call_improves_on_nothing(scenario: Scenario) -> None:
    track = built(scenario, call(1, BLAME))
    assert track.improved is None
    assert skill_of(track, "pair", "blame").sentence == "Heard. Instead, “options”: not heard."


def test_over_all_scenarios_shared_skills_are_one(scenario: Scenario) -> None:
    other = replace(scenario, id="other", title="Another call", pairs=(scenario.pairs[0],), steps=())
    calls = (call(1, BLAME), call(1, scenario="other"), call(2))
    progress = build_progress(calls, {scenario.id: scenario, "other": other}, NOW)
    assert [track.scenario_id for track in progress.tracks] == ["", "eleven-pm", "other"]
    over_all = progress.tracks[0]
    assert [one.session_id for one in over_all.calls] == ["eleven-pm-1", "other-1", "eleven-pm-2"]
    blame = skill_of(over_all, "pair", "blame")
    assert [mark.state for mark in blame.marks] == ["bad", "none", "none"]
    assert (blame.scenario, blame.scenario_id) == ("", "")
    assert blame.sentence.startswith("Heard in your first call, not in the last two.")
    certainty = skill_of(over_all, "pair", "certainty")
    assert (certainty.scenario, len(certainty.marks)) == (scenario.title, 2)
    kinds = [skill.kind for skill in over_all.skills]
    assert kinds == sorted(kinds, key=["ending", "step", "pair", "measure"].index)


def test_a_scenario_that_is_gone_is_told_from_what_was_stored() -> None:
    track = track_of(build_progress((call(1, BLAME, REGULATE), call(2, OPTIONS)), {}, NOW))
    assert (track.installed, track.title, track.persona) == (False, "As stored", "")
    assert [m.state for m in skill_of(track, "pair", "blame").marks] == ["bad", "good"]
    assert skill_of(track, "step", "regulate").title == "Regulate"
    assert skill_of(track, "measure", "talk-ratio").marks[0].state == "unknown"
    assert track.practise is None
    assert track.calls[0].ended == "You hung up."


def test_the_same_calls_give_the_same_bytes(scenario: Scenario) -> None:
    first, second = (msgspec.json.encode(build_progress(FIVE, {scenario.id: scenario}, NOW)) for _turn in range(2))
    assert first == second
    assert msgspec.json.decode(first, type=Progress) == build_progress(FIVE, {scenario.id: scenario}, NOW)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ("1", "heard"),
        ("0", "not heard"),
        ("11", "heard in both calls"),
        ("00", "not heard in either call"),
        ("00000", "not heard in any of five calls"),
        ("10", "heard in your first call, not in the last one"),
        ("00111", "not heard in your first two calls, heard in the last three"),
        ("1" * 12 + "0", "heard in your first 12 calls, not in the last one"),
        ("10111", "heard in 4 of 5 calls"),
    ],
)
def test_many_calls_in_a_sentence(flags: str, told: str) -> None:
    assert over_calls([flag == "1" for flag in flags], "heard", "not heard") == told


def test_when_one_rehearsed_is_a_fact_and_no_debt() -> None:
    days = (call(1, days_ago=20), call(2, days_ago=3), call(3, days_ago=1), call(4, days_ago=1))
    assert facts(days, NOW) == ("3 calls this week.", "Last call yesterday.")  # Monday was three days ago
    assert facts(days[1:2], NOW) == ("1 call this week.", "Last call 3 days ago.")
    assert facts((call(1, days_ago=4),), NOW) == ("Last call 4 days ago.",)
    assert facts((call(1, days_ago=20),), NOW) == ("Last call 2 weeks ago.",)
    assert facts((call(1, days_ago=100),), NOW) == ("Last call 3 months ago.",)


def test_a_day_is_one_of_the_reader_s_own() -> None:
    late = call(1)
    late = replace(late, start=replace(late.start, started_at="2026-11-25T23:30:00+00:00"))
    assert facts((late,), NOW) == ("1 call this week.", "Last call today.")


def test_a_time_that_can_t_be_read_is_left_out() -> None:
    odd = call(1)
    assert facts((replace(odd, start=replace(odd.start, started_at="yesterday")),), NOW) == ()


def test_no_call_is_counted_twice(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[float] = []
    count = measures.measure

    def counting(
        utterances: Sequence[Utterance], duration_s: float, rules: Iterable[Measure], *more: object
    ) -> object:
        counted.append(duration_s)
        return count(utterances, duration_s, rules, *more)  # type: ignore[arg-type]

    monkeypatch.setattr("desktop.review.progress.measure", counting)
    known: Known = {}
    first = build_progress(FIVE, {scenario.id: scenario}, NOW, known)
    assert build_progress(FIVE, {scenario.id: scenario}, NOW, known) == first
    assert len(counted) == 5
    heard_again = replace(
        FIVE[0], utterances=(*FIVE[0].utterances, Utterance(3, "user", "Um", 9.0, 9.5, "speech"))
    )
    build_progress((heard_again,), {scenario.id: scenario}, NOW, known)
    assert len(counted) == 6


@pytest.mark.parametrize(
    ("states", "told"),
    [
        (("good", "good"), "Heard in both calls."),
        (("partly", "partly", "partly"), "Partly heard in all three calls."),
        (("partly", "good", "partly"), "Heard in all three calls, twice only in part."),
        (("none", "partly"), "Not heard in your first call, partly heard in the last one."),
        (("partly",), "Partly heard."),
        (("none", "none"), "Not heard in either call."),
    ],
)
def test_what_was_heard_only_in_part_is_not_told_as_heard(states: tuple[MarkState, ...], told: str) -> None:
    assert about_step([Mark(f"s{n}", state, "") for n, state in enumerate(states)], ()) == told
