"""Reads packs from folders. A pack is a stranger's data: expected members only, within caps, no links."""

from __future__ import annotations

import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from desktop import paths
from desktop.errors import UserError
from desktop.packs import build, locate
from desktop.packs.check import Report, check
from desktop.packs.problems import PackError, Problem, hint, shown, unprintable
from desktop.packs.schema import PackFile, ScenarioFile
from desktop.scenario import Scenario

MAX_FILE = 256 * 1024
MAX_TOTAL = 2 * 1024 * 1024
MAX_FILES = 60
MAX_SCENARIOS = 20
MAX_LINE = 4000
"""Characters in one line of a file. It also bounds the dots in a key, whose cost grows with their square."""

Origin = Literal["builtin", "installed", "folder"]
_IGNORED = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".git", ".gitattributes", ".gitignore"})
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
    folder = Path(path)
    name = folder.name or str(folder)
    files = _read(folder, name)
    problems: list[Problem] = []
    head = _decoded("pack.toml", files["pack.toml"], PackFile, problems)
    scenarios = _scenario_files(files, problems)
    if problems:
        raise PackError(name, problems)
    assert head is not None
    sha256 = _sha256(files)
    built = tuple(build.scenario_of(file, head.id, sha256) for file in scenarios)
    return Pack(
        head.id, head.title, head.version, head.author, head.licence, head.about, folder, sha256, built, origin
    )


def builtin_packs() -> tuple[Pack, ...]:
    """The packs that ship with the application. Raises `PackError`: a broken one is a broken installation."""
    return tuple(load_pack(folder, "builtin") for folder in _pack_folders(paths.shipped("scenarios")))


def installed_packs() -> Shelf:
    """The packs in the user's data folder; a broken one never hides the others."""
    packs, broken = [], []
    for folder in _pack_folders(paths.data_dir() / "packs"):
        try:
            packs.append(load_pack(folder, "installed"))
        except PackError as wrong:
            broken.append(wrong)
    return Shelf(tuple(packs), tuple(broken))


def available_packs() -> Shelf:
    """Built-in packs first, then installed ones."""
    installed = installed_packs()
    return Shelf((*builtin_packs(), *installed.packs), installed.broken)


def load_scenario(id_or_path: str | Path) -> Scenario:
    """A scenario by id, or by the path of its pack's folder or of its own file.

    Raises `PackError` for a pack with mistakes, `UserError` for an id nobody has or a folder with several.
    """
    wanted, path = str(id_or_path), Path(id_or_path)
    if _is(path, stat.S_ISDIR):
        return _only(load_pack(path))
    if path.suffix == ".toml" and _is(path, stat.S_ISREG):
        return _from_file(path)
    shelf = available_packs()
    found = {each.id: each for pack in reversed(shelf.packs) for each in pack.scenarios}
    if wanted not in found:
        raise UserError(f"No scenario is called {shown(wanted)}.", hint(wanted, found))
    return found[wanted]


def _is(path: Path, kind: Callable[[int], bool]) -> bool:
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
    pack = load_pack(path.resolve().parent.parent)
    with path.open("rb") as file:
        wanted = tomllib.load(file)["id"]
    return next(each for each in pack.scenarios if each.id == wanted)


def _pack_folders(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from sorted(folder for folder in root.iterdir() if (folder / "pack.toml").is_file())


def _read(folder: Path, name: str) -> dict[str, bytes]:
    if not folder.is_dir():
        raise PackError(name, [Problem(name, 0, "", "expected a folder with a pack.toml", "Check the path.")])
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for member, path in _members(folder, problems):
        content = _content(member, path, MAX_TOTAL - sum(map(len, files.values())), problems)
        if content is not None:
            files[member] = content
    if "pack.toml" not in files and not any(p.file in ("pack.toml", folder.name) for p in problems):
        problems.append(Problem("pack.toml", 0, "", "this file is missing", "Start from `packs new`."))
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
    for entry in _entries(folder, problems):
        if entry.name.endswith(".toml") and not entry.name.startswith("."):
            yield f"scenarios/{entry.name}", Path(entry.path)
        else:
            problems.append(_unexpected(f"scenarios/{entry.name}"))


def _unexpected(member: str) -> Problem:
    safe = "".join(c if c.isprintable() else "?" for c in member[:120])
    mend = "A pack holds pack.toml, scenarios/*.toml, README and LICENSE. Move it out of the pack."
    return Problem(safe, 0, "", "this has no place in a pack", mend)


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


def _scenario_files(files: dict[str, bytes], problems: list[Problem]) -> list[ScenarioFile]:
    names = [name for name in files if name.startswith("scenarios/")]
    if not names:
        problems.append(
            Problem("scenarios", 0, "", "a pack needs at least one scenario", "Add scenarios/NAME.toml.")
        )
    if len(names) > MAX_SCENARIOS:
        problems.append(Problem("scenarios", 0, "", f"at most {MAX_SCENARIOS} scenarios", "Make two packs."))
        return []
    found: dict[str, ScenarioFile] = {}
    for name in names:
        file = _decoded(name, files[name], ScenarioFile, problems)
        if file is not None and file.id in found:
            problems.append(Problem(name, 0, "id", f"{shown(file.id)} is used twice in this pack", "Change one."))
        elif file is not None:
            found[file.id] = file
    return list(found.values())


_File = TypeVar("_File", PackFile, ScenarioFile)


def _decoded(member: str, content: bytes, kind: type[_File], problems: list[Problem]) -> _File | None:
    """The file as its struct, or None with everything that is wrong with it in `problems`."""
    document, text = _document(member, content, problems)
    if document is None:
        return None
    report = Report(member, locate.lines_of(text))
    draft = check(document, kind, report)
    if isinstance(draft, ScenarioFile):
        build.review(draft, report)
    problems.extend(sorted(report.problems, key=lambda p: p.line))
    return None if report.problems else msgspec.convert(document, kind)


def _document(member: str, content: bytes, problems: list[Problem]) -> tuple[dict[str, object] | None, str]:
    """The decoded TOML and its text; what can't be read becomes one problem with its line."""
    try:
        text = content.decode("utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        problems.append(Problem(member, line, "", "expected UTF-8 text", "Save the file as UTF-8."))
        return None, ""
    refused = _refused(text)
    if refused:
        problems.append(Problem(member, *refused))
        return None, text
    try:
        return tomllib.loads(text), text
    except RecursionError:
        problems.append(
            Problem(member, 0, "", "brackets are nested too deeply", "Use tables, as the guide shows.")
        )
    except ValueError as wrong:
        problems.append(_syntax(member, str(wrong)))
    return None, text


def _refused(text: str) -> tuple[int, str, str, str] | None:
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            return number, "", f"at most {MAX_LINE} characters in a line", "Break it into several lines."
        bad = unprintable(line)
        if bad:
            return number, "", f"plain text only, here is the character {bad}", "Delete that character."
    return None


def _syntax(member: str, message: str) -> Problem:
    """tomllib's message, its position taken out and put where it belongs."""
    said, _, place = message.partition(" (at ")
    found = re.search(r"line (\d+)", place)
    mend = "Check quotes, brackets and the = sign on that line and the one above."
    return Problem(member, int(found.group(1)) if found else 0, "", f"not valid TOML: {said[:120]}", mend)


def _sha256(files: dict[str, bytes]) -> str:
    """One hash over names, sizes and bytes, whatever the order of the folder."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{name}\n{len(files[name])}\n".encode())
        total.update(files[name])
    return total.hexdigest()
