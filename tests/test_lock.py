"""The lock and the lists that set-up reads."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def locked() -> dict[str, list[Requirement]]:
    """The lock's entries by normal name."""
    entries: dict[str, list[Requirement]] = {}
    for line in (ROOT / "requirements.lock").read_text().splitlines():
        if line[:1].isalnum():
            entry = Requirement(line.rstrip("\\ "))
            entries.setdefault(canonicalize_name(entry.name), []).append(entry)
    return entries


def wanted() -> list[Requirement]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    return [
        Requirement(line) for line in (*project["dependencies"], *(line for extra in extras for line in extra))
    ]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize(("platform", "system"), [("linux", "Linux"), ("win32", "Windows"), ("darwin", "Darwin")])
def test_the_lock_holds_what_the_project_asks_for(python: str, platform: str, system: str) -> None:
    there = {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": platform,
        "platform_system": system,
    }
    entries = locked()
    for requirement in wanted():
        if requirement.marker and not requirement.marker.evaluate(there):
            continue
        chosen = [
            entry
            for entry in entries.get(canonicalize_name(requirement.name), [])
            if not entry.marker or entry.marker.evaluate(there)
        ]
        assert len(chosen) == 1, f"{requirement} has {len(chosen)} entries for {platform}: ./run lock"
        (pin,) = chosen[0].specifier
        assert requirement.specifier.contains(pin.version), f"{requirement} is locked at {pin}: ./run lock"


@pytest.mark.parametrize("lock", ["requirements.lock", "packaging/build-requirements.lock"])
def test_every_locked_package_has_a_hash_and_no_place_it_comes_from(lock: str) -> None:
    text = (ROOT / lock).read_text()
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert "://" not in text
    assert "--index" not in text


def test_packages_without_wheels_are_the_ones_the_script_builds() -> None:
    setup = (ROOT / "packaging/setup.sh").read_text()
    (names,) = re.findall(r'^SOURCE_ONLY="(.*)"$', setup, flags=re.MULTILINE)
    assert set(names.split()) <= locked().keys()


def test_the_system_list_names_a_package_for_each_file() -> None:
    lines = (ROOT / "packaging/linux/system-packages.txt").read_text().splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    assert len(rows) > 20
    assert [row for row in rows if len(row) != 4] == []
    assert {row[3] for row in rows} == {"required", "wanted", "tests"}
