"""What every voice engine does: one contract, four engines."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import CLASSES, MODELS, Call, Clip, Load, Options, say

from desktop.engines.host import EngineHost
from desktop.engines.spec import EngineSpec
from desktop.errors import EngineFailed, UserError
from desktop.synthesis import pcm, system_voice
from desktop.synthesis.messages import ListVoices, Speak, Spoken, VoiceInfo, Voices
from desktop.synthesis.system_voice import SystemVoice

pytestmark = pytest.mark.models
ENGINES = list(MODELS)
FAST = ["piper", "hibari", "system"]
LINE = "I don't know yet."
ODD = [
    "2,200",
    "60 %",
    "It is 11 PM.",
    "MTTR",
    "...are you still there?",
    "okay 👍🏽",
    "A",
    "[[x]] <b>&amp;</b> {0} \\n %s",
    "naïve façade",
    "x" * 2000,
]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def voiced_share(clip: Clip) -> float:
    """The share of 40 ms frames that repeat themselves at a pitch between 70 and 350 Hz."""
    size, low, high = int(0.04 * clip.rate), clip.rate // 350, clip.rate // 70
    signal = clip.pcm.astype(np.float64)
    frames = [signal[at : at + size] for at in range(0, len(signal) - size, size)]
    peaks = []
    for frame in frames:
        correlation = np.correlate(frame, frame, "full")[size - 1 :]
        peaks.append(correlation[low : min(high, size)].max() / max(correlation[0], 1.0))
    return float(np.mean(np.array(peaks) > 0.4))


@pytest.fixture(scope="module")
def line(load: Load) -> Callable[[str], Clip]:
    """`LINE` in an engine's default voice, spoken once for all tests."""
    return cache(lambda engine: say(load(engine), LINE))


def test_what_comes_is_speech(line: Callable[[str], Clip], engine: str) -> None:
    clip = line(engine)
    loudness = pcm.frame_rms(clip.pcm / np.float32(32768), clip.rate)
    assert 0.5 < clip.seconds < 2.5
    assert 0.03 < np.sqrt(np.mean(loudness**2)) < 0.2
    assert np.abs(clip.pcm.astype(int)).max() <= pcm.PEAK * 32768
    assert loudness.std() / loudness.mean() > 0.4, "speech has syllables, a tone or noise has none"
    assert voiced_share(clip) > 0.3, "speech has a pitch, noise has none"


def test_a_clip_starts_and_ends_softly_and_close_to_its_speech(line: Callable[[str], Clip], engine: str) -> None:
    clip = line(engine)
    loudness = pcm.frame_rms(clip.pcm / np.float32(32768), clip.rate)
    loud = np.flatnonzero(loudness > 0.02 * loudness.max())
    assert loud[0] * 0.01 <= 0.1
    assert (len(loudness) - 1 - loud[-1]) * 0.01 <= 0.2
    assert abs(int(clip.pcm[0])) < 50
    assert abs(int(clip.pcm[-1])) < 50


def test_a_shorter_text_is_shorter(line: Callable[[str], Clip], load: Load, engine: str) -> None:
    assert say(load(engine), "No.").seconds < 0.85 * line(engine).seconds


@pytest.mark.parametrize("text", ["", " \n", "...", "?!", "—", "😀", "Привет"])
def test_nothing_to_say_gives_no_samples(load: Load, engine: str, text: str) -> None:
    assert len(say(load(engine), text).pcm) == 0


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("adapter", FAST)
def test_odd_text_is_spoken(load: Load, adapter: str, text: str) -> None:
    clip = say(load(adapter), text)
    assert 0.15 < clip.seconds < 0.3 * len(text) + 1.5
    assert clip.pcm.any()


@pytest.mark.parametrize("adapter", ["hibari", "system"])
def test_two_thousand_letters_are_spoken_to_the_end(load: Load, adapter: str) -> None:
    sentence = "We roll back tonight, and nobody sleeps. "
    clip, once = say(load(adapter), (sentence * 50)[:2000]), say(load(adapter), sentence)
    assert clip.seconds == pytest.approx(2000 / len(sentence) * once.seconds, rel=0.15)


@pytest.mark.parametrize("adapter", FAST)
def test_pace_changes_the_length(load: Load, adapter: str) -> None:
    text = "The rollback takes four more hours."
    slow, normal, fast = (say(load(adapter), text, pace=pace).seconds for pace in (0.7, 1.0, 1.5))
    assert slow > 1.15 * normal > 1.15 * 1.15 * fast
    assert say(load(adapter), text, pace=99.0).seconds > 0.4


def test_the_voices_are_listed_and_an_unknown_one_is_refused(load: Load, engine: str) -> None:
    reply, _ = load(engine).methods()["voices"].run(ListVoices(), memoryview(b""), Call())
    assert isinstance(reply, Voices)
    assert (
        len({voice.id for voice in reply.voices})
        == len(reply.voices)
        == {"kokoro": 28, "system": 4}.get(engine, 1)
    )
    assert {voice.language for voice in reply.voices} <= {"en-US", "en-GB"}
    with pytest.raises(UserError, match=f"There is no voice 'nobody'.*{reply.voices[0].id}"):
        say(load(engine), LINE, name="nobody")


@pytest.mark.parametrize("adapter", ["kokoro", "system"])
def test_each_voice_sounds_like_itself(line: Callable[[str], Clip], load: Load, adapter: str) -> None:
    listed = load(adapter).voices()
    assert listed[0].sex == "male"
    female = next(voice.id for voice in listed if voice.sex == "female" and voice.language == "en-GB")
    assert pitch(say(load(adapter), LINE, name=female)) > 1.25 * pitch(line(adapter))


def pitch(clip: Clip) -> float:
    """The median pitch of the clearly voiced frames, in Hz."""
    size, low, high = int(0.04 * clip.rate), clip.rate // 350, clip.rate // 70
    found = []
    for at in range(0, len(clip.pcm) - size, size // 2):
        frame = clip.pcm[at : at + size].astype(np.float64)
        correlation = np.correlate(frame, frame, "full")[size - 1 :]
        lag = low + int(correlation[low : min(high, size)].argmax())
        if correlation[lag] > 0.5 * correlation[0] > 0:
            found.append(clip.rate / lag)
    return float(np.median(found))


def test_a_cancelled_call_gives_what_there_is(load: Load, engine: str) -> None:
    assert len(say(load(engine), LINE, cancelled=True).pcm) == 0


def test_two_processes_say_the_same_in_the_same_way(options: Options, engine: str) -> None:
    """Each engine twice in a child of its own: the same texts in the same order, to the last bit."""
    heard = []
    for _ in range(2):
        with EngineHost(EngineSpec("synthesizer", engine, options(engine))) as host:
            info = host.start()
            clips = [Clip(*host.call("speak", Speak(text), Spoken, deadline_s=120)) for text in ("No.", "Yes.")]
        heard.append([clip.sha256 for clip in clips])
        assert info.model == (MODELS[engine] or "system")
        assert clips[0].sha256 != clips[1].sha256
    assert heard[0] == heard[1]


@pytest.mark.parametrize("adapter", ["piper", "hibari"])
def test_two_loads_in_one_process_say_the_same(options: Options, adapter: str) -> None:
    texts = ("Okay.", "We roll back.")
    heard = []
    for _ in range(2):
        voice = CLASSES[adapter](options(adapter))
        voice.load()
        heard.append([say(voice, text).sha256 for text in texts])
    assert heard[0] == heard[1]


@pytest.mark.parametrize("adapter", ["piper", "hibari", "kokoro"])
def test_a_missing_model_is_said_in_one_sentence(options: Options, adapter: str, tmp_path: Path) -> None:
    voice = CLASSES[adapter](options(adapter, model_dir=str(tmp_path)))
    with pytest.raises(UserError, match=f"has no file .* Run: ./run models fetch {MODELS[adapter]}"):
        voice.load()


@pytest.mark.parametrize("adapter", ["piper", "hibari", "kokoro"])
def test_a_damaged_model_is_said_in_one_sentence(
    options: Options, adapter: str, tmp_path: Path, model_dir: Callable[[str], Path]
) -> None:
    for path in model_dir(MODELS[adapter]).glob("*.onnx*"):
        (tmp_path / path.name).write_bytes(
            path.read_bytes()[:3000] if path.suffix == ".onnx" else path.read_bytes()
        )
    with pytest.raises(UserError, match=r"is damaged or not a voice model\. Run: \./run models verify"):
        CLASSES[adapter](options(adapter, model_dir=str(tmp_path))).load()


def test_a_damaged_kokoro_style_is_said_in_one_sentence(
    options: Options, tmp_path: Path, model_dir: Callable[[str], Path]
) -> None:
    shutil.copy(model_dir(MODELS["kokoro"]) / "kokoro.onnx", tmp_path)
    (tmp_path / "voices").mkdir()
    (tmp_path / "voices" / "am_echo.bin").write_bytes(b"\0" * 1000)
    voice = CLASSES["kokoro"](options("kokoro", model_dir=str(tmp_path)))
    voice.load()
    with pytest.raises(UserError, match=r"am_echo\.bin is damaged"):
        say(voice, LINE)


def test_piper_settings_that_are_no_settings_are_refused(
    options: Options, tmp_path: Path, model_dir: Callable[[str], Path]
) -> None:
    name = "en_US-joe-medium.onnx"
    shutil.copy(model_dir(MODELS["piper"]) / name, tmp_path)
    for text in ("{}", "[]", "not json"):
        (tmp_path / f"{name}.json").write_text(text)
        with pytest.raises(UserError, match="is damaged"):
            CLASSES["piper"](options("piper", model_dir=str(tmp_path))).load()


def test_a_computer_without_espeak_ng_is_told_how_to_get_it(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_library(*_args: Any) -> None:
        raise RuntimeError("This means you probably do not have eSpeak or eSpeak-ng installed!")

    monkeypatch.setattr(system_voice, "service", no_library)
    monkeypatch.setattr("platform.system", lambda: "Linux")
    with pytest.raises(UserError, match="sudo apt-get install -y espeak-ng"):
        SystemVoice(options("system")).load()


def test_the_system_voice_leaves_no_file_behind(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert say(load("system"), LINE).seconds > 0.5
    assert list(tmp_path.iterdir()) == []


def test_the_default_voice_is_the_one_in_the_options(options: Options) -> None:
    voice = CLASSES["kokoro"](options("kokoro", voice="bf_emma"))
    voice.load()
    assert voice.voices()[0] == VoiceInfo("bf_emma", "Emma", "en-GB", "female")


def test_the_system_voice_follows_the_wished_sex(options: Options) -> None:
    voice = SystemVoice(options("system", sex="female"))
    voice.load()
    assert voice.voices()[0].sex == "female"
    assert len(voice.voices()) == 4


def test_a_failing_load_reaches_the_caller_as_the_engines_own_sentence(options: Options, tmp_path: Path) -> None:
    spec = EngineSpec("synthesizer", "hibari", options("hibari", model_dir=str(tmp_path)))
    with EngineHost(spec) as host, pytest.raises(EngineFailed, match=r"has no file hibari\.onnx"):
        host.start()
