"""Models brought by hand, and archives for machines without a network."""

from __future__ import annotations

import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from catalog_toys import BODY, Shelf, model_of, sha

from desktop.catalog import Catalog, Source
from desktop.catalog.models import Archive
from desktop.errors import UserError

GGUF = struct.pack("<4sIQQ", b"GGUF", 3, 10, 10) + bytes(500)


def vosk_folder(folder: Path, *, without: str = "") -> Path:
    for name, data in {
        "am/final.mdl": b"\0B model",
        "conf/mfcc.conf": b"--sample-frequency=16000",
        "graph/HCLr.fst": b"graph",
        "graph/Gr.fst": b"grammar",
        "graph/phones/word_boundary.int": b"1 nonword",
    }.items():
        if name != without:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


def zipped(folder: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            packed.write(path, f"{folder.name}/{path.relative_to(folder)}")
    return target


def tarred(folder: Path, target: Path) -> Path:
    with tarfile.open(target, "w:gz") as tape:
        tape.add(folder, "./")
    return target


def archive_model(packed: Path, name: str = "vosk-official") -> object:
    data = packed.read_bytes()
    return msgspec.structs.replace(
        model_of(Source(url=packed.as_uri()), name=name),
        role="recogniser",
        files=(),
        main="",
        archive=Archive(name=f"{name}.zip", sha256=sha(data), bytes=len(data)),
    )


@pytest.mark.parametrize("pack", [None, zipped])
def test_a_vosk_model_of_ones_own_is_taken_in_and_marked(
    pack: Callable[[Path, Path], Path] | None, tmp_path: Path, shelf: Shelf
) -> None:
    folder = vosk_folder(tmp_path / "Acme Adapted 1.0")
    path = pack(folder, tmp_path / "anything.zip") if pack else folder
    (model_id,) = shelf.catalog().import_path(path)
    catalog = shelf.catalog()
    model = catalog.get(model_id)
    assert model_id == "acme-adapted-1.0"
    assert (model.imported, model.in_catalog, model.role, model.adapter) == (True, False, "recogniser", "vosk")
    assert model.main_sha256 == sha(b"\0B model")
    installed = catalog.installed(model_id)
    assert installed is not None
    assert (installed / "graph" / "phones" / "word_boundary.int").read_bytes() == b"1 nonword"
    assert catalog.verify(model_id) == []
    (installed / "graph" / "Gr.fst").write_bytes(b"Grammar")
    assert [problem.path for problem in catalog.verify(model_id)] == ["graph/Gr.fst"]


def test_a_tar_without_a_top_folder_is_taken_in(tmp_path: Path, shelf: Shelf) -> None:
    path = tarred(vosk_folder(tmp_path / "x"), tmp_path / "my-ear.tar.gz")
    assert shelf.catalog().import_path(path) == ("my-ear",)


@pytest.mark.parametrize("lacking", ["am/final.mdl", "conf/mfcc.conf", "graph/Gr.fst"])
def test_a_folder_that_is_no_vosk_model_is_refused_by_what_it_lacks(
    lacking: str, tmp_path: Path, shelf: Shelf
) -> None:
    folder = vosk_folder(tmp_path / "ear", without=lacking)
    with pytest.raises(UserError, match="ear is not a Vosk model: it has no ") as refused:
        shelf.catalog().import_path(folder)
    assert lacking in str(refused.value) or "graph/HCLG.fst" in str(refused.value)
    assert shelf.catalog().models() == ()


def test_links_in_a_folder_are_not_followed(tmp_path: Path, shelf: Shelf) -> None:
    folder = vosk_folder(tmp_path / "ear")
    (folder / "secret").symlink_to("/etc/passwd")
    with pytest.raises(UserError, match="is a link"):
        shelf.catalog().import_path(folder)
    assert not list(shelf.root.glob("ear*"))


def test_a_gguf_file_becomes_a_persona_of_ones_own(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "My Model.Q4.gguf").write_bytes(GGUF)
    (model_id,) = shelf.catalog().import_path(tmp_path / "My Model.Q4.gguf")
    model = shelf.catalog().get(model_id)
    assert model_id == "my-model.q4"
    assert (model.role, model.adapter, model.options["gguf"]) == ("persona", "llama", "model.gguf")
    assert model.options["freedom"] == "ranks"
    assert not model.in_catalog


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"GGML" + GGUF[4:], "does not begin as a GGUF file does"),
        (GGUF[:10], "does not begin as a GGUF file does"),
        (struct.pack("<4sIQQ", b"GGUF", 1, 10, 10), "version 1"),
        (struct.pack("<4sIQQ", b"GGUF", 3, 0, 10), "header makes no sense"),
        (struct.pack(">4sIQQ", b"GGUF", 3, 10, 10), "version 50331648"),
    ],
)
def test_what_is_no_gguf_is_refused(data: bytes, told: str, tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "m.gguf").write_bytes(data)
    with pytest.raises(UserError, match=told):
        shelf.catalog().import_path(tmp_path / "m.gguf")


def test_files_that_the_catalog_knows_are_recognised_by_their_hash(tmp_path: Path, shelf: Shelf) -> None:
    model = model_of(Source(url="https://nowhere.invalid/"), data=GGUF, path="model.gguf")
    (tmp_path / "renamed.gguf").write_bytes(GGUF)
    assert shelf.catalog(model).import_path(tmp_path / "renamed.gguf") == ("tiny",)
    assert shelf.catalog(model).get("tiny").in_catalog
    folder = tmp_path / "some folder"
    folder.mkdir()
    (folder / "model.gguf").write_bytes(GGUF)
    shelf.catalog(model).purge("tiny")
    assert shelf.catalog(model).import_path(folder) == ("tiny",)
    assert shelf.catalog(model).verify("tiny") == []


def test_an_archive_that_the_catalog_knows_is_recognised(tmp_path: Path, shelf: Shelf) -> None:
    packed = zipped(vosk_folder(tmp_path / "inner"), tmp_path / "renamed.zip")
    catalog = shelf.catalog(archive_model(packed))
    assert catalog.import_path(packed) == ("vosk-official",)
    folder = catalog.installed("vosk-official")
    assert folder is not None
    assert (folder / "am" / "final.mdl").exists()
    assert catalog.verify("vosk-official") == []


def test_another_file_under_a_catalog_name_does_not_become_that_model(tmp_path: Path, shelf: Shelf) -> None:
    packed = zipped(vosk_folder(tmp_path / "inner"), tmp_path / "official.zip")
    folder = vosk_folder(tmp_path / "vosk-official")
    (folder / "am" / "final.mdl").write_bytes(b"\0B other")
    catalog = shelf.catalog(archive_model(packed))
    assert catalog.import_path(folder) == ("vosk-official-imported",)
    assert catalog.installed("vosk-official") is None


@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_what_one_machine_exports_another_imports(suffix: str, tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "model.bin").write_bytes(BODY)
    plain = model_of(Source(url=(tmp_path / "weights").as_uri()))
    official = archive_model(zipped(vosk_folder(tmp_path / "inner"), tmp_path / "official.zip"))
    here = shelf.catalog(plain, official)
    here.fetch("tiny")
    here.fetch("vosk-official")
    here.import_path(vosk_folder(tmp_path / "own-ear"))
    (tmp_path / "own.gguf").write_bytes(GGUF)
    here.import_path(tmp_path / "own.gguf")
    archive = tmp_path / f"carried{suffix}"
    everything = ("tiny", "vosk-official", "own-ear", "own")
    here.export(everything, archive)
    there = Catalog((plain, official), shelf.shipped, tmp_path / "other machine")
    assert there.import_path(archive) == everything
    assert [there.verify(model_id) for model_id in everything] == [[], [], [], []]
    assert [there.get(model_id).in_catalog for model_id in everything] == [True, True, False, False]


def test_an_archive_with_a_changed_byte_does_not_pass_as_the_catalogs(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "model.bin").write_bytes(BODY)
    model = model_of(Source(url=(tmp_path / "weights").as_uri()))
    here = shelf.catalog(model)
    here.fetch("tiny")
    here.export(("tiny",), tmp_path / "carried.tar")
    raw = bytearray((tmp_path / "carried.tar").read_bytes())
    raw[raw.index(BODY[:512]) + 100] ^= 1
    (tmp_path / "carried.tar").write_bytes(raw)
    there = Catalog((model,), shelf.shipped, tmp_path / "other machine")
    with pytest.raises(UserError, match=r"tiny in carried\.tar is not what was published as that"):
        there.import_path(tmp_path / "carried.tar")
    assert list(there.installed_models()) == []


def test_a_damaged_model_is_not_exported(tmp_path: Path, shelf: Shelf) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "model.bin").write_bytes(BODY)
    model = model_of(Source(url=(tmp_path / "weights").as_uri()))
    folder = shelf.fetch(model)
    (folder / "model.bin").write_bytes(BODY[:-1] + b"\0")
    with pytest.raises(UserError, match="tiny is damaged"):
        shelf.catalog(model).export(("tiny",), tmp_path / "out.zip")
    assert not (tmp_path / "out.zip").exists()
    with pytest.raises(UserError, match=r"neither a \.zip nor a \.tar"):
        shelf.catalog().export((), tmp_path / "out.rar")


def test_nothing_and_nonsense_are_refused(tmp_path: Path, shelf: Shelf) -> None:
    with pytest.raises(UserError, match="There is nothing at"):
        shelf.catalog().import_path(tmp_path / "missing")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="not a Vosk model"):
        shelf.catalog().import_path(tmp_path / "empty")
