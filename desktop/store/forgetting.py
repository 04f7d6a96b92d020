"""Words of deleted calls that retries of their moments hold: they go, but for the line that a retry answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from desktop.records import StoredTurn

_TRIED = """
    WITH RECURSIVE tried(id, from_turn) AS (
        SELECT session_id, from_turn FROM sessions r WHERE retry_of <> ''
            AND NOT EXISTS (SELECT 1 FROM sessions s WHERE r.retry_of IN (s.session_id, s.resumed_from))
        UNION SELECT s.session_id, tried.from_turn FROM sessions s JOIN tried ON s.retry_of = tried.id
    )
    SELECT id, max(tried.from_turn) AS from_turn, turns FROM tried
        LEFT JOIN turns_before b ON b.session_id = id GROUP BY id
"""
"""Retries of calls that are gone, retries of those retries, and the turn before which all words were the call's.
A call is not gone while the session is there that took it up again."""


def forget_deleted_calls(db: Any) -> None:
    """Take the words of calls that are deleted out of their retries. `db`: of any version, in a transaction.

    The plots of a retry go as well, which hold what was said before it; its own words and states stay.
    """
    if "turns_before" not in db.table_names():  # a copy from before there were retries
        return
    for row in list(db.query(_TRIED)):
        db.execute("UPDATE states SET plot = '' WHERE session_id = ? AND plot <> ''", [row["id"]])
        if row["turns"] is None:
            continue
        turns = _left(msgspec.json.decode(row["turns"], type=tuple[StoredTurn, ...]), row["from_turn"])
        kept = msgspec.json.encode(turns).decode()
        if kept != row["turns"]:
            db["turns_before"].update(row["id"], {"turns": kept})


def _left(turns: Sequence[StoredTurn], from_turn: int) -> tuple[StoredTurn, ...]:
    """Those of `turns` that are a retry's own, and the persona's last line, without what it was an answer to."""
    cue = next((turn for turn in reversed(turns) if turn.utterance.role == "persona"), None)
    return tuple(
        replace(turn, plot="") if own else replace(turn, timing=None, moves=(), evidence=(), plot="")
        for turn in turns
        for own in (turn.utterance.turn_id >= from_turn,)
        if own or turn is cue
    )
