"""What progress says in sentences: over many calls, over one, and when one rehearsed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from desktop.records import PastCall
from desktop.review.progress_document import EndingKind, Mark
from desktop.review.sentences import given_up

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_LINE = 140
"""Characters of an opening that are shown."""


def number(count: int) -> str:
    """A small count as a word."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def times(count: int) -> str:
    """How often: "once", "twice", "3 times"."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def over_calls(flags: Sequence[bool], yes: str, no: str) -> str:
    """In which calls it was so, oldest first, without a full stop; `yes` and `no` name the two, in lower case.

    A single turn from one to the other is told as such: "heard in your first two calls, not in the last three".
    """
    many, held = len(flags), sum(flags)
    if many == 1:
        return yes if held else no
    if not held and no.startswith("not "):  # "not heard in all calls" could mean in some
        return f"{no} in {'either call' if many == 2 else f'any of {number(many)} calls'}"
    if held in (0, many):
        return f"{yes if held else no} in {'both' if many == 2 else f'all {number(many)}'} calls"
    turns = [n for n in range(1, many) if flags[n] != flags[n - 1]]
    if len(turns) > 1:
        return f"{yes} in {held} of {many} calls"
    first, rest = turns[0], many - turns[0]
    before = "your first call" if first == 1 else f"your first {number(first)} calls"
    after = "the last one" if rest == 1 else f"the last {number(rest)}"
    return f"{yes} in {before}, not in {after}" if flags[0] else f"{no} in {before}, {yes} in {after}"


def upper_first(text: str) -> str:
    """The same with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """`text` as a sentence."""
    return f"{upper_first(text)}." if text else ""


def about_step(marks: Sequence[Mark], missing: Sequence[str]) -> str:
    """Of a step; `missing` are the parts not heard the last time."""
    heard = [mark for mark in marks if mark.state != "none"]
    in_part = sum(mark.state == "partly" for mark in heard)
    never_whole = 0 < in_part == len(heard)
    told = over_calls(
        [mark.state != "none" for mark in marks], "partly heard" if never_whole else "heard", "not heard"
    )
    some = f", {times(in_part)} only in part" if in_part and not never_whole else ""
    told = sentence(f"{told}{some}")
    parts = f" The last time, not heard: {', '.join(missing)}." if missing and marks[-1].state == "partly" else ""
    return told + parts


def about_pair(marks: Sequence[Mark], instead: str) -> str:
    """Of a pair; `instead` is the short name of the better line, "" where it is not listened for."""
    told = sentence(over_calls([bool(mark.avoided) for mark in marks], "heard", "not heard"))
    if not instead:
        return told
    if all(mark.state == "none" for mark in marks):
        return f"Neither this nor “{instead}” was heard."
    return f"{told} Instead, “{instead}”: {over_calls([bool(m.said) for m in marks], 'heard', 'not heard')}."


def about_measure(marks: Sequence[Mark], shown: Sequence[str]) -> str:
    """Of a measure; `shown` are its values as people read them, of the calls in which there was one."""
    if not shown:
        return "Not measured so far."
    judged = [mark.state == "good" for mark in marks if mark.state != "unknown"]
    trend = f"{shown[0]}." if len(shown) == 1 else f"First {shown[0]}, last {shown[-1]}."
    range_ = sentence(over_calls(judged, "within the range", "outside the range")) if judged else ""
    return f"{range_} {trend}".strip()


def about_ending(endings: Sequence[EndingKind], ended: Sequence[str]) -> str:
    """How the calls ended; `ended` tells it of each."""
    if len(endings) == 1:
        return ended[0]
    told = sentence(over_calls([one == "settled" for one in endings], "settled", "not settled"))
    return told if endings[-1] == "settled" else f"{told} The last one: {ended[-1][:1].lower()}{ended[-1][1:]}"


def ending_of(call: PastCall, name: str) -> tuple[EndingKind, str]:
    """How a call ended, and a sentence that says so. `name` is the persona's."""
    told: dict[str, tuple[EndingKind, str]] = {
        "settled": ("settled", f"It was settled, and {name} hung up."),
        "gave_up": ("gave_up", given_up(name)),
        "time": ("time_up", "The time was up."),
        "hung_up": ("hung_up", "You hung up."),
        "failed": ("broke", "It broke off: something failed."),
        "device_lost": ("broke", "It broke off: the microphone or the loudspeaker was gone."),
        "recording_ended": ("over", "The recording was over."),
    }
    return told.get(call.reason, ("over", "It ended."))


def opening_of(call: PastCall) -> str:
    """How the executive began."""
    said = next((one.text for one in call.utterances if one.role == "user"), "")
    return said if len(said) <= _LINE else said[:_LINE].rsplit(" ", 1)[0] + " …"


def facts(calls: Sequence[PastCall], now: datetime) -> tuple[str, ...]:
    """When one rehearsed: this week (from Monday on), and the last time. Never what was missed."""
    days = [day for call in calls if (day := _day(call.start.started_at, now)) is not None]
    if not days:
        return ()
    monday = now.date() - timedelta(days=now.weekday())
    week = sum(monday <= day <= now.date() for day in days)
    this_week = (f"{week} call{'' if week == 1 else 's'} this week.",) if week else ()
    return (*this_week, f"Last call {_ago((now.date() - max(days)).days)}.")


def _day(iso: str, now: datetime) -> date | None:
    try:
        when = datetime.fromisoformat(iso)
    except ValueError:
        return None
    return (when.astimezone(now.tzinfo) if when.tzinfo else when).date()


def _ago(days: int) -> str:
    if days <= 1:
        return "yesterday" if days == 1 else "today"
    if days < 14:
        return f"{days} days ago"
    return f"{days // 7} weeks ago" if days < 70 else f"{days // 30} months ago"
