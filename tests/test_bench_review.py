"""`bench review` and `bench store`: small, as far as their figures hang together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli import main

PARTS = ("evidence", "document", "widgets", "painted")


def test_a_call_of_one_turn_is_none(home: Path) -> None:
    assert main(["bench", "review", "--turns", "1"]) == 2
    assert main(["bench", "store", "--sessions", "0"]) == 2


def test_the_store_is_measured_in_one_that_is_made_for_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "store", "--sessions", "3", "--runs", "2", "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    for key in ("open_s", "save_turn_s", "load_s", "search_s"):
        assert len(result[key]["runs"]) == 2
        assert min(result[key]["runs"]) <= result[key]["median"] <= max(result[key]["runs"])
        assert result[key]["median"] > 0
    assert result["found"] > 0
    assert result["sessions"] == 3
    assert not (home / "data" / "sessions.db").exists()


@pytest.mark.models
@pytest.mark.timeout(300)
def test_from_hanging_up_to_a_painted_review(
    home: Path, model_dir: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    model_dir("all-minilm-l6-v2-int8")
    assert main(["bench", "review", "--turns", "8", "--runs", "1", "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    (ready,) = result["review_ready_s"]["runs"]
    assert ready == result["review_ready_s"]["median"] == result["review_ready_s"]["p95"]
    parts = [result["parts"][part]["median"] for part in PARTS]
    assert all(part > 0 for part in parts)
    assert sum(parts) == pytest.approx(ready, abs=0.001)
    assert result["whole_s"]["median"] >= ready
    assert result["moments"] > 0
    assert result["embedder"] == "all-minilm-l6-v2-int8"
    assert result["main_thread_max_stall_s"] >= max((one["late_s"] for one in result["stalls"]), default=0.0)
