"""What a persona engine is asked and answers."""

from __future__ import annotations

import msgspec


class Warm(msgspec.Struct, frozen=True):
    """Method "warm": evaluate `prompt` so that what continues it starts sooner. Answered by `Warmed`."""

    prompt: str


class Warmed(msgspec.Struct, frozen=True):
    """`prompt_tokens` in all, of which `evaluated` were not in the cache."""

    prompt_tokens: int
    evaluated: int


class Generate(msgspec.Struct, frozen=True):
    """Method "generate": continue `prompt`. Streams `Token` items, answered by `Generated`.

    The prompt is plain text in the model's own format, special tokens spelled out by `desktop.persona.prompt`
    alone; anything quoted in it is never parsed as a special token by that module's escaping.
    """

    prompt: str
    max_tokens: int = 80
    temperature: float = 0.7
    top_p: float = 0.9
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    seed: int = 0
    stop: tuple[str, ...] = ()


class Token(msgspec.Struct, frozen=True):
    """A piece of text, as it is decoded (always whole UTF-8 characters)."""

    text: str


class Generated(msgspec.Struct, frozen=True):
    """The end of a generation. Times in seconds from the call's start; `stopped` is stop, length or cancelled."""

    text: str
    prompt_tokens: int
    prompt_tokens_evaluated: int
    tokens: int
    first_token_s: float
    total_s: float
    stopped: str


class Rank(msgspec.Struct, frozen=True):
    """Method "rank": how likely each candidate continues `prompt`. Answered by `Ranked`."""

    prompt: str
    candidates: tuple[str, ...]


class Ranked(msgspec.Struct, frozen=True):
    """Mean log-probability a token, one for each candidate, and the prompt tokens that were evaluated."""

    scores: tuple[float, ...]
    prompt_tokens_evaluated: int
    total_s: float
