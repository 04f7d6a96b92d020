"""Sound files: WAV, FLAC or OGG of any rate in, WAV out."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from desktop.audio.device import Samples
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE
from desktop.folders import write_own

LONGEST_S = 2 * 60 * 60
_FORMATS = frozenset({"WAV", "WAVEX", "RF64", "FLAC", "OGG"})
_RATES = range(8_000, 384_001)
_PIECE_S = 10
_FIX = "Give a WAV, FLAC or OGG recording of your side, mono or stereo."
_Floats = npt.NDArray[np.float32]


def read_recording(path: Path) -> Samples:
    """The recording at `path` as int16, mono, 16 kHz; two channels are averaged. `UserError` says what is wrong.

    Read in pieces, so that two hours of studio sound fit in memory. 16-bit mono at 16 kHz comes sample for sample.
    """
    with _opened(path) as file:
        try:
            with soundfile.SoundFile(file) as sound:
                _check(path, sound)
                samples = _whole(path, sound)
        except (soundfile.LibsndfileError, TypeError) as wrong:  # TypeError: a name in .raw, which has no header
            raise UserError(f"{path} can't be read as sound.", _FIX) from wrong
    if not len(samples):
        raise UserError(f"{path} holds no sound.", _FIX)
    return samples


def write_wav(path: Path, samples: Samples, rate: int) -> None:
    """Write int16 `samples`, shape (n,) or (n, 2), as a WAV file of its owner's alone, whole or not at all.

    Raises `UserError`.
    """
    encoded = io.BytesIO()
    soundfile.write(encoded, samples, rate, format="WAV", subtype="PCM_16")
    try:
        write_own(path, encoded.getvalue())
    except OSError as wrong:
        reason = os.strerror(wrong.errno or 0)
        raise UserError(
            f"{path} can't be written: {reason}.", "Free some space or choose another folder."
        ) from wrong


def _opened(path: Path) -> BinaryIO:
    """Opened here: libsndfile's errors do not tell why a file can't be opened."""
    if path.is_dir():
        raise UserError(f"{path} is a folder.", _FIX)
    if not path.exists():
        raise UserError(f"There is no file {path}.", _FIX)
    if not path.is_file():
        raise UserError(f"{path} is not a file.", _FIX)
    if path.stat().st_size == 0:
        raise UserError(f"{path} is empty.", _FIX)
    try:
        return path.open("rb")
    except OSError as wrong:
        raise UserError(
            f"{path} can't be read: {os.strerror(wrong.errno or 0)}.", "Check its permissions."
        ) from wrong


def _check(path: Path, sound: soundfile.SoundFile) -> None:
    if sound.format not in _FORMATS:
        raise UserError(f"{path} holds {sound.format} sound.", _FIX)
    if sound.channels > 2:
        raise UserError(f"{path} has {sound.channels} channels.", "Mix it down to one or two.")
    if sound.samplerate not in _RATES:
        raise UserError(f"{path} has {sound.samplerate} samples a second.", "Record with 8,000 to 192,000.")


def _whole(path: Path, sound: soundfile.SoundFile) -> Samples:
    pieces, length = [np.zeros(0, dtype=np.int16)], 0
    for piece in _resampled(_mono(path, sound), sound.samplerate):
        pieces.append(np.clip(np.rint(piece * 32768), -32768, 32767).astype(np.int16))
        length += len(piece)
        # Counted here: not every header says how long a recording is, and not every one that does is right.
        if length > LONGEST_S * CAPTURE_RATE:
            raise UserError(f"{path} is longer than two hours.", "Cut it to the call.")
    return np.concatenate(pieces)


def _mono(path: Path, sound: soundfile.SoundFile) -> Iterator[_Floats]:
    while len(piece := sound.read(sound.samplerate * _PIECE_S, dtype="float32", always_2d=True)):
        if not np.isfinite(piece).all():
            raise UserError(f"{path} holds values that are no sound.", _FIX)
        yield piece.clip(-8, 8).mean(axis=1)  # far over full scale is damage, and would overflow


def _resampled(pieces: Iterator[_Floats], rate: int) -> Iterator[_Floats]:
    if rate == CAPTURE_RATE:
        yield from pieces
        return
    stream = soxr.ResampleStream(rate, CAPTURE_RATE, 1, dtype="float32")
    for piece in pieces:
        yield stream.resample_chunk(piece)
    yield stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
