"""All that is kept: counted at the desk, exported in a room of its own, deleted when everything else has ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from desktop import paths
from desktop.app.rooms import Rooms
from desktop.errors import Cancelled, UserError
from desktop.scenario import Scenario
from desktop.store.database import Store
from desktop.ui.bridge import Bridge
from desktop.ui.i18n import tr
from desktop.ui.vault import Kept, Refused


class CallVault:
    """`desktop.ui.vault.Vault` over a store. Public methods on the main thread.

    `quiet` ends what uses the microphone, in the office. `end` ends the application's work, the store's included,
    and calls back on the main thread.
    """

    def __init__(
        self,
        store: Store,
        scenarios: Mapping[str, Scenario],
        bridge: Bridge,
        rooms: Rooms,
        quiet: Callable[[], None],
        end: Callable[[Callable[[], None]], None],
    ) -> None:
        self._store = store
        self._scenarios = scenarios
        self._bridge = bridge
        self._rooms = rooms
        self._quiet, self._end = quiet, end
        self._room = ThreadPoolExecutor(1, "export")
        self._stop = threading.Event()

    def kept(self, on_ready: Callable[[Kept], None]) -> None:
        """What there is."""
        self._rooms.at_desk(self._kept, on_ready)

    def export(
        self,
        path: Path,
        on_progress: Callable[[int, int], None],
        on_ready: Callable[[int], None],
        on_failed: Refused,
    ) -> None:
        """Write everything to `path`."""
        stop = self._stop = threading.Event()

        def progress(done: int, total: int) -> None:
            self._bridge.run(partial(on_progress, done, total))

        def run() -> int:
            from desktop.rehearsal.exporting import export_everything

            try:
                return export_everything(self._store, self._scenarios, path, progress, stop.is_set)
            except Cancelled:
                raise UserError(tr("Stopped."), tr("Nothing was written.")) from None

        self._rooms.do(self._room, run, on_ready, on_failed)

    def cancel(self) -> None:
        """Stop an export."""
        self._stop.set()

    def delete_everything(self, on_ready: Callable[[tuple[Path, ...]], None], on_failed: Refused) -> None:
        """End all work, then delete it all."""

        def erase() -> None:
            from desktop.rehearsal.erasing import erase_everything, nobody_calls

            try:
                nobody_calls()
                left = erase_everything()
            except UserError as wrong:
                self._bridge.run(partial(on_failed, wrong))
            except Exception as wrong:  # a bug: who asked for this has to hear that it is not done
                told = UserError(tr("Something went wrong in Steadyhand ({wrong}).", wrong=wrong), _by_hand())
                self._bridge.run(partial(on_failed, told))
            else:
                self._bridge.run(partial(on_ready, left))

        def asked() -> None:
            from desktop.rehearsal.erasing import nobody_calls

            self._quiet()
            nobody_calls()  # before anything ends: refused, the window goes on

        # The rooms are closed by then. Deleting, and a keyring that waits, take too long for the main thread.
        def end(_none: None) -> None:
            self._end(lambda: threading.Thread(target=erase, name="erase").start())

        self._rooms.in_office(asked, end, on_failed)

    def close(self) -> None:
        """Stop an export, and wait for it to stop."""
        self._stop.set()
        self._room.shutdown(cancel_futures=True)

    def _kept(self) -> Kept:
        calls = self._store.sessions()
        return Kept(
            cipher=self._store.cipher(),
            key=self._store.key_source,
            key_file=str(paths.config_dir() / "sessions.key"),
            calls=len(calls),
            calls_with_sound=sum(one.has_audio for one in calls),
            sound_bytes=self._store.sound_bytes(),
        )


def _by_hand() -> str:
    return tr("Try again with: {command}", command=paths.command("sessions delete --everything --yes"))
