"""`packs list`, `packs validate`, `packs new`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop import paths
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
    assert listed["packs"][0]["id"] == "eleven-pm"
    assert len(listed["packs"]) == 10
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


@pytest.mark.parametrize("name", ["my-talk", "Q3 Review!", "42", "ünï", "con"])
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


def renamed(pack: Path, id_: str) -> Path:
    for path in (pack / "pack.toml", pack / "scenarios/eleven-pm.toml"):
        text = path.read_text("utf-8").replace('id = "eleven-pm"', f'id = "{id_}"')
        path.write_text(text, "utf-8")
    return pack


def test_an_installed_pack_is_listed_and_a_newer_copy_replaces_it(pack: Path, home: Path) -> None:
    renamed(pack, "mine")
    (pack / ".git").mkdir()
    assert run("install", str(pack))[1].startswith("Installed The 11 PM call: mine.")
    assert "    mine: The 11 PM call" in run("list")[1]
    shelf = home / "data/packs"
    assert sorted(path.name for path in shelf.rglob("*")) == [
        ".removed",
        "eleven-pm.toml",
        "mine",
        "pack.toml",
        "scenarios",
    ]
    assert run("install", str(pack))[1].startswith("The 11 PM call is installed already, and the same: mine.")
    (pack / "README.md").write_text("newer", "utf-8")
    said = run("install", str(pack))[1]
    assert said.startswith("Replaced The 11 PM call: mine.")
    assert said.endswith("packs restore mine@2\n")
    assert (shelf / "mine/README.md").is_file()
    run("restore", "mine@2")
    assert not (shelf / "mine/README.md").exists()


def test_what_can_t_be_installed_leaves_the_shelf_as_it_was(pack: Path, home: Path) -> None:
    result = CliRunner().invoke(command, ["install", str(pack)])
    assert "has a scenario eleven-pm already" in str(result.exception)
    (renamed(pack, "mine") / "evil.py").write_text("", "utf-8")
    result = CliRunner().invoke(command, ["install", str(pack)])
    assert "evil.py: this has no place in a pack" in str(result.exception)
    assert not (home / "data/packs").exists()


def test_validate_says_what_install_would_refuse(pack: Path, home: Path) -> None:
    code, text, _ = run("validate", str(pack))
    assert code == 0
    assert "has a scenario eleven-pm already. Give yours another id." in text
    assert json.loads(run("validate", str(pack), "--json")[1])["notes"]
    assert "installed" not in run("validate", str(paths.shipped("scenarios") / "eleven-pm"))[1]
    assert "installed" not in run("validate", str(renamed(pack, "mine")))[1]


@pytest.mark.parametrize("id_", ["con", "lpt9"])
def test_an_id_that_windows_keeps_for_itself_is_refused(pack: Path, id_: str) -> None:
    code, _, err = run("validate", str(renamed(pack, id_)))
    assert code == 1
    assert err.count(f'"{id_}" is a name that Windows keeps for itself. Give it another id.') == 2


def test_a_new_pack_says_the_command_that_checks_it(tmp_path: Path) -> None:
    assert f"packs validate '{tmp_path / 'my talk'}'" in run("new", str(tmp_path / "my talk"))[1]
