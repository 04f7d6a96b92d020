"""Times and dates as people read them."""

from __future__ import annotations

from datetime import datetime, timedelta


def clock(seconds: float) -> str:
    """Seconds of a call as M:SS, as in "0:52"."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def countdown(seconds: float) -> str:
    """Seconds left as MM:SS."""
    whole = max(0, int(seconds + 0.999))
    return f"{whole // 60:02d}:{whole % 60:02d}"


def duration(seconds: float) -> str:
    """A length, as in "9 min 52 s"."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def minutes(length: float) -> str:
    """A planned length, as in "10 min"."""
    return f"{length:g} min"


def moment(iso: str) -> str:
    """An ISO 8601 time, as in "Tuesday 22:14"; older than a week, "12 May 22:14"; unreadable text as it stands."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    recent = abs(datetime.now(when.tzinfo) - when) < timedelta(days=7)
    return f"{when:%A %H:%M}" if recent else f"{when.day} {when:%B %Y %H:%M}"


def ago(iso: str) -> str:
    """How long ago an ISO 8601 day was: "today", "yesterday", "3 days ago", else the date; unreadable: ""."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    days = (datetime.now(when.tzinfo).date() - when.date()).days
    named = {0: "today", 1: "yesterday"}
    return named.get(days) or (f"{days} days ago" if 1 < days < 14 else f"{when.day} {when:%B %Y}")


def story_clock(start: str, elapsed_s: float) -> str:
    """The scenario's own time of day, `elapsed_s` after `start` ("23:00" or "11:00 PM"); "" when unreadable."""
    for pattern in ("%H:%M", "%I:%M %p", "%I %p"):
        try:
            begun = datetime.strptime(start.strip(), pattern)
        except ValueError:
            continue
        now = begun + timedelta(seconds=elapsed_s)
        return f"{now:%I:%M %p}".lstrip("0")
    return ""
