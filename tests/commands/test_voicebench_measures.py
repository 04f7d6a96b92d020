"""From a recording whose sounds are known, and a call's result, to figures."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from desktop.commands.voicebench import measures
from desktop.commands.voicebench.conversation import Made, Said
from desktop.commands.voicebench.interruptions import Barged, barged
from desktop.commands.voicebench.kept import Kept, kept_words
from desktop.commands.voicebench.measures import Heard, Turn
from desktop.commands.voicebench.sound import RATE, Stretch
from desktop.commands.voicebench.utterances import PAUSES_S, Shelf, Speak, Utterance, load_script, with_pauses

Samples = npt.NDArray[np.int16]


def tone(seconds: float, level: int = 8000) -> Samples:
    return (level * np.where(np.arange(round(seconds * RATE)) // 20 % 2, -1, 1)).astype(np.int16)


def recording(executive: list[Stretch], persona: list[Stretch], seconds: float = 20.0) -> Heard:
    sides = np.zeros((round(seconds * RATE), 2), np.int16)
    for channel, sounds in enumerate((executive, persona)):
        for one in sounds:
            sides[round(one.start_s * RATE) : round(one.end_s * RATE), channel] = tone(one.length_s)
    return Heard(sides)


def turn(heard: Heard, said: Said, clips: list[measures.Clip] | None = None) -> Turn:
    return measures.turn_of(said, heard, clips or [])


SAID = Said(Utterance("How are you?", tone(2.0)), 4.8, 7.1, 0, next_s=12.0)


def test_voice_to_voice_is_from_the_last_to_the_first_audible_sample() -> None:
    heard = recording([Stretch(5.0, 7.0)], [Stretch(1.0, 3.0), Stretch(7.625, 10.0)])
    found = turn(heard, SAID)
    assert not found.cut
    assert measures.latencies([found]) == pytest.approx([0.625])
    assert measures.listed(found)["voice_to_voice_s"] == 0.625


def test_an_answer_that_never_comes_has_no_latency() -> None:
    heard = recording([Stretch(5.0, 7.0)], [Stretch(1.0, 3.0), Stretch(13.0, 14.0)])
    found = turn(heard, SAID)
    assert found.first_s is None
    assert measures.latencies([found]) == []


def test_a_bridge_is_not_content() -> None:
    heard = recording([Stretch(5.0, 7.0)], [Stretch(1.0, 3.0), Stretch(7.3, 7.7), Stretch(9.0, 11.0)])
    result = {
        "turns": [{"turn_id": 1, "timing": None}, {"turn_id": 3, "timing": {"bridge_s": 3.2}}],
        "clips": [
            {"turn_id": 1, "text": "Kenji here.", "start_s": 0.5, "duration_s": 2.0},
            {"turn_id": 3, "text": "Um.", "start_s": 6.8, "duration_s": 0.4},
            {"turn_id": 3, "text": "It is down.", "start_s": 8.5, "duration_s": 2.0},
        ],
    }
    clips = measures.clips_of(Made(result, 0.0), heard)
    assert [clip.bridge for clip in clips] == [False, True, False]
    found = turn(heard, SAID, clips)
    assert measures.bridges([found]) == pytest.approx([0.3])
    assert measures.latencies([found]) == pytest.approx([2.0])


def test_the_moments_of_an_interruption_are_on_the_tape_s_clock() -> None:
    heard = recording([], [Stretch(1.0, 3.0), Stretch(12.0, 14.0)])
    clips = [{"turn_id": 1, "text": "Kenji here.", "start_s": 0.5, "duration_s": 2.0}]
    over = {"ducked": 1, "held": 1, "stopped": 0, "moments": [["ducked", 1.0], ["held", 1.25]]}
    calls = [Made({"clips": clips, "overspeech": over}, 0.0), Made({"clips": clips, "overspeech": over}, 10.0)]
    assert measures.overspeech(one.result for one in calls) == {"ducked": 2, "held": 2, "stopped": 0}
    assert [(one["what"], one["at_s"]) for one in measures.overspoken(calls, heard)] == [
        ("ducked", 1.5),
        ("held", 1.75),
        ("ducked", 12.5),
        ("held", 12.75),
    ]


def test_an_utterance_over_an_echo_is_found_by_its_sound() -> None:
    heard = recording([Stretch(4.9, 6.4)], [Stretch(4.8, 6.4)])
    said = np.concatenate(
        [np.zeros(800, np.int16), np.random.default_rng(1).normal(0, 6000, RATE).astype(np.int16)]
    )
    samples = heard.samples.copy()
    samples[:, 0] //= 8
    samples[round(5.5 * RATE) : round(5.5 * RATE) + len(said), 0] += said
    found = Heard(samples, echo=True).said(Said(Utterance("Stop.", said), 4.95, 6.6, 0))
    assert found.start_s == pytest.approx(5.55, abs=0.002)
    assert found.end_s == pytest.approx(6.55, abs=0.002)
    assert Heard(samples).said(Said(Utterance("Stop.", said), 4.95, 6.6, 0)).start_s < 5.0


def test_content_may_follow_its_bridge_without_a_gap() -> None:
    heard = recording([Stretch(5.0, 7.0)], [Stretch(1.0, 3.0), Stretch(7.3, 11.0)])
    bridge = measures.Clip(3, "Um.", 7.3, 7.9, True)
    content = measures.Clip(3, "It is down.", 7.9, 11.0, False)
    assert measures.latencies([turn(heard, SAID, [bridge, content])]) == pytest.approx([0.9], abs=0.07)


@pytest.mark.parametrize(
    ("begins_s", "cut"),
    [(5.4, ()), (6.2, (0,)), (6.45, (0,)), (7.2, (1,)), (7.6, (1,)), (8.2, ())],
    ids=["before the first pause", "in it", "after it", "in the second", "in the last piece", "after the turn"],
)
def test_a_sound_is_blamed_on_the_pause_it_took_for_the_end(begins_s: float, cut: tuple[int, ...]) -> None:
    sound, pauses = with_pauses([tone(1.0), tone(0.6), tone(0.5)], iter((0.3, 0.6)))
    spoken = [Stretch(5.0, 6.0), Stretch(6.3, 6.9), Stretch(7.5, 8.0)]
    heard = recording(spoken, [Stretch(1.0, 3.0), Stretch(begins_s, begins_s + 3.0)])
    found = turn(heard, Said(Utterance("a b c", sound, "test", pauses), 4.8, 8.1, 0, next_s=14.0))
    assert found.cut_pauses == cut
    assert found.cut is (begins_s < 8.0)


def test_silence_is_for_good_only_when_nothing_comes_back() -> None:
    heard = recording([], [Stretch(1.0, 3.2), Stretch(4.0, 4.5)])
    assert heard.silent_after(3.0, 3.8) == pytest.approx(0.2)
    assert heard.silent_after(3.0, 5.0) == pytest.approx(1.5)
    assert heard.silent_after(3.0, 5.0, gap_s=0.5) == pytest.approx(0.2)
    assert heard.silent_after(3.5, 3.8) == 0.0


def interrupted(persona_ends_s: float, stored: str, again: tuple[Stretch, ...] = ()) -> Barged:
    """A persona that says four words from 8.0 to 10.0 s, interrupted from 9.0 to 11.0 s."""
    said = [Stretch(1.0, 3.0), Stretch(8.0, persona_ends_s), *again]
    heard = recording([Stretch(5.0, 7.0), Stretch(9.0, 11.0)], said)
    clips = [
        {"turn_id": 1, "text": "Kenji here.", "start_s": 0.5, "duration_s": 2.0},
        {"turn_id": 3, "text": "It is the index.", "start_s": 7.5, "duration_s": 2.0},
    ]
    turns = [{"turn_id": 1, "timing": None, "text": ""}, {"turn_id": 3, "timing": None, "text": stored}]
    cry = Said(Utterance("Wait.", tone(2.0)), 8.9, 11.1, 0, next_s=14.0)
    found = barged(heard, [Made({"turns": turns, "clips": clips}, 0.0)], SAID, cry)
    assert found is not None
    return found


def test_an_interrupted_persona_falls_silent_and_keeps_what_was_heard() -> None:
    found = interrupted(9.3, "It is")
    assert found.silent_s == pytest.approx(0.3)
    assert (found.finished, found.again, found.stored) == (False, False, "It is")
    assert len(found.played) == round(1.4 * RATE)


def test_a_persona_that_comes_back_was_silent_once_and_sounds_again() -> None:
    found = interrupted(9.3, "It is", (Stretch(10.0, 10.4),))
    assert found.silent_s == pytest.approx(0.3)
    assert found.last_s == pytest.approx(1.4)
    assert found.again


def test_a_persona_at_its_own_end_was_not_interrupted() -> None:
    assert interrupted(10.0, "It is the index.").finished
    assert not interrupted(9.5, "It is the index.").finished


def test_stages_count_from_the_last_word() -> None:
    timing = {
        "speech_end_s": 5.0,
        "turn_end_s": 5.5,
        "settled_s": 5.6,
        "first_token_s": None,
        "first_clause_s": 5.8,
        "first_audio_s": 5.9,
        "prompt_tokens_evaluated": 12,
    }
    results = [{"turns": [{"role": "persona", "timing": timing}, {"role": "user", "timing": timing}]}]
    found = measures.stages(results)
    assert found["turn_end"]["median"] == 0.5
    assert found["first_audio"]["p95"] == 0.9
    assert found["first_token"]["median"] is None
    assert found["prompt_tokens_evaluated"] == 12


def test_costs_add_up_over_calls_and_memory_does_not() -> None:
    def call(cpu_s: float, memory_mb: int) -> dict[str, Any]:
        engine = {"role": "persona", "model": "m", "threads": 2, "cpu_s": cpu_s, "memory_mb": memory_mb}
        return {"duration_s": 60.0, "costs": [engine]}

    (persona,) = measures.costs([call(30.0, 900), call(10.0, 800)])
    assert persona["cpu_s"] == 40.0
    assert persona["cpu_s_per_minute"] == 20.0
    assert persona["memory_mb"] == 900
    assert persona["threads"] == 2


@pytest.mark.parametrize(
    ("stored", "heard", "off"),
    [
        ("I've been at it since", "I have been at it since", 0),
        ("we are still down and", "we are still", 2),
        ("we are", "we are still down", -2),
        ("the index is corrupted", "the index is corrupt", 0),
        ("nothing alike", "", 2),
    ],
)
def test_words_kept_are_compared_where_they_end(stored: str, heard: str, off: int) -> None:
    assert Kept(stored, heard).off == off


def test_one_word_more_or_less_is_right() -> None:
    found = kept_words([Kept("we are still", "we are"), Kept("we are still down now", "we are")])
    assert (found["turns"], found["right"], found["off"]) == (2, 1, [1, 3])


# --- what the executive says


@contextmanager
def studio() -> Iterator[Speak]:
    """A voice whose word is a tone of 0.4 s, with 0.06 s between two."""

    def speak(text: str) -> Samples:
        gap = np.zeros(round(0.06 * RATE), np.int16)
        return np.concatenate([part for _word in text.split() for part in (gap, tone(0.4))] + [gap])

    yield speak


def test_a_line_is_spoken_once_and_kept_without_silence_around_it(tmp_path: Path) -> None:
    first = Shelf(tmp_path, "v", studio).line("one two")
    assert len(first) == round(0.86 * RATE)

    @contextmanager
    def closed() -> Iterator[Speak]:
        pytest.fail("it was spoken before")
        yield

    assert (Shelf(tmp_path, "v", closed).line("one two") == first).all()


def test_a_flowing_sentence_is_cut_between_words(tmp_path: Path) -> None:
    row = {"kind": "mid-clause", "how": "inside", "text": "aaaa bbbb cccc | dddd eeee"}
    (made,) = Shelf(tmp_path, "v", studio).paused([row], 1)
    (pause,) = made.pauses
    assert pause.length_s == pytest.approx(0.3)
    assert pause.start_s == pytest.approx(3 * 0.46 - 0.06, abs=0.002)  # what was silent there is in the pause
    assert not made.samples[round(pause.start_s * RATE) : round(pause.end_s * RATE)].any()
    assert len(made.samples) == round((5 * 0.46 - 2 * 0.06 + 0.3) * RATE)


def test_every_length_of_pause_is_tried_at_many_places(tmp_path: Path) -> None:
    made = Shelf(tmp_path, "v", studio).paused(load_script().pauses, 80)
    lengths = [round(pause.length_s, 1) for one in made for pause in one.pauses]
    assert len(lengths) >= 80
    assert {length: lengths.count(length) >= 20 for length in PAUSES_S} == dict.fromkeys(PAUSES_S, True)
    assert len({one.kind for one in made}) >= 8


def test_a_pause_may_be_longer_each_time() -> None:
    sound, pauses = with_pauses([tone(0.5), tone(0.5), tone(0.5)], itertools.count(1.0))  # type: ignore[arg-type]
    assert [pause.length_s for pause in pauses] == [1.0, 2.0]
    assert len(sound) == round(4.5 * RATE)


def test_what_the_ears_wrote_of_a_turn_that_was_cut_off_is_told() -> None:
    heard = recording([Stretch(5.0, 7.0)], [Stretch(1.0, 3.0), Stretch(6.2, 6.6), Stretch(8.0, 9.0)])
    made = Made(
        {
            "clips": [{"turn_id": 1, "text": "Kenji here.", "start_s": 0.5, "duration_s": 2.0}],
            "turns": [
                {"role": "persona", "audio_s": [0.5, 2.5], "timing": None, "heard": {}},
                {
                    "role": "user",
                    "audio_s": [4.5, 5.1],
                    "timing": None,
                    "heard": {"live": "how", "second": "How?"},
                },
                {"role": "persona", "audio_s": [5.7, 6.1], "timing": {"turn_end_s": 5.5}, "heard": {}},
                {"role": "user", "audio_s": [6.0, 6.5], "timing": None, "heard": {"live": "are you"}},
                {"role": "user", "audio_s": [12.0, 13.0], "timing": None, "heard": {"live": "another turn"}},
            ],
        },
        begun_s=0.5,
    )
    assert measures.understood(turn(heard, SAID), made, heard) == [
        {"ears": {"live": "how", "second": "How?"}, "at_s": [0.0, 0.6], "ended_s": 1.0},
        {"ears": {"live": "are you"}, "at_s": [1.5, 2.0], "ended_s": None},
    ]
