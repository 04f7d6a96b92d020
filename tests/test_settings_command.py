"""`settings list` and `settings check` as typed, and what commands say that would break a lock."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop import settings
from desktop.cli import main
from desktop.settings import Settings

POLICY = """
set_by = "Your IT department"
contact = "it@example.com"
[default]
scale = 150
[locked]
difficulty = "supportive"
[rules]
exports = false
sharing = false
fetch_models = "never"
"""
WHO = "Your IT department (it@example.com)"
MIRROR = "Which mirror models come from is locked on this computer."
ASK = f"This was set by {WHO}: ask them if you need it."


@pytest.fixture
def policy(home: Path, no_policy: Path) -> Path:
    no_policy.parent.mkdir(mode=0o755)
    no_policy.write_text(POLICY)
    no_policy.chmod(0o644)
    settings.policy.cache_clear()
    return no_policy


def last_object(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_list_says_where_each_value_comes_from(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings.save(settings.replace(settings.load(), captions=False))
    assert main(["settings", "list", "--json"]) == 0
    told = last_object(capsys)
    rows = {row["name"]: row for row in told["settings"]}  # type: ignore[union-attr,index]
    assert list(rows) == list(Settings.__struct_fields__)
    assert rows["captions"] == {
        "name": "captions", "title": "Captions", "value": False, "default": True, "source": "user",
        "locked": False, "set_by": "",
    }  # fmt: skip
    assert (rows["difficulty"]["locked"], rows["difficulty"]["set_by"]) == (True, WHO)
    assert (rows["scale"]["source"], rows["scale"]["locked"], rows["pauses"]["source"]) == (
        "policy", False, "default",
    )  # fmt: skip
    rules = {row["name"]: row for row in told["rules"]}  # type: ignore[union-attr,index]
    assert (rules["exports"]["value"], rules["exports"]["source"]) == (False, "policy")
    assert (rules["own_packs"]["value"], rules["own_packs"]["source"]) == (True, "default")
    assert told["policy"]["file"] == str(policy)  # type: ignore[call-overload,index]


def test_list_is_readable_without_a_policy(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["appearance", "system", "default"]
    assert lines[-1].startswith("Policy: none (")


def test_check_reads_a_file_before_it_is_rolled_out(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "draft.toml"
    file.write_text(POLICY)
    file.chmod(0o666)
    assert main(["settings", "check", str(file)]) == 0
    assert "1 setting locked, 1 default set, 3 rules" in capsys.readouterr().out
    file.write_text(POLICY + "no_such = 1\n")
    assert main(["settings", "check", str(file), "--json"]) == 1
    told = last_object(capsys)
    assert told["ok"] is False
    assert told["policy"]["problems"] == ["rules.no_such is not known to this release, and is left out."]  # type: ignore[call-overload,index]
    assert main(["settings", "check", str(tmp_path / "none.toml")]) == 1
    assert settings.load().difficulty == "realistic"  # a draft holds nowhere


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ("call --scenario eleven-pm --difficulty brutal", "“Difficulty” is locked on this computer."),
        ("call --scenario eleven-pm --out here", "Exporting calls is switched off on this computer."),
        ("rehearse --scenario eleven-pm --audio a.wav", "Exporting calls is switched off on this computer."),
        ("sessions export last a.html", "Exporting calls is switched off on this computer."),
        ("sessions share last a.steadyshare --generate", "Sharing calls is switched off on this computer."),
        ("models fetch --default", "Fetching models is switched off on this computer."),
        (
            "models fetch hibari-heart --mirror https://x.example",
            "Which mirror models come from is locked on this computer.",
        ),
    ],
)
def test_a_command_that_would_break_a_lock_ends_with_one_sentence(
    policy: Path, typed: str, what: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(typed.split()) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"steadyhand: {what} {ASK}\n")
    assert not (tmp_path / "here").exists()


def test_set_up_is_told_where_models_may_come_from(
    home: Path, no_policy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "allowed"]) == 0
    assert capsys.readouterr().out == "anywhere\n"


def test_set_up_is_told_that_models_may_not_be_fetched(policy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "allowed"]) == 0
    assert capsys.readouterr().out == "never\n"
