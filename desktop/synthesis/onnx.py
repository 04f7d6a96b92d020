"""ONNX sessions for voices: a thread cap, a fixed seed, and errors that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import onnxruntime

from desktop import graphs, paths
from desktop.errors import UserError
from desktop.settings import fetch_or_ask

SEED = 20_230
"""Seed of the noise that some voice models draw: with it, the same texts in the same order sound the same."""


def open_session(path: Path, threads: int, sha256: str) -> onnxruntime.InferenceSession:
    """The model at `path` on the CPU with `threads` threads. Raises UserError when the file can't be used.

    `sha256` is that of its model, under which what was optimised is kept.
    """
    onnxruntime.set_seed(SEED)
    try:
        return graphs.open_session(path, sha256, lambda: _options(threads))
    except Exception as error:  # onnxruntime raises a dozen unrelated types, among them bare RuntimeError
        raise damaged(path) from error


def _options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Planning the reuse of buffers takes seconds for these graphs (Piper: 4.6 s of load, 1.1 s without) and saves
    # nothing that could be measured: the arena gives the buffers back anyway.
    options.enable_mem_reuse = False
    # Threads that spin while they wait would take the cores from the ear and the persona.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def model_file(options: Mapping[str, Any], name: str) -> Path:
    """The file `name` of the model in `options`. Raises UserError when it isn't there."""
    path = Path(str(options["model_dir"])) / name
    if not path.is_file():
        model = options.get("model", path.parent.name)
        fix = fetch_or_ask(f"Run: {paths.command(f'models fetch {model}')}")
        raise UserError(f"The voice {model} has no file {name}.", fix)
    return path


def damaged(path: Path) -> UserError:
    """The error for a model file that can't be read."""
    return UserError(
        f"The voice file {path.name} in {path.parent} is damaged or not a voice model.",
        f"Run: {paths.command('models verify')}",
    )
