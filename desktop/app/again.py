"""The last call heard again by a more careful ear, behind its review."""

from __future__ import annotations

from collections.abc import Callable

from desktop.app.rooms import Rooms
from desktop.catalog import Catalog
from desktop.events import Emit
from desktop.rehearsal.careful import CarefulListening, careful_ear, scorer
from desktop.rehearsal.crew import Crew
from desktop.rehearsal.recorder import Samples
from desktop.scenario import Scenario
from desktop.settings import Settings
from desktop.store.database import Store


class ListeningAgain:
    """One call at a time, in a room of its own; what changed is told to `emit`.

    `begin` is called on a session's thread, `stop` and `close` in the office.
    """

    def __init__(self, store: Store, catalog: Catalog, emit: Emit, rooms: Rooms) -> None:
        self._store = store
        self._catalog = catalog
        self._emit = emit
        self._rooms = rooms
        self._listening: CarefulListening | None = None

    def begin(
        self,
        session_id: str,
        sound: Callable[[], Samples | None],
        scenario: Scenario,
        crew: Crew,
        chosen: Settings,
    ) -> None:
        """Hear a call that is over again, if `chosen` says so and there is an ear for it."""
        ear = careful_ear(self._catalog, chosen)
        if ear is None:
            return
        always = chosen.careful_listening == "on"
        listening = self._listening = CarefulListening(ear, self._emit, always=always)

        def hear() -> None:
            heard = sound()
            if heard is not None:
                listening.run(self._store, session_id, heard, scenario, scorer(scenario, crew.embedder))

        self._rooms.do(self._rooms.again, hear)

    def stop(self) -> None:
        """Give it up: no call is disturbed by the one before it. What was heard first stands."""
        if self._listening is not None:
            self._listening.stop()
            self._listening = None

    def close(self) -> None:
        """Give it up, and wait until it is."""
        self.stop()
        self._rooms.again.shutdown()
