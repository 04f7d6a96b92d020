"""Scores of lines as they were heard."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from desktop.commands.rubric_by_ear import RubricTest, in_a_room
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE


@dataclass
class Heard:
    said: str = ""
    live: str = ""
    second: str = ""
    both: str = ""
    careful: str = ""
    again: str = ""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    items = {
        "A": {"kind": "avoid", "title": "", "examples": ["How did this pass staging?"]},
        "B": {"kind": "say", "title": "", "examples": ["Nobody is getting fired tonight."]},
    }
    lines = [
        {"id": 0, "text": "How did this pass staging?", "labels": ["A"]},
        {"id": 1, "text": "Nobody is getting fired tonight.", "labels": ["B"]},
        {"id": 2, "text": "Take a breath.", "acceptable": ["B"]},
        {"id": 3, "text": "Who else is here?", "labels": []},
    ]
    (tmp_path / "items.json").write_text(json.dumps(items))
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return tmp_path / "items.json", tmp_path / "lines.jsonl"


def test_pairs_are_counted_over_all_voices(files: tuple[Path, Path]) -> None:
    test = RubricTest(*files, None, None)
    right = [Heard(live=text, both=text) for text in test.texts]
    wrong = [
        Heard(live="we talked about planes", both=test.texts[0]),  # A missed by the live ear
        Heard(live=test.texts[1], both=test.texts[1]),
        Heard(live=test.texts[1], both=""),  # acceptable: neither right nor wrong
        Heard(live=test.texts[0], both="how is staging"),  # A where nobody said it
    ]
    scores = test.scores({"one": right, "other": wrong})
    assert (scores["lines"], scores["lines_with_labels"], scores["voices"]) == (4, 2, 2)
    assert scores["scores"]["typed"]["found"]["f1"] == 1.0
    live = scores["scores"]["live"]["found"]
    assert (live["precision"], live["recall"], live["f1"]) == (0.75, 0.75, 0.75)
    assert scores["scores"]["both"]["found"]["recall"] == 1.0
    assert "careful" not in scores["scores"]  # nobody heard with it
    told = list(test.sentences(scores))
    assert told[0] == "4 lines, 2 with something to find:"
    assert "live ear alone" in told[2]
    assert "F1 0.750" in told[2]


@pytest.mark.parametrize(("limit", "taken"), [(2, [0, 2]), (3, [0, 1, 2]), (4, [0, 1, 2, 3]), (9, [0, 1, 2, 3])])
def test_a_limit_spreads_over_the_file(files: tuple[Path, Path], limit: int, taken: list[int]) -> None:
    every = RubricTest(*files, None, None).texts
    assert RubricTest(*files, limit, None).texts == tuple(every[n] for n in taken)


def test_a_file_without_lines_is_refused(files: tuple[Path, Path]) -> None:
    files[1].write_text("\n")
    with pytest.raises(UserError, match="holds no line"):
        RubricTest(*files, None, None)


def test_a_room_is_heard_in_a_sound_and_is_the_same_each_time() -> None:
    tone = (9000 * np.sin(np.arange(CAPTURE_RATE) / 5)).astype(np.int16)
    sound = np.concatenate([tone, np.zeros(CAPTURE_RATE, np.int16)])
    heard = in_a_room(sound)
    assert heard.shape == sound.shape
    assert np.array_equal(heard, in_a_room(sound))
    levels = [np.sqrt(np.mean(part.astype(float) ** 2)) for part in np.split(heard, 20)]
    assert levels[10] > 1.05 * levels[19] > 0  # the echo fades into the noise
    assert 4 < 20 * np.log10(levels[5] / levels[19]) < 14
    assert not in_a_room(np.zeros(1600, np.int16)).any()
