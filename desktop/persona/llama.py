"""The persona engine: a GGUF language model that continues and ranks, as an engine adapter."""

from __future__ import annotations

import codecs
import math
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop.adapter import Context, Method
from desktop.errors import UserError
from desktop.events import EngineInfo
from desktop.persona import gguf, native
from desktop.persona.heads import Heads
from desktop.persona.messages import Generate, Generated, Prompt, Rank, Ranked, Token, Warm, Warmed

_N_CTX = 4096
_N_BATCH = 128
_CHUNK = 32
"""Prompt tokens between two looks at `cancelled`: larger chunks are 5-8 % faster here, and can't be interrupted:
at 60 tokens a second 64 of them hold up the next reply for a second."""


class LlamaPersona:
    """Adapter for llama.cpp.

    Options: "model", "model_sha256", "model_dir", "threads"; "gguf" (file name, "model.gguf"), "n_ctx" (4096),
    "n_batch" (128), "heads" (a folder in which evaluated heads are kept). Methods: "warm", "generate", "rank".
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._path = Path(options["model_dir"]) / str(options.get("gguf", "model.gguf"))
        self._loaded: native.Model | None = None
        self._heads: Heads | None = None

    def load(self) -> EngineInfo:
        """Check the file and load it. Raises `UserError` for a damaged or missing file."""
        started = time.monotonic()
        gguf.check(self._path)
        threads = int(self._options["threads"])
        self._loaded = native.Model(
            self._path,
            n_ctx=int(self._options.get("n_ctx", _N_CTX)),
            n_batch=int(self._options.get("n_batch", _N_BATCH)),
            threads=threads,
        )
        if heads := str(self._options.get("heads", "")):
            about = (native.VERSION, self._options["model_sha256"], self._loaded.n_ctx, self._loaded.n_batch)
            self._heads = Heads(Path(heads), " ".join(map(str, about)))
        return EngineInfo(
            name="llama.cpp",
            version=native.VERSION,
            model=str(self._options["model"]),
            model_sha256=str(self._options["model_sha256"]),
            load_s=time.monotonic() - started,
            threads=threads,
        )

    def methods(self) -> Mapping[str, Method]:
        """The methods "warm", "generate" and "rank"."""
        return {
            "warm": Method(Warm, self.warm),
            "generate": Method(Generate, self.generate),
            "rank": Method(Rank, self.rank),
        }

    def close(self) -> None:
        """Free the model's memory."""
        if self._loaded is not None:
            self._loaded.close()
            self._loaded = None

    @property
    def model(self) -> native.Model:
        """The loaded model."""
        if self._loaded is None:
            raise RuntimeError("load() comes first")
        return self._loaded

    def tokens(self, prompt: Prompt) -> list[int]:
        """The prompt's tokens, part by part: quoted text can't make a special token."""
        found = self.model.first_tokens()
        for part in prompt:
            found += self.model.tokens(part.text, control=part.control)
        return found

    def warm(self, request: Warm, _payload: memoryview, context: Context) -> tuple[Warmed, bytes]:
        """Evaluate a prompt into the cache."""
        tokens = self.tokens(request.prompt)
        before = self._evaluate_head(request.prompt[: request.head], context)
        if self.model.cached == tokens:  # evaluating its last token alone would change the last digits of it
            return Warmed(len(tokens), before), b""
        return Warmed(len(tokens), before + self._evaluate(tokens, context, room=1)), b""

    def _evaluate_head(self, head: Prompt, context: Context) -> int:
        """Have `head` in an empty cache, as it was kept, or evaluated and kept; how many tokens were evaluated."""
        if self._heads is None or not head or self.model.cached:
            return 0
        tokens = self.tokens(head)
        kept = self._heads.kept(tokens)
        if kept is not None and self.model.restore(tokens, kept):
            return 0
        evaluated = self._evaluate(tokens, context, room=1)
        if self.model.cached == tokens:
            self._heads.keep(tokens, self.model.state())
        return evaluated

    def generate(self, request: Generate, _payload: memoryview, context: Context) -> tuple[Generated, bytes]:
        """Continue a prompt, streaming `Token` items."""
        started = time.monotonic()
        tokens = self.tokens(request.prompt)
        evaluated = self._evaluate(tokens, context, room=request.max_tokens)
        writing = _Writing(request, context, started)
        stopped = self._continue(request, context, writing)
        reply = Generated(
            text=writing.text,
            prompt_tokens=len(tokens),
            prompt_tokens_evaluated=evaluated,
            tokens=writing.tokens,
            first_token_s=writing.first_s if writing.tokens else time.monotonic() - started,
            total_s=time.monotonic() - started,
            stopped=stopped,
        )
        return reply, b""

    def _continue(self, request: Generate, context: Context, writing: _Writing) -> str:
        draw = self.model.sampler(request)
        while not context.cancelled:
            token = draw()
            if self.model.ends(token) or writing.add(self.model.piece(token)):
                writing.close()
                return "stop"
            if writing.tokens >= request.max_tokens:
                writing.close()
                return "length"
            self.model.decode([token])
        return "cancelled"

    def rank(self, request: Rank, _payload: memoryview, context: Context) -> tuple[Ranked, bytes]:
        """Mean log-probability of each candidate after the prompt."""
        started = time.monotonic()
        prompt = self.tokens(request.prompt)
        candidates = [self.model.tokens(text, control=False)[: self.model.n_batch] for text in request.candidates]
        evaluated = self._evaluate(prompt, context, room=max(map(len, candidates), default=1))
        scores = [self._score(prompt, candidate, context) for candidate in candidates]
        self.model.keep(len(prompt))
        return Ranked(tuple(scores), evaluated, time.monotonic() - started), b""

    def _score(self, prompt: list[int], candidate: list[int], context: Context) -> float:
        if context.cancelled or not candidate:
            return -math.inf
        # The prompt's last token is evaluated together with the candidate: its logits give the first token's.
        self.model.keep(len(prompt) - 1)
        self.model.decode([prompt[-1], *candidate[:-1]], all_logits=True)
        return sum(self.model.log_probability(i, token) for i, token in enumerate(candidate)) / len(candidate)

    def _evaluate(self, tokens: list[int], context: Context, room: int) -> int:
        """Bring the cache to exactly `tokens`, with fresh logits for the last; how many were evaluated."""
        if not tokens or len(tokens) + room > self.model.n_ctx:
            raise UserError(
                f"{len(tokens)} prompt tokens and {room} to follow do not fit a context of {self.model.n_ctx}.",
                "Give the model's entry in the catalog a larger n_ctx.",
            )
        reused = min(self.model.reuse(tokens), len(tokens) - 1)
        self.model.keep(reused)
        chunk = min(_CHUNK, self.model.n_batch)
        for start in range(reused, len(tokens), chunk):
            if context.cancelled:
                break
            self.model.decode(tokens[start : start + chunk])
        return len(self.model.cached) - reused


class _Writing:
    """Text as it is decoded: whole characters only, what may begin a stop string held back until decided."""

    def __init__(self, request: Generate, context: Context, started: float) -> None:
        self._stops = tuple(stop for stop in request.stop if stop)
        self._context = context
        self._started = started
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._held = ""
        self.text = ""
        self.tokens = 0
        self.first_s = 0.0

    def add(self, piece: bytes) -> bool:
        """Take one token's bytes; whether a stop string was met."""
        self.tokens += 1
        if self.tokens == 1:
            self.first_s = time.monotonic() - self._started
        self._held += self._decoder.decode(piece)
        met = [at for stop in self._stops if (at := self._held.find(stop)) >= 0]
        if met:
            self._held = self._held[: min(met)]
            return True
        self._emit(len(self._held) - self._undecided())
        return False

    def close(self) -> None:
        """Let out what was held back."""
        self._emit(len(self._held))

    def _undecided(self) -> int:
        longest = 0
        for stop in self._stops:
            for length in range(1, len(stop)):
                if self._held.endswith(stop[:length]):
                    longest = max(longest, length)
        return longest

    def _emit(self, count: int) -> None:
        if count > 0:
            out, self._held = self._held[:count], self._held[count:]
            self.text += out
            self._context.emit(Token(out))
