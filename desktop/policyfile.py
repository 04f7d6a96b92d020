"""Where a machine's policy file is, and reading it only where nobody but an administrator can have written it."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

NAME = "policy.toml"
MOST_BYTES = 64 * 1024
"""A policy of every setting and rule, comments included, takes about 3 kB."""
ROOT = 0


class NotTrusted(Exception):
    """The file is there and is not used. `fix` says what an administrator does about it."""

    def __init__(self, reason: str, fix: str) -> None:
        super().__init__(reason)
        self.fix = fix


def place() -> Path:
    """The policy file's place. No variable that a user can set moves it."""
    if sys.platform == "win32":
        return _program_data() / "Steadyhand" / NAME
    if sys.platform == "darwin":
        return Path("/Library/Application Support/Steadyhand") / NAME
    return Path("/etc/steadyhand") / NAME


def content(path: Path, owner: int | None) -> bytes:
    """What is in the policy file `path`, which has to be `owner`'s (a user id) and nobody else's to write.

    Without an `owner` nobody vouches for it: for a file that is only to be checked. Raises `FileNotFoundError`
    where there is none, `NotTrusted` for one that can't be used.
    """
    try:
        if owner is not None:
            _only_written_by(path.parent, path.parent.stat(), owner)
        return _read(path, owner)
    except FileNotFoundError:
        if path.is_symlink():
            raise _link(path) from None
        raise
    except OSError as wrong:
        if path.is_symlink():
            raise _link(path) from wrong
        fix = "Make it readable for everybody (mode 644, its folder 755)."
        raise NotTrusted(f"it can't be read ({wrong.strerror})", fix) from wrong


def _read(path: Path, owner: int | None) -> bytes:
    # A link could lead to what a user can write, and opening a pipe would wait for its other end.
    flags = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    if path.is_symlink():
        raise _link(path)
    handle = os.open(path, os.O_RDONLY | sum(flags))
    with os.fdopen(handle, "rb") as stream:
        info = os.fstat(handle)
        if not stat.S_ISREG(info.st_mode):
            raise NotTrusted("it is no plain file", "Put a plain file in its place.")
        if owner is not None:
            _only_written_by(path, info, owner)
        text = stream.read(MOST_BYTES + 1)
    if len(text) > MOST_BYTES:
        raise NotTrusted(f"it is larger than {MOST_BYTES // 1024} kB", "Shorten it.")
    return text


def _link(path: Path) -> NotTrusted:
    return NotTrusted("it is a link", f"Put a plain file at {path}.")


def _only_written_by(path: Path, info: os.stat_result, owner: int) -> None:
    if sys.platform == "win32":
        if not _owned_by_administrators(path):
            raise NotTrusted(
                f"{path} does not belong to the administrators or the system",
                "Have an administrator delete it and put it there again.",
            )
        return
    if info.st_uid != owner or info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise NotTrusted(
            f"others than root can write {path}", f"Run as root: chown root {path}; chmod go-w {path}"
        )


if sys.platform == "win32":

    def _program_data() -> Path:
        """From the machine's part of the registry: the variable of this name can be set by a user."""
        import winreg

        with winreg.OpenKey(
            winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
        ) as key:
            return Path(str(winreg.QueryValueEx(key, "Common AppData")[0]))

    def _owned_by_administrators(path: Path) -> bool:
        """Others may add files under ProgramData, but not write those of the administrators."""
        import ctypes

        file_object, owner_only, local_system, administrators = 1, 1, 22, 26
        security, kernel = ctypes.WinDLL("advapi32"), ctypes.WinDLL("kernel32")
        security.IsWellKnownSid.argtypes = (ctypes.c_void_p, ctypes.c_int)
        kernel.LocalFree.argtypes = (ctypes.c_void_p,)
        sid, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
        asked = (ctypes.c_wchar_p(str(path)), file_object, owner_only, ctypes.byref(sid), None, None, None)
        if security.GetNamedSecurityInfoW(*asked, ctypes.byref(descriptor)):
            return False
        try:
            return any(security.IsWellKnownSid(sid, kind) for kind in (local_system, administrators))
        finally:
            kernel.LocalFree(descriptor)
