"""Times and dates as people read them, in the person's language."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QDate, QLocale, QTime

from desktop.ui.i18n import locale, number, plural, tr


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
    if minutes:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest)
    return tr("{seconds} s", seconds=rest)


def minutes(length: float) -> str:
    """A planned length, as in "10 min"."""
    return tr("{minutes} min", minutes=number(length, 0 if float(length).is_integer() else 1))


def moment(iso: str) -> str:
    """An ISO 8601 time: "Tuesday 22:14"; older than a week, "12 May 2026 22:14"; unreadable text as it stands."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    time = locale().toString(QTime(when.hour, when.minute), QLocale.FormatType.ShortFormat)
    if abs(datetime.now(when.tzinfo) - when) < timedelta(days=7):
        return tr("{weekday} {time}", weekday=locale().dayName(when.isoweekday()), time=time)
    return tr("{date} {time}", date=_date(when), time=time)


def ago(iso: str) -> str:
    """How long ago an ISO 8601 day was: "today", "yesterday", "3 days ago", else the date; unreadable: ""."""
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    days = (datetime.now(when.tzinfo).date() - when.date()).days
    if days in (0, 1):
        return tr("yesterday") if days else tr("today")
    return plural("%n day ago", "%n days ago", days) if 1 < days < 14 else _date(when)


def story_clock(start: str, elapsed_s: float) -> str:
    """The scenario's own time of day, `elapsed_s` after `start` ("23:00" or "11:00 PM"); "" when unreadable."""
    for pattern in ("%H:%M", "%I:%M %p", "%I %p"):
        try:
            begun = datetime.strptime(start.strip(), pattern)
        except ValueError:
            continue
        now = begun + timedelta(seconds=elapsed_s)
        shape = tr("h:mm AP", "a scenario's clock, in the letters of QTime")
        return locale().toString(QTime(now.hour, now.minute), shape)
    return ""


def _date(when: datetime) -> str:
    return locale().toString(QDate(when.year, when.month, when.day), tr("d MMMM yyyy", "in the letters of QDate"))
