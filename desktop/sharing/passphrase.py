"""Passphrases for files that leave the computer."""

from __future__ import annotations

import secrets

LEAST_LENGTH = 12
"""Characters of a passphrase that is typed: whoever has the file can try passphrases as long as they like."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No two of these are taken for each other when read out or written down."""
_GROUPS, _GROUP = 5, 4


def generate() -> str:
    """Twenty random characters in groups, such as "k7mq-2x9p-…": 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def weakness(passphrase: str) -> str:
    """Why a typed passphrase is refused, "" when it is good enough."""
    given = passphrase.strip()
    if len(given) < LEAST_LENGTH:
        return f"Use at least {LEAST_LENGTH} characters: four or five words are easy to pass on."
    if len(set(given)) < 5:
        return "Use more than a few different characters."
    return ""
