"""Models that come and go while the window is open: fetched, imported and removed in a room of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from desktop.app.rooms import Rooms
from desktop.catalog import Catalog, Model, Progress, select
from desktop.errors import Cancelled, UserError
from desktop.ui.bridge import Bridge
from desktop.ui.i18n import marked, tr
from desktop.ui.shelf import Fetching, Refused, ShelfModel

_T = TypeVar("_T")
_TELL_EVERY_S = 0.1
"""Between two reports of progress: ten a second look smooth, and the main thread stays free."""
_PURPOSES = {
    "recogniser": marked("Hears you"),
    "second_ear": marked("Hears you again"),
    "careful_ear": marked("Hears a call again"),
    "persona": marked("Finds the words"),
    "voice": marked("Speaks"),
    "embedder": marked("Hears the meaning"),
}


class ModelShelf:
    """`desktop.ui.shelf.Shelf` over a catalog. Public methods on the main thread."""

    def __init__(self, catalog: Catalog, bridge: Bridge, rooms: Rooms) -> None:
        self._catalog = catalog
        self._bridge = bridge
        self._rooms = rooms
        self._store = ThreadPoolExecutor(1, "model-store")
        self._stop = threading.Event()
        """Stops what was asked for last; each has its own, so that nothing starts again what was stopped."""

    def models(self, on_ready: Callable[[tuple[ShelfModel, ...]], None]) -> None:
        """Every model, those of this machine's set first."""
        self._rooms.at_desk(self._list, on_ready)

    def fetch(
        self,
        ids: tuple[str, ...],
        on_progress: Callable[[Fetching], None],
        on_ready: Callable[[tuple[str, ...]], None],
        on_failed: Refused,
    ) -> None:
        """Fetch models, or this machine's set."""
        stop = self._stop = threading.Event()
        self._do(lambda: self._fetch(ids, on_progress, stop), on_ready, on_failed)

    def import_file(
        self,
        path: Path,
        on_progress: Callable[[Fetching], None],
        on_ready: Callable[[tuple[str, ...]], None],
        on_failed: Refused,
    ) -> None:
        """Take in a file."""

        stop = self._stop = threading.Event()

        def take() -> tuple[str, ...]:
            tell = _Teller(self._bridge, on_progress, {}, count=1)
            ids = self._catalog.import_path(path, tell.progress, stop.is_set)
            return tuple(self._catalog.get(each).title for each in ids)

        self._do(take, on_ready, on_failed)

    def cancel(self) -> None:
        """Stop what is under way."""
        self._stop.set()

    def remove(self, model_id: str, on_ready: Callable[[], None], on_failed: Refused) -> None:
        """Delete this user's copy."""
        self._do(lambda: self._catalog.purge(model_id), lambda _none: on_ready(), on_failed)

    def close(self) -> None:
        """Stop what is under way, and wait for it to stop."""
        self._stop.set()
        self._store.shutdown(cancel_futures=True)

    def _do(self, work: Callable[[], _T], on_ready: Callable[[_T], None], on_failed: Refused) -> None:
        def run() -> _T:
            try:
                return work()
            except Cancelled:
                raise UserError(tr("Stopped."), tr("What is here of it is kept; it goes on from there.")) from None

        self._rooms.do(self._store, run, on_ready, on_failed)

    def _list(self) -> tuple[ShelfModel, ...]:
        known = self._catalog.models()
        suggested = {choice.id for choice in select.default_set(known, select.this_machine())}
        rows = [self._row(model, suggested) for model in known if model.adapter]
        return tuple(sorted(rows, key=lambda row: (not row.suggested, not row.installed)))

    def _row(self, model: Model, suggested: set[str]) -> ShelfModel:
        return ShelfModel(
            id=model.id,
            title=model.title,
            purpose=tr(_PURPOSES[model.role]),
            licence=model.licence,
            bytes=model.download_bytes,
            installed=self._catalog.installed(model.id) is not None,
            mine=self._catalog.is_own(model.id),
            suggested=model.id in suggested,
            vouched=model.in_catalog,
        )

    def _fetch(
        self, ids: tuple[str, ...], on_progress: Callable[[Fetching], None], stop: threading.Event
    ) -> tuple[str, ...]:
        from desktop.rehearsal.measuring import try_out

        known = self._catalog.models()
        titles = {model.id: model.title for model in known}
        choices = () if ids else select.default_set(known, select.this_machine())
        tell = _Teller(self._bridge, on_progress, titles, len(ids) or len(choices))
        with self._catalog.fetching() as fetcher:
            for each in ids:
                self._catalog.fetch_with(fetcher, each, tell.progress, stop.is_set, mend=True)
            filled = select.fetch_set(self._catalog, fetcher, choices, tell.progress, stop.is_set)
        for each in (*ids, *(place.id for place in filled if place.id)):
            try_out(self._catalog, each)
        return tuple(place.line for place in filled if place.line)


class _Teller:
    """Passes progress on to the main thread, not more often than it can be seen."""

    def __init__(
        self, bridge: Bridge, watcher: Callable[[Fetching], None], titles: dict[str, str], count: int
    ) -> None:
        self._bridge = bridge
        self._watcher = watcher
        self._titles = titles
        self._count = count
        self._begun: list[str] = []
        self._told_at = 0.0

    def progress(self, progress: Progress) -> None:
        """One report of the catalog's."""
        new = progress.model not in self._begun
        if new:
            self._begun.append(progress.model)
        now = time.monotonic()
        if not new and now - self._told_at < _TELL_EVERY_S:
            return
        self._told_at = now
        title = self._titles.get(progress.model, progress.model)
        told = Fetching(
            title,
            min(len(self._begun), self._count),
            self._count,
            progress.bytes_done,
            progress.bytes_total,
        )
        self._bridge.run(partial(self._watcher, told))
