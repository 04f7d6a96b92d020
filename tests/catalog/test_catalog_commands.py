"""`steadyhand models`, as typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from desktop import paths
from desktop.cli import main

STARTER = "vosk-en-starter"


@pytest.fixture(autouse=True)
def empty(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No model is installed on this machine."""
    monkeypatch.setenv("STEADYHAND_MODELS", "")
    return home


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["models", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_fetch_verify_list_and_purge(capsys: pytest.CaptureFixture[str], empty: Path) -> None:
    code, out, _err = run(capsys, "fetch", STARTER, "--json")
    assert code == 0
    assert json.loads(out.splitlines()[-1])["fetched"] == [STARTER]
    code, out, _err = run(capsys, "verify", "--json")
    assert (code, json.loads(out)) == (0, {"models": [{"id": STARTER, "ok": True, "problems": []}], "ok": True})
    code, out, _err = run(capsys, "list", "--json")
    rows = {row["id"]: row for row in json.loads(out)["models"]}
    assert [name for name, row in rows.items() if row["installed"]] == [STARTER]
    assert rows[STARTER]["path"] == str(empty / "data" / "models" / STARTER)
    assert run(capsys, "purge", STARTER)[0] == 0
    assert run(capsys, "verify", STARTER)[0] == 1


def test_verify_names_the_wrong_file_and_the_mend(capsys: pytest.CaptureFixture[str], empty: Path) -> None:
    run(capsys, "fetch", STARTER)
    damaged = empty / "data" / "models" / STARTER / "conf" / "mfcc.conf"
    damaged.write_bytes(bytes(damaged.stat().st_size))
    code, out, err = run(capsys, "verify")
    assert code == 1
    assert "conf/mfcc.conf is not the published file: expected cdb0d516" in out
    assert f"models fetch {STARTER}" in err
    assert run(capsys, "fetch", STARTER)[0] == 0
    assert run(capsys, "verify")[0] == 0


def test_export_and_import(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "fetch", STARTER)
    assert run(capsys, "export", str(tmp_path / "all.tar"))[0] == 0
    run(capsys, "purge", STARTER)
    code, out, _err = run(capsys, "import", str(tmp_path / "all.tar"), "--json")
    assert (code, json.loads(out)) == (0, {"imported": [STARTER]})
    assert run(capsys, "verify")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["fetch"], "Nothing to fetch is named. Give model IDs, or --default."),
        (["fetch", "vosk-en-startr"], "There is no model 'vosk-en-startr'. Did you mean vosk-en-starter"),
        (["fetch", STARTER, "--mirror", "/no/such/place"], "neither a URL nor a folder"),
        (["import", "/no/such/file"], "There is nothing at /no/such/file."),
        (["export", "all.tar"], "No model is installed."),
        (["verify", STARTER], "is not installed. Fetch it: ./run models fetch"),
        (["purge", STARTER], "is not installed."),
    ],
)
def test_mistakes_are_one_sentence(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert told in err
    assert "Traceback" not in err


def test_ctrl_c_says_that_nothing_is_lost(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("desktop.catalog.fetching.copy", interrupted)
    code, _out, err = run(capsys, "fetch", STARTER)
    assert code == 130
    assert "the same command goes on from there" in err


def test_the_default_set_says_what_and_why_and_fails_when_it_is_not_usable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copy(paths.shipped("models") / "vosk-en-starter.zip", tmp_path)
    (tmp_path / "catalog.toml").write_text(UNREACHABLE)
    monkeypatch.setattr(paths, "shipped", lambda _name: tmp_path)
    code, out, err = run(capsys, "fetch", "--light", "--json")
    result = json.loads(out.splitlines()[-1])
    assert (code, result["usable"]) == (1, False)
    assert result["fetched"] == [STARTER]
    assert result["missing"] == ["better-ear", "small"]
    assert "A small persona: words the other person's answers; the smallest, as asked." in err
    assert "A better ear is missing, Starter ear takes its place." in err
    assert "127.0.0.1:9 can't be reached" in err
    assert "This is not enough for a rehearsal" in err


UNREACHABLE = """
schema = 1
[[models]]
id = "better-ear"
role = "recogniser"
title = "A better ear"
licence = "MIT"
slots = ["live-ear"]
archive = { name = "better.zip", sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
sources = [{ url = "https://127.0.0.1:9/better.zip" }]
[[models]]
id = "vosk-en-starter"
role = "recogniser"
title = "Starter ear"
licence = "Apache-2.0"
slots = ["live-ear"]
sources = [{ shipped = "vosk-en-starter.zip" }]
[models.archive]
name = "vosk-en-starter.zip"
sha256 = "5f947dda5eab4eb0292cabd5cb18058eb0bac20e1e8af0d9e906fc760bbc9efa"
[[models]]
id = "large"
role = "persona"
title = "A large persona"
licence = "MIT"
slots = ["persona"]
machine_memory_mb = 7000
files = [{ path = "m", bytes = 1, sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }]
sources = [{ url = "https://127.0.0.1:9/large/" }]
[[models]]
id = "small"
role = "persona"
title = "A small persona"
licence = "MIT"
slots = ["persona"]
files = [{ path = "m", bytes = 1, sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }]
sources = [{ url = "https://127.0.0.1:9/small/" }]
"""
