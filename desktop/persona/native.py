"""llama.cpp through its C interface: tokens, the cache, decoding and sampling. The only importer of llama_cpp.

`llama_cpp.Llama` is not used: its constructor compiles the chat template that a model file carries, and a
template from a file must never run. Nothing here knows about calls or personas, and one thread owns it all.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from desktop.errors import UserError
from desktop.imports import hollow
from desktop.persona.messages import Generate

with hollow("llama_cpp.llama"):  # what compiles templates, and the libraries for that
    import llama_cpp as llama

VERSION: str = llama.__version__
_PENALTY_WINDOW = 64
_TOP_K = 40
_MIN_SHIFTED = 32
"""Tokens that must match again, further on, before the cache is shifted instead of evaluated anew."""


@llama.llama_log_callback  # type: ignore[untyped-decorator,unused-ignore]
def _quiet(_level: int, _text: bytes, _data: ctypes.c_void_p) -> None:
    """llama.cpp writes pages of notes to stderr; failures reach us as results."""


class Model:
    """A loaded model with one sequence in its cache. `n_ctx` tokens fit; `n_batch` are decoded at once."""

    def __init__(self, path: Path, *, n_ctx: int, n_batch: int, threads: int) -> None:
        llama.llama_log_set(_quiet, ctypes.c_void_p(0))
        llama.llama_backend_init()
        self._model = llama.llama_model_load_from_file(str(path).encode(), _model_params())
        if not self._model:
            raise UserError(
                f"The language model {path} can't be loaded.",
                "Check it with ./run models verify and fetch it again.",
            )
        self._vocab = llama.llama_model_get_vocab(self._model)
        self._context = llama.llama_init_from_model(self._model, _context_params(n_ctx, n_batch, threads))
        if not self._context:
            raise UserError(f"There is not enough memory for the model {path}.", "Choose a smaller model.")
        self._memory = llama.llama_get_memory(self._context)
        self._batch = llama.llama_batch_init(n_batch, 0, 1)
        self._vocab_size = llama.llama_vocab_n_tokens(self._vocab)
        self.n_ctx = llama.llama_n_ctx(self._context)
        self.n_batch = n_batch
        self.cached: list[int] = []

    def close(self) -> None:
        """Free the memory; nothing works after it."""
        llama.llama_batch_free(self._batch)
        llama.llama_free(self._context)
        llama.llama_model_free(self._model)

    def first_tokens(self) -> list[int]:
        """What the model wants at the very beginning: its BOS token, or nothing."""
        return [llama.llama_vocab_bos(self._vocab)] if llama.llama_vocab_get_add_bos(self._vocab) else []

    def tokens(self, text: str, *, control: bool) -> list[int]:
        """The tokens of `text`; only in `control` text do markers become special tokens."""
        raw = text.encode("utf-8", errors="replace")
        room = len(raw) + 8
        found = (llama.llama_token * room)()
        count = llama.llama_tokenize(self._vocab, raw, len(raw), found, room, False, control)
        return list(found[:count])

    def piece(self, token: int) -> bytes:
        """The bytes of a token; they may be part of a character."""
        buffer = ctypes.create_string_buffer(256)
        count = llama.llama_token_to_piece(self._vocab, token, buffer, len(buffer), 0, False)
        return buffer.raw[: max(count, 0)]

    def ends(self, token: int) -> bool:
        """Whether the model says with `token` that its turn is over."""
        return bool(llama.llama_vocab_is_eog(self._vocab, token))

    def is_control(self, token: int) -> bool:
        """Whether `token` is a special token rather than text."""
        return bool(llama.llama_vocab_is_control(self._vocab, token))

    def keep(self, count: int) -> None:
        """Forget everything in the cache after the first `count` tokens."""
        if not llama.llama_memory_seq_rm(self._memory, 0, count, -1):
            llama.llama_memory_clear(self._memory, True)
            count = 0
        del self.cached[count:]

    def reuse(self, tokens: Sequence[int]) -> int:
        """Keep what the cache shares with the beginning of `tokens`; returns how many tokens that is.

        Where a stretch was cut out of the middle (the oldest exchanges of a long call), what follows it is
        moved up instead of being evaluated again.
        """
        same = _common(self.cached, tokens, 0)
        while same < len(self.cached) and (gap := self._gap(tokens, same)):
            llama.llama_memory_seq_rm(self._memory, 0, same, same + gap)
            llama.llama_memory_seq_add(self._memory, 0, same + gap, len(self.cached), -gap)
            del self.cached[same : same + gap]
            same = _common(self.cached, tokens, same)
        self.keep(same)
        return len(self.cached)

    def _gap(self, tokens: Sequence[int], at: int) -> int:
        wanted = list(tokens[at : at + _MIN_SHIFTED])
        if len(wanted) < _MIN_SHIFTED or not llama.llama_memory_can_shift(self._memory):
            return 0
        for start in range(at + 1, len(self.cached) - _MIN_SHIFTED + 1):
            if self.cached[start] == wanted[0] and self.cached[start : start + _MIN_SHIFTED] == wanted:
                return start - at
        return 0

    def state(self) -> memoryview:
        """What was made of the tokens in the cache, for `restore`: 10 to 60 kB a token, copied once."""
        size = llama.llama_state_seq_get_size(self._context, 0)
        buffer = (ctypes.c_uint8 * size)()
        return memoryview(buffer).cast("B")[: llama.llama_state_seq_get_data(self._context, buffer, size, 0)]

    def restore(self, tokens: Sequence[int], state: bytes | memoryview) -> bool:
        """Have `tokens` in the cache, with a `state` that was theirs; else False, and an empty cache."""
        self.keep(0)
        there = np.frombuffer(state, np.uint8).ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))  # no copy
        if llama.llama_state_seq_set_data(self._context, there, len(state), 0) != len(state):
            self.keep(0)
            return False
        self.cached = list(tokens)
        return True

    def decode(self, tokens: Sequence[int], *, all_logits: bool = False) -> None:
        """Evaluate up to `n_batch` tokens after those in the cache; logits for the last one, or for all."""
        batch, count = self._batch, len(tokens)
        batch.n_tokens = count
        for i, token in enumerate(tokens):
            batch.token[i] = token
            batch.pos[i] = len(self.cached) + i
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = 0
            batch.logits[i] = all_logits or i == count - 1
        code = llama.llama_decode(self._context, batch)
        if code != 0:
            self.keep(len(self.cached))
            raise RuntimeError(f"llama_decode returned {code}")
        self.cached.extend(tokens)

    def log_probability(self, row: int, token: int) -> float:
        """Log-probability of `token` after the `row`-th token of the last batch (-1: its last one)."""
        logits = self._logits(row)
        top = float(logits.max())
        return float(logits[token]) - top - math.log(float(np.exp(logits - top).sum()))

    def _logits(self, row: int) -> npt.NDArray[np.float32]:
        pointer = llama.llama_get_logits_ith(self._context, row)
        return np.ctypeslib.as_array(pointer, shape=(self._vocab_size,))

    def sampler(self, request: Generate) -> Callable[[], int]:
        """A function that draws the next token from the last logits, by the request's settings and seed."""
        chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        for stage in _stages(request, self._vocab_size):
            llama.llama_sampler_chain_add(chain, stage)
        return _Sampler(chain, self._context)


class _Sampler:
    def __init__(self, chain: llama.llama_sampler_p, context: llama.llama_context_p) -> None:
        self._chain = chain
        self._context = context

    def __call__(self) -> int:
        return int(llama.llama_sampler_sample(self._chain, self._context, -1))

    def __del__(self) -> None:
        llama.llama_sampler_free(self._chain)


def _stages(request: Generate, vocab_size: int) -> list[llama.llama_sampler_p]:
    # The penalty searches its window for every candidate, so the candidates are few before it runs.
    stages = [
        llama.llama_sampler_init_top_k(_TOP_K),
        llama.llama_sampler_init_penalties(vocab_size, _PENALTY_WINDOW, request.repeat_penalty, 0.0, 0.0),
    ]
    if request.temperature <= 0:
        return [*stages, llama.llama_sampler_init_greedy()]
    return [
        *stages,
        llama.llama_sampler_init_top_p(request.top_p, 1),
        llama.llama_sampler_init_min_p(request.min_p, 1),
        llama.llama_sampler_init_temp(request.temperature),
        llama.llama_sampler_init_dist(request.seed % 2**32),
    ]


def _model_params() -> llama.llama_model_params:
    params: llama.llama_model_params = llama.llama_model_default_params()
    params.n_gpu_layers = 0
    params.use_mmap = True
    return params


def _context_params(n_ctx: int, n_batch: int, threads: int) -> llama.llama_context_params:
    params: llama.llama_context_params = llama.llama_context_default_params()
    params.n_ctx = n_ctx
    params.n_batch = n_batch
    params.n_ubatch = n_batch
    params.n_threads = threads
    params.n_threads_batch = threads
    params.no_perf = True
    return params


def _common(cached: Sequence[int], tokens: Sequence[int], start: int) -> int:
    end = min(len(cached), len(tokens))
    while start < end and cached[start] == tokens[start]:
        start += 1
    return start
