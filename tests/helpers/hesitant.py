"""Hesitant speech for tests and figures: lines with an "um" or "uh" at known times, lines without, room noise."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import soundfile
import soxr

from desktop.events import CAPTURE_RATE, Hesitation, Word
from desktop.recognition.align import settle
from desktop.recognition.hesitation import VowelWatch, hesitations
from tests.helpers.ears import Ear
from tests.helpers.speech import Pcm, Speaker, silence

VOICES = ("joe", "hibari", "espeak")
"""Two neural voices and the system's."""
Say = Callable[[str, str, float], Pcm]
"""Says a text with a voice at a pace (1.0 is the voice's own)."""

ROOM_DBFS = -62.0
"""Noise of the room, as in the voice bench."""
NEAR_S = 0.3
"""How far off a time may be: a filler that only the second ear wrote has its time from its neighbours."""
_EDGE_S = 0.4
_FADE = CAPTURE_RATE // 100

TUNED = (
    "so | what I think | is that we should wait for the database",
    "| I would like to see the plan before we call anybody",
    "we can | move the deadline to Friday",
    "the customers | want to hear from us every half hour",
    "let me | think about that for a second | okay",
    "| nobody is in trouble here",
    "tell me what you know and | what you only believe",
    "I'll take the call with the board | you stay with the fix",
    "who else is | on the line with you tonight",
    "we roll back first | and then we look at why",
    "the fastest way | is not always the best one",
    "| how many people | have seen the numbers",
    "how long have you been awake",
    "I can see that this is hard and I am glad you called",
    "no you go on I am listening to you now",
    "our only goal is to know more than we do now",
    "four hours is a long time to wait for a call",
    "please call me as soon as you see the error move",
    "okay so what do you need from me",
    "well, the thing is, we are all a little tired, and so is she",
    "oh no, not the whole car, only the door, and all the furniture",
    "she saw a large part of the staff at the bar, on the far shore",
    "I am sorry, I was wrong. You were right to raise it.",
    "ah, I see, the cause is in the hall, not in the store",
)
HELD_OUT = (
    "my worry | is the second data center",
    "| give me the short version first",
    "we lost | about two hours of orders",
    "if the restore fails | we go to the old copy",
    "I told the board | nothing yet",
    "and | then somebody has to call Marcus",
    "could you | walk me through the last ten minutes",
    "it was | not your fault | and I want you to hear that",
    "| what would help you most",
    "the press release | goes out at nine",
    "there are three things | that I need to know",
    "I'd rather | have a slow answer than a wrong one",
    "send someone home, you need two people who have slept",
    "what is the worst thing that can happen before the morning",
    "that is more than I hoped for, thank you for telling me",
    "we agreed on a plan and we are going to follow the plan",
    "start from the top, slow down, and leave nothing out",
    "I don't need a name, I need to know how far along you are",
    "who owns the call with the bank tomorrow",
    "all the more reason to do it in the open, on a call, with her",
    "a third of the world learned the word on the first of March",
    "you, me, and the rest of the group will see to it",
    "fine. Go. I'm here. I'll be here all the while.",
    "what for? To show the law firm how the tool works?",
)
"""A bar is where somebody hesitates. Nothing was tuned on the second set."""


@dataclass(frozen=True, slots=True)
class Hesitant:
    """One line as it sounds: int16, mono, 16 kHz, with the times of its fillers in seconds."""

    text: str
    voice: str
    sound: Pcm
    fillers: tuple[tuple[float, float], ...]


def lines(texts: Sequence[str], voice: str, say: Say, seed: int = 1) -> Iterator[Hesitant]:
    """Every text once with `voice`, its fillers of many lengths, run into the words or with pauses around."""
    for number, text in enumerate(texts):
        yield _line(text, voice, say, np.random.default_rng([seed, number, *voice.encode()]))


def _line(text: str, voice: str, say: Say, dice: np.random.Generator) -> Hesitant:
    pace = float(dice.uniform(0.85, 1.2))
    parts = [silence(_EDGE_S)]
    fillers = []
    for number, words in enumerate(text.split("|")):
        if number:
            parts.append(silence(float(dice.choice([0.0, 0.03, 0.12, 0.3]))))
            filler = _trimmed(say(*_filler(dice, voice)))
            begin = sum(map(len, parts)) / CAPTURE_RATE
            fillers.append((round(begin, 3), round(begin + len(filler) / CAPTURE_RATE, 3)))
            parts += [filler, silence(float(dice.choice([0.0, 0.05, 0.2, 0.4])))]
        if words.strip():
            parts.append(_trimmed(say(words.strip(), voice, pace)))
    parts.append(silence(_EDGE_S))
    sound = np.concatenate(parts)
    room = dice.normal(0, 32768 * 10 ** (ROOM_DBFS / 20), len(sound))
    noisy: Pcm = np.clip(sound + room, -32768, 32767).astype(np.int16)
    return Hesitant(text, voice, noisy, tuple(fillers))


def _filler(dice: np.random.Generator, voice: str) -> tuple[str, str, float]:
    return str(dice.choice(["Um.", "Uh.", "Um,", "Uh,"])), voice, float(dice.uniform(0.5, 0.85))


def _trimmed(sound: Pcm) -> Pcm:
    """Without the silence around it, with soft edges: it is put between other sounds."""
    loud = np.flatnonzero(np.abs(sound.astype(np.int32)) > max(60, 0.01 * np.abs(sound.astype(np.int32)).max()))
    kept = sound[loud[0] : loud[-1] + 1].astype(np.float64) if len(loud) else sound.astype(np.float64)
    ramp = np.linspace(0, 1, min(_FADE, len(kept)))
    kept[: len(ramp)] *= ramp
    kept[len(kept) - len(ramp) :] *= ramp[::-1]
    out: Pcm = kept.astype(np.int16)
    return out


def say_with(speaker: Speaker) -> Say:
    """Says lines with any of `VOICES`."""
    return lambda text, voice, pace: (
        _espeak(text, pace) if voice == "espeak" else speaker.say(text, voice, round(pace, 3))
    )


def _espeak(text: str, pace: float) -> Pcm:
    """The system's espeak-ng."""
    command = ["espeak-ng", "-v", "en-us", "-s", str(round(165 * pace)), "--stdout", text]
    wav = subprocess.run(command, capture_output=True, check=True).stdout
    sound, rate = soundfile.read(io.BytesIO(wav), dtype="float32")
    at_16k: Pcm = np.clip(soxr.resample(sound, rate, CAPTURE_RATE) * 32768, -32768, 32767).astype(np.int16)
    return at_16k


def hesitations_in(sound: Pcm, live: Ear, second: Ear) -> tuple[tuple[Hesitation, ...], tuple[Hesitation, ...]]:
    """As a call finds them: with both ears, and with the live one alone."""
    watch = VowelWatch()
    watch.feed(sound)
    steady = watch.steady()
    heard = [Word(word.text, word.start_s, word.end_s, word.confidence) for word in live.hear(sound, 2048).words]
    alone = hesitations(steady, heard, agreed=False)
    text = second.hear(sound).text
    if not text:
        return alone, alone
    return hesitations(steady, settle(heard, text, 0.0, len(sound) / CAPTURE_RATE), agreed=True), alone


@dataclass(frozen=True, slots=True)
class Score:
    """Fillers found, false alarms, and fillers missed."""

    found: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.found + other.found, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """The share of what was found that is a filler; 1 where nothing was."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of the fillers that was found."""
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0


def score(line: Hesitant, found: Iterable[Hesitation]) -> Score:
    """What of `found` lies on a filler of `line`; found twice is once too often."""
    left = list(line.fillers)
    false = 0
    for one in found:
        middle = (one.start_s + one.end_s) / 2
        hit = next((each for each in left if each[0] - NEAR_S < middle < each[1] + NEAR_S), None)
        if hit is None:
            false += 1
        else:
            left.remove(hit)
    return Score(len(line.fillers) - len(left), false, len(left))
