"""espeak-ng's phonemes in Kokoro's alphabet."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.synthesis.phonemes import SYMBOLS, Phonemizer, cut, ids, to_kokoro


@pytest.fixture(scope="module")
def phonemizer() -> Phonemizer:
    return Phonemizer()


@pytest.mark.parametrize(
    ("text", "british", "expected"),
    [
        ("judge church.", False, ["ʤˈʌʤ ʧˈɜɹʧ."]),
        ("boy now go day my.", False, ["bˈY nˈW ɡˌO dˈA mˈI."]),
        ("water button little.", False, ["wˈɔTəɹ bˈʌtᵊn lˈɪTᵊl."]),
        ("over there.", False, ["ˌOvəɹ ðˈɛɹ."]),
        ("go over there, happy.", True, ["ɡˌQ ˌQvə ðˈɛː, hˈæpi."]),
        ("Two options: wait; or go? Now!", False, ["tˈu ˈɑpʃənz: wˈAt; ɔɹ ɡˈO?", "nˈW!"]),
        ("11 PM.", False, ["ɪlˈɛvən pˌiˈɛm."]),
    ],
)
def test_words_are_written_as_the_model_learned_them(
    phonemizer: Phonemizer, text: str, british: bool, expected: list[str]
) -> None:
    assert phonemizer.sentences(text, british=british) == expected


@given(st.text(alphabet="aɪʊeɔoəʒdtʃnl̩\u0303ɚɾʔ ˈːçxɡg☃", max_size=40), st.booleans())
def test_only_symbols_of_the_model_come_out(ipa: str, british: bool) -> None:
    assert set(to_kokoro(ipa, british=british)) <= set(SYMBOLS)


@pytest.mark.models
def test_the_table_is_the_one_the_model_was_trained_with(model_dir: Callable[[str], Path]) -> None:
    published = json.loads((model_dir("hibari-heart") / "vocab.json").read_text(encoding="utf-8"))
    assert published == SYMBOLS


@given(st.lists(st.sampled_from(["əlˈO", "ðˈɛɹ,", "a" * 30, "b"]), max_size=40).map(" ".join), st.integers(5, 60))
def test_long_sentences_are_cut_without_loss(phonemes: str, limit: int) -> None:
    parts = cut(phonemes, limit)
    assert all(0 < len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(phonemes.split())


def test_a_cut_is_made_behind_a_clause_or_a_word() -> None:
    assert cut("aaa bbb, ccc ddd eee", 14) == ["aaa bbb,", "ccc ddd eee"]
    assert cut("aaa bbb ccc", 9) == ["aaa bbb", "ccc"]
    assert cut("a" * 7, 3) == ["aaa", "aaa", "a"]


def test_ids_are_padded_at_both_ends() -> None:
    assert ids("a.") == [0, SYMBOLS["a"], SYMBOLS["."], 0]
