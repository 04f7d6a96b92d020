"""Packs as they come to people: a folder around one, its file, a zip from a mail; and what replaces what."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.packs import PackError, available_packs, install_pack
from desktop.packs.meant import NoPack
from desktop.packs.removed import DAYS, forget_removed, look, remove_pack, removed_packs, restore_pack
from desktop.packs.starter import new_pack


@pytest.fixture
def mine(home: Path, tmp_path: Path) -> Path:
    """The folder of a pack called "mine", which is not installed."""
    new_pack(tmp_path / "mail" / "mine")
    return tmp_path / "mail" / "mine"


def version(folder: Path, number: str) -> Path:
    """Make it another version."""
    text = (folder / "pack.toml").read_text()
    (folder / "pack.toml").write_text(text.replace('version = "0.1"', f'version = "{number}"'))
    return folder


def zipped(folder: Path, top: str = "mine/", **more: bytes) -> Path:
    """A zip of a pack's folder, with `more` members."""
    path = folder.parent / "from Ruth.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                packed.write(file, top + file.relative_to(folder).as_posix())
        for name, content in more.items():
            packed.writestr(name, content)
    return path


def shelf() -> list[str]:
    return [pack.id for pack in available_packs().packs if pack.origin == "installed"]


def left(home: Path) -> list[Path]:
    """Files in the folder of packs, whoever put them there."""
    return [path for path in (home / "data" / "packs").rglob("*") if path.is_file()]


MEANT: dict[str, Callable[[Path], Path]] = {
    "the folder": lambda folder: folder,
    "its parent": lambda folder: folder.parent,
    "what its parent is in": lambda folder: folder.parents[1] / "mail",
    "pack.toml": lambda folder: folder / "pack.toml",
    "a scenario's file": lambda folder: folder / "scenarios" / "mine.toml",
    "the folder of scenarios": lambda folder: folder / "scenarios",
    "a zip": zipped,
    "a zip of what is in it": lambda folder: zipped(folder, top=""),
    "a zip from a Mac": lambda folder: zipped(
        folder, **{"__MACOSX/mine/._pack.toml": b"x", "mine/.DS_Store": b"x"}
    ),
    "a zip of a repository": lambda folder: zipped(folder, top="talks-main/packs/mine/"),
}


@pytest.mark.parametrize("how", MEANT)
def test_what_somebody_obviously_means_is_installed(mine: Path, how: str) -> None:
    done = install_pack(MEANT[how](mine))
    assert (done.pack.id, done.kept_as, done.unchanged) == ("mine", "", False)
    assert shelf() == ["mine"]


def test_what_is_no_pack_says_what_to_choose(mine: Path, tmp_path: Path, home: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ruth")
    (tmp_path / "empty").mkdir()
    shutil.copytree(mine, mine.parent / "other")
    for path, said in (
        (tmp_path / "letter.txt", r"letter\.txt is no pack of conversations\. Choose the folder"),
        (tmp_path / "empty", r"There is no pack in empty\. Choose the folder"),
        (tmp_path / "nowhere.zip", "is not there"),
        (mine.parent, "mail holds several packs: mine, other. Choose one of them."),
        (Path("a" * 5000), "is not there"),
        (Path("a\0b"), "is not there"),
    ):
        with pytest.raises(NoPack, match=said):
            install_pack(path)
    assert left(home) == []


def lock(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody enter `folder`."""
    real = Path.stat

    def denied(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if folder in path.parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", denied)


def test_a_folder_that_nobody_may_enter_is_no_pack(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = mine.parent / "locked"
    (locked / "scenarios").mkdir(parents=True)
    lock(locked, monkeypatch)
    with pytest.raises(NoPack, match="There is no pack in locked"):
        install_pack(locked)
    with pytest.raises(NoPack, match="is not there, or can't be read"):
        install_pack(locked / "scenarios")
    assert install_pack(mine.parent).pack.id == "mine"


def test_a_folder_on_the_shelf_that_nobody_may_enter_hides_no_pack(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = install_pack(mine).pack.path.with_name("locked")
    locked.mkdir()
    lock(locked, monkeypatch)
    assert shelf() == ["mine"]


def test_what_can_t_be_unpacked_for_lack_of_room_is_a_sentence(
    mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("desktop.packs.meant.tempfile.TemporaryDirectory", full)
    with pytest.raises(NoPack, match=r"from Ruth\.zip can't be read: No space left on device\."):
        install_pack(zipped(mine))


def test_a_folder_that_is_nearly_a_pack_says_what_is_wrong_with_it(mine: Path) -> None:
    (mine / "pack.toml").rename(mine / "Pack.toml.txt")
    for path in (mine, mine / "Pack.toml.txt", zipped(mine)):
        with pytest.raises(PackError, match=r"Rename it to pack\.toml"):
            install_pack(path)


def test_a_broken_pack_in_a_zip_says_so_as_a_folder_does(mine: Path, home: Path) -> None:
    (mine / "pack.toml").write_text('schema = 1\nid = "Big"\n')
    with pytest.raises(PackError) as wrong:
        install_pack(zipped(mine))
    assert wrong.value.pack == "mine"
    assert len(wrong.value.problems) > 3
    assert left(home) == []


def member(name: str, mode: int = 0, content: bytes = b"x") -> Callable[[zipfile.ZipFile], None]:
    def add(packed: zipfile.ZipFile) -> None:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.compress_type = zipfile.ZIP_DEFLATED
        packed.writestr(info, content)

    return add


HOSTILE = {
    "a way out": (member("../../evil"), "leads outside"),
    "from the root": (member("/etc/evil"), "leads outside"),
    "a drive": (member("C:\\evil"), "leads outside"),
    "a link": (member("mine/README.md", stat.S_IFLNK | 0o777, b"/etc/passwd"), "a link or a device"),
    "a bomb": (member("mine/LICENSE", content=bytes(3_000_000)), "far more than it holds"),
    "much": (member("mine/LICENSE", content=os.urandom(5_000_000)), "more than 4 MB"),
    "a crowd": (lambda packed: [packed.writestr(f"mine/{n}", b"") for n in range(1001)], "more than 1000 files"),
    "a file that is a folder as well": (
        lambda packed: (packed.writestr("mine/x", b""), packed.writestr("mine/x/y", b"")),
        "can't be unpacked",
    ),
    "a large file": (member("mine/LICENSE", content=os.urandom(300_000)), "at most 256 KB a file"),
    "a program": (member("mine/run.exe"), "no place in a pack"),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_a_hostile_zip_is_refused_and_leaves_nothing(mine: Path, home: Path, tmp_path: Path, how: str) -> None:
    add, said = HOSTILE[how]
    path = zipped(mine)
    with zipfile.ZipFile(path, "a") as packed:
        add(packed)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UserError, match=said):
        install_pack(path)
    assert left(home) == []
    assert sorted(tmp_path.rglob("*")) == before


def test_a_zip_that_is_none_is_refused_in_a_sentence(tmp_path: Path, home: Path) -> None:
    for name, content in (("a.zip", b"PK\x03\x04 nothing"), ("...zip", b""), ("b.zip", bytes(100))):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError, match="damaged or not a zip"):
            install_pack(tmp_path / name)


@pytest.mark.parametrize("how", ["", "gz", "bz2", "xz"])
def test_a_tar_by_the_name_of_a_zip_is_not_read(mine: Path, home: Path, how: str) -> None:
    path = mine.parent / "from Ruth.zip"
    with tarfile.open(path, f"w:{how}") as tape:  # type: ignore[call-overload]
        tape.add(mine, "mine")
    with pytest.raises(UserError, match=r"damaged or not a zip file\. Ask for a plain \.zip"):
        install_pack(path)
    assert left(home) == []


def test_a_tiny_tar_of_zeros_by_the_name_of_a_zip_is_not_unpacked(tmp_path: Path, home: Path) -> None:
    with tarfile.open(tmp_path / "a.zip", "w:bz2") as tape:
        info = tarfile.TarInfo("mine/LICENSE")
        info.size = 3_000_000
        tape.addfile(info, io.BytesIO(bytes(info.size)))
    assert (tmp_path / "a.zip").stat().st_size < 400
    with pytest.raises(UserError, match=r"a\.zip is damaged or not a zip file\. Ask for a plain \.zip"):
        install_pack(tmp_path / "a.zip")


def test_a_table_of_thousands_of_unknown_keys_is_told_shortly(mine: Path) -> None:
    file = mine / "scenarios" / "mine.toml"
    file.write_text("".join(f"k{n:x} = 1\n" for n in range(5000)) + file.read_text())
    with pytest.raises(PackError) as wrong:
        install_pack(mine)
    assert len(wrong.value.problems) < 60
    assert any("4950 more keys are unknown" in str(one) for one in wrong.value.problems)


@pytest.mark.skipif(os.name == "nt", reason="links and such names need rights there")
def test_a_hostile_folder_is_refused_and_leaves_nothing(mine: Path, home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.toml").write_text("secret")
    (mine / "scenarios" / "link.toml").symlink_to(tmp_path / "secret.toml")
    (mine / "README.md").symlink_to("/dev/zero")
    os.mkfifo(mine / "LICENSE")
    (mine / "scenarios" / os.fsdecode(b"\xff\xfe.toml")).write_text("x")
    with pytest.raises(PackError) as wrong:
        install_pack(mine)
    told = [str(one) for one in wrong.value.problems]
    assert len(told) == 4
    assert not any("secret" in one for one in told)
    assert "\n".join(told).encode(), "every name can be shown"
    assert left(home) == []


def test_the_version_that_was_replaced_comes_back_and_goes_again(mine: Path) -> None:
    install_pack(mine)
    done = install_pack(version(mine, "0.2"))
    assert (done.former, done.kept_as) == ("0.1", "mine@2")
    assert [pack.version for pack in removed_packs().packs] == ["0.1"]
    restore_pack(done.kept_as)
    assert available_packs().packs[-1].version == "0.1"
    (newer,) = removed_packs().packs
    assert newer.version == "0.2"
    restore_pack(newer.path.name)
    assert available_packs().packs[-1].version == "0.2"
    assert [pack.version for pack in removed_packs().packs] == ["0.1"]
    assert look().out_of_sight == frozenset()


def test_the_same_pack_again_changes_nothing(mine: Path) -> None:
    install_pack(mine)
    assert install_pack(mine).unchanged
    assert removed_packs().packs == ()


def test_of_many_versions_one_former_is_kept(mine: Path) -> None:
    for number in range(6):
        install_pack(version(mine, f"0.{number + 1}"))
        text = (mine / "pack.toml").read_text()
        (mine / "pack.toml").write_text(text.replace(f'version = "0.{number + 1}"', 'version = "0.1"'))
    assert available_packs().packs[-1].version == "0.6"
    assert [pack.version for pack in removed_packs().packs] == ["0.5"]
    remove_pack("mine")
    assert [pack.version for pack in removed_packs().packs] == ["0.6", "0.5"]


def test_scenarios_that_a_newer_version_has_not_stay_for_reviews(mine: Path) -> None:
    install_pack(mine)
    file = mine / "scenarios" / "mine.toml"
    file.write_text(file.read_text().replace('id = "mine"', 'id = "newer"'))
    for number in ("0.2", "0.3"):
        install_pack(version(mine, number))
        (mine / "pack.toml").write_text((mine / "pack.toml").read_text().replace(number, "0.1"))
    assert {"mine", "newer"} <= set(look().scenarios)
    assert look().out_of_sight == {"mine"}
    assert [pack.version for pack in removed_packs().packs] == ["0.2", "0.1"]


def test_a_pack_that_can_t_be_opened_is_kept_when_another_takes_its_place(mine: Path) -> None:
    installed = install_pack(mine).pack.path
    (installed / "pack.toml").write_text("no = [toml")
    done = install_pack(mine)
    assert (done.former, done.kept_as) == ("", "mine@2")
    assert shelf() == ["mine"]
    restore_pack("mine@2")
    assert [wrong.pack for wrong in available_packs().broken] == ["mine"]


def test_what_is_no_pack_makes_way_and_stays(mine: Path, home: Path) -> None:
    stray = home / "data" / "packs" / "mine"
    stray.mkdir(parents=True)
    (stray / "notes.txt").write_text("Ask Ruth")
    done = install_pack(mine)
    assert (done.former, done.kept_as) == ("", "")
    remove_pack("mine")
    forget_removed(set)
    restore_pack("mine")
    assert shelf() == ["mine"]
    assert [path.read_text() for path in left(home) if path.name == "notes.txt"] == ["Ask Ruth"]


def test_a_former_version_goes_after_a_month_though_its_scenarios_have_calls(mine: Path) -> None:
    install_pack(mine)
    install_pack(version(mine, "0.2"))
    (former,) = removed_packs().packs
    then = time.time() - (DAYS + 1) * 86_400
    os.utime(former.path, (then, then))
    remove_pack("mine")
    forget_removed(lambda: {"mine"})
    assert len(removed_packs().packs) == 2, "without the newer one reviews need it"
    restore_pack("mine")
    forget_removed(lambda: {"mine"})
    assert removed_packs().packs == ()


def test_reviews_read_the_version_that_was_removed_last(mine: Path) -> None:
    install_pack(mine)
    install_pack(version(mine, "0.2"))
    remove_pack("mine")
    newest, older = removed_packs().packs
    assert (newest.version, older.version) == ("0.2", "0.1")
    assert look().scenarios["mine"].pack_sha256 == newest.sha256
