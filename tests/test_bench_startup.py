"""`bench startup`: its errors, what it makes to start from, what it says, and one real start."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.cli import main
from desktop.commands import bench_startup
from desktop.commands.startbench.cold import forget_files
from desktop.commands.startbench.home import furnish
from desktop.errors import UserError
from desktop.store.database import Store
from desktop.store.keys import resolve

MODEL = "smollm2-135m-instruct-q4_1"
MODELS = (MODEL, "vosk-en-starter", "moonshine-tiny-en", "piper-en-us-joe-medium")


def test_what_cannot_be_started_is_said_in_a_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "startup", "--model", "nobody"]) == 1
    assert "The model nobody is not installed." in capsys.readouterr().err
    assert main(["bench", "startup", "--runs", "0"]) == 2


@pytest.mark.parametrize(
    ("out", "err", "said"),
    [
        ("Segmentation fault", "", "Segmentation fault"),
        ("[1, 2]\n", "one\ntwo\n", "one / two"),
        ("", "", ""),
        ('{"notices": ["No microphone."]}', "", "No microphone."),
    ],
)
def test_a_start_that_tells_nothing_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, out: str, err: str, said: str
) -> None:
    done = subprocess.CompletedProcess([], 1, out, err)
    monkeypatch.setattr(subprocess, "run", lambda *_given, **_more: done)
    with pytest.raises(UserError, match=f"did not get as far as a call: {said}") as wrong:
        bench_startup._start({}, "start 1", talks=False)
    assert wrong.value.fix == "Try: ./run doctor"


def test_the_home_it_starts_from_is_lived_in_and_encrypted(home: Path) -> None:
    furnish(home, MODEL, calls=3, with_sound=1)
    database, key_file = home / "data" / "sessions.db", home / "config" / "sessions.key"
    assert not database.read_bytes().startswith(b"SQLite format 3")
    store = Store.open(database, resolve(database, key_file))
    kept = store.sessions()
    assert len(kept) == 3
    assert [one.has_audio for one in kept] == [True, False, False]
    assert all(one.ended_at and one.turns == 24 for one in kept)
    store.close()
    assert json.loads((home / "config" / "settings.json").read_bytes())["persona_model"] == MODEL


def test_files_are_counted_as_they_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "weights").write_bytes(bytes(3_000_000))
    assert forget_files([tmp_path]) in (0, 3)  # 0 where the system can't be asked


@pytest.mark.models
@pytest.mark.timeout(600)
def test_a_start_as_far_as_a_call(
    home: Path, model_dir: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for model in MODELS:
        model_dir(model)
    assert main(["bench", "startup", "--runs", "1", "--calls", "2", "--model", MODEL, "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    for key in ("window_visible_s", "talk_ready_s"):
        assert result[key]["median"] == result[key]["runs"][0]
    assert 0 < result["window_visible_s"]["median"] < result["talk_ready_s"]["median"]
    assert result["models"]["persona"] == MODEL
    assert {"persona", "recogniser", "synthesizer"} <= set(result["engines_ready_s"])
    assert result["main_thread_max_stall_s"] >= max((one["late_s"] for one in result["stalls"]), default=0.0)
