"""Counting: talk ratio, pace, pauses, questions, monologues, gaps, fillers, interruptions, promises."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.events import Evidence, Hesitation, Transcript, Utterance, Word
from desktop.records import PromiseRecord
from desktop.rubric.measures import Measured, measure
from desktop.rubric.questions import questions_in
from desktop.scenario import MEASURES, Measure


def said(text: str, start: float, end: float, role: str = "user", ears: tuple[str, ...] = ()) -> Utterance:
    source = "speech" if role == "user" else "model"
    heard = tuple(Transcript(f"ear{n}", each) for n, each in enumerate(ears))
    return Utterance(1, role, text, start, end, source, transcripts=heard)  # type: ignore[arg-type]


def typed(text: str, at: float) -> Utterance:
    return replace(said(text, at, at), source="typed")


def timed(*words: tuple[str, float, float]) -> Utterance:
    """An utterance whose words have times of the live ear's; those shown have none of their own."""
    heard = tuple(Word(*each) for each in words)
    start, end = heard[0].start_s, heard[-1].end_s
    shown = tuple(replace(word, start_s=start, end_s=end, interpolated=True) for word in heard)
    text = " ".join(word.text for word in heard)
    ears = (Transcript("live", text, heard), Transcript("second", text))
    return Utterance(1, "user", text, start, end, "speech", shown, ears, "second")


CALL = (
    said("We are still down", 0.0, 4.0, "persona"),
    said("What does your gut say, and are you sitting down", 5.0, 10.0, ears=("um what does er your gut say",)),
    said("The fix", 11.0, 13.0, "persona"),
    said("Then we try the fix", 13.5, 15.5),
)
PAUSING = timed(("We", 1.0, 1.5), ("will", 1.6, 2.0), ("wait", 3.0, 3.5), ("then", 5.5, 6.0))


def only(rule: Measure, call: tuple[Utterance, ...] = CALL, promises: tuple[PromiseRecord, ...] = ()) -> Measured:
    (measured,) = measure(call, 20.0, [rule], promises)
    return measured


def shown(id_: str, *call: Utterance, promises: tuple[PromiseRecord, ...] = ()) -> tuple[float | None, str]:
    measured = only(Measure(id_, ""), call, promises)
    return measured.value, measured.shown


@pytest.mark.parametrize(
    ("id_", "value", "text"),
    [
        ("talk-ratio", 53.8, "54 %"),
        ("pace", 128.6, "129 words/min"),
        ("pauses", None, "not measured"),
        ("questions", 2.0, "2"),
        ("open-questions", 1.0, "1 of 2"),
        ("closed-questions", 1.0, "1 of 2"),
        ("longest-monologue", 5.0, "5 s"),
        ("response-gap", 0.75, "0.8 s"),
        ("fillers", 2.0, "at least 2"),
        ("interruptions-by-you", 0.0, "none"),
        ("interruptions-by-them", 0.0, "none"),
        ("timed-promises", 0.0, "none made"),
    ],
)
def test_each_measure(id_: str, value: float | None, text: str) -> None:
    measured = only(Measure(id_, "Title"))
    assert (measured.value, measured.shown, measured.unit) == (value, text, MEASURES[id_])
    assert measured.within is None


def test_a_value_outside_its_range_gets_the_sentence_of_that_side() -> None:
    high = only(Measure("talk-ratio", "You talked", 30, 50, "Too much.", "Too little."))
    low = only(Measure("talk-ratio", "You talked", 60, 90, "Too much.", "Too little."))
    fine = only(Measure("talk-ratio", "You talked", 50, 55, "Too much.", "Too little."))
    assert [(m.within, m.sentence) for m in (high, low, fine)] == [
        (False, "Too much."),
        (False, "Too little."),
        (True, ""),
    ]


def test_a_typed_call_is_compared_by_words_and_has_nothing_that_is_heard() -> None:
    call = (typed("one two three", 1.0), said("four", 2.0, 2.0, "persona"))
    assert shown("talk-ratio", *call) == (75.0, "75 %")
    assert only(Measure("pace", "", 100), call) == Measured("pace", "", None, "words/min", "not measured")
    heard = {"pace", "pauses", "longest-monologue", "response-gap", "fillers"} | {
        f"interruptions-by-{who}" for who in ("you", "them")
    }
    assert {id_ for id_ in MEASURES if shown(id_, *call) == (None, "not measured")} == heard


@pytest.mark.parametrize("id_", sorted(MEASURES))
def test_an_empty_call_has_every_measure_and_no_verdict_from_nothing(id_: str) -> None:
    measured = only(Measure(id_, "Title", 1, 2, "Too much.", "Too little."), ())
    assert (measured.value, measured.shown, measured.sentence, measured.within) == (None, "not measured", "", None)


def test_pace_leaves_pauses_out_and_pauses_are_a_share_of_the_turns() -> None:
    assert shown("pauses", PAUSING) == (60.0, "60 %")  # 1 and 2 of 5 seconds; 0.1 s is no pause
    assert shown("pace", PAUSING) == (120.0, "120 words/min")  # four words in 2 seconds
    still = said("Untimed words do not count", 10.0, 20.0)
    assert shown("pauses", PAUSING, still) == (60.0, "60 %")
    assert shown("pace", PAUSING, still) == (45.0, "45 words/min")


def test_words_whose_times_are_guessed_tell_no_pauses() -> None:
    words = (Word("We", 1.0, 1.5), Word("wait", 4.0, 5.0, 0.0, interpolated=True))
    guessed = Utterance(
        1, "user", "We wait", 1.0, 5.0, "speech", words, (Transcript("second", "We wait"),), "second"
    )
    assert shown("pauses", guessed) == (None, "not measured")


def test_a_stretch_goes_on_until_the_persona_is_heard() -> None:
    first, second = said("I think", 1.0, 4.0), said("that we wait", 6.0, 9.0)
    assert shown("longest-monologue", first, second)[0] == 8.0
    assert shown("longest-monologue", first, said("Yes?", 4.5, 5.0, "persona"), second)[0] == 3.0
    assert shown("longest-monologue", first, typed("well", 5.0), second)[0] == 3.0


def test_a_gap_ends_with_the_first_word_that_was_timed() -> None:
    heard = (Word("so", 5.0, 5.2), Word("what", 5.2, 5.5))
    early = (Word("So", 4.6, 5.2, 0.0, interpolated=True), Word("what", 5.2, 5.5))
    reply = Utterance(
        1, "user", "So what", 4.6, 5.5, "speech", early, (Transcript("live", "so what", heard),), "s"
    )
    assert shown("response-gap", said("Down", 0.0, 4.0, "persona"), reply) == (1.0, "1.0 s")


def hesitated(*written: bool) -> Utterance:
    found = tuple(Hesitation(float(n), n + 0.3, each) for n, each in enumerate(written))
    return replace(said("um I see um", 0.0, 5.0, ears=("um um um",)), hesitations=found)


def test_fillers_are_those_that_were_listened_for() -> None:
    assert shown("fillers", hesitated(True, False, False)) == (3.0, "at least 3")
    assert shown("fillers", hesitated(True), hesitated(False)) == (2.0, "at least 2")
    assert shown("fillers", hesitated()) == (0.0, "none heard")


def test_none_written_is_no_zero_where_nobody_listened() -> None:
    silent = said("I see", 0.0, 5.0)
    rule = Measure("fillers", "", None, 3, "Many.")
    assert (only(rule, (silent,)).value, only(rule, (silent,)).within) == (None, None)
    assert (only(rule, (silent, hesitated())).value, only(rule, (hesitated(),)).within) == (None, True)


THEIRS = said("It failed again and nobody knows why", 0.0, 6.0, "persona")


@pytest.mark.parametrize(
    ("ours", "by_you", "by_them"),
    [
        (said("Stop, which database", 4.0, 7.0), 1, 0),
        (said("Stop, which database", 5.8, 7.0), 0, 0),  # 0.2 s: they change turns
        (said("and then we wait", 0.3, 3.0), 0, 1),  # they had not stopped
        (said("so I think that", -2.0, 1.0), 0, 1),
        (said("mhm, okay, right", 4.0, 5.0), 0, 0),
        (typed("Stop, which database", 4.0), None, None),
        (said("What happened", 6.5, 8.0), 0, 0),
    ],
)
def test_who_interrupts_whom(ours: Utterance, by_you: int | None, by_them: int | None) -> None:
    assert shown("interruptions-by-you", THEIRS, ours)[0] == by_you
    assert shown("interruptions-by-them", THEIRS, ours)[0] == by_them


def test_a_first_word_of_guessed_time_interrupts_nobody() -> None:
    words = (Word("So", 5.5, 6.5, 0.0, interpolated=True), Word("what", 6.5, 7.0))
    reply = Utterance(1, "user", "So what", 5.5, 7.0, "speech", words)
    assert shown("interruptions-by-you", THEIRS, reply)[0] == 0
    assert shown("interruptions-by-you", THEIRS, said("So what", 5.5, 7.0))[0] == 1


def test_promises_with_a_time_and_those_kept_in_the_call() -> None:
    made = (
        PromiseRecord(2, "I'll call Sales"),
        PromiseRecord(2, "I'll call you at nine", 8),
        PromiseRecord(4, "we check in every thirty minutes"),
        PromiseRecord(6, "I'll tell Marcus", 8),
    )
    assert shown("timed-promises", *CALL, promises=made) == (2.0, "2 of 4, 1 kept in the call")
    assert shown("timed-promises", *CALL, promises=made[:1]) == (0.0, "0 of 1")
    assert shown("timed-promises", *CALL, promises=made[2:3]) == (1.0, "1 of 1")


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("what is the worst case and how likely is it", [True, True]),
        ("okay so are you sitting down", [False]),
        ("You are sure?", [False]),
        ("what matters now is the fix", []),
        ("i don't know what the odds are", []),
        ("when you are ready call me", []),
        ("why didn't anyone catch this", [True]),
    ],
)
def test_questions_with_and_without_marks(text: str, starts: list[bool]) -> None:
    assert [question.open for question in questions_in(text)] == starts


def test_a_question_that_is_a_line_to_avoid_is_no_open_one() -> None:
    line = "Why did nobody check that? What do you need from me? How bad is it?"
    call = (Utterance(1, "user", line, 0.0, 4.0, "typed"),)
    blame = Evidence("blame", "avoid", "found", "nobody check that", 1, (8, 25), (0.0, 1.0))
    rule = Measure("open-questions", "Open questions", 3, when_under="Few open questions.")

    def asked(*evidence: Evidence) -> tuple[float | None, str, str]:
        (one,) = measure(call, 4.0, [rule], (), evidence)
        return one.value, one.shown, one.sentence

    every = len([one for one in questions_in(line) if one.open])
    assert every == 3
    assert asked() == (3.0, "3 of 3", "")
    assert asked(blame) == (2.0, "2 of 3, without 1 to avoid", "Few open questions.")
    assert asked(replace(blame, tier="possible")) == (3.0, "3 of 3", "")
    assert asked(replace(blame, kind="say")) == (3.0, "3 of 3", "")
    assert asked(replace(blame, turn_id=2)) == (3.0, "3 of 3", "")
