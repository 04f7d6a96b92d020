"""Reviews as files, with and without the call's sound."""

from __future__ import annotations

import io
import json
import re
import stat
import sys
from base64 import b64decode
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile
from PySide6.QtWidgets import QApplication

from desktop.errors import UserError
from desktop.events import CAPTURE_RATE
from desktop.rehearsal import exports
from desktop.review.document import ReviewDocument
from desktop.ui.pdf import write_pdf
from tests.helpers import disk
from tests.ui import samples

DOCUMENT = samples.written_review()
SOUND = np.random.default_rng(3).integers(-9000, 9000, (165 * CAPTURE_RATE, 2), dtype=np.int16)


def no_pdf(document: ReviewDocument, path: Path) -> None:
    pytest.fail("no PDF was asked for")


def test_data_with_sound_has_a_file_beside_it(tmp_path: Path) -> None:
    written = exports.write(tmp_path / "r.json", DOCUMENT, no_pdf, SOUND)
    assert written == (tmp_path / "r.json", tmp_path / "r.flac")
    data = json.loads(written[0].read_bytes())
    assert data["audio_file"] == "r.flac"
    assert msgspec.convert(data, ReviewDocument) == DOCUMENT
    samples_, rate = soundfile.read(written[1], dtype="int16")
    assert rate == CAPTURE_RATE
    assert np.array_equal(samples_, SOUND)


def test_data_without_sound_is_the_document_alone(tmp_path: Path) -> None:
    (path,) = exports.write(tmp_path / "r.json", DOCUMENT, no_pdf)
    assert "audio_file" not in json.loads(path.read_bytes())
    assert msgspec.json.decode(path.read_bytes(), type=ReviewDocument) == DOCUMENT


def test_a_page_plays_each_turn_by_itself(tmp_path: Path) -> None:
    (path,) = exports.write(tmp_path / "r.html", DOCUMENT, no_pdf, SOUND)
    found = re.findall(r"data:audio/flac;base64,([^\"]+)", path.read_text("utf-8"))
    assert len(found) == len(DOCUMENT.turns)
    heard, rate = soundfile.read(io.BytesIO(b64decode(found[1])), dtype="int16")
    start, end = DOCUMENT.turns[1].audio_s
    assert len(heard) / rate == pytest.approx(end - start + 0.3, abs=0.01)
    first = round((start - 0.15) * CAPTURE_RATE)
    assert np.array_equal(heard[:100], np.clip(SOUND[first : first + 100].astype(int).sum(axis=1), -32768, 32767))


def test_a_typed_turn_has_no_sound(tmp_path: Path) -> None:
    typed = msgspec.structs.replace(DOCUMENT.turns[1], audio_s=(52.0, 52.0))
    turns = (DOCUMENT.turns[0], typed)
    document = msgspec.structs.replace(DOCUMENT, turns=turns, moments=())
    assert [bool(one) for one in exports.turn_sounds(document, SOUND)] == [True, False]


def test_the_ending_or_the_form_says_what_is_written(tmp_path: Path) -> None:
    drawn: list[Path] = []
    exports.write(tmp_path / "r.pdf", DOCUMENT, lambda _document, path: drawn.append(path))
    exports.write(tmp_path / "noted.txt", DOCUMENT, lambda _document, path: drawn.append(path), form="pdf")
    assert drawn == [tmp_path / "r.pdf", tmp_path / "noted.txt"]
    (path,) = exports.write(tmp_path / "r.MD", DOCUMENT, no_pdf)
    assert path.read_text("utf-8").startswith("# The 11 PM call")


@pytest.mark.skipif(sys.platform == "win32", reason="rights are kept otherwise there")
def test_what_is_written_is_its_owner_s_alone(tmp_path: Path) -> None:
    for path in exports.write(tmp_path / "r.json", DOCUMENT, no_pdf, SOUND):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_place_that_can_t_be_written_is_a_sentence(tmp_path: Path) -> None:
    for name in ("r.md", "r.html", "r.json"):
        with pytest.raises(UserError, match="can't be written: No such file"):
            exports.write(tmp_path / "no" / name, DOCUMENT, no_pdf)


@pytest.mark.skipif(sys.platform == "win32", reason="a limit is set otherwise there")
@pytest.mark.parametrize("name", ["r.html", "r.md", "r.json", "r.pdf"])
def test_a_full_disk_leaves_what_was_to_be_replaced(tmp_path: Path, qapp: QApplication, name: str) -> None:
    path = tmp_path / name
    path.write_text("an earlier one")
    sound = SOUND[:CAPTURE_RATE] if name == "r.json" else None
    with pytest.raises(UserError, match="can't be written"), disk.full():
        exports.write(path, DOCUMENT, write_pdf, sound)
    assert path.read_text() == "an earlier one"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="rights are kept otherwise there")
def test_a_file_that_others_could_read_is_its_owner_s_alone_when_replaced(tmp_path: Path) -> None:
    path = tmp_path / "r.md"
    path.touch(mode=0o644)
    exports.write(path, DOCUMENT, no_pdf)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
