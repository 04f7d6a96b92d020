"""The second ear: Moonshine on onnxruntime. One utterance in, its text out, with case and punctuation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from desktop import graphs
from desktop.adapter import Context, Method
from desktop.events import CAPTURE_RATE, EngineInfo
from desktop.recognition.files import tokenizer_of, unreadable
from desktop.recognition.loops import looped_tail
from desktop.recognition.messages import Heard, Transcribe
from desktop.recognition.speech import Samples, is_silent, pieces, trimmed

PADDINGS_S = ((0.4, 0.6), (0.25, 0.5), (0.125, 0.375))
"""Silence before and after the trimmed speech, tried in turn until one gives a sound result.

The first gave 2.1-2.3 % words wrong on 30 lines, whatever silence or noise was around them; the last 3.1 %.
"""

PEAK = 0.7
TOKENS_PER_S = 8.0
"""Most tokens that one second of speech gives; 6.3 was measured on quick lines. A loop ends earlier anyway."""

_NAME = "second ear"
_START, _END = 1, 2
_Arrays = dict[str, np.ndarray[Any, Any]]


class MoonshineEar:
    """Whole-utterance recognition; method "transcribe".

    Options: "model_dir" (encoder_model.onnx, decoder_model_merged.onnx, tokenizer.json), "model",
    "model_sha256", "threads".
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._threads = int(options.get("threads", 1))

    def load(self) -> EngineInfo:
        """Load both networks. Raises `UserError` when a file is missing or damaged."""
        folder = Path(self._options["model_dir"])
        model, sha256 = str(self._options["model"]), str(self._options["model_sha256"])
        self._encoder = _session(folder / "encoder_model.onnx", self._threads, sha256)
        self._decoder = _session(folder / "decoder_model_merged.onnx", self._threads, sha256)
        self._tokenizer = tokenizer_of(folder / "tokenizer.json", _NAME)
        shapes = {put.name: put.shape for put in self._decoder.get_inputs() if put.name.startswith("past_")}
        # An empty past: no frames, the heads and sizes as the network names them.
        self._nothing_past = {
            name: np.zeros((1, heads, 0, size), np.float32) for name, (_, heads, _, size) in shapes.items()
        }
        self._present = [put.name.replace("present", "past_key_values") for put in self._decoder.get_outputs()[1:]]
        return EngineInfo("moonshine", onnxruntime.__version__, model, sha256, threads=self._threads)

    def methods(self) -> Mapping[str, Method]:
        """Transcribe."""
        return {"transcribe": Method(Transcribe, self._transcribe)}

    def _transcribe(self, _request: Transcribe, payload: memoryview, context: Context) -> tuple[Heard, bytes]:
        audio = np.frombuffer(payload, dtype="<i2").astype(np.float32) / 32768
        texts = [self._piece(piece, context) for piece in pieces(audio)]
        return Heard(" ".join(filter(None, texts)), final=True), b""

    def _piece(self, audio: Samples, context: Context) -> str:
        if is_silent(audio):
            return ""
        speech = trimmed(audio)
        speech = speech * (PEAK / np.abs(speech).max())
        best = ""
        for before_s, after_s in PADDINGS_S:
            text, sound = self._decode(_padded(speech, before_s, after_s), context)
            if (sound and text) or context.cancelled:
                return text
            best = max(best, text, key=len)
        return best

    def _decode(self, audio: Samples, context: Context) -> tuple[str, bool]:
        """The text, and whether the network ended it by itself, not stuck in a loop or cut off."""
        limit = int(len(audio) / CAPTURE_RATE * TOKENS_PER_S) + 8
        (heard,) = self._encoder.run(None, {"input_values": audio[np.newaxis]})
        past, tokens, token = dict(self._nothing_past), list[int](), _START
        while len(tokens) < limit and not context.cancelled:
            token = self._next(token, heard, past)
            if token == _END:
                return self._text(tokens), True
            tokens.append(token)
            if stuck := looped_tail(tokens):
                return self._text(tokens[:-stuck]), False
        return self._text(tokens), False

    def _next(self, token: int, heard: np.ndarray[Any, Any], past: _Arrays) -> int:
        """The likeliest token after `token`; `past` is brought up to date."""
        again = past[self._present[0]].shape[2] > 0
        inputs = {
            "input_ids": np.array([[token]], np.int64),
            "encoder_hidden_states": heard,
            "use_cache_branch": np.array([again]),
        }
        logits, *present = self._decoder.run(None, inputs | past)
        for name, value in zip(self._present, present, strict=True):
            # What the decoder sees of the encoder is computed once; the cached branch gives no use of it back.
            if not again or ".decoder." in name:
                past[name] = value
        return int(logits[0, -1].argmax())

    def _text(self, tokens: list[int]) -> str:
        text = " ".join(self._tokenizer.decode(tokens, skip_special_tokens=True).split())
        # Now and then the network takes a whole utterance for a quotation.
        return text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else text


def _padded(speech: Samples, before_s: float, after_s: float) -> Samples:
    return np.pad(speech, (int(before_s * CAPTURE_RATE), int(after_s * CAPTURE_RATE)))


def _session(path: Path, threads: int, sha256: str) -> onnxruntime.InferenceSession:
    try:
        return graphs.open_session(path, sha256, lambda: _options(threads))
    except Exception as wrong:  # onnxruntime has a class of its own for every way a file can be bad
        raise unreadable(path, _NAME) from wrong


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait starve the other engines of a small machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
