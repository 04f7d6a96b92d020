"""What a persona engine is asked and answers."""

from __future__ import annotations

import msgspec


class PromptPart(msgspec.Struct, frozen=True):
    """A piece of a prompt.

    `control` text is the format's own markers and is parsed for special tokens; every other text is taken
    literally, so that a marker in what somebody said stays plain text.
    """

    text: str
    control: bool = False


Prompt = tuple[PromptPart, ...]


class Warm(msgspec.Struct, frozen=True):
    """Method "warm": evaluate `prompt` so that what continues it starts sooner. Answered by `Warmed`.

    Its first `head` parts are the scenario's own words: what was made of them may be kept on disk.
    """

    prompt: Prompt
    head: int = 0


class Warmed(msgspec.Struct, frozen=True):
    """`prompt_tokens` in all, of which `evaluated` were not in the cache."""

    prompt_tokens: int
    evaluated: int


class Generate(msgspec.Struct, frozen=True):
    """Method "generate": continue `prompt`. Streams `Token` items, answered by `Generated`.

    `stop` strings end the text and are not part of it. The same calls in the same order from loading on, with
    the same seeds, give the same text.
    """

    prompt: Prompt
    max_tokens: int = 80
    temperature: float = 0.7
    top_p: float = 0.9
    min_p: float = 0.05
    repeat_penalty: float = 1.1
    seed: int = 0
    stop: tuple[str, ...] = ()


class Token(msgspec.Struct, frozen=True):
    """A piece of text, as it is decoded (always whole characters, never part of a stop string)."""

    text: str


class Generated(msgspec.Struct, frozen=True):
    """The end of a generation. Times in seconds from the call's start; `stopped` is stop, length or cancelled.

    `prompt_tokens_evaluated` counts the prompt tokens that were not in the cache; `tokens` those generated.
    """

    text: str
    prompt_tokens: int
    prompt_tokens_evaluated: int
    tokens: int
    first_token_s: float
    total_s: float
    stopped: str


class Rank(msgspec.Struct, frozen=True):
    """Method "rank": how likely each candidate continues `prompt`. Answered by `Ranked`."""

    prompt: Prompt
    candidates: tuple[str, ...]


class Ranked(msgspec.Struct, frozen=True):
    """Mean log-probability a token, one for each candidate, and the prompt tokens that were evaluated.

    A call that was cancelled leaves -inf for the candidates it did not reach.
    """

    scores: tuple[float, ...]
    prompt_tokens_evaluated: int
    total_s: float
