"""One archive of several models, for machines without a network."""

from __future__ import annotations

import io
import shutil
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import msgspec

from desktop import archives
from desktop.catalog import store
from desktop.catalog.fetching import write_member
from desktop.catalog.files import disk_errors, flush, never, room_for, stop_if
from desktop.catalog.models import IsCancelled, Model, OnProgress, Progress
from desktop.errors import UserError

INDEX = "steadyhand-models.json"
"""The member that says which models an archive of ours holds."""

Add = Callable[[str, Path], None]


class _Index(msgspec.Struct, frozen=True):
    schema: int
    models: tuple[str, ...]


def export(
    installed: Sequence[tuple[Model, Path]], target: Path, on_progress: OnProgress, cancelled: IsCancelled = never
) -> None:
    """Write the models' folders into one .zip or .tar archive, whole or not at all. Raises `UserError`."""
    if target.suffix not in (".zip", ".tar"):
        raise UserError(f"{target.name} is neither a .zip nor a .tar file.", "Name the archive so.")
    members = [(model, path, folder) for model, folder in installed for path in _exported(model, folder)]
    total = sum(path.stat().st_size for _model, path, _folder in members)
    part = target.with_name(f"{target.name}.part")
    index = _Index(1, tuple(model.id for model, _folder in installed))
    with disk_errors(target.parent, target.name):
        target.parent.mkdir(parents=True, exist_ok=True)
        room_for(total, target.parent, target.name)
        try:
            with _opened(part, target.suffix, msgspec.json.encode(index)) as add:
                done = 0
                for model, path, folder in members:
                    stop_if(cancelled)
                    add(f"{model.id}/{path.relative_to(folder).as_posix()}", path)
                    done += path.stat().st_size
                    on_progress(Progress(model.id, done, total))
            flush(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)


def bundled(path: Path, scratch: Path, cancelled: IsCancelled = never) -> Iterator[tuple[str, Path]]:
    """Unpack one model after the other into `scratch`; each one's id and folder, gone when the next comes."""
    with archives.open_archive(path) as archive:
        members = archive.members()
        for name in _read_index(archive, path).models:
            shutil.rmtree(scratch, ignore_errors=True)
            inside = [member for member in members if member.path.startswith(f"{name}/")]
            if not inside:
                raise UserError(
                    f"The archive {path.name} lacks the model {name} that it lists.", "Export it again."
                )
            for member in inside:
                stop_if(cancelled)
                target = scratch / member.path.split("/", 1)[1]
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member.path) as source, target.open("wb") as stream:
                    write_member(source, stream, member, path.name, cancelled)
            yield name, scratch
    shutil.rmtree(scratch, ignore_errors=True)


def _read_index(archive: archives.Reader, path: Path) -> _Index:
    with archive.open(INDEX) as stream:
        try:
            index = msgspec.json.decode(stream.read(1 << 20), type=_Index)
        except msgspec.MsgspecError as wrong:
            raise UserError(
                f"The archive {path.name} has no readable list of models.", "Export it again."
            ) from wrong
    if index.schema != 1:
        raise UserError(f"The archive {path.name} comes from a newer release.", "Update Steadyhand first.")
    return index


def _exported(model: Model, folder: Path) -> list[Path]:
    # What has a hash in the catalog: the archive as published stands for the files that came out of it.
    if model.archive and not model.files:
        return [folder / store.KEPT_ARCHIVE]
    return [folder / file.path for file in model.files]


def _opened(part: Path, suffix: str, index: bytes) -> AbstractContextManager[Add]:
    return _zip(part, index) if suffix == ".zip" else _tar(part, index)


@contextmanager
def _zip(part: Path, index: bytes) -> Iterator[Add]:
    # Stored, not deflated: weights do not shrink.
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, strict_timestamps=False) as packed:
        packed.writestr(INDEX, index)
        yield lambda name, path: packed.write(path, name)


@contextmanager
def _tar(part: Path, index: bytes) -> Iterator[Add]:
    with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as tape:
        first = tarfile.TarInfo(INDEX)
        first.size, first.mtime = len(index), int(time.time())
        tape.addfile(first, io.BytesIO(index))
        yield lambda name, path: tape.add(path, name, recursive=False)
