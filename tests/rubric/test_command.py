"""`rubric match`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop.commands import rubric
from desktop.commands.rubric import command

ITEMS = {"A1": {"kind": "avoid", "title": "Hindsight", "examples": ["How did this pass staging?"]}}


def run(tmp_path: Path, items: str, lines: str) -> Result:
    (tmp_path / "items.json").write_text(items, encoding="utf-8")
    (tmp_path / "lines.jsonl").write_text(lines, encoding="utf-8")
    files = ["--items", str(tmp_path / "items.json"), "--lines", str(tmp_path / "lines.jsonl")]
    return CliRunner().invoke(command, ["match", *files, "--json", "--words-only"])


def test_one_object_a_line_and_a_summary_last(tmp_path: Path) -> None:
    lines = '{"id": 7, "text": "so how did this past staging", "labels": ["A1"]}\n\n{"id": "b", "text": "hello"}\n'
    result = run(tmp_path, json.dumps(ITEMS), lines)
    first, second, last = map(json.loads, result.stdout.splitlines())
    assert first["id"] == 7
    assert first["hits"] == [{"item": "A1", "tier": "found", "start": 3, "end": 28}]
    assert first["ms"] > 0
    assert (second["id"], second["hits"]) == ("b", [])
    assert last["summary"]["lines"] == 2
    assert last["summary"]["embedder"] is None
    assert set(last["summary"]) == {
        "lines",
        "ms_median",
        "ms_p95",
        "ms_median_short",
        "ms_p95_short",
        "ms_p95_long",
        "pack_load_cold_s",
        "pack_load_cached_s",
        "embedder",
    }


@pytest.mark.parametrize(
    ("items", "lines", "said"),
    [
        ("[]", "", "items.json can't be used"),
        (
            '{"A": {"kind": "wrong", "title": "", "examples": ["a b c"]}}',
            "",
            r'item "A", .*kind is one of avoid, say',
        ),
        ('{"A": {"kind": "say", "title": "", "examples": []}}', "", 'item "A", .*length >= 1'),
        (json.dumps({"A": {"kind": "say", "title": "", "examples": ["a " * 600]}}), "", 'item "A", .*<= 1000'),
        (json.dumps(ITEMS), '{"id": 1, "text": "a"}\n{"id": 2}\n', "line 2, can't be used: .*`text`"),
        (json.dumps(ITEMS), '{"id": 1, "text": "a"}\nnonsense\n', "line 2, can't be used"),
    ],
)
def test_a_bad_file_gives_its_sentence(tmp_path: Path, items: str, lines: str, said: str) -> None:
    result = run(tmp_path, items, lines)
    with pytest.raises(Exception, match=said) as caught:
        raise result.exception or AssertionError("no error")
    assert type(caught.value).__name__ == "UserError"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "none")
    result = CliRunner().invoke(command, ["match", "--items", missing, "--lines", missing])
    assert "can't be read: No such file" in str(result.exception)


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    result = run(
        tmp_path, "\ufeff" + json.dumps(ITEMS), '\ufeff{"id": 1, "text": "how did this pass staging"}\r\n'
    )
    assert [hit["item"] for hit in json.loads(result.stdout.splitlines()[0])["hits"]] == ["A1"]


def test_a_file_without_an_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rubric, "MAX_BYTES", 100)
    result = run(tmp_path, json.dumps(ITEMS) + " " * 100, "")
    assert "has more than" in str(result.exception)


def try_lines(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["try", "--scenario", "eleven-pm", "--words-only", *arguments])


def test_a_coach_reads_what_is_heard_in_a_line_and_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text("# to calm him\nTake a breath.\n\nHello there.\n", encoding="utf-8")
    shown = try_lines("so how did this pass staging", "--lines", str(tmp_path / "said.txt")).stdout.splitlines()
    assert shown[0] == "so how did this pass staging"
    assert shown[1].split()[:4] == ["found", "not", "this", "blame:"]
    assert shown[1].endswith("[how did this pass staging]")
    assert shown[2] == "Take a breath."  # in the words of its example, which is not said again
    assert "regulate" in shown[3]
    assert shown[-2:] == ["Hello there.", "  nothing"]


def test_the_same_as_json() -> None:
    (line,) = map(json.loads, try_lines("whose fault is this", "--json").stdout.splitlines())
    assert line["text"] == "whose fault is this"
    assert (line["hits"][0]["item"], line["hits"][0]["tier"]) == ("threat", "found")


def test_nothing_to_hear_says_how_to_say_something() -> None:
    assert "There is nothing to hear" in str(try_lines().exception)


def test_a_file_without_a_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text("# nothing yet\n", encoding="utf-8")
    assert "said.txt holds no line" in str(try_lines("--lines", str(tmp_path / "said.txt")).exception)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in str(try_lines("--lines", str(tmp_path / "said.txt")).exception)


def test_each_hit_names_the_example_that_is_nearest() -> None:
    said = "whose big fault is this"
    (row,) = json.loads(try_lines(said, "--json").stdout.splitlines()[-1])["hits"]
    assert (row["kind"], row["tier"]) == ("avoid", "found")
    assert row["words"] == said[row["start"] : row["end"]]
    assert "fault" in row["example"].lower()
    assert f"nearest of its examples: {row['example']}" in try_lines(said).stdout


def test_a_hit_in_an_example_s_own_words_is_not_explained_twice() -> None:
    (row,) = json.loads(try_lines("whose fault is this then", "--json").stdout.splitlines()[-1])["hits"]
    assert "nearest of its examples" not in try_lines(row["example"]).stdout
