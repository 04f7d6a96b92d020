"""Sealed files: what opens them, and what a hostile or broken one can't do."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.sharing import passphrase, sealed

QUICK = 14
"""The least cost that is read: tests derive many keys."""
WORDS = "correct horse battery"
CONTENT = b"what was said in the call, and nothing else" * 5
HEADER = 84


@pytest.fixture(scope="module")
def file() -> bytes:
    return sealed.seal(CONTENT, WORDS, cost=QUICK)


def test_the_passphrase_opens_it(file: bytes) -> None:
    assert sealed.unseal(file, WORDS) == CONTENT


def test_a_new_file_costs_what_it_should_and_no_two_are_alike() -> None:
    one, two = sealed.seal(CONTENT, WORDS), sealed.seal(CONTENT, WORDS)
    assert one[13] == sealed.COST == 17
    assert one[16:32] != two[16:32]
    assert one[HEADER:] != two[HEADER:]
    assert sealed.unseal(one, WORDS) == CONTENT


def test_nothing_of_the_content_shows(file: bytes) -> None:
    assert b"what was said" not in file
    assert WORDS.encode() not in file


@pytest.mark.parametrize(
    "wrong", ["correct horse batterz", "Correct horse battery", "", "correct horse battery 1"]
)
def test_another_passphrase_does_not(file: bytes, wrong: str) -> None:
    with pytest.raises(UserError, match="The passphrase does not open this file, or the file is damaged"):
        sealed.unseal(file, wrong)


def test_a_passphrase_is_the_same_however_it_was_typed() -> None:
    made = sealed.seal(CONTENT, "café au lait, deux", cost=QUICK)
    assert sealed.unseal(made, " cafe\u0301 au lait, deux\n") == CONTENT


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.integers(0, 7))
def test_one_flipped_bit_is_never_taken(file: bytes, at: int, bit: int) -> None:
    at %= len(file)
    changed = bytearray(file)
    changed[at] ^= 1 << bit
    with pytest.raises(UserError) as refused:
        sealed.unseal(bytes(changed), WORDS)
    if at >= HEADER:
        assert refused.value.message.startswith("The passphrase is right, but the file is damaged")


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_a_file_that_was_cut_off_says_so(file: bytes, length: int) -> None:
    short = file[: length % len(file)]
    with pytest.raises(UserError) as refused:
        sealed.unseal(short, WORDS)
    wanted = "The file is not whole" if len(short) >= 12 else "This is not a shared call"
    assert refused.value.message.startswith(wanted)


def test_more_after_its_end_is_refused(file: bytes) -> None:
    with pytest.raises(UserError, match="its length is wrong"):
        sealed.unseal(file + b"\0", WORDS)


@given(st.binary(max_size=300))
def test_any_other_bytes_are_refused(other: bytes) -> None:
    with pytest.raises(UserError):
        sealed.unseal(other, WORDS)


@given(st.binary(max_size=300))
def test_any_bytes_after_the_first_twelve_are_refused(other: bytes) -> None:
    with pytest.raises(UserError):
        sealed.unseal(b"steadyshare\0\x01" + other, WORDS)


@pytest.mark.parametrize(
    ("cost", "r", "p"), [(31, 8, 1), (19, 8, 1), (17, 255, 1), (17, 8, 255), (0, 8, 1), (17, 8, 0)]
)
def test_a_file_can_t_ask_for_more_work_than_a_share_needs(
    file: bytes, cost: int, r: int, p: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "_derive", lambda *_: pytest.fail("a key was derived"))
    with pytest.raises(UserError, match="asks for more work"):
        sealed.unseal(file[:13] + bytes((cost, r, p)) + file[16:], WORDS)


@pytest.mark.parametrize("length", [0, 15, 2**63, 2**64 - 1])
def test_a_length_that_can_t_be_is_refused_before_any_work(
    file: bytes, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "_derive", lambda *_: pytest.fail("a key was derived"))
    with pytest.raises(UserError):
        sealed.unseal(file[: HEADER - 8] + struct.pack(">Q", length) + file[HEADER:], WORDS)


def test_a_newer_version_says_what_to_do(file: bytes) -> None:
    with pytest.raises(UserError, match="newer Steadyhand"):
        sealed.unseal(file[:12] + b"\x02" + file[13:], WORDS)


def test_no_more_is_read_than_a_share_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: bytes
) -> None:
    path = tmp_path / "big.steadyshare"
    path.write_bytes(file)
    assert sealed.read(path) == file
    monkeypatch.setattr(sealed, "LARGEST", len(file) - 1)
    with pytest.raises(UserError, match="larger than any shared call"):
        sealed.read(path)
    with pytest.raises(UserError, match="too long to be shared"):
        sealed.seal(CONTENT, WORDS, cost=QUICK)


def test_a_file_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "none.steadyshare", tmp_path):
        with pytest.raises(UserError, match="There is no file"):
            sealed.read(path)


def test_a_made_passphrase_is_long_random_and_easy_to_read_out() -> None:
    made = {passphrase.generate() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) == 24 and one.count("-") == 4 for one in made)
    assert not set("".join(made)) & set("ilo01I")
    assert [passphrase.weakness(one) for one in made] == [""] * 50


@pytest.mark.parametrize(
    ("typed", "refused"), [("short", True), ("aaaaaaaaaaaaaaaa", True), ("four small words", False)]
)
def test_a_typed_passphrase_is_looked_at(typed: str, refused: bool) -> None:
    assert bool(passphrase.weakness(typed)) is refused
