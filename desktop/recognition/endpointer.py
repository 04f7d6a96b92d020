"""A judge of endings: Smart Turn on onnxruntime. Does a voice that paused sound finished, or is more to follow?"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from desktop import paths
from desktop.adapter import Context, Method
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE, EngineInfo
from desktop.recognition.log_mel import log_mel
from desktop.recognition.messages import Judge, Verdict

WINDOW_S = 8.0
"""What the network looks at: the end of the sound, silence before it when there is less."""

_FILE = "smart-turn-v3.2-cpu.onnx"


class SmartTurnJudge:
    """Judgement by sound alone; method "judge". About 35 ms a judgement on one thread.

    Options: "model_dir" (smart-turn-v3.2-cpu.onnx), "model", "model_sha256", "threads".
    """

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        self._threads = int(options.get("threads", 1))

    def load(self) -> EngineInfo:
        """Load the network. Raises `UserError` when its file is missing or damaged."""
        self._network = _session(Path(self._options["model_dir"]) / _FILE, self._threads)
        model, sha256 = str(self._options["model"]), str(self._options["model_sha256"])
        return EngineInfo("smart-turn", version("onnxruntime"), model, sha256, threads=self._threads)

    def methods(self) -> Mapping[str, Method]:
        """Judge."""
        return {"judge": Method(Judge, self._judge)}

    def _judge(self, _request: Judge, payload: memoryview, _context: Context) -> tuple[Verdict, bytes]:
        sound = np.frombuffer(payload, dtype="<i2").astype(np.float32)
        if not sound.any():
            return Verdict(1.0), b""  # nobody speaks: nothing is to follow
        (ended,) = self._network.run(None, {"input_features": log_mel(_window(sound))[np.newaxis]})
        return Verdict(float(ended[0, 0])), b""


def _window(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """The last 8 s, levelled to mean 0 and variance 1 as the network was trained."""
    length = int(WINDOW_S * CAPTURE_RATE)
    last = np.pad(sound[-length:], (max(0, length - len(sound)), 0))
    level: NDArray[np.float32] = (last - last.mean()) / last.std()
    return level


def _session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Threads that spin while they wait starve the other engines of a small machine.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as wrong:  # onnxruntime has a class of its own for every way a file can be bad
        what = "can't be read" if path.exists() else "is missing"
        again = paths.command(f"models fetch {path.parent.name}")
        raise UserError(f"The file {path} of the judge of endings {what}.", f"Fetch it again: {again}") from wrong
