"""The composition root of the window: builds everything, connects it, and ends it in order.

`Application` is what the window talks to. Slow work runs on three threads, each with one queue: the office
(engines, devices, calls), the desk (the store, files) and the booth (sound played again). Results come back to the
main thread through the bridge.
"""

from __future__ import annotations

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
from desktop.rehearsal.crew import SYSTEM_VOICE, Crew, CrewPlan, Hiring, plan_crew, voice_options
from desktop.rehearsal.hearing import Hearing
from desktop.rehearsal.miccheck import MicrophoneCheck
from desktop.rehearsal.recorder import Samples, from_flac
from desktop.rehearsal.session import Session
from desktop.rehearsal.voice import VoiceLadder
from desktop.review import html
from desktop.review.build import build_review
from desktop.scenario import Scenario, VoiceWish
from desktop.settings import Settings
from desktop.store import keys
from desktop.store.database import Store
from desktop.synthesis.voices import pick_voice
from desktop.ui.bridge import Bridge
from desktop.ui.controller import CallOptions, Choice, Devices, ExportFormat, Failed, LoadedReview
from desktop.ui.dialogs import PassphraseDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.snapshot import render_review
from desktop.ui.theme import Theme, prepare_application

_T = TypeVar("_T")
_MIC_SETTLE_S = 1.0
_MARGIN_S = 0.15
"""Played before and after a moment: words cut at their edges are hard to follow."""


class Application:
    """The window's controller. Public methods on the main thread, as `desktop.ui.controller` says."""

    def __init__(self, store: Store, catalog: Catalog, chosen: Settings, bridge: Bridge) -> None:
        self._store = store
        self._catalog = catalog
        self._settings = chosen
        self._bridge = bridge
        packs = available_packs().packs
        self._scenarios = {each.id: each for pack in reversed(packs) for each in reversed(pack.scenarios)}
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
        # Touched by the booth, stopped from the main thread:
        self._speaker: Loudspeaker | None = None
        self._played = 0
        self._lock = threading.Lock()

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
        self._do(self._office, lambda: self._call(self._scenarios[scenario_id], options), on_failed=on_failed)

    def say(self, text: str) -> None:
        """A typed line."""
        if self._session is not None:
            self._session.say(text)

    def set_muted(self, muted: bool) -> None:
        """Stop or resume hearing the microphone."""
        if self._session is not None:
            self._session.set_muted(muted)

    def set_paused(self, paused: bool) -> None:
        """Hold or continue the call."""
        if self._session is not None:
            self._session.set_paused(paused)

    def hold_to_think(self, held: bool) -> None:
        """The hold-to-think key."""
        if self._session is not None:
            self._session.hold_to_think(held)

    def hang_up(self) -> None:
        """End the call."""
        if self._session is not None:
            self._session.hang_up()

    # --- after a call

    def review(self, session_id: str, on_ready: Callable[[LoadedReview], None], on_failed: Failed) -> None:
        """The review of a call."""
        self._do(self._desk, lambda: self._review(session_id), on_ready, on_failed)

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
        self._in_booth(lambda speaker: self._replay(speaker, session_id, start_s, end_s), on_ended)

    def speak_line(self, text: str, on_ended: Callable[[], None]) -> None:
        """Say a line."""
        self._in_booth(lambda speaker: self._say_line(speaker, text), on_ended)

    def stop_playing(self) -> None:
        """Silence now."""
        with self._lock:
            self._played += 1
            if self._speaker is not None:
                self._speaker.stop()

    def shutdown(self, on_ready: Callable[[], None]) -> None:
        """Hang up, end every engine, close the store."""
        self.stop_playing()
        self.hang_up()

        def close() -> None:
            self._end_check()
            if self._session is not None:
                self._session.wait(10)
            self._close_spare()
            self._dismiss()
            for pool in (self._booth, self._desk):
                pool.shutdown(wait=True, cancel_futures=True)
            self._store.close()

        self._do(self._office, close, lambda _none: on_ready())
        self._office.shutdown(wait=False)

    # --- in the office

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
        self._end_check()
        if self._session is not None:
            self._session.hang_up()
            self._session.wait(10)
        self._close_spare()
        crew, hiring = self._staff(scenario)
        chosen = composing.CallOptions(
            difficulty=options.difficulty,
            pauses=options.pauses,
            keep_audio=options.keep_audio,
            limit_s=options.minutes * 60,
            seed=np.random.default_rng().integers(2**31).item(),
        )
        session = composing.compose(
            scenario,
            chosen,
            crew,
            hiring,
            self._live_device(keep=True),
            self._store,
            self._bridge.post,
            self._spare_device,
        )
        self._session = session
        self._sounds = {session.session_id: session}
        session.start()

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

    def _in_booth(self, play: Callable[[Loudspeaker], None], on_ended: Callable[[], None]) -> None:
        self.stop_playing()
        ticket = self._played

        def work() -> None:
            speaker = Loudspeaker(self._settings.output_device)
            try:
                with self._lock:
                    if ticket != self._played:
                        return
                    self._speaker = speaker
                play(speaker)
            finally:
                with self._lock:
                    self._speaker = None
                speaker.close()

        def failed(wrong: UserError) -> None:
            self._bridge.post(Notice(wrong.message, wrong.fix))
            on_ended()

        self._do(self._booth, work, lambda _none: on_ended(), failed)

    def _replay(self, speaker: Loudspeaker, session_id: str, start_s: float, end_s: float) -> None:
        sound = self._sound_of(session_id)
        if sound is None:
            raise UserError("The sound of this call was not kept.", "“Keep my voice” before a call keeps it.")
        first, last = (max(0, round(at * CAPTURE_RATE)) for at in (start_s - _MARGIN_S, end_s + _MARGIN_S))
        both = sound[first:last].astype(np.int32).sum(axis=1)
        speaker.play(np.clip(both, -32768, 32767).astype(np.int16), CAPTURE_RATE)

    def _say_line(self, speaker: Loudspeaker, text: str) -> None:
        """The better line, in a voice that is not the persona's: the executive is to say it."""
        hiring = self._hiring or Hiring(self._catalog, self._settings, self._bridge.post)
        wish = self._hired[1] if self._hired else VoiceWish()
        persona = plan_crew(self._catalog, self._settings, wish).voices[0]
        other = pick_voice(
            VoiceWish(sex="male" if wish.sex == "female" else "female"),
            (*voice_options(self._catalog), SYSTEM_VOICE),
            avoid=persona.key,
        )
        voice = hiring.extra_voice(other or persona)
        clip = VoiceLadder([voice], hiring.voice_trouble).speak(text)
        speaker.play(clip.pcm, clip.rate)

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
