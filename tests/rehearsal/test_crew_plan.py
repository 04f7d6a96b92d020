"""What a plan says about who is missing."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from desktop import cli
from desktop.audio.files import write_wav
from desktop.catalog import Catalog, Model
from desktop.rehearsal.crew import plan_crew
from desktop.scenario import VoiceWish
from desktop.settings import Settings

EARS = ("vosk-model-small-en-us-0.15", "moonshine-tiny-en")
MEANING = "all-minilm-l6-v2-int8"
LARGE, SMALL = "qwen2.5-coder-1.5b-instruct-q4_k_m", "smollm2-135m-instruct-q4_1"


def said(monkeypatch: pytest.MonkeyPatch, *installed: str) -> list[str]:
    """The messages of the plan with these models installed."""

    def there(catalog: Catalog, role: str) -> list[Model]:
        return [model for model in catalog.models(role) if model.id in installed]

    monkeypatch.setattr(Catalog, "installed_models", there)
    return [notice.message for notice in plan_crew(Catalog.load(), Settings(), VoiceWish()).notices]


def test_nothing_is_said_about_a_full_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(monkeypatch, *EARS, MEANING, LARGE, SMALL) == []


@pytest.mark.parametrize(
    ("installed", "message"),
    [
        ((*EARS, SMALL), "The other person answers more simply than they could: a larger model is missing."),
        ((*EARS,), "The other person says lines written beforehand: what finds the answers is missing."),
        ((EARS[1], LARGE), "Your words appear when you have finished: what hears them at once is missing."),
        ((LARGE,), "Type your side: what hears you is missing."),
        (("vosk-en-starter", LARGE), "You are heard, but less well than you could be."),
        ((*EARS, LARGE), "Only words near the coach's own are found: what hears the meaning is missing."),
    ],
)
def test_who_is_missing_is_said_once(
    monkeypatch: pytest.MonkeyPatch, installed: tuple[str, ...], message: str
) -> None:
    there = installed if "meaning" in message else (*installed, MEANING)
    assert said(monkeypatch, *there) == [message]


def test_a_recording_that_nobody_can_hear_is_refused(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STEADYHAND_MODELS", str(tmp_path / "none"))
    monkeypatch.setenv("STEADYHAND_PASSPHRASE", "for a test")
    audio = tmp_path / "mine.wav"
    write_wav(audio, np.zeros(16000, dtype=np.int16), 16000)
    assert cli.main(["rehearse", "--scenario", "eleven-pm", "--audio", str(audio)]) == 1
    told = capsys.readouterr().err
    assert "There is no ear to hear the recording with." in told
    assert "models fetch --default" in told
    reviews = home / "data" / "reviews"
    assert os.name == "nt" or not reviews.stat().st_mode & 0o077
