"""Archives from outside: what is refused, and that nothing lands beside the folder."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.archives import Limits, open_archive
from desktop.catalog.fetching import unpack
from desktop.errors import UserError
from desktop.folders import safe_path


def zip_with(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members:
            packed.writestr(name, data)
    return path


def tar_with(path: Path, *infos: tarfile.TarInfo) -> Path:
    with tarfile.open(path, "w:gz") as tape:
        for info in infos:
            tape.addfile(info, io.BytesIO(b"x" * info.size))
    return path


def link(name: str, kind: bytes, target: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def refused(path: Path, tmp_path: Path) -> str:
    target = tmp_path / "inside" / "folder"
    with pytest.raises(UserError) as wrong:
        unpack(path, target)
    left = [found for found in tmp_path.rglob("*") if found.is_file() and found != path]
    assert left == []
    return wrong.value.message


def test_the_single_top_folder_is_left_out(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "m.zip", ("vosk/am/final.mdl", b"a"), ("vosk/README", b"b"))
    unpack(path, tmp_path / "out")
    assert (tmp_path / "out" / "am" / "final.mdl").read_bytes() == b"a"
    assert (tmp_path / "out" / "README").read_bytes() == b"b"


def test_two_top_folders_both_stay(tmp_path: Path) -> None:
    unpack(zip_with(tmp_path / "m.zip", ("am/final.mdl", b"a"), ("conf/mfcc.conf", b"b")), tmp_path / "out")
    assert (tmp_path / "out" / "conf" / "mfcc.conf").read_bytes() == b"b"


@pytest.mark.parametrize(
    "name",
    ["../evil", "m/../../evil", "/etc/evil", "C:/evil", "m\\..\\evil", "m/nul.txt", "m/a:b", "m/dot.", "m/\x01"],
)
def test_names_that_lead_outside_are_refused(name: str, tmp_path: Path) -> None:
    assert "leads outside or is not allowed" in refused(zip_with(tmp_path / "m.zip", (name, b"x")), tmp_path)


def test_links_in_a_zip_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    with zipfile.ZipFile(path, "w") as packed:
        info = zipfile.ZipInfo("m/link")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        packed.writestr(info, "/etc/passwd")
    assert "'m/link' is a link or a device" in refused(path, tmp_path)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_in_a_tar_are_refused(kind: bytes, tmp_path: Path) -> None:
    path = tar_with(tmp_path / "m.tar.gz", link("m/link", kind, "/etc/passwd"))
    assert "is a link or a device" in refused(path, tmp_path)


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "m.zip", ("m/zeros", bytes(20_000_000)))
    assert "far more than it holds" in refused(path, tmp_path)


def test_members_that_share_bytes_are_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "m.zip", ("m/a", b"a" * 100), ("m/b", b"b" * 100))
    raw = bytearray(path.read_bytes())
    second = raw.rindex(b"PK\x01\x02")
    raw[second + 42 : second + 46] = struct.pack("<I", 0)
    path.write_bytes(raw)
    assert "members overlap" in refused(path, tmp_path)


def test_a_member_longer_than_it_claims_is_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "m.zip", ("m/a", b"a" * 5000))
    raw = bytearray(path.read_bytes())
    directory = raw.rindex(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = struct.pack("<I", 10)
    path.write_bytes(raw)
    with pytest.raises(UserError):
        unpack(path, tmp_path / "out")
    written = sum(found.stat().st_size for found in (tmp_path / "out").rglob("*") if found.is_file())
    assert written <= 10


def test_names_that_differ_only_in_case_are_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "m.zip", ("m/a", b"1"), ("m/A", b"2"))
    assert "stands there twice" in refused(path, tmp_path)


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(members=3, mend="Ask for another one."), "it holds more than 3 files. Ask for another one."),
        (Limits(bytes=1024**2), "it would unpack to more than 1 MB"),
    ],
)
def test_more_than_the_limits_is_refused(limits: Limits, why: str, tmp_path: Path) -> None:
    path = zip_with(tmp_path / "m.zip", *((f"m/{n}", os.urandom(300_000)) for n in range(4)))
    with pytest.raises(UserError, match=why), open_archive(path, limits) as found:
        found.members()


def test_a_tar_is_read_no_further_than_its_limit(tmp_path: Path) -> None:
    large = tarfile.TarInfo("m/zeros")
    large.size = 2 * 1024**2
    path = tar_with(tmp_path / "m.tar.gz", large, link("m/link", tarfile.SYMTYPE, "/etc/passwd"))
    told = "it would unpack to more than 1 MB"
    with pytest.raises(UserError, match=told), open_archive(path, Limits(bytes=1024**2)) as found:
        found.members()


@pytest.mark.parametrize("how", ["gz", "bz2", "xz"])
def test_a_damaged_tar_is_one_sentence(how: str, tmp_path: Path) -> None:
    content = random.Random(1).randbytes(2_000_000)
    with tarfile.open(tmp_path / "m.tar", f"w:{how}") as tape:  # type: ignore[call-overload]
        info = tarfile.TarInfo("m/a")
        info.size = len(content)
        tape.addfile(info, io.BytesIO(content))
    raw = bytearray((tmp_path / "m.tar").read_bytes())
    raw[1_000_000:1_900_000] = bytes(900_000)
    (tmp_path / "m.tar").write_bytes(raw)
    assert "is damaged or not a zip or tar file" in refused(tmp_path / "m.tar", tmp_path)


def test_a_name_that_is_not_the_utf_8_it_claims_is_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "m.zip", ("m/ü", b"x"))
    path.write_bytes(path.read_bytes().replace("ü".encode(), b"\xff\xfe"))
    assert "damaged" in refused(path, tmp_path)


def test_a_member_with_a_second_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_as_python_3_12_does(info: zipfile.ZipInfo, *_crc: int) -> None:
        info.filename = info.extra[9:].decode()

    info = zipfile.ZipInfo("m/a")
    field = struct.pack("<BL", 1, zlib.crc32(b"m/a")) + b"m/b"
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as packed:
        packed.writestr(info, b"x")
    monkeypatch.setattr(zipfile.ZipInfo, "_decodeExtra", read_as_python_3_12_does)
    assert "'m/a' has a second name" in refused(tmp_path / "m.zip", tmp_path)


def test_a_member_without_a_name_is_refused(tmp_path: Path) -> None:
    path = zip_with(tmp_path / "m.zip", ("a", b"x"))
    raw = bytearray(path.read_bytes())
    directory = raw.rindex(b"PK\x01\x02")
    raw[directory + 28 : directory + 30] = b"\0\0"
    del raw[directory + 46]
    raw[-10:-6] = struct.pack("<I", 46)
    path.write_bytes(raw)
    assert "is not allowed" in refused(path, tmp_path)


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_compression_is_refused(how: int, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w", how) as packed:
        packed.writestr("m/a", b"a" * 100)
    assert "packed in an unusual way" in refused(tmp_path / "m.zip", tmp_path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 not really", b"plain text", bytes(10_000)])
def test_what_is_no_archive_is_one_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "m.zip"
    path.write_bytes(data)
    with pytest.raises(UserError, match=r"m\.zip"):
        unpack(path, tmp_path / "out")


@given(damage=st.binary(min_size=1, max_size=8), place=st.floats(min_value=0, max_value=1))
def test_damage_anywhere_is_a_sentence_or_harmless(
    damage: bytes, place: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = zip_with(folder / "m.zip", ("m/a", b"some text " * 20), ("m/b/c", bytes(range(200))))
    raw = bytearray(path.read_bytes())
    start = int(place * (len(raw) - 1))
    raw[start : start + len(damage)] = damage
    path.write_bytes(raw)
    with contextlib.suppress(UserError):
        unpack(path, folder / "out")
    outside = [found for found in folder.rglob("*") if found.is_file() and folder / "out" not in found.parents]
    assert outside == [path]


@given(st.text(alphabet="ab./\\:\x00 CON", max_size=12))
def test_a_safe_path_never_leaves_its_folder(text: str) -> None:
    if safe_path(text):
        base = Path("/base")
        assert base in (base / text).parents
        assert "\\" not in text
        assert ".." not in text.split("/")
