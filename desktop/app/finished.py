"""What can be done with a call that is over: read its review, hear it, export it, delete it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from desktop import settings
from desktop.app.rooms import Rooms
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import CAPTURE_RATE
from desktop.folders import write_own
from desktop.records import SessionStart
from desktop.rehearsal import exports
from desktop.rehearsal.beginning import Beginning, resume, retry
from desktop.rehearsal.booth import MARGIN_S, Booth, Coach, mixed, moment
from desktop.rehearsal.recorder import Samples, from_flac
from desktop.rehearsal.result import delete_session
from desktop.rehearsal.reviewing import review_of
from desktop.rehearsal.session import Session
from desktop.rehearsal.sharing import SharedSound, annotated, without_notes
from desktop.rehearsal.versions import versions
from desktop.review.document import ReviewDocument
from desktop.review.progress import Known, build_progress
from desktop.review.progress_document import Progress
from desktop.scenario import Scenario, VoiceWish
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.ui.bridge import Bridge
from desktop.ui.controller import ExportFormat, Failed, LoadedReview
from desktop.ui.i18n import quoted, tr
from desktop.ui.pdf import write_pdf
from desktop.ui.snapshot import picture_of


@dataclass(frozen=True, slots=True)
class GoesOn:
    """What a call begins from: its scenario, and of an earlier call where that stood and its `sound`.

    `keep_audio`: whether sound is kept, where the earlier call has decided that.
    """

    scenario: Scenario
    beginning: Beginning | None = None
    sound: Samples | None = None
    keep_audio: bool | None = None


class FinishedCalls:
    """Past calls. Public methods on the main thread; files and the store at the desk, sound in the booth."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        scenarios: Mapping[str, Scenario],
        bridge: Bridge,
        rooms: Rooms,
        removed: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        """`removed`: ids of the scenarios that only reviews still need."""
        self._store = store
        self._removed = removed
        self._scenarios = scenarios
        self._rooms = rooms
        self._sounds: dict[str, Session] = {}
        self._measured: Known = {}  # touched by the desk alone
        self.lent: dict[str, SharedSound] = {}
        """Sound of calls that others shared, by the key of the open share, while it is open."""
        self._player = Booth()
        self._coach = Coach(catalog, bridge.post)  # touched by the booth alone

    def remember_sound(self, session: Session, first: str = "") -> None:
        """The last call can be heard again even where its sound is not kept; so can the `first` one, of which it
        tries a moment again. Those before are forgotten."""
        beside = {first: self._sounds[first]} if first in self._sounds else {}
        self._sounds = {**beside, session.session_id: session}

    def retried(self, session_id: str, turn_id: int) -> GoesOn:
        """Where another try at a moment begins; for any thread. Raises `UserError`."""
        stored = self._store.session(session_id)
        scenario = self._scenario(stored.start)
        return GoesOn(scenario, retry(stored, scenario, turn_id))

    def resumed(self, session_id: str) -> GoesOn:
        """Where a call that broke off goes on; for any thread. Raises `UserError`."""
        stored = self._store.session(self._store.resumed_by(session_id) or session_id)
        scenario = self._scenario(stored.start)
        sound = self.sound_of(stored.start.session_id)
        return GoesOn(scenario, resume(stored, scenario), sound, stored.start.keep_audio)

    def progress(self, on_ready: Callable[[Progress], None]) -> None:
        """Trends over past calls."""
        self._rooms.at_desk(self._progress, on_ready)

    def review(self, session_id: str, on_ready: Callable[[LoadedReview], None], on_failed: Failed) -> None:
        """The review of a call."""
        self._rooms.at_desk(lambda: self._review(session_id), on_ready, on_failed)

    def delete(self, session_id: str, on_ready: Callable[[], None]) -> None:
        """Delete a call with its sound and its review's files."""

        def delete() -> None:
            delete_session(self._store, session_id)

        def gone(_none: None) -> None:
            self._sounds.pop(session_id, None)
            on_ready()

        self._rooms.at_desk(delete, gone)

    def export(
        self,
        session_id: str,
        format: ExportFormat,
        path: Path,
        on_ready: Callable[[Path], None],
        on_failed: Failed,
        *,
        notes: bool = True,
    ) -> None:
        """Write the review to `path`, with the executive's own notes or without."""
        if not settings.policy().rules.exports:
            on_failed(settings.policy().refusal("exports"))
            return

        def draw(loaded: LoadedReview) -> None:
            try:
                png = picture_of(loaded.document if notes else without_notes(loaded.document))
            except OSError as wrong:
                on_failed(_not_written(path, wrong))
            else:
                self._rooms.at_desk(lambda: _put(path, png), on_ready, on_failed)

        if format == "png":  # widgets live on the main thread
            self._rooms.at_desk(lambda: self._review(session_id), draw, on_failed)
        else:
            self._rooms.at_desk(lambda: self._export(session_id, format, path, notes=notes), on_ready, on_failed)

    def whole(self, session_id: str) -> tuple[ReviewDocument, Scenario, Samples | None]:
        """A call's review with its notes, its scenario and its sound. At the desk. Raises `UserError`."""
        stored = self._store.session(session_id)
        sound = self.sound_of(session_id)
        scenario = self._scenario(stored.start)
        return annotated(review_of(stored, scenario, sound), self._store), scenario, sound

    def play(
        self, session_id: str, start_s: float, end_s: float, loudspeaker: str, on_ended: Callable[[], None]
    ) -> None:
        """Play a stretch of a call on `loudspeaker`."""
        self._in_booth(lambda: self._moment(session_id, start_s, end_s), loudspeaker, on_ended)

    def speak(self, text: str, chosen: Settings, wish: VoiceWish, on_ended: Callable[[], None]) -> None:
        """Say a line in the coach's voice, which is not the persona's `wish`."""

        def line() -> tuple[Samples, int]:
            clip = self._coach.say(text, chosen, wish)
            return clip.pcm, clip.rate

        self._in_booth(line, chosen.output_device, on_ended)

    def stop(self) -> None:
        """Silence now."""
        self._player.stop()

    def close(self) -> None:
        """End the coach's voice. In the office, after the booth has ended."""
        self._coach.close()

    # --- at the desk

    def _progress(self) -> Progress:
        now = datetime.now().astimezone()
        return build_progress(self._store.past_calls(), self._scenarios, now, self._measured)

    def _review(self, session_id: str) -> LoadedReview:
        document, scenario, sound = self.whole(session_id)
        stored = self._store.session(session_id)
        beside = versions(self._store, stored, document, scenario)
        both = beside.comparison
        first_sounds = both is not None and self._has_sound(both.first.session_id)
        heard = sound is not None
        loaded = LoadedReview(document, heard, both, first_sounds, beside.tried, beside.can_resume)
        return replace(loaded, sound_kept=stored.has_audio, removed=scenario.id in self._removed())

    def _has_sound(self, session_id: str) -> bool:
        return session_id in self._sounds or self._store.session(session_id).has_audio

    def _scenario(self, start: SessionStart) -> Scenario:
        scenario = self._scenarios.get(start.scenario_id)
        if scenario is None:
            raise UserError(
                tr("The scenario {title} is no longer installed.", title=quoted(start.scenario_title)),
                tr("Install its pack again to see this review."),
            )
        return scenario

    def _export(self, session_id: str, format: ExportFormat, path: Path, *, notes: bool) -> Path:
        document, _scenario, sound = self.whole(session_id)
        document = document if notes else without_notes(document)
        exports.write(
            path, document, write_pdf, sound if format.endswith("+sound") else None, format.split("+")[0]
        )
        return path

    def sound_of(self, session_id: str) -> Samples | None:
        """Both sides of a call: of the last one from memory, of an earlier one as far as it was kept."""
        session = self._sounds.get(session_id)
        if session is not None:
            sound = session.device.mixdown()
            return sound if len(sound) else None
        flac = self._store.load_audio(session_id)
        return from_flac(flac) if flac else None

    # --- in the booth

    def _in_booth(
        self, make: Callable[[], tuple[Samples, int]], loudspeaker: str, on_ended: Callable[[], None]
    ) -> None:
        number = self._player.stop()

        def failed(wrong: UserError) -> None:
            self._rooms.refused(wrong)
            on_ended()

        self._rooms.do(
            self._rooms.booth,
            lambda: self._player.play(number, make, loudspeaker),
            lambda _none: on_ended(),
            failed,
        )

    def _moment(self, session_id: str, start_s: float, end_s: float) -> tuple[Samples, int]:
        if session_id in self.lent:
            lent = self.lent[session_id].between(start_s - MARGIN_S, end_s + MARGIN_S)
            return mixed(lent), CAPTURE_RATE
        sound = self.sound_of(session_id)
        if sound is None:
            raise UserError(
                tr("The sound of this call was not kept."), tr("“Keep my voice” before a call keeps it.")
            )
        return moment(sound, start_s, end_s), CAPTURE_RATE


def _put(path: Path, content: bytes) -> Path:
    try:
        write_own(path, content)
    except OSError as wrong:
        raise _not_written(path, wrong) from wrong
    return path


def _not_written(path: Path, wrong: OSError) -> UserError:
    return UserError(
        tr("{path} can't be written: {reason}.", path=path, reason=wrong.strerror or ""),
        tr("Choose another place."),
    )
