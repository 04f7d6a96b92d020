"""From the recording and the calls' results to figures. Pure. All times are the tape's, in seconds."""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from desktop.commands.voicebench.conversation import Made, Said
from desktop.commands.voicebench.sound import (
    RATE,
    Stretch,
    begun_between,
    first_from,
    silent_from,
    stretches,
    summary,
    threshold,
    within,
)
from desktop.commands.voicebench.tape import EXECUTIVE, PERSONA

Samples = npt.NDArray[np.int16]

_LATE_S = 0.6
"""The sound server may play the end of an utterance so long after it took it."""
_NEAR_S = 0.06
"""A clip's audible start may be so much earlier than the call's own clock says."""
_STAGES = ("turn_end_s", "settled_s", "first_token_s", "first_clause_s", "first_audio_s")


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of the persona's speech, from when to when; `bridge`: a breath that holds the line."""

    turn_id: int
    text: str
    start_s: float
    end_s: float
    bridge: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: when the executive was heard last, the persona first, and its first content. None: never."""

    text: str
    kind: str
    said: Stretch
    first_s: float | None
    content_s: float | None
    bridged: bool
    cut_pauses: tuple[int, ...]
    pauses: tuple[Stretch, ...]

    @property
    def cut(self) -> bool:
        """Whether the persona broke in before the turn was over."""
        return bool(self.cut_pauses) or (self.first_s is not None and self.first_s < self.said.end_s)


class Heard:
    """The recording of a section, with the sounds of both sides found in it.

    `echo`: the executive's side holds the persona's echo as well.
    """

    def __init__(self, samples: Samples, *, echo: bool = False) -> None:
        self.samples = samples
        self._echo = echo
        self.executive = stretches(samples[:, EXECUTIVE])
        self.persona = stretches(samples[:, PERSONA])

    def said(self, said: Said) -> Stretch:
        """From the first to the last audible sample of an utterance; Raises `ValueError` when it is not there."""
        if self._echo:
            return self._located(said)
        found = within(self.executive, said.begun_s, said.ended_s + _LATE_S)
        if found is None:
            raise ValueError("an utterance is not on the tape")
        return found

    def _located(self, said: Said) -> Stretch:
        """The same, found by its waveform: what is audible there may be the echo."""
        begin = round(said.begun_s * RATE)
        sound = said.utterance.samples.astype(np.float64)
        there = self.samples[begin : round((said.ended_s + _LATE_S) * RATE), EXECUTIVE].astype(np.float64)
        size = 1 << (len(there) + len(sound) - 1).bit_length()
        likeness = np.fft.irfft(np.fft.rfft(there, size) * np.conj(np.fft.rfft(sound, size)), size)
        start_s = said.begun_s + int(np.argmax(likeness[: max(1, len(there) - len(sound) // 2)])) / RATE
        own = within(stretches(said.utterance.samples), 0.0, len(sound) / RATE)
        if own is None:
            raise ValueError("an utterance is silent")
        return Stretch(start_s + own.start_s, start_s + own.end_s)

    def silent_after(self, onset_s: float, until_s: float, gap_s: float = math.inf) -> float:
        """How long after `onset_s` the loudspeaker sounded, up to `until_s` or to the first silence of `gap_s`."""
        return silent_from(self.samples[round(onset_s * RATE) : round(until_s * RATE), PERSONA], gap_s=gap_s)

    def talked_s(self) -> float:
        """How long the persona sounded in all."""
        return sum(one.length_s for one in self.persona)


def clips_of(made: Made, heard: Heard) -> list[Clip]:
    """The persona's clips of one call, on the tape's clock: its first sound there is the first clip's."""
    raw = made.result.get("clips", [])
    offset_s = _offset_s(made, heard)
    bridged = {
        turn["turn_id"] for turn in made.result["turns"] if (turn["timing"] or {}).get("bridge_s") is not None
    }
    found: list[Clip] = []
    for one in raw:
        is_first = not found or found[-1].turn_id != one["turn_id"]
        start_s = one["start_s"] + offset_s
        bridge = is_first and one["turn_id"] in bridged
        found.append(Clip(one["turn_id"], one["text"], start_s, start_s + one["duration_s"], bridge))
    return found


def _offset_s(made: Made, heard: Heard) -> float:
    """From a call's own clock to the tape's: its first clip is the first sound there. 0 where nothing sounded."""
    clips = made.result.get("clips", [])
    first_s = first_from(heard.persona, made.begun_s)
    return 0.0 if not clips or first_s is None else first_s - float(clips[0]["start_s"])


def turn_of(said: Said, heard: Heard, clips: Sequence[Clip]) -> Turn:
    """One turn as it sounded."""
    span = heard.said(said)
    until_s = max(said.next_s, span.end_s)
    pauses = tuple(Stretch(span.start_s + p.start_s, span.start_s + p.end_s) for p in said.utterance.pauses)
    first_s = first_from(heard.persona, span.start_s)
    if first_s is None or first_s >= until_s:
        first_s = None
    answer = [clip for clip in clips if span.start_s <= clip.start_s + _NEAR_S < until_s]
    bridged = bool(answer) and answer[0].bridge
    content = next((clip for clip in answer if not clip.bridge), None)
    content_s = first_s
    if bridged:
        content_s = None if content is None else first_from(heard.persona, content.start_s - _NEAR_S)
    cut = _cut_pauses(begun_between(heard.persona, span.start_s, span.end_s), pauses)
    return Turn(said.utterance.text, said.utterance.kind, span, first_s, content_s, bridged, cut, pauses)


def understood(turn: Turn, made: Made, heard: Heard) -> list[dict[str, Any]]:
    """What the ears wrote of a turn: each of its parts that the call took for a turn, and when it ended there.

    `at_s` and `ended_s` are counted from the turn's first audible sample.
    """
    offset_s = _offset_s(made, heard) - turn.said.start_s
    turns = made.result["turns"]
    found = []
    for one, following in itertools.zip_longest(turns, turns[1:]):
        start_s, end_s = (at_s + offset_s for at_s in one["audio_s"])
        if one["role"] == "user" and start_s < turn.said.length_s and end_s > 0:
            ended_s = ((following or {}).get("timing") or {}).get("turn_end_s")
            found.append(
                {
                    "ears": one["heard"],
                    "at_s": [round(start_s, 2), round(end_s, 2)],
                    "ended_s": None if ended_s is None else round(ended_s + offset_s, 2),
                }
            )
    return found


def _cut_pauses(early: Iterable[Stretch], pauses: Sequence[Stretch]) -> tuple[int, ...]:
    """The pauses (by their numbers) that a sound, which began in or after them, took for the end."""
    cut = set()
    for one in early:
        before = [number for number, pause in enumerate(pauses) if pause.start_s <= one.start_s]
        cut.update(before[-1:])
    return tuple(sorted(cut))


def latencies(turns: Iterable[Turn]) -> list[float]:
    """Voice to voice, content words, of the turns that were not cut off and were answered."""
    return [turn.content_s - turn.said.end_s for turn in turns if not turn.cut and turn.content_s is not None]


def bridges(turns: Iterable[Turn]) -> list[float]:
    """From the executive's last to the first sound of a bridge."""
    return [turn.first_s - turn.said.end_s for turn in turns if turn.bridged and not turn.cut and turn.first_s]


def listed(turn: Turn) -> dict[str, Any]:
    """One turn for the result."""

    def after(at_s: float | None) -> float | None:
        return None if at_s is None else round(at_s - turn.said.end_s, 3)

    return {
        "text": turn.text,
        "kind": turn.kind,
        "said_s": [round(turn.said.start_s, 3), round(turn.said.end_s, 3)],
        "voice_to_voice_s": after(turn.content_s),
        "first_sound_s": after(turn.first_s),
        "bridged": turn.bridged,
        "cut": turn.cut,
    }


def stages(results: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Median and p95 of when each stage was reached, in seconds after the executive's last word, by the app."""
    timings = [turn["timing"] for result in results for turn in result["turns"] if turn["role"] == "persona"]
    spoken = [timing for timing in timings if timing and timing.get("speech_end_s") is not None]
    return {
        stage.removesuffix("_s"): summary(
            [timing[stage] - timing["speech_end_s"] for timing in spoken if timing.get(stage) is not None]
        )
        for stage in _STAGES
    } | {"prompt_tokens_evaluated": _median(t["prompt_tokens_evaluated"] for t in spoken)}


def costs(results: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each process took: CPU seconds a minute of call, and the most memory, over all calls."""
    minutes = sum(result.get("duration_s") or 0.0 for result in results) / 60
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for result in results:
        for one in result.get("costs", []):
            kept = found.setdefault(
                (one["role"], one["model"]), {**one, "cpu_s": 0.0, "memory_mb": 0, "cpu_s_per_minute": None}
            )
            kept["cpu_s"] = round(kept["cpu_s"] + one.get("cpu_s", 0.0), 2)
            kept["memory_mb"] = max(kept["memory_mb"], one.get("memory_mb", 0))
            kept["cpu_s_per_minute"] = round(kept["cpu_s"] / minutes, 1) if minutes else None
    return list(found.values())


def overspeech(results: Iterable[dict[str, Any]]) -> dict[str, int]:
    """How often the loudspeaker was ducked, held or stopped because of what the microphone heard."""
    found = [result.get("overspeech", {}) for result in results]
    return {name: sum(one.get(name, 0) for one in found) for name in ("ducked", "held", "stopped")}


def overspoken(made: Sequence[Made], heard: Heard) -> list[dict[str, Any]]:
    """The moments of that, on the tape's clock."""
    found = []
    for one in made:
        offset_s = _offset_s(one, heard)
        moments = one.result.get("overspeech", {}).get("moments", [])
        found += [{"what": what, "at_s": round(at_s + offset_s, 2)} for what, at_s in moments]
    return found


def own_turns(results: Iterable[dict[str, Any]]) -> int:
    """How many turns of the executive the calls have heard."""
    return sum(turn["role"] == "user" for result in results for turn in result["turns"])


def loud(heard: Heard) -> dict[str, float]:
    """The thresholds that were used, in dBFS."""
    names = {"executive": EXECUTIVE, "persona": PERSONA}
    return {
        name: round(20 * float(np.log10(threshold(heard.samples[:, channel]) / 32768)), 1)
        for name, channel in names.items()
    }


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None
