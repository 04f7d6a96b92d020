"""A home as somebody has it who has rehearsed for a while: settings, an encrypted store, calls in it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import numpy as np

from desktop.events import CAPTURE_RATE, Evidence, State, StateMove, Timing, Utterance, Word
from desktop.folders import own_folder
from desktop.packs import available_packs
from desktop.records import SessionStart
from desktop.rehearsal.recorder import to_flac
from desktop.scenario import Scenario
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.store.keys import resolve

TURNS = 24
_TURN_S = 12.0
_STILL = State(60.0, 40.0, 35.0)
_SOUND_S = 60.0
"""Of each call whose sound is kept: enough to be there, quick to make."""


def furnish(home: Path, model: str, calls: int, with_sound: int) -> None:
    """Make `home`: that persona model chosen, `calls` past calls, the sound of `with_sound` of them kept."""
    config = home / "config"
    own_folder(config)
    chosen = Settings(welcomed=True, persona_model=model)
    (config / "settings.json").write_bytes(msgspec.json.encode(chosen))
    key_file, database = config / "sessions.key", home / "data" / "sessions.db"
    key_file.write_text(secrets.token_hex(32), encoding="ascii")
    shelf = [each for pack in available_packs().packs for each in pack.scenarios]
    store = Store.open(database, resolve(database, key_file))
    sound = _noise() if with_sound else b""
    for number in range(calls):
        _call(store, shelf[number % len(shelf)], number, sound if number < with_sound else b"")
    store.close()


def _noise() -> bytes:
    samples = np.random.default_rng(1).normal(0, 900, (round(_SOUND_S * CAPTURE_RATE), 2)).astype(np.int16)
    return to_flac(samples)


def _call(store: Store, scenario: Scenario, number: int, sound: bytes) -> None:
    began = datetime.now(UTC) - timedelta(days=number, hours=1)
    id_ = f"call-{number}"
    said = began.isoformat(timespec="seconds")
    store.begin(
        SessionStart(id_, scenario.id, scenario.title, scenario.pack_sha256, "realistic", said, bool(sound)),
        _STILL,
    )
    for turn_id in range(1, TURNS + 1):
        _turn(store, id_, scenario, turn_id)
    ended = (began + timedelta(seconds=TURNS * _TURN_S)).isoformat(timespec="seconds")
    store.end(id_, ended_at=ended, reason="hung_up", duration_s=TURNS * _TURN_S)
    if sound:
        store.save_audio(id_, sound)


def _turn(store: Store, id_: str, scenario: Scenario, turn_id: int) -> None:
    """One side's turn: the persona's are odd."""
    at_s = (turn_id - 1) * _TURN_S
    if turn_id % 2:
        text = scenario.persona.opening[0]
        store.add_utterance(id_, Utterance(turn_id, "persona", text, at_s, at_s + 8.0, "model"))
        return
    pair = scenario.pairs[turn_id % len(scenario.pairs)]
    text = pair.avoid
    store.add_utterance(
        id_, Utterance(turn_id, "user", text, at_s, at_s + 8.0, "speech", _words(text, at_s)), Timing(at_s + 8.0)
    )
    hit = Evidence(pair.id, "avoid", "found", text, turn_id, (0, len(text)), (at_s, at_s + 8.0))
    store.add_evidence(id_, [hit])
    store.add_state(id_, turn_id, _STILL, [StateMove(turn_id, pair.id, text, _STILL, _STILL)])


def _words(text: str, at_s: float) -> tuple[Word, ...]:
    parts = text.split()
    step_s = 8.0 / max(1, len(parts))
    return tuple(Word(part, at_s + n * step_s, at_s + (n + 1) * step_s) for n, part in enumerate(parts))
