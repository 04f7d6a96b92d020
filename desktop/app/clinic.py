"""The doctor in the window: checks on a thread of their own, engines asked in the office."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import logs, paths
from desktop.app.rooms import Rooms
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.folders import write_own
from desktop.store.database import Store
from desktop.ui.bridge import Bridge
from desktop.ui.clinic import EngineState, Refused, Vitals, engine_line
from desktop.ui.i18n import tr

if TYPE_CHECKING:
    from desktop.doctor import Check
    from desktop.rehearsal.crew import Crew

_QUICK = ("version", "packages", "processor", "memory", "disk", "settings", "policy")


class MachineClinic:
    """`desktop.ui.clinic.Clinic`. Public methods on the main thread; `crew` is asked in the office alone."""

    def __init__(
        self, store: Store, catalog: Catalog, bridge: Bridge, rooms: Rooms, crew: Callable[[], Crew | None]
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._bridge = bridge
        self._rooms = rooms
        self._crew = crew
        self._stop = threading.Event()

    def vitals(self, on_ready: Callable[[Vitals], None]) -> None:
        """How the engines are now."""
        self._rooms.in_office(self._vitals, on_ready)

    def examine(
        self,
        on_begun: Callable[[str, int, int], None],
        on_check: Callable[[Check], None],
        on_ready: Callable[[], None],
        on_failed: Refused,
    ) -> None:
        """Run every check."""
        self._stop.clear()

        def run() -> None:
            try:
                self._examine(on_begun, on_check)
            except Exception as wrong:  # what a check meets is its row; this is a bug beside them
                logs.get_logger().error("work.failed", error_type=type(wrong).__name__)
                told = UserError(
                    tr("The checks could not be run."),
                    tr("Run {command} instead.", command=paths.command("doctor")),
                )
                self._bridge.run(partial(on_failed, told))
            else:
                self._bridge.run(on_ready)

        # A check may hang for minutes: the window's end does not wait for it.
        threading.Thread(target=run, name="doctor", daemon=True).start()

    def cancel(self) -> None:
        """Stop after the check under way."""
        self._stop.set()

    def log_folder(self) -> Path:
        """Where the logs are."""
        return paths.log_dir()

    def support(self, checks: Sequence[Check], on_ready: Callable[[str], None], on_failed: Refused) -> None:
        """The text for support."""
        self._rooms.in_office(lambda: self._support(checks), on_ready, on_failed)

    def save(self, text: str, path: Path, on_ready: Callable[[], None], on_failed: Refused) -> None:
        """Write the text that was read."""
        self._rooms.at_desk(lambda: _write(text, path), lambda _none: on_ready(), on_failed)

    def _examine(self, on_begun: Callable[[str, int, int], None], on_check: Callable[[Check], None]) -> None:
        from desktop.doctor import probes, run_probe

        every = probes(self._catalog)
        for number, probe in enumerate(every):
            if self._stop.is_set():
                return
            self._bridge.run(partial(on_begun, probe.name, number, len(every)))
            self._bridge.run(partial(on_check, run_probe(probe)))

    # --- in the office

    def _vitals(self) -> Vitals:
        from desktop.doctor.support import answers

        crew = self._crew()
        hosts = crew.hosts.values() if crew else ()
        engines = tuple(
            EngineState(
                role=host.spec.role,
                title=str(host.spec.options.get("model", "")),
                condition=host.condition,
                breaker=host.breaker_state,
                starts=host.generation,
                load_s=host.info.load_s if host.info else 0.0,
            )
            for host in hosts
            if host.generation
        )
        last = next((one for one in self._store.sessions() if not one.example and one.turns), None)
        turns = self._store.session(last.session_id).turns if last else ()
        return Vitals(engines, answers(turn.timing for turn in turns))

    def _support(self, checks: Sequence[Check]) -> str:
        from desktop.doctor import probes, run_probe
        from desktop.doctor.support import Owner, log_tail, support_text

        vitals, owner = self._vitals(), Owner.here()
        machine = [run_probe(probe) for probe in probes(self._catalog) if probe.name in _QUICK]
        engines = [engine_line(state) for state in vitals.engines]
        return support_text(machine, checks, engines, vitals.timings, log_tail(paths.log_dir(), owner), owner)


def _write(text: str, path: Path) -> None:
    try:
        write_own(path, text.encode())
    except OSError as wrong:
        raise UserError(
            tr("{path} can't be written: {reason}.", path=path, reason=wrong.strerror or ""),
            tr("Choose another place."),
        ) from wrong
