"""Which installed voice speaks for whom. Pure: what is installed comes from the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.scenario import VoiceWish


@dataclass(frozen=True, slots=True)
class VoiceOption:
    """One voice that is installed. `voice` is the id within the model ("" its only one).

    `quality` is higher for better (system 0, small neural 50, large neural 90; the catalog says). `live` says
    that this machine speaks it faster than real time with room to spare. `age` is "young", "middle", "old" or "".
    """

    model: str
    voice: str
    adapter: str
    sex: str = ""
    quality: int = 50
    live: bool = True
    age: str = ""
    language: str = "en-US"

    @property
    def key(self) -> str:
        """How settings and `avoid` name it: "MODEL" or "MODEL/VOICE"."""
        return f"{self.model}/{self.voice}" if self.voice else self.model


def pick_voice(
    wish: VoiceWish, installed: Sequence[VoiceOption], avoid: str = "", *, live: bool = True
) -> VoiceOption | None:
    """The best of `installed` for `wish`, None when there is none.

    For a `live` call a voice that keeps up comes first; then the wished sex, then quality, then age. The voice
    with the key `avoid` is never picked: two people in one call never share a voice.
    """
    free = [option for option in installed if option.key != avoid]
    return min(free, key=lambda option: _rank(option, wish, live), default=None)


def pick_other(persona: VoiceOption, wish: VoiceWish, installed: Sequence[VoiceOption]) -> VoiceOption | None:
    """A voice for the executive of a demo, never the persona's.

    Another sex than the persona's is easiest to tell apart, so `wish.sex` gives way to that.
    """
    free = [option for option in installed if option.key != persona.key]
    return min(
        free, key=lambda option: (option.sex == persona.sex, *_rank(option, wish, live=False)), default=None
    )


def ladder(wish: VoiceWish, installed: Sequence[VoiceOption], avoid: str = "") -> tuple[VoiceOption, ...]:
    """All voices for `wish`, best first: when an engine fails the next one speaks, ended by the system voice."""
    free = [option for option in installed if option.key != avoid]
    return tuple(sorted(free, key=lambda option: _rank(option, wish, live=True)))


def _rank(option: VoiceOption, wish: VoiceWish, live: bool) -> tuple[bool, bool, bool, int, bool, str]:
    """Smaller is better. The system voice comes last of its kind: a robot of the right sex is still a robot."""
    return (
        live and not option.live,
        option.adapter == "system",
        option.sex != wish.sex,
        -option.quality,
        option.age != wish.age,
        option.key,
    )
