"""Sound that was kept is deleted when its time is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desktop.logs import get_logger
from desktop.store.database import Store


def forget_old_sound(store: Store, days: int, now: datetime | None = None) -> int:
    """Delete the sound of calls older than `days`; of how many. `now`: with its zone. Raises `UserError`."""
    limit = (now or datetime.now(UTC)).astimezone(UTC) - timedelta(days=days)
    count = store.delete_audio_before(limit.isoformat())
    if count:
        get_logger().info("audio.expired", count=count)
    return count
