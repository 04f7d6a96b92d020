"""Models brought by hand: recognised by hash when the catalog knows them, else checked for what they are."""

from __future__ import annotations

import os
import re
import shutil
import struct
from collections.abc import Sequence
from pathlib import Path

import msgspec

from desktop import archives, paths, settings
from desktop.catalog import store
from desktop.catalog.bundle import INDEX, bundled
from desktop.catalog.fetching import Fetcher, unpack, watch_nothing
from desktop.catalog.files import (
    copy,
    disk_errors,
    flush,
    has_size,
    is_file_of,
    never,
    no_bytes,
    room_for,
    sha256_of,
)
from desktop.catalog.models import IsCancelled, Model, ModelFile, OnProgress, Progress, Source
from desktop.errors import UserError

_EXPECTED = "Give a Vosk model folder or its zip, a GGUF file, a model's folder, or an archive of models export."
_GGUF_HEADER = struct.Struct("<4sIQQ")
_GGUF_VERSIONS = (2, 3)
_ADDS_FROM, _REWORDS_FROM = 600_000_000, 1_700_000_000
"""Bytes of 4-bit models of about one and three billion weights: the least that adds to authored lines in its own
words, and that words them itself."""


class Importer:
    """Takes files into the store that `fetcher` holds open."""

    def __init__(
        self,
        fetcher: Fetcher,
        known: Sequence[Model],
        on_progress: OnProgress = watch_nothing,
        cancelled: IsCancelled = never,
    ) -> None:
        self._fetcher = fetcher
        self._known = known
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._work = fetcher.root / ".work"

    def take(self, path: Path) -> tuple[str, ...]:
        """Import a folder, an archive or a file; the ids of what came in. Raises `UserError`."""
        if not path.exists():
            raise UserError(f"There is nothing at {path}.", _EXPECTED)
        if not os.access(path, os.R_OK):
            raise UserError(f"{path} can't be read.", "Give yourself the right to read it.")
        with disk_errors(self._fetcher.root, path.name):
            room_for(_bytes_of(path), self._fetcher.root, path.name)
            if path.is_dir():
                return (self._folder(path, path.resolve().name),)
            if not _is_gguf(path) and archives.is_archive(path):
                return self._archive(path)
            return (self._file(path),)

    def _folder(self, folder: Path, name: str) -> str:
        for model in self._known:
            if self._holds(folder, model):
                return self._as_known(model, folder)
        check_vosk(folder)
        return self._as_unknown(folder, name)

    def _holds(self, folder: Path, model: Model) -> bool:
        # Sizes of every file before the first hash: most folders are told apart in no time.
        return (
            bool(model.files)
            and all(has_size(folder / file.path, file) for file in model.files)
            and all(is_file_of(folder / file.path, file, self._cancelled) for file in model.files)
        )

    def _archive(self, path: Path, name: str = "") -> tuple[str, ...]:
        digest = sha256_of(path, self._cancelled)
        for model in self._known:
            if model.archive and model.archive.sha256 == digest:
                return (self._as_known(model, path),)
        with archives.open_archive(path) as archive:
            members = archive.members()
            if any(member.path == INDEX for member in members):
                return tuple(self._bundled(path))
            top = archives.without_top_folder(members)
            room_for(sum(member.bytes for member in members), self._fetcher.root, path.name)
        unpacked = self._work / "unpacked"
        unpack(path, unpacked, self._cancelled)
        return (self._folder(unpacked, name or top.rstrip("/") or path.name.split(".")[0]),)

    def _bundled(self, path: Path) -> list[str]:
        taken: list[str] = []
        for name, folder in bundled(path, self._work / "bundle", self._cancelled):
            kept = folder / store.KEPT_ARCHIVE
            model = next((each for each in self._known if each.id == name), None)
            if model is not None and not self._is_published(model, folder, kept):
                raise UserError(
                    f"{name} in {path.name} is not what was published as that: it was changed or damaged.",
                    f"Export it again where {paths.command('models verify')} finds it as published.",
                )
            taken += self._archive(kept, name) if kept.exists() else [self._one_of_bundle(folder, name)]
        return taken

    def _is_published(self, model: Model, folder: Path, kept: Path) -> bool:
        if model.archive is not None and kept.exists():
            return sha256_of(kept, self._cancelled) == model.archive.sha256
        return self._holds(folder, model)

    def _one_of_bundle(self, folder: Path, name: str) -> str:
        files = [path for path in folder.iterdir() if path.is_file() and path.name != store.MANIFEST]
        if len(files) == 1 and _is_gguf(files[0]):
            return self._file(files[0], name)
        return self._folder(folder, name)

    def _file(self, path: Path, name: str = "") -> str:
        size = path.stat().st_size
        digest = ""
        for model in self._known:
            if len(model.files) == 1 and not model.archive and model.files[0].bytes == size:
                digest = digest or sha256_of(path, self._cancelled)
                if model.files[0].sha256 == digest:
                    return self._as_known(model, path.parent, path.name)
        check_gguf(path)
        return self._as_unknown(path, name or path.stem)

    def _as_known(self, model: Model, place: Path, file_name: str = "") -> str:
        members: dict[str, str | tuple[str, ...]] = {model.files[0].path: file_name} if file_name else {}
        source = Source(url=place.resolve().as_uri(), members=members)
        archive = model.archive if place.is_file() else None
        only_here = msgspec.structs.replace(model, sources=(source,), archive=archive)
        self._fetcher.without_mirror().fetch(only_here, self._on_progress, self._cancelled)
        return model.id

    def _as_unknown(self, origin: Path, name: str) -> str:
        settings.policy().require("models_outside_catalog")
        model_id = _free_id(name, {model.id for model in self._known})
        part = store.part_folder(self._fetcher.root, model_id)
        files = part / "files"
        shutil.rmtree(part, ignore_errors=True)
        files.mkdir(parents=True)
        try:
            self._copy(origin, files, model_id)
            listed = store.list_files(files, self._cancelled)
            for file in listed:
                flush(files / file.path)
            model = _described(model_id, name, listed)
            store.install(files, self._fetcher.root, store.Manifest(model_id, listed, imported=model))
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return model_id

    def _copy(self, origin: Path, files: Path, model_id: str) -> None:
        if origin.is_file():
            pairs = [(origin, files / "model.gguf")]
        else:
            pairs = [(path, files / path.relative_to(origin)) for path in _plain_files(origin)]
        total, done = sum(path.stat().st_size for path, _target in pairs), 0
        for path, target in pairs:
            target.parent.mkdir(parents=True, exist_ok=True)
            with path.open("rb") as source, target.open("wb") as stream:
                done += copy(source, stream, path.stat().st_size, no_bytes, self._cancelled)
            self._on_progress(Progress(model_id, done, total))


def check_vosk(folder: Path) -> None:
    """Raise `UserError` naming what a Vosk model folder lacks."""
    model = _first(folder, "am/final.mdl", "final.mdl")
    lacks = [
        what
        for what, there in (
            ("am/final.mdl", model),
            ("conf/mfcc.conf", _first(folder, "conf/mfcc.conf", "mfcc.conf")),
            ("graph/HCLG.fst or graph/HCLr.fst", _graph(folder)),
        )
        if there is None
    ]
    if lacks:
        raise UserError(f"{folder.name} is not a Vosk model: it has no {', no '.join(lacks)}.", _EXPECTED)
    if model is not None and _begin(model, 2) != b"\0B":
        raise UserError(f"{folder.name} is not a Vosk model: {model.name} is not a binary Kaldi model.", _EXPECTED)


def check_gguf(path: Path) -> None:
    """Raise `UserError` when `path` is no GGUF file of a version that llama.cpp loads."""
    header = _begin(path, _GGUF_HEADER.size)
    if len(header) < _GGUF_HEADER.size or header[:4] != b"GGUF":
        raise UserError(f"{path.name} is not a model: it does not begin as a GGUF file does.", _EXPECTED)
    _magic, version, tensors, keys = _GGUF_HEADER.unpack(header)
    if version not in _GGUF_VERSIONS:
        raise UserError(f"{path.name} is a GGUF file of version {version}; versions 2 and 3 are read.", "")
    if not (0 < tensors < 1 << 20 and 0 < keys < 1 << 20):
        raise UserError(f"{path.name} is damaged: its GGUF header makes no sense.", "Copy it again.")


def _described(model_id: str, name: str, files: tuple[ModelFile, ...]) -> Model:
    if files[0].path == "model.gguf":
        size = files[0].bytes
        freedom = "rewords" if size >= _REWORDS_FROM else "adds" if size >= _ADDS_FROM else "ranks"
        return Model(
            id=model_id, role="persona", title=f"{name} (imported)", licence="unknown", adapter="llama", rating=50,
            languages=(), memory_mb=files[0].bytes * 3 // 2_000_000, main="model.gguf", files=files,
            options={"gguf": "model.gguf", "format": "chatml", "freedom": freedom, "n_ctx": 4096},
            imported=True, in_catalog=False,
        )  # fmt: skip
    main = next(file.path for file in files if file.path in ("am/final.mdl", "final.mdl"))
    return Model(
        id=model_id, role="recogniser", title=f"{name} (imported)", licence="unknown", adapter="vosk", rating=40,
        languages=(), memory_mb=sum(file.bytes for file in files) * 2 // 1_000_000, main=main, files=files,
        imported=True, in_catalog=False,
    )  # fmt: skip


def _plain_files(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise UserError(f"{path} is a link; a model holds plain files only.", "Copy the file in its place.")
        if path.is_file() and path.name not in (store.MANIFEST, store.KEPT_ARCHIVE):
            found.append(path)
    if len(found) > archives.OF_MODELS.members:
        raise UserError(f"{folder} holds more than {archives.OF_MODELS.members} files.", _EXPECTED)
    return found


def _free_id(name: str, taken: set[str]) -> str:
    slug = re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")[:60] or "model"
    # ".part" and ".old" folders are the store's own.
    slug = re.sub(r"\.(part|old)$", r"-\1", slug)
    return f"{slug}-imported" if slug in taken else slug


def _graph(folder: Path) -> Path | None:
    whole = _first(folder, "graph/HCLG.fst", "HCLG.fst")
    if whole:
        return whole
    return _first(folder, "graph/HCLr.fst", "HCLr.fst") if _first(folder, "graph/Gr.fst", "Gr.fst") else None


def _first(folder: Path, *names: str) -> Path | None:
    return next((folder / name for name in names if (folder / name).is_file()), None)


def _is_gguf(path: Path) -> bool:
    return _begin(path, 4) == b"GGUF"


def _begin(path: Path, count: int) -> bytes:
    with path.open("rb") as stream:
        return stream.read(count)


def _bytes_of(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(inside.stat().st_size for inside in path.rglob("*") if inside.is_file())
