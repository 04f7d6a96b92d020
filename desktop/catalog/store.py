"""Where models lie on this machine: one folder each, put in place whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import msgspec

from desktop.catalog.files import flush, has_size, never, sha256_of
from desktop.catalog.models import IsCancelled, Model, ModelFile, Problem
from desktop.errors import UserError

MANIFEST = ".manifest.json"
KEPT_ARCHIVE = ".archive.zip"
"""The archive as published, kept beside its files where only it has a published hash."""


class Manifest(msgspec.Struct, frozen=True):
    """What was put in a model's folder. `imported` describes a model that no catalog knows."""

    model: str
    files: tuple[ModelFile, ...]
    imported: Model | None = None


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of an installed folder, None where there is none that can be read."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return None


def published_files(model: Model, folder: Path) -> tuple[ModelFile, ...]:
    """The files that `folder` must hold: as published, else as unpacked from the archive whose hash is."""
    if model.files:
        return model.files
    manifest = read_manifest(folder)
    if manifest is None or model.archive is None:
        return ()
    kept = ModelFile(path=KEPT_ARCHIVE, bytes=model.archive.bytes, sha256=model.archive.sha256)
    return (*manifest.files, kept)


def is_installed(model: Model, folder: Path) -> bool:
    """Whether every file is there in its size. Nothing is hashed."""
    files = published_files(model, folder)
    return bool(files) and all(has_size(folder / file.path, file) for file in files)


def problems(model: Model, folder: Path, cancelled: IsCancelled = never) -> list[Problem]:
    """Every file of an installed model that is missing or not as published, by full hash."""
    files = published_files(model, folder)
    if not files:
        return [Problem(path=MANIFEST, expected="the list of its files", found="")]
    found = []
    for file in files:
        path = folder / file.path
        actual = sha256_of(path, cancelled) if path.is_file() else ""
        if actual != file.sha256:
            found.append(Problem(path=file.path, expected=file.sha256, found=actual))
    return found


def list_files(folder: Path, cancelled: IsCancelled = never) -> tuple[ModelFile, ...]:
    """Every file below `folder` with size and hash, sorted; our own dot files are left out."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    own = {folder / MANIFEST, folder / KEPT_ARCHIVE}
    return tuple(
        ModelFile(
            path=path.relative_to(folder).as_posix(), bytes=path.stat().st_size, sha256=sha256_of(path, cancelled)
        )
        for path in paths
        if path not in own
    )


def imported_models(roots: tuple[Path, ...]) -> Iterator[Model]:
    """Models imported by hand, in the order of their ids; the first root that has one wins."""
    seen: dict[str, Model] = {}
    for root in roots:
        for path in root.glob(f"*/{MANIFEST}"):
            manifest = read_manifest(path.parent)
            if manifest and manifest.imported and manifest.model == path.parent.name:
                seen.setdefault(manifest.model, manifest.imported)
    yield from (seen[name] for name in sorted(seen))


def part_folder(root: Path, model_id: str) -> Path:
    """Where a model is gathered until it is whole. It survives a stop, so that the next fetch goes on."""
    return root / f"{model_id}.part"


def install(tray: Path, root: Path, manifest: Manifest) -> Path:
    """Put the gathered folder `tray` in place of what was there, and forget its `.part`; the folder."""
    target = root / manifest.model
    (tray / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    flush(tray / MANIFEST)
    flush(tray)
    old = _set_aside(target)
    tray.replace(target)
    flush(root)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(part_folder(root, manifest.model), ignore_errors=True)
    return target


def remove(root: Path, model_id: str) -> bool:
    """Delete a model and what was fetched of it; whether there was anything."""
    part = part_folder(root, model_id)
    there = (root / model_id).exists() or part.exists()
    shutil.rmtree(_set_aside(root / model_id), ignore_errors=True)
    shutil.rmtree(part, ignore_errors=True)
    return there


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """One process at a time changes the store. Raises `UserError` when another one does."""
    lock = filelock.FileLock(root / ".lock")
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise UserError(
            "Another window or command is fetching models.", "Wait until it is done, then repeat the command."
        ) from None
    try:
        yield
    finally:
        lock.release()


def _set_aside(target: Path) -> Path:
    # A rename first: a folder that is half deleted must never look like a model.
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.replace(old)
    return old
