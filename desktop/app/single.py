"""One window a person: a second start brings the first one's window to the front, and ends.

Two windows over one history would each show half of what the other does. A lock on the data folder says who is
first; it goes with its process, however that ends. The first start listens on a local socket (a named pipe on
Windows) that only this user can open. No network is involved.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import filelock
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop import paths
from desktop.errors import UserError
from desktop.folders import own_folder
from desktop.ui.i18n import tr

_PATIENCE_MS = 8000
"""A window's main thread answers at once, or it hangs; while it opens it reads the whole history first."""
_CLOSES_S = 20.0
"""A window that closes ends its call, its engines and the store within that."""
_HERE, _CLOSING = b"here\n", b"closing\n"


class SingleWindow(QObject):
    """Claims the one window over the data folder `home`. Main thread only."""

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._lock = filelock.FileLock(home / paths.WINDOW_LOCK)
        self._name = "steadyhand-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:24]
        self._server = QLocalServer(self)
        self._show: Callable[[], bool] = lambda: True

    def claim(self) -> bool:
        """Whether this is the only window. If not, the other one has been asked to come to the front.

        One that is closing is waited for. Raises `UserError` when it does not answer, or does not end. Where no
        lock can be made, nobody is kept out.
        """
        try:
            own_folder(self._home)
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            if self._call_the_other():
                return False
            self._wait_for_its_end()
        except OSError:
            return True
        QLocalServer.removeServer(self._name)  # one that was killed leaves its socket behind
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)
        self._server.listen(self._name)
        return True

    def on_called(self, show: Callable[[], bool]) -> None:
        """`show` brings the window to the front; whether it could, or is closing."""
        self._show = show

    def release(self) -> None:
        """Another start may have the window; idempotent."""
        self._server.close()
        self._lock.release()

    def _call_the_other(self) -> bool:
        """Whether the other window has come to the front; False when it is closing."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        answered = socket.waitForConnected(_PATIENCE_MS) and socket.waitForReadyRead(_PATIENCE_MS)
        closing = bytes(socket.readAll().data()) == _CLOSING
        socket.abort()
        if not answered:
            raise UserError(
                tr("Steadyhand is open already, and its window does not answer."),
                tr("Close it, then start it again."),
            )
        return not closing

    def _wait_for_its_end(self) -> None:
        try:
            self._lock.acquire(timeout=_CLOSES_S)
        except filelock.Timeout:
            raise UserError(
                tr("Steadyhand is still closing."), tr("Wait a moment, then start it again.")
            ) from None

    def _called(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_HERE if self._show() else _CLOSING)
            socket.flush()
