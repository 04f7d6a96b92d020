"""Where slow work is done: a few threads, each with one queue, whose results come back to the main thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from desktop import logs
from desktop.errors import UserError
from desktop.events import Notice
from desktop.ui.bridge import Bridge
from desktop.ui.controller import Failed
from desktop.ui.i18n import tr

_T = TypeVar("_T")


class Rooms:
    """The office (engines, devices, calls), the desk (the store, files), the booth (sound played again), and where
    the last call is heard again."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._closing = False
        self.office = ThreadPoolExecutor(1, "office")
        self.desk = ThreadPoolExecutor(1, "desk")
        self.booth = ThreadPoolExecutor(1, "booth")
        self.again = ThreadPoolExecutor(1, "again")

    def in_office(
        self,
        work: Callable[[], _T],
        on_ready: Callable[[_T], None] | None = None,
        on_failed: Failed | None = None,
    ) -> None:
        """Do `work` where engines, devices and calls are, as `do`."""
        self.do(self.office, work, on_ready, on_failed)

    def at_desk(
        self,
        work: Callable[[], _T],
        on_ready: Callable[[_T], None] | None = None,
        on_failed: Failed | None = None,
    ) -> None:
        """Do `work` where the store and files are, as `do`."""
        self.do(self.desk, work, on_ready, on_failed)

    def do(
        self,
        room: ThreadPoolExecutor,
        work: Callable[[], _T],
        on_ready: Callable[[_T], None] | None = None,
        on_failed: Failed | None = None,
    ) -> None:
        """Do `work` in `room`; its result, or its refusal, comes back on the main thread.

        A refusal nobody asked for becomes a `Notice`. After `close` nothing more is begun.
        """

        def run() -> None:
            try:
                result = work()
            except UserError as wrong:
                self.refused(wrong, on_failed)
            except Exception as wrong:  # a bug: the person hears of it, the log gets its kind, the app goes on
                logs.get_logger().error("work.failed", error_type=type(wrong).__name__)
                self.refused(
                    UserError(tr("Something went wrong in Steadyhand ({wrong}).", wrong=wrong), tr("Try again.")),
                    on_failed,
                )
            else:
                if on_ready is not None:
                    self._bridge.run(partial(on_ready, result))

        if not self._closing:  # a screen may still ask for something while the app ends
            room.submit(run)

    def refused(self, wrong: UserError, on_failed: Failed | None = None) -> None:
        """Tell the main thread of `wrong`."""
        if on_failed is not None:
            self._bridge.run(partial(on_failed, wrong))
        else:
            self._bridge.post(Notice(wrong.message, wrong.fix))

    def close(self) -> None:
        """Take no more work; the office ends once its queue is done. It ends the others."""
        self._closing = True
        self.office.shutdown(wait=False)
