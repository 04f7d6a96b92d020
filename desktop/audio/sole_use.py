"""One use of the microphone at a time: two calls on it would hear each other, and both would be wrong."""

from __future__ import annotations

import weakref

import filelock

from desktop import paths
from desktop.errors import UserError
from desktop.folders import own_folder

_PATIENCE_S = 2.0
"""A call or a microphone check that is just ending lets go within that."""


def check_free() -> None:
    """Raises `UserError` while another call or window uses the microphone."""
    use = SoleUse()
    use.begin()
    use.end()


class SoleUse:
    """Held from `begin` to `end`, among all processes that share the user's data folder."""

    def __init__(self) -> None:
        self._lock = filelock.FileLock(paths.data_dir() / ".microphone.lock", thread_local=False)

    def begin(self) -> None:
        """Raises `UserError` when another call or window has it, or a call here that is slow to end.

        Where no lock can be made, nobody is kept out.
        """
        try:
            own_folder(paths.data_dir())
            self._lock.acquire(timeout=_PATIENCE_S)
        except filelock.Timeout:
            if _held_here:
                raise UserError("The last call is still ending.", "Wait a moment, then call again.") from None
            raise UserError(
                "Another Steadyhand call or window is using the microphone.", "End that one, then call again."
            ) from None
        except OSError:
            return
        _held_here.add(self)

    def end(self) -> None:
        """Idempotent."""
        self._lock.release()
        _held_here.discard(self)


_held_here: weakref.WeakSet[SoleUse] = weakref.WeakSet()
"""The uses in this process."""
