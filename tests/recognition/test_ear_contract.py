"""What every ear does: one contract, whichever library listens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from desktop.engines.host import EngineHost
from desktop.engines.spec import EngineSpec
from desktop.errors import EngineFailed, UserError
from desktop.events import CAPTURE_RATE
from desktop.recognition.messages import Feed, Finish, Heard, Reset, Transcribe
from desktop.recognition.wer import error_rate
from tests.helpers.ears import KINDS, Ear, exactly, options
from tests.helpers.speech import Pcm, Speaker, noise, silence

pytestmark = pytest.mark.models

LINE = "Nobody is getting fired tonight. Walk me through the two options."
OTHER = "Give me the probability that the targeted fix works in ninety minutes."
GOOD_ENOUGH = 0.2
"""Words wrong on clear synthesized speech; both ears do better."""


@pytest.fixture(scope="module")
def line(speaker: Speaker) -> Pcm:
    return speaker.say(LINE)


@pytest.fixture(scope="module")
def other(speaker: Speaker) -> Pcm:
    return speaker.say(OTHER, "joe")


def test_words_come_in_order_and_lie_inside_the_audio(ear: Ear, line: Pcm) -> None:
    heard = ear.hear(line)
    assert heard.final
    assert error_rate([(LINE, heard.text)]) <= GOOD_ENOUGH
    times = [time for word in heard.words for time in (word.start_s, word.end_s)]
    assert times == sorted(times)
    assert all(0 <= time <= len(line) / CAPTURE_RATE for time in times)
    assert all(0 <= word.confidence <= 1 for word in heard.words)
    assert bool(heard.words) is ear.kind.times
    if ear.kind.times:
        assert " ".join(word.text for word in heard.words) == heard.text


@pytest.mark.parametrize(
    "sound",
    [
        silence(0),
        silence(0.02),
        silence(3),
        noise(3, 10),
        noise(3, 300),
        noise(0.3, 100),
        np.ones(48000, np.int16),
    ],
    ids=["none", "short", "zero", "faint", "hiss", "short hiss", "offset"],
)
def test_nothing_is_heard_where_nobody_speaks(ear: Ear, sound: Pcm) -> None:
    assert ear.hear(sound) == Heard(final=True)


def test_earlier_speech_is_forgotten(ear: Ear, line: Pcm, other: Pcm) -> None:
    alone = ear.hear(other)
    if ear.kind.streams:
        ear.call("reset", Reset())
        ear.feed(line[: len(line) // 2])
    else:
        ear.hear(line)
    assert exactly(ear.hear(other)) == exactly(alone)
    assert error_rate([(OTHER, alone.text)]) <= GOOD_ENOUGH


def test_the_same_audio_gives_the_same_words(ear: Ear, line: Pcm) -> None:
    assert exactly(ear.hear(line)) == exactly(ear.hear(line))


def test_half_a_sample_is_refused(ear: Ear) -> None:
    method, request = ("feed", Feed()) if ear.kind.streams else ("transcribe", Transcribe())
    with pytest.raises(ValueError, match=r"size|whole number"):
        ear.call(method, request, np.zeros(3, np.int8))
    assert ear.hear(silence(0.5)).text == ""


def test_an_ear_says_what_it_is(ear: Ear) -> None:
    assert (ear.info.model, ear.info.model_sha256, ear.info.threads) == (ear.kind.model, "0" * 64, 1)
    assert ear.info.version[0].isdigit()


@pytest.mark.parametrize("adapter", sorted(KINDS))
@pytest.mark.parametrize("damage", ["missing", "empty", "truncated"])
def test_a_damaged_model_is_one_sentence(
    adapter: str, damage: str, tmp_path: Path, model_dir: Callable[[str], Path]
) -> None:
    kind = KINDS[adapter]
    folder = tmp_path / "model"
    if damage != "missing":
        folder.mkdir()
    if damage == "truncated":
        for file in model_dir(kind.model).rglob("*.*"):
            copy = folder / file.relative_to(model_dir(kind.model))
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(file.read_bytes()[:1000])
    with pytest.raises(UserError, match=str(tmp_path)) as refusal:
        kind.make(options(kind.model, folder)).load()
    assert "models fetch" in refusal.value.fix


@pytest.mark.parametrize("adapter", sorted(KINDS))
def test_the_child_process_hears_the_same(
    adapter: str, ears: Callable[[str], Ear], other: Pcm, model_dir: Callable[[str], Path]
) -> None:
    kind = KINDS[adapter]
    spec = EngineSpec(kind.role, adapter, options(kind.model, model_dir(kind.model)))
    with EngineHost(spec) as host:
        assert host.start().model == kind.model
        if kind.streams:
            host.call("feed", Feed(), Heard, other.tobytes(), deadline_s=30)
            heard, _ = host.call("finish", Finish(), Heard, deadline_s=30)
        else:
            heard, _ = host.call("transcribe", Transcribe(), Heard, other.tobytes(), deadline_s=30)
        assert exactly(heard) == exactly(ears(adapter).hear(other))


@pytest.mark.parametrize("adapter", sorted(KINDS))
def test_a_child_without_its_model_says_so(adapter: str, tmp_path: Path) -> None:
    spec = EngineSpec("recogniser", adapter, options("gone", tmp_path / "gone"))
    with EngineHost(spec) as host, pytest.raises(EngineFailed, match="missing"):
        host.start()
