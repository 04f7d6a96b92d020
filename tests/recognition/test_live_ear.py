"""What only a streaming ear does: partial text, times, ends of its own."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from desktop.events import CAPTURE_RATE
from desktop.recognition.messages import Feed, Finish, Reset
from desktop.recognition.wer import error_rate, errors
from tests.helpers.ears import Ear, exactly
from tests.helpers.speech import Pcm, Speaker, noise, silence

pytestmark = pytest.mark.models

LINE = "Nobody is getting fired tonight. Walk me through the two options."
PAUSE_S = 2.5


@pytest.fixture(scope="module")
def line(speaker: Speaker) -> Pcm:
    return speaker.say(LINE)


def test_the_text_grows_or_corrects_itself_until_it_is_final(live: Ear, line: Pcm) -> None:
    live.call("reset", Reset())
    partials = live.feed(line)
    final = live.call("finish", Finish())
    seen = list(dict.fromkeys(partials))
    assert len(seen) >= 5
    counts = [len(text.split()) for text in partials]
    assert all(after >= before - 1 for before, after in pairwise(counts))
    assert counts[len(counts) // 2] >= 3
    wrong, words = errors(final.text, partials[-1])
    assert wrong <= 2 < words


@pytest.mark.parametrize("block", [160, 512, 1600, 5000, 10**6])
def test_the_size_of_the_blocks_makes_no_difference(live: Ear, line: Pcm, block: int) -> None:
    assert exactly(live.hear(line, block)) == exactly(live.hear(line))


def test_a_word_that_begins_at_once_is_heard_at_its_time(live: Ear, speaker: Speaker) -> None:
    line = speaker.say("Give me the probability that the targeted fix works in ninety minutes.", "joe")
    heard = live.hear(line[np.flatnonzero(np.abs(line) > 600)[0] :])
    assert [word.text for word in heard.words[:3]] == ["give", "me", "the"]
    assert heard.words[0].start_s < 0.1


def test_times_count_from_the_first_sample_of_the_utterance(live: Ear, line: Pcm) -> None:
    early = live.hear(line)
    late = live.hear(np.concatenate([noise(1.0, 5), line]))
    assert [word.text for word in late.words] == [word.text for word in early.words]
    shifts = [after.start_s - before.start_s for before, after in zip(early.words, late.words, strict=True)]
    assert shifts == pytest.approx([1.0] * len(shifts), abs=0.1)


def test_a_pause_inside_an_utterance_loses_nothing(live: Ear, line: Pcm) -> None:
    live.call("reset", Reset())
    whole = np.concatenate([line, silence(PAUSE_S), line])
    partials = live.feed(whole)
    final = live.call("finish", Finish())
    assert error_rate([(f"{LINE} {LINE}", final.text)]) <= 0.2
    assert len(partials[-1].split()) >= len(final.words) - 2
    assert " ".join(word.text for word in final.words) == final.text
    half = len(line) / CAPTURE_RATE
    again = [word.start_s for word in final.words if word.text == "nobody"]
    assert again[0] < half
    assert half + PAUSE_S <= again[1] <= half + PAUSE_S + 0.5


def test_after_the_end_the_next_utterance_begins_by_itself(live: Ear, line: Pcm) -> None:
    alone = live.hear(line)
    live.call("finish", Finish())
    live.call("feed", Feed(), line)
    assert exactly(live.call("finish", Finish())) == exactly(alone)
