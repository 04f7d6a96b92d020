"""Files that are written whole or not at all, for their owner alone."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from desktop import settings
from desktop.folders import PARTS, own_file, write_own
from tests.helpers import disk

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights and limits are set otherwise there")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_replaces_what_was_there_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("an earlier one")
    path.chmod(0o644)
    write_own(path, b"new")
    assert path.read_bytes() == b"new"
    assert mode(path) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_leaves_what_was_there_and_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "r.txt"
    path.write_text("an earlier one")
    with pytest.raises(OSError) as wrong, disk.full():
        write_own(path, bytes(5000))
    assert wrong.value.filename == str(path)
    assert path.read_text() == "an earlier one"
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_half_written_is_its_owner_s_alone_too(tmp_path: Path) -> None:
    with own_file(tmp_path / "r.txt") as stream:
        stream.write(b"half")
        (part,) = tmp_path.glob(PARTS)
        assert mode(part) == 0o600
    assert (tmp_path / "r.txt").read_bytes() == b"half"


def test_a_stop_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def stopped() -> None:
        with own_file(tmp_path / "r.txt") as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert list(tmp_path.iterdir()) == []


def test_settings_survive_a_full_disk(home: Path) -> None:
    settings.save(settings.Settings(captions=False))
    with pytest.raises(OSError), disk.full(room=8):
        settings.save(settings.Settings(captions=True))
    assert settings.load().captions is False
    assert mode(settings.path()) == 0o600
