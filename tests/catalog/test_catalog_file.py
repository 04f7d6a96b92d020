"""The shipped catalog, and mistakes in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop import paths
from desktop.catalog import Catalog
from desktop.catalog.files import sha256_of
from desktop.catalog.models import read_catalog
from desktop.engines.spec import ADAPTERS
from desktop.errors import UserError

SHIPPED = paths.shipped("models")
GOOD = """
schema = 1
[[models]]
id = "one"
role = "voice"
title = "One"
licence = "MIT"
files = [{ path = "a.bin", bytes = 1, sha256 = "%s" }]
[[models.sources]]
url = "https://example.invalid/"
""" % ("0" * 64)


def test_the_shipped_catalog_holds_together() -> None:
    models = read_catalog(SHIPPED / "catalog.toml")
    assert len(models) >= 13
    for model in models:
        assert model.sources, model.id
        assert (SHIPPED / "licences" / model.licence_file).read_text().strip(), model.id
        assert model.adapter == "" or model.adapter in ADAPTERS, model.id
        assert model.main_sha256, model.id
        for file in model.files:
            offered = [source for source in model.sources if model.archive or source.members_of(file.path)]
            assert offered, f"no source of {model.id} offers {file.path}"


def test_every_named_file_option_is_one_of_the_files() -> None:
    for model in read_catalog(SHIPPED / "catalog.toml"):
        for option in ("gguf", "onnx", "config"):
            if option in model.options:
                assert model.options[option] in [file.path for file in model.files], (model.id, option)


def test_the_starter_ear_in_the_tree_is_the_catalogs() -> None:
    model = Catalog.load().get("vosk-en-starter")
    assert model.archive is not None
    assert sha256_of(SHIPPED / model.archive.name) == model.archive.sha256


def test_the_starter_ear_installs_from_the_tree(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEADYHAND_MODELS", "")
    catalog = Catalog.load()
    folder = catalog.fetch("vosk-en-starter")
    assert folder == home / "data" / "models" / "vosk-en-starter"
    assert (folder / "am" / "final.mdl").stat().st_size == 12_194_842
    assert catalog.verify("vosk-en-starter") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('role = "voice"', 'role = "singer"', r"Invalid enum value 'singer' - at `\$.models\[0\].role`"),
        ('title = "One"', "", "missing required field `title`"),
        ('title = "One"', 'title = "One"\ncolour = "red"', "unknown field `colour`"),
        ('path = "a.bin"', 'path = "../a.bin"', "unsafe path '../a.bin'"),
        ("bytes = 1", "bytes = -1", "bytes"),
        ("0" * 64, "xyz", "sha256"),
        ("https://example", "ftp://example", "neither https://, file:// nor a UNC path"),
        ("https://example", "http://example", "neither https://, file:// nor a UNC path"),
        ('url = "https://example.invalid/"', 'pypi = ["a"]', "name==version"),
        ('url = "https://example.invalid/"', 'npm = "a"', "name@version"),
        ('url = "https://example.invalid/"', "", "exactly one of url, pypi, npm, shipped"),
        ("schema = 1", "schema = 2", "schema must be 1"),
        ('title = "One"', 'title = "One"\nmain = "b.bin"', "main 'b.bin' is not among the files"),
        ("schema = 1", "schema = ", "Invalid value"),
    ],
)
def test_a_mistake_in_a_catalog_is_named(old: str, new: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(UserError, match=told) as refused:
        read_catalog(path)
    assert str(path) in str(refused.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "catalog.toml"
    path.write_text(GOOD.replace("a.bin", "../a.bin").replace("schema = 1", "schema = 9"))
    with pytest.raises(UserError, match=r"schema must be 1; one: unsafe path"):
        read_catalog(path)


def test_an_extra_catalog_adds_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(GOOD + GOOD.split("schema = 1")[1].replace('"one"', '"vosk-en-starter"'))
    catalog = Catalog.load(path)
    assert catalog.get("one").title == "One"
    assert catalog.get("vosk-en-starter").title == "One"
    assert catalog.get("hibari-heart")
    with pytest.raises(UserError, match="There is no catalog at"):
        Catalog.load(tmp_path / "none.toml")
