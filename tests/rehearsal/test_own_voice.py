"""The persona's own voice, coming back through the microphone."""

from __future__ import annotations

import pytest

from desktop.rehearsal.own_voice import is_own_voice

SOUNDING = "The full rollback is four more hours. We may stop losing transactions."


@pytest.mark.parametrize("heard", ["full rollback", "four more hour", "the fall rollback is four more ours"])
def test_an_echo_is_known_by_its_words(heard: str) -> None:
    assert is_own_voice(heard, SOUNDING)


@pytest.mark.parametrize("heard", ["hang on kenji", "the rollback can wait", "", "stop", "no", "stop losing"])
def test_what_somebody_says_is_no_echo(heard: str) -> None:
    assert not is_own_voice(heard, SOUNDING)


def test_nothing_sounds_so_nothing_is_an_echo() -> None:
    assert not is_own_voice("full rollback", "")
