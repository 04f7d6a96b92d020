"""`packs list`, `packs validate`, `packs new`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.commands.packs import command
from desktop.errors import UserError


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, list(arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.usefixtures("home")
def test_list_shows_the_built_in_pack() -> None:
    code, text, _ = run("list")
    assert code == 0
    assert "eleven-pm: The 11 PM call" in text
    listed = json.loads(run("list", "--json")[1])
    assert [pack["id"] for pack in listed["packs"]] == ["eleven-pm"]
    assert listed["broken"] == []


def test_validate_says_every_problem_and_fails(pack: Path) -> None:
    (pack / "pack.toml").write_text('schema = 1\nid = "Big"\ntitle = ""\nversion = 1\nauthors = "A"\n', "utf-8")
    code, out, err = run("validate", str(pack))
    assert (code, out) == (1, "")
    assert "has 5 problems" in err
    code, out, _ = run("validate", "--json", str(pack))
    problems = json.loads(out)["problems"]
    assert code == 1
    assert {(p["field"], p["line"]) for p in problems} == {
        ("id", 2),
        ("title", 3),
        ("version", 4),
        ("authors", 5),
        ("author", 0),
    }


@pytest.mark.parametrize("name", ["my-talk", "Q3 Review!", "42", "ünï"])
def test_a_new_pack_is_valid(tmp_path: Path, name: str) -> None:
    folder = str(tmp_path / name)
    assert run("new", folder)[0] == 0
    code, out, _ = run("validate", folder)
    assert code == 0
    assert "1 scenario" in out


def test_new_never_writes_over_anything(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("keep", encoding="utf-8")
    result = CliRunner().invoke(command, ["new", str(tmp_path)])
    assert isinstance(result.exception, UserError)
    assert [path.name for path in tmp_path.iterdir()] == ["precious.txt"]
