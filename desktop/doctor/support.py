"""The text for whoever helps: versions, this machine, checks, engines, the log's end. Nothing that was said."""

from __future__ import annotations

import getpass
import json
import re
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop import logs
from desktop.doctor.report import Check
from desktop.events import Timing

LOGGED = logs.ALLOWED - {"session_id", "scenario_id", "device"}
"""Of the log's keys those that tell nothing of who rehearsed what, or of whose headset it was."""
LINES = 200
_LONGEST = 200
"""Characters of one value in a log line: there is no text among them."""
_TAIL_BYTES = 200_000
_END = r"(?![\w-]|\.\w)"
"""What ends a folder's name; a full stop may end the sentence it is in."""
_TOLD: dict[str, Callable[[str], str]] = {
    "scenarios": lambda _detail: "(names left out)",
    "sound devices": lambda detail: detail.partition(";")[0],  # how many; then the default's name
}
"""Checks whose detail names what is the person's own, and what is told of it."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose machine it is: what is shortened to ~ wherever it stands."""

    home: str
    name: str

    @classmethod
    def here(cls) -> Owner:
        """The user of this process; without a name where the system has none."""
        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            name = ""
        return cls(str(Path.home()), name)


def shorten(text: str, owner: Owner) -> str:
    """`text` with the home folder, and the user's name in any other path, as ~."""
    for home in {owner.home, owner.home.replace("\\", "/"), owner.home.replace("\\", "\\\\")}:
        if len(home) > 1:
            text = re.sub(re.escape(home) + _END, "~", text)
    if not owner.name:
        return text
    return re.sub(rf"(?<=[/\\]){re.escape(owner.name)}{_END}", "~", text)


def log_tail(folder: Path, owner: Owner, count: int = LINES) -> tuple[str, ...]:
    """The last `count` lines of the log, allow-listed keys only; what is no line of ours is left out."""
    try:
        with (folder / "steadyhand.log").open("rb") as stream:
            stream.seek(max(0, stream.seek(0, 2) - _TAIL_BYTES))
            raw = stream.read().decode("utf-8", "replace").splitlines()
    except OSError:
        return ()
    return tuple(line for line in (_logged(each, owner) for each in raw[-count:]) if line)


def answers(timings: Iterable[Timing | None]) -> str:
    """How quickly a call was answered, in a sentence; "" where nothing was measured."""
    waits = [wait for one in timings if one is not None and (wait := _wait_s(one)) is not None]
    if not waits:
        return ""
    middle, longest = statistics.median(waits), max(waits)
    many = "1 answer" if len(waits) == 1 else f"{len(waits)} answers"
    return f"In the last call an answer took {middle:.1f} s in the middle, {longest:.1f} s at most ({many})."


def support_text(
    machine: Sequence[Check],
    checks: Sequence[Check],
    engines: Sequence[str],
    timings: str,
    log: Sequence[str],
    owner: Owner,
) -> str:
    """The whole text. `machine`: the quick checks, always there; `checks`: the full ones, where they were run."""
    seen = {check.name for check in checks}
    parts = (
        ("This machine", [_row(check) for check in machine if check.name not in seen]),
        ("Checks", [_row(check) for check in checks] or ["not run"]),
        ("Engines", list(engines) or ["none started"]),
        ("Answers", [timings or "nothing measured"]),
        ("Log", list(log) or ["empty"]),
    )
    head = "Steadyhand, for support. Nothing of what was said in a call is in here."
    body = "\n\n".join("\n".join([f"{title}:", *lines]) for title, lines in parts if lines)
    return shorten(f"{head}\n\n{body}\n", owner)


def _row(check: Check) -> str:
    sign = "ok" if check.ok else "FAILED" if check.required else "note"
    told = _TOLD.get(check.name, str)(check.detail)
    return f"{sign}  {check.name}: {told} ({check.elapsed_s:.1f} s)"


def _wait_s(timing: Timing) -> float | None:
    begun = timing.speech_end_s if timing.speech_end_s is not None else timing.turn_end_s
    if begun is None or timing.first_audio_s is None:
        return None
    return max(0.0, timing.first_audio_s - begun)


def _logged(raw: str, owner: Owner) -> str:
    try:
        entry = json.loads(raw)
    except ValueError:
        return ""
    if not isinstance(entry, dict):
        return ""
    kept = {
        key: shorten(value, owner)[:_LONGEST] if isinstance(value, str) else value
        for key, value in entry.items()
        if key in LOGGED and isinstance(value, str | int | float | bool | None)
    }
    return json.dumps(kept) if kept else ""
