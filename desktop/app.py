"""The composition root of the window: builds everything, connects it, and ends it in order.

`Application` is what the window talks to. Slow work runs on three threads, each with one queue: the office
(engines, devices, calls), the desk (the store, files) and the booth (sound played again). Results come back to the
main thread through the bridge.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np
from PySide6.QtWidgets import QApplication

from desktop import logs, paths, settings
from desktop.audio.device import Device
from desktop.audio.live import LiveDevice
from desktop.audio.loudspeaker import Loudspeaker
from desktop.audio.portaudio import list_devices
from desktop.catalog import Catalog
from desktop.errors import Cancelled, UserError
from desktop.events import CAPTURE_RATE, Event, Notice
from desktop.packs import available_packs
from desktop.records import SessionSummary
from desktop.rehearsal import compose as composing
from desktop.rehearsal.booth import Booth, Coach, moment
from desktop.rehearsal.crew import SYSTEM_VOICE, Crew, CrewPlan, Hiring, plan_crew, voice_options
from desktop.rehearsal.hearing import Hearing
from desktop.rehearsal.miccheck import MicrophoneCheck
from desktop.rehearsal.recorder import Samples, from_flac
from desktop.rehearsal.result import delete_session
from desktop.rehearsal.retention import forget_old_sound
from desktop.rehearsal.session import Session
from desktop.review import html
from desktop.review.build import build_review
from desktop.scenario import Scenario, VoiceWish
from desktop.settings import Settings
from desktop.store import keys
from desktop.store.database import Store
from desktop.ui.bridge import Bridge
from desktop.ui.controller import CallOptions, Choice, Devices, ExportFormat, Failed, LoadedReview
from desktop.ui.dialogs import PassphraseDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.snapshot import render_review
from desktop.ui.theme import Theme, prepare_application

_T = TypeVar("_T")
_MIC_SETTLE_S = 1.0
_GOODBYE_S = 10.0
"""For the last words of a call to be settled and stored."""


class Application:
    """The window's controller. Public methods on the main thread, as `desktop.ui.controller` says."""

    def __init__(self, store: Store, catalog: Catalog, chosen: Settings, bridge: Bridge) -> None:
        self._store = store
        self._catalog = catalog
        self._settings = chosen
        self._bridge = bridge
        shelf = available_packs()
        self._scenarios = {each.id: each for pack in reversed(shelf.packs) for each in reversed(pack.scenarios)}
        for broken in shelf.broken:
            bridge.post(Notice(f"The installed pack {broken.pack} can't be opened.", str(broken.problems[0])))
        self._office = ThreadPoolExecutor(1, "office")
        self._desk = ThreadPoolExecutor(1, "desk")
        self._booth = ThreadPoolExecutor(1, "booth")
        # Touched by the office alone:
        self._crew: Crew | None = None
        self._hiring: Hiring | None = None
        self._hired: tuple[CrewPlan, VoiceWish] | None = None
        self._check: MicrophoneCheck | None = None
        self._told: set[Notice] = set()
        self._spare_speaker: Loudspeaker | None = None
        # Set by the office, read on the main thread:
        self._session: Session | None = None
        self._sounds: dict[str, Session] = {}
        self._connecting = False
        self._early: list[Callable[[Session], None]] = []
        self._player = Booth()
        self._coach = Coach(catalog, bridge.post)  # touched by the booth alone
        self._lock = threading.Lock()
        self._closing = False
        self._do(self._desk, self._forget_old_sound)

    # --- what there is

    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario, the built-in ones first."""
        return tuple(reversed(self._scenarios.values()))

    def history(self, on_ready: Callable[[tuple[SessionSummary, ...]], None], scenario_id: str = "") -> None:
        """Past calls, newest first."""
        self._do(self._desk, lambda: self._store.sessions(scenario_id), on_ready)

    def devices(self, on_ready: Callable[[Devices], None]) -> None:
        """Microphones and loudspeakers there are now."""

        def look() -> Devices:
            found = list_devices()
            return Devices(
                tuple(Choice(one.name, one.name) for one in found if one.inputs),
                tuple(Choice(one.name, one.name) for one in found if one.outputs),
            )

        self._do(self._office, look, on_ready)

    def voices(self) -> tuple[Choice, ...]:
        """Installed voices for the persona."""
        titles = {model.id: model.title for model in self._catalog.installed_models("voice")}
        return tuple(
            Choice(one.key, f"{titles[one.model]}: {one.voice}" if one.voice else titles[one.model])
            for one in voice_options(self._catalog)
        )

    def models(self) -> tuple[Choice, ...]:
        """Installed models for the persona."""
        return tuple(Choice(one.id, one.title) for one in self._catalog.installed_models("persona"))

    def engine_line(self) -> str:
        """Who will listen and answer, in a few words."""
        crew = self._crew
        if crew is None:
            return ""
        ids = [info.model for role, info in crew.infos.items() if role != "embedder"]
        known = {model.id: model.title for model in self._catalog.installed_models()}
        return " · ".join(known.get(one, "system voice" if one == SYSTEM_VOICE.model else one) for one in ids)

    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def set_settings(self, chosen: Settings) -> None:
        """Keep these settings; engines follow at the next call."""
        self._settings = chosen
        self._do(self._desk, lambda: settings.save(chosen))
        self._do(self._desk, self._forget_old_sound)

    # --- before and during a call

    def prepare(self, scenario_id: str, options: CallOptions) -> None:
        """Warm the engines up."""
        del options  # the difficulty and the pauses need no engine
        self._do(self._office, lambda: self._staff(self._scenarios[scenario_id]))

    def start_microphone_check(self) -> None:
        """Listen outside a call."""
        self._do(self._office, self._begin_check)

    def stop_microphone_check(self) -> None:
        """Stop listening."""
        self._do(self._office, self._end_check)

    def start_call(self, scenario_id: str, options: CallOptions, on_failed: Failed) -> None:
        """Begin the call."""
        with self._lock:
            self._connecting = True
            self._early.clear()
        self._do(self._office, lambda: self._call(self._scenarios[scenario_id], options), on_failed=on_failed)

    def say(self, text: str) -> None:
        """A typed line."""
        self._tell(lambda session: session.say(text))

    def set_muted(self, muted: bool) -> None:
        """Stop or resume hearing the microphone."""
        self._tell(lambda session: session.set_muted(muted))

    def set_paused(self, paused: bool) -> None:
        """Hold or continue the call."""
        self._tell(lambda session: session.set_paused(paused))

    def hold_to_think(self, held: bool) -> None:
        """The hold-to-think key."""
        self._tell(lambda session: session.hold_to_think(held))

    def hang_up(self) -> None:
        """End the call."""
        self._tell(lambda session: session.hang_up())

    def _tell(self, command: Callable[[Session], None]) -> None:
        """For the call. While it is being connected commands wait for it: who mutes or hangs up early means it."""
        with self._lock:
            if self._connecting:
                self._early.append(command)
            elif self._session is not None:
                command(self._session)

    # --- after a call

    def review(self, session_id: str, on_ready: Callable[[LoadedReview], None], on_failed: Failed) -> None:
        """The review of a call."""
        self._do(self._desk, lambda: self._review(session_id), on_ready, on_failed)

    def delete_session(self, session_id: str, on_ready: Callable[[], None]) -> None:
        """Delete a call with its sound and its review's files."""

        def delete() -> None:
            delete_session(self._store, session_id)

        def gone(_none: None) -> None:
            self._sounds.pop(session_id, None)
            on_ready()

        self._do(self._desk, delete, gone)

    def export_review(
        self,
        session_id: str,
        format: ExportFormat,
        path: Path,
        on_ready: Callable[[Path], None],
        on_failed: Failed,
    ) -> None:
        """Write the review to `path`."""

        def draw(loaded: LoadedReview) -> None:
            try:
                render_review(loaded.document, path)
            except OSError as wrong:
                on_failed(_not_written(path, wrong))
            else:
                on_ready(path)

        if format == "png":  # widgets live on the main thread
            self._do(self._desk, lambda: self._review(session_id), draw, on_failed)
        else:
            self._do(self._desk, lambda: self._export(session_id, format, path), on_ready, on_failed)

    def play_moment(self, session_id: str, start_s: float, end_s: float, on_ended: Callable[[], None]) -> None:
        """Play a stretch of a call."""
        self._in_booth(lambda: self._moment(session_id, start_s, end_s), on_ended)

    def speak_line(self, text: str, on_ended: Callable[[], None]) -> None:
        """Say a line."""
        self._in_booth(lambda: self._line(text), on_ended)

    def stop_playing(self) -> None:
        """Silence now."""
        self._player.stop()

    def shutdown(self, on_ready: Callable[[], None]) -> None:
        """Hang up, end every engine, close the store; then `on_ready`, whatever failed on the way."""
        self.stop_playing()
        self.hang_up()
        self._do(self._office, self._close, lambda _none: on_ready(), lambda _wrong: on_ready())
        self._closing = True
        self._office.shutdown(wait=False)

    # --- in the office

    def _close(self) -> None:
        with contextlib.ExitStack() as steps:  # from the last to the first
            steps.callback(self._store.close)
            steps.callback(self._desk.shutdown, cancel_futures=True)
            steps.callback(self._coach.close)
            steps.callback(self._booth.shutdown, cancel_futures=True)
            steps.callback(self._dismiss)
            steps.callback(self._close_spare)
            steps.callback(self._end_session)
            steps.callback(self._end_check)

    def _staff(self, scenario: Scenario) -> tuple[Crew, Hiring]:
        """The engines for `scenario`; those that already work for the same plan stay."""
        wish = scenario.persona.voice
        plan = plan_crew(self._catalog, self._settings, wish)
        if self._crew is None or self._hiring is None or self._hired != (plan, wish):
            self._dismiss()
            self._hiring = Hiring(self._catalog, self._settings, self._say_once)
            self._crew = self._hiring.start(plan, wish)
            self._hired = (plan, wish)
        return self._crew, self._hiring

    def _say_once(self, event: Event) -> None:
        """Pass on what the engines say; what could be better about them is said once, not at every call."""
        if isinstance(event, Notice):
            if event in self._told:
                return
            self._told.add(event)
        self._bridge.post(event)

    def _dismiss(self) -> None:
        if self._crew is not None:
            self._crew.close()
            self._crew = None

    def _begin_check(self) -> None:
        if self._crew is None or self._hiring is None or self._check is not None:
            return
        crew = self._crew
        hearing = Hearing(
            crew.live_ear, crew.second_ear, settle_s=_MIC_SETTLE_S, on_trouble=self._hiring.ear_trouble
        )
        self._check = MicrophoneCheck(self._live_device(keep=False), hearing, self._bridge.post)
        self._check.start()

    def _end_check(self) -> None:
        if self._check is not None:
            self._check.stop()
            self._check = None

    def _call(self, scenario: Scenario, options: CallOptions) -> None:
        try:
            session = self._compose(scenario, options)
        except BaseException:
            with self._lock:
                self._connecting = False
            raise
        self._sounds = {session.session_id: session}
        session.start()
        with self._lock:
            self._session, self._connecting = session, False
            for command in self._early:
                command(session)

    def _compose(self, scenario: Scenario, options: CallOptions) -> Session:
        self._end_check()
        self._end_session()
        self._close_spare()
        crew, hiring = self._staff(scenario)
        chosen = composing.CallOptions(
            difficulty=options.difficulty,
            pauses=options.pauses,
            keep_audio=options.keep_audio,
            limit_s=options.minutes * 60,
            seed=np.random.default_rng().integers(2**31).item(),
            bridges=self._settings.bridges,
            barge_in=self._settings.barge_in,
        )
        return composing.compose(
            scenario,
            chosen,
            crew,
            hiring,
            self._live_device(keep=True),
            self._store,
            self._bridge.post,
            self._spare_device,
        )

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.hang_up()
            self._session.wait(_GOODBYE_S)

    def _live_device(self, *, keep: bool) -> LiveDevice:
        return LiveDevice(
            microphone=self._settings.input_device, loudspeaker=self._settings.output_device, keep=keep
        )

    def _spare_device(self) -> Device:
        """For a call without a microphone: typed, and heard where there is a loudspeaker."""
        try:
            self._spare_speaker = Loudspeaker(self._settings.output_device)
        except UserError:
            return composing.silent_device()
        return composing.silent_device(self._spare_speaker.listen)

    def _close_spare(self) -> None:
        if self._spare_speaker is not None:
            self._spare_speaker.close()
            self._spare_speaker = None

    # --- at the desk

    def _forget_old_sound(self) -> None:
        forget_old_sound(self._store, self._settings.audio_retention_days)

    def _review(self, session_id: str) -> LoadedReview:
        stored = self._store.session(session_id)
        sound = self._sound_of(session_id)
        scenario = self._scenarios.get(stored.start.scenario_id)
        if scenario is None:
            raise UserError(
                f"The scenario “{stored.start.scenario_title}” is no longer installed.",
                "Install its pack again to see this review.",
            )
        return LoadedReview(build_review(stored, scenario, sound), sound is not None)

    def _export(self, session_id: str, format: ExportFormat, path: Path) -> Path:
        document = self._review(session_id).document
        try:
            if format == "html":
                path.write_text(html.render(document), encoding="utf-8")
            else:
                path.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2))
        except OSError as wrong:
            raise _not_written(path, wrong) from wrong
        return path

    def _sound_of(self, session_id: str) -> Samples | None:
        """Both sides of a call: of the last one from memory, of an earlier one as far as it was kept."""
        session = self._sounds.get(session_id)
        if session is not None:
            sound = session.device.mixdown()
            return sound if len(sound) else None
        flac = self._store.load_audio(session_id)
        return from_flac(flac) if flac else None

    # --- in the booth

    def _in_booth(self, make: Callable[[], tuple[Samples, int]], on_ended: Callable[[], None]) -> None:
        number, loudspeaker = self._player.stop(), self._settings.output_device

        def failed(wrong: UserError) -> None:
            self._bridge.post(Notice(wrong.message, wrong.fix))
            on_ended()

        self._do(
            self._booth, lambda: self._player.play(number, make, loudspeaker), lambda _none: on_ended(), failed
        )

    def _moment(self, session_id: str, start_s: float, end_s: float) -> tuple[Samples, int]:
        sound = self._sound_of(session_id)
        if sound is None:
            raise UserError("The sound of this call was not kept.", "“Keep my voice” before a call keeps it.")
        return moment(sound, start_s, end_s), CAPTURE_RATE

    def _line(self, text: str) -> tuple[Samples, int]:
        clip = self._coach.say(text, self._settings, self._hired[1] if self._hired else VoiceWish())
        return clip.pcm, clip.rate

    # --- between threads

    def _do(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], _T],
        on_ready: Callable[[_T], None] | None = None,
        on_failed: Failed | None = None,
    ) -> None:
        """Do `work` in `pool`; its result, or its refusal, comes back on the main thread."""

        def run() -> None:
            try:
                result = work()
            except UserError as wrong:
                self._refused(wrong, on_failed)
            except Exception as wrong:  # a bug: the person hears of it, the log gets its kind, the app goes on
                logs.get_logger().error("work.failed", error_type=type(wrong).__name__)
                self._refused(UserError(f"Something went wrong in Steadyhand ({wrong}).", "Try again."), on_failed)
            else:
                if on_ready is not None:
                    self._bridge.run(partial(on_ready, result))

        if not self._closing:  # a screen may still ask for something while the app ends
            pool.submit(run)

    def _refused(self, wrong: UserError, on_failed: Failed | None) -> None:
        if on_failed is not None:
            self._bridge.run(partial(on_failed, wrong))
        else:
            self._bridge.post(Notice(wrong.message, wrong.fix))


def _not_written(path: Path, wrong: OSError) -> UserError:
    return UserError(f"{path} can't be written: {wrong.strerror}.", "Choose another place.")


def open_store(theme: Theme) -> Store:
    """The user's store, unlocked; asks for a passphrase where no keyring keeps a key. May raise `Cancelled`."""
    refusal = ""

    def ask(new: bool) -> str | None:
        dialog, typed = PassphraseDialog(theme, new=new), [""]
        dialog.refuse(refusal)

        def take(text: str) -> None:
            typed[0] = text
            dialog.accept()

        dialog.submitted.connect(take)
        return typed[0] if dialog.exec() else None

    database = paths.database_path()
    while True:
        key = keys.resolve(database, paths.config_dir() / "sessions.key", ask=ask)
        try:
            return Store.open(database, key)
        except UserError as wrong:
            if key.source != "passphrase":
                raise
            refusal = wrong.message


def run() -> int:
    """Open the window and live until it closes; the exit status."""
    logs.configure(paths.log_dir())
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Steadyhand")
    prepare_application(qt)
    chosen = settings.load()
    theme = Theme(chosen.appearance)
    try:
        store = open_store(theme)
    except Cancelled:
        return 0
    bridge = Bridge()
    application = Application(store, Catalog.load(), chosen, bridge)
    window = MainWindow(application, bridge, theme)
    window.finished.connect(qt.quit)
    window.show()
    for notice in store.notices:
        bridge.post(Notice(notice))
    return qt.exec()
