"""`call`: a live call in a terminal, on a sound card made of software."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import pytest

from desktop import paths
from desktop.audio.sole_use import SoleUse
from desktop.cli import main
from desktop.events import State, Utterance
from desktop.records import SessionStart
from desktop.rehearsal.offline import open_store
from tests.helpers.pulse import Pulse
from tests.helpers.speech import Speaker

MODEL = "smollm2-135m-instruct-q4_1"
MODELS = (MODEL, "vosk-en-starter", "moonshine-tiny-en", "piper-en-us-joe-medium")
CALL = [sys.executable, "-m", "desktop", "call", "--scenario", "eleven-pm", "--json", "--model", MODEL]


@contextmanager
def calling(*options: str) -> Iterator[subprocess.Popen[bytes]]:
    """A call with its standard input closed; ended in any case."""
    command = ["sh", "-c", 'exec "$@" <&-', "sh", *CALL, *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(stream: IO[bytes] | None, part: str) -> list[str]:
    """The lines up to the one with `part` in it, which must come."""
    assert stream is not None
    lines: list[str] = []
    for line in stream:
        lines.append(line.decode())
        if part in lines[-1]:
            return lines
    raise AssertionError(f"“{part}” was never printed: {lines}")


def test_what_cannot_be_is_said_in_a_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call", "--scenario", "nowhere"]) == 1
    assert main(["call", "--scenario", "eleven-pm", "--difficulty", "kind"]) == 1
    assert main(["call", "--scenario", "eleven-pm", "--model", "nobody"]) == 1
    assert main(["call", "--scenario", "eleven-pm", "--minutes", "0"]) == 2
    assert main(["call", "--scenario", "eleven-pm", "--minutes", "ten"]) == 2
    (home / "file").write_text("")
    assert main(["call", "--scenario", "eleven-pm", "--out", str(home / "file" / "out")]) == 1
    said = capsys.readouterr().err
    assert "'ten' is no time for a call. Give minutes, such as 10 or 2.5." in said
    assert "The review can't be written to" in said
    assert "There is no difficulty 'kind'. Choose one of" in said
    assert "The model nobody is not installed." in said
    assert "'0' is no time for a call." in said


def test_what_a_call_goes_on_from_must_be_told_whole(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["call"]) == 2
    assert main(["call", "--retry", "abcd"]) == 2
    assert main(["call", "--turn", "2", "--scenario", "eleven-pm"]) == 2
    assert main(["call", "--retry", "abcd", "--turn", "2", "--resume", "abcd"]) == 2
    assert main(["call", "--resume", "abcd", "--sequential"]) == 2
    assert main(["call", "--resume", "abcd"]) == 1
    said = capsys.readouterr().err
    for part in ("--scenario, --retry or --resume", "go together", "not both", "goes with neither"):
        assert part in said
    assert "There is no session 'abcd'." in said


def test_a_call_that_can_t_go_on_says_why(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = "2026-05-01T10:00:00+00:00"
    start = SessionStart("abcd-1", "eleven-pm", "The 11 PM call", "", "realistic", at, keep_audio=False)
    with open_store(lambda _event: None) as store:
        store.begin(start, State(78, 42, 30))
        store.add_utterance("abcd-1", Utterance(1, "persona", "We're still down.", 0.0, 1.0, "authored"))
        store.end("abcd-1", ended_at=at, reason="settled", duration_s=9.0)
    assert main(["call", "--resume", "abcd"]) == 1
    assert main(["call", "--retry", "abcd", "--turn", "1"]) == 1
    said = capsys.readouterr().err
    assert "That call can't be taken up again." in said
    assert "Turn 1 is not one that you said." in said


@pytest.mark.models
def test_a_call_is_heard_answered_and_saved_when_it_is_asked_to_end(
    home: Path, pulse: Pulse, model_dir: Callable[[str], Path], tmp_path: Path
) -> None:
    for model in MODELS:
        model_dir(model)
    line = Speaker(model_dir, tmp_path).say("Kenji, how are you holding up?", "bm_george")
    with calling("--out", str(tmp_path / "out")) as process:
        until(process.stderr, "The call begins")
        until(process.stderr, "Kenji:")
        with pulse.listening() as loudspeaker:
            while np.abs(loudspeaker.next(2.0)).max() > 300:
                continue
        pulse.speak(line)
        until(process.stderr, "You:")
        until(process.stderr, "Kenji:")
        with pulse.listening() as loudspeaker:  # some words of the answer must have been heard
            while np.abs(loudspeaker.next(1.0)).max() < 300:
                continue
            loudspeaker.next(1.0)
        process.send_signal(signal.SIGTERM)
        out, _err = process.communicate(timeout=60)
    assert process.returncode == 0
    result = json.loads(out.splitlines()[-1])
    assert [turn["role"] for turn in result["turns"]][:3] == ["persona", "user", "persona"]
    assert result["ended"] == "hung_up"
    assert result["dropped_blocks"] == 0
    assert result["clips"][0]["turn_id"] == result["turns"][0]["turn_id"]
    assert {one["role"] for one in result["costs"]} >= {
        "recogniser",
        "second_ear",
        "persona",
        "synthesizer",
        "app",
    }
    assert set(result["files"]) == {"call_wav", "review_json", "review_html", "review_png"}
    assert result["files"]["call_wav"] is None  # the voice is kept only where the setting says so


@pytest.mark.models
def test_a_moment_is_tried_again_from_the_line_before_it(
    home: Path, pulse: Pulse, model_dir: Callable[[str], Path]
) -> None:
    for model in MODELS:
        model_dir(model)
    at, down = "2026-05-01T10:00:00+00:00", "We're still down. Six hours."
    start = SessionStart("abcd-1", "eleven-pm", "The 11 PM call", "", "realistic", at, keep_audio=False)
    with open_store(lambda _event: None) as store:
        store.begin(start, State(78, 42, 30))
        store.add_utterance("abcd-1", Utterance(1, "persona", down, 30.0, 33.0, "authored"))
        store.add_utterance("abcd-1", Utterance(2, "user", "How did this pass staging?", 34.0, 36.0, "typed"))
        store.end("abcd-1", ended_at=at, reason="hung_up", duration_s=40.0)
    with calling("--retry", "abcd", "--turn", "2") as process:
        said = until(process.stderr, "Kenji:")
        assert f"Kenji: {down}" in said[-1]
        assert said[-1] > "  0:30"
        process.send_signal(signal.SIGTERM)
        out, _err = process.communicate(timeout=60)
    result = json.loads(out.splitlines()[-1])
    assert (result["retry_of"], result["from_turn"], result["turns"]) == ("abcd-1", 2, [])
    assert [turn["text"] for turn in result["turns_before"]] == [down]
    assert result["duration_s"] > 30.0


def test_while_another_call_is_on_it_ends_with_a_sentence_and_stores_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("desktop.commands.call.check_devices", lambda: None)
    other = SoleUse()
    other.begin()
    try:
        assert main(["call", "--scenario", "eleven-pm"]) == 1
    finally:
        other.end()
    assert "The last call is still ending." in capsys.readouterr().err
    assert not paths.database_path().exists()


@pytest.mark.models
def test_without_a_microphone_it_ends_with_a_sentence_and_status_1(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nobody")
    with calling("--out", str(tmp_path / "out")) as process:
        _out, err = process.communicate(timeout=120)
    said = err.decode()
    assert process.returncode == 1
    assert "The call begins" not in said
    assert "microphone" in said
    assert "Traceback" not in said
