from __future__ import annotations

import contextlib
import resource
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.audio import files
from desktop.audio.files import read_recording, write_wav
from desktop.errors import UserError


def sine(rate: int, seconds: float = 1.0, hertz: float = 440) -> Any:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize(("ending", "tolerance"), [("wav", 60), ("flac", 60), ("ogg", 700)])
def test_any_rate_and_format_is_read_as_16_khz(tmp_path: Path, rate: int, ending: str, tolerance: int) -> None:
    path = tmp_path / f"call.{ending}"
    soundfile.write(path, sine(rate), rate)
    samples = read_recording(path)
    assert samples.dtype == np.int16
    assert len(samples) == pytest.approx(16_000, abs=2)
    middle = slice(1000, 15_000)
    assert np.abs(samples[middle] - 32768 * sine(16_000)[middle]).max() < tolerance


def test_a_long_recording_is_read_in_pieces_without_a_seam(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "long.wav", sine(44_100, 25), 44_100)
    samples = read_recording(tmp_path / "long.wav")
    assert len(samples) == pytest.approx(25 * 16_000, abs=2)
    middle = slice(1000, 24 * 16_000)
    assert np.abs(samples[middle] - 32768 * sine(16_000, 25)[middle]).max() < 60


def test_two_channels_are_averaged(tmp_path: Path) -> None:
    left, right = np.full(100, 1000, dtype=np.int16), np.full(100, 3000, dtype=np.int16)
    soundfile.write(tmp_path / "stereo.wav", np.stack([left, right], axis=1), 16_000)
    assert read_recording(tmp_path / "stereo.wav").tolist() == [2000] * 100


def test_16_bit_mono_at_16_khz_comes_sample_for_sample(tmp_path: Path) -> None:
    samples = np.arange(-32768, 32768, dtype=np.int16)
    write_wav(tmp_path / "all.wav", samples, 16_000)
    assert np.array_equal(read_recording(tmp_path / "all.wav"), samples)
    assert [path.name for path in tmp_path.iterdir()] == ["all.wav"]


def test_two_channels_are_written_as_they_are(tmp_path: Path) -> None:
    both = np.array([[1, -1], [2, -2], [32767, -32768]], dtype=np.int16)
    write_wav(tmp_path / "both.wav", both, 22_050)
    read, rate = soundfile.read(tmp_path / "both.wav", dtype="int16")
    assert rate == 22_050
    assert np.array_equal(read, both)


def refusal(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_recording(path)
    assert caught.value.fix
    return caught.value.message


def test_what_is_no_recording_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    (tmp_path / "text.wav").write_text("I am not a recording, whatever my name says." * 20)
    (tmp_path / "headerless.raw").write_bytes(bytes(4000))
    soundfile.write(tmp_path / "silent.wav", np.zeros(0), 16_000)
    soundfile.write(tmp_path / "six.wav", np.zeros((10, 6)), 16_000)
    soundfile.write(tmp_path / "slow.wav", np.zeros(10), 4_000)
    soundfile.write(tmp_path / "sound.aiff", np.zeros(10), 16_000)
    soundfile.write(tmp_path / "nan.wav", np.full(10, np.nan), 16_000, subtype="FLOAT")
    said = {name: refusal(tmp_path / name).removeprefix(f"{tmp_path / name} ") for name in (
        "empty.wav", "text.wav", "headerless.raw", "silent.wav", "six.wav", "slow.wav", "sound.aiff", "nan.wav"
    )}  # fmt: skip
    assert said == {
        "empty.wav": "is empty.",
        "text.wav": "can't be read as sound.",
        "headerless.raw": "can't be read as sound.",
        "silent.wav": "holds no sound.",
        "six.wav": "has 6 channels.",
        "slow.wav": "has 4000 samples a second.",
        "sound.aiff": "holds AIFF sound.",
        "nan.wav": "holds values that are no sound.",
    }
    assert refusal(tmp_path) == f"{tmp_path} is a folder."
    assert refusal(tmp_path / "none.wav") == f"There is no file {tmp_path / 'none.wav'}."
    assert refusal(Path("/dev/zero")) == "/dev/zero is not a file."


@pytest.mark.parametrize("rate", [16_000, 22_050])
def test_values_far_over_full_scale_are_full_scale(tmp_path: Path, rate: int) -> None:
    samples = np.zeros((rate, 2), np.float32)
    samples[rate // 2 :] = 3e38
    soundfile.write(tmp_path / "loud.wav", samples, rate, subtype="FLOAT")
    assert read_recording(tmp_path / "loud.wav")[12_000] == 32_767


def test_a_recording_longer_than_two_hours_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LONGEST_S", 2)
    soundfile.write(tmp_path / "fits.wav", sine(8_000, 2.0), 8_000)
    soundfile.write(tmp_path / "long.wav", sine(8_000, 2.1), 8_000)
    assert len(read_recording(tmp_path / "fits.wav")) == 32_000
    assert "is longer than two hours." in refusal(tmp_path / "long.wav")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=300), cut=st.integers(0, 400))
def test_damaged_recordings_are_read_or_refused_but_nothing_else(tmp_path: Path, noise: bytes, cut: int) -> None:
    path = tmp_path / "damaged.wav"
    soundfile.write(path, sine(8_000, 0.1), 8_000)
    whole = path.read_bytes()
    path.write_bytes(whole[:cut] + noise + whole[cut + len(noise) :])
    with contextlib.suppress(UserError):
        assert read_recording(path).dtype == np.int16


def test_a_file_that_can_not_be_written_whole_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    write_wav(path, np.ones(10, dtype=np.int16), 16_000)
    before = path.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(UserError, match=r"can't be written: File too large\. Free some space"):
            write_wav(path, np.ones(10_000, dtype=np.int16), 16_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == before
    assert [left.name for left in tmp_path.iterdir()] == ["call.wav"]


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file or directory"):
        write_wav(tmp_path / "none" / "call.wav", np.ones(10, dtype=np.int16), 16_000)
