"""`bench voice`: its errors, and a small real run through a sound card made of software."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from desktop.cli import main
from desktop.commands.voicebench.calls import warnings_of
from desktop.commands.voicebench.echo import echo_of
from desktop.commands.voicebench.rig import Rig
from desktop.commands.voicebench.sound import RATE, first_from, stretches
from desktop.commands.voicebench.tape import EXECUTIVE, PERSONA
from desktop.errors import UserError

MODEL = "smollm2-135m-instruct-q4_1"
MODELS = (MODEL, "vosk-en-starter", "moonshine-tiny-en", "piper-en-us-joe-medium", "kokoro-82m-int8")
CONTRACT = ("machine", "models", "turns", "voice_to_voice_s", "bridge_s", "dropped_blocks", "stages", "ratio")


def test_what_cannot_be_measured_is_said_in_a_sentence(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "voice", "--sections", "turns,naps"]) == 1
    assert "There is no section 'naps'. Choose among turns, pauses, barge_in" in capsys.readouterr().err
    assert main(["bench", "voice", "--model", "nobody"]) == 1
    assert "The model nobody is not installed." in capsys.readouterr().err
    assert main(["bench", "voice", "--turns", "0"]) == 2


def test_without_a_sound_server_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"sudo apt-get install pulseaudio"):
        Rig()


def needs_pulseaudio() -> None:
    if shutil.which("pulseaudio") is None:
        pytest.skip(
            "NOT TESTED: without pulseaudio (and pulseaudio-utils, libasound2-plugins) there is no sound path"
        )


def tone(seconds: float) -> np.ndarray[tuple[int], np.dtype[np.int16]]:
    at = np.arange(round(seconds * RATE)) / RATE
    return (8000 * np.sin(2 * np.pi * 440 * at)).astype(np.int16)


def test_what_is_said_is_on_the_left_of_the_tape_alone() -> None:
    needs_pulseaudio()
    with Rig() as rig:
        begun_s = rig.tape.now_s
        rig.say(tone(0.5))
        assert rig.tape.quiet(EXECUTIVE, 0.5, 10.0, lambda: False)
        sides = rig.tape.samples()
    (heard,) = stretches(sides[:, EXECUTIVE])
    assert heard.start_s > begun_s - 0.1
    assert heard.length_s == pytest.approx(0.5, abs=0.02)
    assert not sides[:, PERSONA].any()


def test_the_echo_path_is_late_quiet_and_dull() -> None:
    needs_pulseaudio()
    noise = np.random.default_rng(1).normal(0, 3000, 3 * RATE).astype(np.int16)
    with Rig() as rig, rig.echo():
        rig.say(noise, "loudspeaker")
        assert rig.tape.quiet(EXECUTIVE, 0.5, 10.0, lambda: False)
        sides = rig.tape.samples()
    (played,) = stretches(sides[:, PERSONA], join_s=1.0)
    whole = sides[round((played.start_s + 0.5) * RATE) : round((played.start_s + 2.5) * RATE)]
    found = echo_of(whole[:, EXECUTIVE], whole[:, PERSONA])
    assert found is not None
    assert 0.05 < found[0] < 0.15
    assert -24.0 < found[1] < -18.0
    power = np.abs(np.fft.rfft(whole[:, EXECUTIVE].astype(float))) ** 2
    assert power[len(power) // 2 :].sum() < 0.003 * power.sum()


def test_a_server_that_dies_ends_the_measurement_with_a_sentence() -> None:
    needs_pulseaudio()
    with Rig() as rig:
        rig.tape._process.kill()
        with pytest.raises(UserError, match="stopped recording"):
            rig.tape.quiet(PERSONA, 1e6, 1e6, lambda: False)


def test_warnings_and_worse_in_the_calls_logs_are_told(tmp_path: Path) -> None:
    assert warnings_of(tmp_path) == []
    (tmp_path / "logs").mkdir()
    entries = [
        {"level": "info", "event": "engine.ready"},
        {"level": "warning", "event": "voice.failed", "error_type": "EngineDied"},
        {"level": "error", "event": "session.failed"},
    ]
    for name, entry in zip(("steadyhand.log.1", "steadyhand.log", "steadyhand.log.2"), entries, strict=True):
        (tmp_path / "logs" / name).write_text(json.dumps(entry) + "\n")
    assert sorted(warnings_of(tmp_path)) == ["session.failed", "voice.failed EngineDied"]


@pytest.mark.models
@pytest.mark.timeout(600)
def test_two_turns_and_an_interruption(
    home: Path, model_dir: Callable[[str], Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    needs_pulseaudio()
    for model in MODELS:
        model_dir(model)
    wanted = ["--sections", "turns,barge_in", "--turns", "2", "--barge-ins", "1", "--model", MODEL]
    assert main(["bench", "voice", *wanted, "--out", str(tmp_path / "out"), "--json"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert set(CONTRACT) <= set(result)
    assert result["turns"] == 2
    assert result["unanswered"] == 0
    assert result["models"]["persona"] == MODEL
    assert result["dropped_blocks"] == 0
    assert result["log_warnings"] == []
    assert result["barge_in"]["tried"] == 1
    assert all(call["ended"] in ("hung_up", "settled") for call in result["calls"])
    sides, rate = soundfile.read(tmp_path / "out" / "turns.wav", dtype="int16")
    assert rate == RATE
    persona = stretches(sides[:, PERSONA])
    for turn in result["turn_list"]:
        if turn["first_sound_s"] is not None and not turn["cut"]:
            sounded_s = turn["said_s"][1] + turn["first_sound_s"]
            assert first_from(persona, turn["said_s"][1]) == pytest.approx(sounded_s, abs=0.01)
            assert turn["bridged"] == (turn["first_sound_s"] < turn["voice_to_voice_s"])
