"""Sound is kept as long as the person chose, and no day longer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from desktop import settings
from desktop.events import Collected, State
from desktop.records import SessionStart
from desktop.rehearsal.offline import open_store
from desktop.rehearsal.retention import forget_old_sound
from desktop.settings import Settings


def keep_sound(days: int) -> bool:
    """Whether sound of now is still there in 31 days, with a retention of `days`."""
    with open_store(Collected()) as store:
        store.begin(SessionStart("s1", "eleven-pm", "T", "ab", "realistic", "2026-01-01", True), State(1, 1, 1))
        store.save_audio("s1", b"fLaC")
        forget_old_sound(store, days, datetime.now(UTC) + timedelta(days=31))
        return store.load_audio("s1") is not None


def test_sound_goes_when_its_days_are_over(home: Path) -> None:
    assert not keep_sound(30)


def test_sound_stays_until_then(home: Path) -> None:
    assert keep_sound(32)


def test_opening_the_sessions_deletes_sound_whose_time_is_over(home: Path) -> None:
    settings.save(msgspec.structs.replace(Settings(), audio_retention_days=1))
    with open_store(Collected()) as store:
        store.begin(SessionStart("s1", "eleven-pm", "T", "ab", "realistic", "2026-01-01", True), State(1, 1, 1))
        store.save_audio("s1", b"fLaC")
        store._db.execute("UPDATE audio SET saved_at = '2020-01-01T00:00:00+00:00'")
        store._db.conn.commit()
    with open_store(Collected()) as store:
        assert store.load_audio("s1") is None
        assert store.session("s1").start.session_id == "s1"
