"""The bench that docs/ears.md comes from, on one voice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.packs.load import load_scenario

pytestmark = pytest.mark.models
VOICE = "piper-en-us-joe-medium"


def test_the_second_ear_settles_the_words(
    capsys: pytest.CaptureFixture[str], model_dir: Callable[[str], Path]
) -> None:
    assert model_dir(VOICE).is_dir()
    assert main(["bench", "ears", "--voice", VOICE, "--live", "vosk-en-starter", "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (result["live"]["model"], result["second"]["model"]) == ("vosk-en-starter", "moonshine-tiny-en")
    (voice,) = result["voices"]
    assert [line["said"] for line in voice["lines"]] == list(load_scenario("eleven-pm").example)
    wrong = voice["words_wrong"]
    assert wrong["both"] <= wrong["second"] <= 0.15
    assert wrong["second"] < wrong["live"] <= 0.4
    assert result["live"]["memory_mb"] > 0 < result["second"]["memory_mb"]
    assert result["words_wrong"] == wrong


@pytest.mark.parametrize(
    ("option", "name", "known"),
    [("--voice", "nobody", "piper-en-us-joe-medium"), ("--live", "no-such-ear", "models fetch")],
)
def test_what_is_not_installed_is_refused(
    option: str, name: str, known: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["bench", "ears", option, name]) == 1
    said = capsys.readouterr().err
    assert name in said
    assert known in said
