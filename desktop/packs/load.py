"""Reads packs from folders. A pack is a stranger's data: expected members only, within caps, no links."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, Protocol, TypeVar

import msgspec

from desktop import paths, settings
from desktop.errors import UserError
from desktop.packs import build, readings
from desktop.packs.check import Report, check
from desktop.packs.documents import document
from desktop.packs.problems import PackError, Problem, hint, printable, shown
from desktop.packs.schema import RESERVED, PackFile, ScenarioFile
from desktop.scenario import Scenario

MAX_FILE = 256 * 1024
MAX_TOTAL = 2 * 1024 * 1024
MAX_FILES = 60
MAX_SCENARIOS = 20

Origin = Literal["builtin", "installed", "folder"]
_FIRST = "eleven-pm"
"""The call to begin with stands first in the library."""
_IGNORED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".gitattributes", ".gitignore"})
_NOT_IN_NAMES = frozenset('<>:"/\\|?*')
"""What Windows has in no file's name."""
_RENAME = "Give it another name: lower-case letters, digits and hyphens are kept everywhere."
_TEXTS = frozenset({"README.md", "README.txt", "LICENSE", "LICENSE.txt", "LICENSE.md", "NOTICE", "NOTICE.txt"})


@dataclass(frozen=True, slots=True)
class Pack:
    """A loaded pack. `sha256` is over its files' names and bytes; `origin` says whose shelf it stands on."""

    id: str
    title: str
    version: str
    author: str
    licence: str
    about: str
    path: Path
    sha256: str
    scenarios: tuple[Scenario, ...]
    origin: Origin = "folder"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Packs that load, and the ones that don't with everything that is wrong with them."""

    packs: tuple[Pack, ...]
    broken: tuple[PackError, ...]


def load_pack(path: Path | str, origin: Origin = "folder") -> Pack:
    """Load the pack in folder `path`. Raises `PackError` with every problem."""
    return _load(Path(path), origin)[0]


def _load(folder: Path, origin: Origin) -> tuple[Pack, dict[str, Scenario]]:
    """The pack, and its scenarios by the names of their files."""
    name = folder.name or str(folder)
    files = read_files(folder, name)
    problems: list[Problem] = []
    kept = (
        origin == "builtin" and settings.policy().rules.own_packs
    )  # else a forged reading were a pack of one's own
    decoded = _kept_or_decoded if kept else _decoded
    head = decoded("pack.toml", files["pack.toml"], PackFile, problems)
    scenarios = _scenario_files(files, problems, decoded)
    if problems:
        raise PackError(name, problems)
    assert head is not None
    sha256 = _sha256(files)
    built = {member: build.scenario_of(file, head.id, sha256) for member, file in scenarios.items()}
    about = (head.id, head.title, head.version, head.author, head.licence, head.about)
    return Pack(*about, folder, sha256, tuple(built.values()), origin), built


def builtin_packs() -> tuple[Pack, ...]:
    """The packs that ship with the application. Raises `PackError`: a broken one is a broken installation."""
    folders = sorted(pack_folders(paths.shipped("scenarios")), key=lambda folder: folder.name != _FIRST)
    return tuple(load_pack(folder, "builtin") for folder in folders)


def installed_packs() -> Shelf:
    """The packs in the user's data folder; a broken one never hides the others."""
    return load_packs(paths.data_dir() / "packs")


def load_packs(root: Path) -> Shelf:
    """The packs that somebody installed, from the folders in `root`."""
    packs, broken = [], []
    for folder in pack_folders(root):
        try:
            packs.append(load_pack(folder, "installed"))
        except PackError as wrong:
            broken.append(wrong)
    return Shelf(tuple(packs), tuple(broken))


def available_packs() -> Shelf:
    """Built-in packs first, then installed ones where a policy lets them."""
    if not settings.policy().rules.own_packs:
        return Shelf(builtin_packs(), ())
    installed = installed_packs()
    return Shelf((*builtin_packs(), *installed.packs), installed.broken)


def load_scenario(id_or_path: str | Path) -> Scenario:
    """A scenario by id, or by the path of its pack's folder or of its own file.

    Raises `PackError` for a pack with mistakes, `UserError` for an id nobody has, a folder with several, and a
    path where a policy forbids packs of one's own.
    """
    path = Path(id_or_path)
    if is_kind(path, stat.S_ISDIR):
        settings.policy().require("own_packs")
        return _only(load_pack(path))
    if path.suffix == ".toml" and is_kind(path, stat.S_ISREG):
        settings.policy().require("own_packs")
        return _from_file(path)
    return scenario_called(str(id_or_path))


def scenario_called(id_: str) -> Scenario:
    """A scenario of the built-in and installed packs by its id alone. Raises `UserError`."""
    shelf = available_packs()
    found = {each.id: each for pack in reversed(shelf.packs) for each in pack.scenarios}
    if id_ not in found:
        own = "A pack of your own is named by its folder's path, or installed first."
        raise UserError(f"No scenario is called {shown(id_)}.", f"{hint(id_, found)} {own}")
    return found[id_]


def is_kind(path: Path, kind: Callable[[int], bool]) -> bool:
    """Whether `path` leads to something of a kind, such as `stat.S_ISDIR`; not where nobody can tell."""
    try:
        return kind(path.stat().st_mode)
    except (OSError, ValueError):  # no such thing, a name too long, a name with a zero byte: not a path
        return False


def _only(pack: Pack) -> Scenario:
    if len(pack.scenarios) == 1:
        return pack.scenarios[0]
    ids = ", ".join(each.id for each in pack.scenarios)
    raise UserError(
        f"The pack {pack.path} holds several scenarios: {ids}.", "Give the path of one scenario's file."
    )


def _from_file(path: Path) -> Scenario:
    """The scenario of a pack's own file; pack.toml stands for the whole pack."""
    real = path.resolve()
    if real.name == "pack.toml":
        return _only(load_pack(real.parent))
    if real.parent.name != "scenarios" or not (real.parent.parent / "pack.toml").is_file():
        raise UserError(
            f"{path} is not in a pack.", "A scenario stands in the folder scenarios, beside the pack's pack.toml."
        )
    return _load(real.parent.parent, "folder")[1][f"scenarios/{real.name}"]


def pack_folders(root: Path) -> Iterator[Path]:
    """Folders in `root` that hold a pack, in order."""
    if root.is_dir():
        yield from sorted(folder for folder in root.iterdir() if is_kind(folder / "pack.toml", stat.S_ISREG))


def read_files(folder: Path, name: str) -> dict[str, bytes]:
    """A pack's files by their names inside it, within the caps. Raises `PackError`, which calls it `name`."""
    if not folder.is_dir():
        raise PackError(name, [Problem(name, 0, "", "expected a folder with a pack.toml", "Check the path.")])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for member, path in _members(folder, problems):
        content = _content(member, path, MAX_TOTAL - sum(map(len, files.values())), problems)
        if content is not None:
            files[member] = content
    mend = f"Start from a pack that works: {paths.command('packs new FOLDER')}"
    if "pack.toml" not in files and not any(p.file in ("pack.toml", folder.name) for p in problems):
        problems.append(
            Problem(
                "pack.toml",
                0,
                "",
                "this file is missing",
                mend,
            )
        )
    if problems:
        raise PackError(name, problems)
    return files


def _members(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    """Files of the pack by their name inside it; what has no place there becomes a problem."""
    for entry in _entries(folder, problems):
        if entry.name == "scenarios" and entry.is_dir(follow_symlinks=False):
            yield from _scenario_members(Path(entry.path), problems)
        elif entry.name == "pack.toml" or entry.name in _TEXTS:
            yield entry.name, Path(entry.path)
        else:
            problems.append(_unexpected(entry.name))


def _entries(folder: Path, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """What stands in a folder, in order; a folder that can't be a pack's (closed, or crowded) is one problem."""
    try:
        with os.scandir(folder) as found:
            entries = list(islice((entry for entry in found if entry.name not in _IGNORED), MAX_FILES + 1))
    except OSError as wrong:
        problems.append(Problem(folder.name, 0, "", f"can't be read: {wrong.strerror}", "Check its permissions."))
        return []
    if len(entries) > MAX_FILES:
        problems.append(Problem(folder.name, 0, "", f"at most {MAX_FILES} files in a pack", "Take some out."))
        return []
    return sorted(entries, key=lambda entry: entry.name)


def _scenario_members(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, Path]]:
    first: dict[str, str] = {}
    for entry in _entries(folder, problems):
        member, name = f"scenarios/{entry.name}", entry.name
        if not name.endswith(".toml") or name.startswith(".") or not name.isprintable():
            problems.append(_unexpected(member))
        elif not _can_be_kept(name.removesuffix(".toml")):
            problems.append(Problem(member, 0, "", "Windows can keep no file of this name", _RENAME))
        elif (other := first.setdefault(name.casefold(), name)) != name:
            expected = f"Windows and macOS take this for {other}"
            problems.append(Problem(member, 0, "", expected, _RENAME))
        else:
            yield member, Path(entry.path)


def _can_be_kept(stem: str) -> bool:
    """Whether every system can keep a file called so before its ending, whoever made the pack on which one."""
    device = stem.partition(".")[0].rstrip(" ").lower()
    return device not in RESERVED and not stem.endswith((".", " ")) and not _NOT_IN_NAMES & set(stem)


def _unexpected(member: str) -> Problem:
    mend = "A pack holds pack.toml, scenarios/*.toml, README and LICENSE. Move it out of the pack."
    right = _meant(member)
    if right:
        mend = f"Rename it to {printable(right)}."
    return Problem(printable(member), 0, "", "this has no place in a pack", mend)


def _meant(member: str) -> str:
    """The right name of a member that was named nearly right, else "": editors add .txt, and case matters."""
    folder, _, name = member.rpartition("/")
    if folder and name.lower().endswith((".toml.txt", ".toml")) and name.strip(".").isprintable():
        stem = name[: name.lower().index(".toml")].strip(".")
        return f"{folder}/{stem}.toml" if stem else ""
    near = {"pack.toml": "pack.toml", "pack.toml.txt": "pack.toml", "scenarios": "scenarios"}
    right = near.get(member.lower(), "")
    return right if right != member else ""


def _content(member: str, path: Path, left: int, problems: list[Problem]) -> bytes | None:
    """The bytes of a plain file, counted as they are read; None with a problem for anything else."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if path.is_symlink():
            raise OSError("a link")
        with open(os.open(path, flags), "rb") as file:  # noqa: PTH123 - a descriptor, not a path
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError("not a file")
            content = file.read(min(MAX_FILE, left) + 1)
    except OSError:
        problems.append(Problem(member, 0, "", "expected a plain file that can be read", "No links or devices."))
        return None
    if len(content) > min(MAX_FILE, left):
        limits = f"at most {MAX_FILE // 1024} KB a file and {MAX_TOTAL // 1024} KB a pack"
        problems.append(Problem(member, 0, "", limits, "Make it smaller, or make two packs."))
        return None
    return content


_File = TypeVar("_File", PackFile, ScenarioFile)


class _Decode(Protocol):
    def __call__(
        self, member: str, content: bytes, kind: type[_File], problems: list[Problem], /
    ) -> _File | None: ...


def _scenario_files(files: dict[str, bytes], problems: list[Problem], decoded: _Decode) -> dict[str, ScenarioFile]:
    """The scenarios by the names of their files. With new problems they are drafts, good for nothing else."""
    names = [name for name in files if name.startswith("scenarios/")]
    if not names:
        problems.append(
            Problem("scenarios", 0, "", "a pack needs at least one scenario", "Add scenarios/NAME.toml.")
        )
    if len(names) > MAX_SCENARIOS:
        problems.append(Problem("scenarios", 0, "", f"at most {MAX_SCENARIOS} scenarios", "Make two packs."))
        return {}
    found: dict[str, ScenarioFile] = {}
    for name in names:
        file = decoded(name, files[name], ScenarioFile, problems)
        if file is None:
            continue
        first = next((other for other in found if found[other].id == file.id), "")
        if first and file.id:
            expected = f"{shown(file.id)} is the id of {first} too"
            problems.append(Problem(name, 0, "id", expected, "Give one of the two another id."))
        found[name] = file
    return found


def _kept_or_decoded(member: str, content: bytes, kind: type[_File], problems: list[Problem]) -> _File | None:
    """As `_decoded`, from what was kept of an earlier reading where there is that."""
    file = readings.kept(content, kind)
    if file is None:
        before = len(problems)
        file = _decoded(member, content, kind, problems)
        if file is not None and len(problems) == before:
            readings.keep(content, file)
    return file


def _decoded(member: str, content: bytes, kind: type[_File], problems: list[Problem]) -> _File | None:
    """The file as its struct, a draft with everything that is wrong in `problems`, or None for no TOML."""
    values, text = document(member, content, problems)
    if values is None:
        return None
    report = Report(member, text)
    draft: _File = check(values, kind, report)
    if draft.id in RESERVED:
        report.add(("id",), f"{shown(draft.id)} is a name that Windows keeps for itself", "Give it another id.")
    if isinstance(draft, ScenarioFile):
        build.review(draft, report)
    problems.extend(sorted(report.problems, key=lambda p: p.line))
    return draft if report.problems else msgspec.convert(values, kind)


def _sha256(files: dict[str, bytes]) -> str:
    """One hash over names, sizes and bytes, whatever the order of the folder."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\n{len(files[name])}\n".encode())
        total.update(files[name])
    return total.hexdigest()
