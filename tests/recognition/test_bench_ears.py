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
    assert result["careful"]["model"] == "whisper-tiny-en-ct2"
    assert wrong["again"] <= wrong["both"] + 0.01


def test_a_rubric_is_scored_by_who_heard_the_lines(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, model_dir: Callable[[str], Path]
) -> None:
    assert model_dir(VOICE).is_dir()
    items, lines = tmp_path / "items.json", tmp_path / "lines.jsonl"
    items.write_text(json.dumps({"A": {"kind": "avoid", "title": "", "examples": ["How did this pass staging?"]}}))
    said = [("How did this pass staging?", ["A"]), ("Take a breath.", []), ("Who is on call?", [])]
    lines.write_text("\n".join(json.dumps({"id": n, "text": t, "labels": w}) for n, (t, w) in enumerate(said)))
    options = ["--items", str(items), "--lines", str(lines), "--lines-limit", "2", "--words-only", "--room"]
    assert main(["bench", "ears", "--rubric", *options, "--voice", VOICE, "--json"]) == 0
    out, err = capsys.readouterr()
    result = json.loads(out.splitlines()[-1])
    assert [line["said"] for line in result["voices"][0]["lines"]] == [said[0][0], said[1][0]]
    assert (result["rubric"]["lines"], result["rubric"]["lines_with_labels"]) == (2, 1)
    assert result["rubric"]["scores"]["typed"]["found"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert set(result["rubric"]["scores"]) == {"typed", "live", "second", "both", "careful", "again"}
    assert "after careful listening" in err


def test_a_rubric_needs_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "ears", "--rubric"]) == 1
    assert "--items and --lines" in capsys.readouterr().err


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
