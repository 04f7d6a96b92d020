"""What the window talks to: it knows the engines, the devices and the call, and hands slow work to the rooms."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import settings
from desktop.app.clinic import MachineClinic
from desktop.app.known import KnownScenarios
from desktop.app.latesounds import LateSounds
from desktop.app.made import made_once
from desktop.app.packs import InstalledPacks
from desktop.app.rooms import Rooms
from desktop.app.sharing import SharedCalls
from desktop.app.shelf import ModelShelf
from desktop.app.vault import CallVault
from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.events import Event, Notice, SessionEnded
from desktop.packs.removed import forget_removed, look, shelf_stamp
from desktop.policy import Policy
from desktop.records import SessionSummary
from desktop.rehearsal.retention import forget_old_sound
from desktop.review.progress_document import Progress
from desktop.scenario import Scenario, VoiceWish
from desktop.settings import Settings
from desktop.store.database import Store
from desktop.ui.bridge import Bridge
from desktop.ui.controller import CallOptions, Choice, Devices, ExportFormat, Failed, LoadedReview
from desktop.ui.i18n import tr

if TYPE_CHECKING:  # all of it slow to load: it is loaded in the office, while the window is there already
    from desktop.app.again import ListeningAgain
    from desktop.app.finished import FinishedCalls, GoesOn
    from desktop.app.soundtrial import SoundTrial
    from desktop.audio.device import Device
    from desktop.audio.live import LiveDevice
    from desktop.audio.loudspeaker import Loudspeaker
    from desktop.rehearsal.crew import Crew, CrewPlan, Hiring
    from desktop.rehearsal.miccheck import MicrophoneCheck
    from desktop.rehearsal.session import Session

_MIC_SETTLE_S = 1.0
_GOODBYE_S = 10.0
"""For the last words of a call to be settled and stored."""


class Application(SharedCalls):
    """The window's controller. Public methods on the main thread, as `desktop.ui.controller` says."""

    def __init__(self, store: Store, catalog: Catalog, chosen: Settings, bridge: Bridge) -> None:
        super().__init__()
        self._store = store
        self._catalog = catalog
        self._settings = chosen
        self._bridge = bridge
        stamp = shelf_stamp()
        packs = look()
        self._scenarios = KnownScenarios(packs)
        for broken in packs.here.broken:
            bridge.post(
                Notice(tr("The installed pack {pack} can't be opened.", pack=broken.pack), str(broken.problems[0]))
            )
        self._rooms = Rooms(bridge)
        self._packs = InstalledPacks(self._rooms, self._scenarios, stamp)
        self._shelf = ModelShelf(catalog, bridge, self._rooms)
        self._vault = CallVault(store, self._scenarios, bridge, self._rooms, self._quiet, self.shutdown)
        self._clinic = MachineClinic(store, catalog, bridge, self._rooms, lambda: self._crew)
        # Touched by the office alone:
        self._crew: Crew | None = None
        self._hiring: Hiring | None = None
        self._hired: tuple[CrewPlan, VoiceWish] | None = None
        self._check: MicrophoneCheck | None = None
        self._told: set[Notice] = set()
        self._spare_speaker: Loudspeaker | None = None
        # Set by the office, read on the main thread:
        self._session: Session | None = None
        self._connecting = False
        self._early: list[Callable[[Session], None]] = []
        self._lock = threading.Lock()
        self._late_sounds = LateSounds(self._with_sounds)
        self._rooms.at_desk(self._forget_old_sound)
        self._rooms.at_desk(self._forget_removed_packs)

    def warm_up(self) -> None:
        """Load what the first call needs, and look through a large store; once the window is there."""
        self._rooms.do(self._rooms.again, self._load)  # not in the office: engines may be wanted there already
        self._rooms.do(self._rooms.again, self._store.doubt, self._tell_of_damage)

    def _tell_of_damage(self, damaged: bool) -> None:
        if damaged:
            said = tr("The file with your past calls is damaged.")
            then = tr("Close Steadyhand and start it again: the file is set aside then, and nothing is deleted.")
            self._bridge.post(Notice(said, then))

    # --- parts that are slow to load

    @made_once
    def _again(self) -> ListeningAgain:
        from desktop.app.again import ListeningAgain

        return ListeningAgain(self._store, self._catalog, self._bridge.post, self._rooms)

    @made_once
    def _sounds(self) -> SoundTrial:
        from desktop.app.soundtrial import SoundTrial

        return SoundTrial(self._catalog, self._rooms, self.settings)

    def _with_sounds(self, ask: Callable[[SoundTrial], None], on_failed: Failed) -> None:
        """As `_with_finished`."""
        if type(self)._sounds.is_made(self):
            ask(self._sounds)
        else:
            self._rooms.at_desk(lambda: self._sounds, ask, on_failed)

    # --- what there is

    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario to choose from, the built-in ones first."""
        return self._scenarios.shown()

    def devices(self, on_ready: Callable[[Devices], None]) -> None:
        """Microphones and loudspeakers there are now."""

        def look() -> Devices:
            from desktop.audio.portaudio import list_devices

            found = list_devices()
            return Devices(
                tuple(Choice(one.name, one.name) for one in found if one.inputs),
                tuple(Choice(one.name, one.name) for one in found if one.outputs),
            )

        self._rooms.in_office(look, on_ready)

    def voices(self) -> tuple[Choice, ...]:
        """Installed voices for the persona."""
        from desktop.rehearsal.installed import voice_options

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
        from desktop.rehearsal.installed import SYSTEM_VOICE

        ids = [info.model for role, info in crew.infos.items() if role != "embedder"]
        known = {model.id: model.title for model in self._catalog.installed_models()}
        return " · ".join(known.get(one, tr("system voice") if one == SYSTEM_VOICE.model else one) for one in ids)

    def shelf(self) -> ModelShelf:
        """The models, and how they come and go."""
        return self._shelf

    def packs(self) -> InstalledPacks:
        """The packs that were installed."""
        return self._packs

    def vault(self) -> CallVault:
        """All that is kept."""
        return self._vault

    def clinic(self) -> MachineClinic:
        """How this machine and the engines are."""
        return self._clinic

    def sounds(self) -> LateSounds:
        """A loudspeaker and a voice tried out."""
        return self._late_sounds

    def settings(self) -> Settings:
        """The settings in force."""
        return self._settings

    def set_settings(self, chosen: Settings) -> None:
        """Keep these settings, but for what is locked; engines follow at the next call."""
        chosen = self._settings = settings.enforced(chosen)
        self._rooms.at_desk(lambda: settings.save(chosen))
        self._rooms.at_desk(self._forget_old_sound)

    def policy(self) -> Policy:
        """What an administrator has set."""
        return settings.policy()

    # --- before and during a call

    def prepare(self, scenario_id: str, options: CallOptions) -> None:
        """Warm the engines up."""
        del options  # the difficulty and the pauses need no engine
        self._rooms.in_office(lambda: self._staff(self._scenarios[scenario_id]))

    def start_microphone_check(self) -> None:
        """Listen outside a call."""
        self._rooms.in_office(self._begin_check)

    def stop_microphone_check(self) -> None:
        """Stop listening."""
        self._rooms.in_office(self._end_check)

    def start_call(self, scenario_id: str, options: CallOptions, on_failed: Failed) -> None:
        """Begin the call."""

        def begins() -> GoesOn:
            from desktop.app.finished import GoesOn

            return GoesOn(self._scenarios[scenario_id])

        self._connect(begins, options, on_failed)

    def retry_call(self, session_id: str, turn_id: int, options: CallOptions, on_failed: Failed) -> None:
        """Try a moment of a past call again."""
        self._connect(lambda: self._finished.retried(session_id, turn_id), options, on_failed)

    def resume_call(self, session_id: str, options: CallOptions, on_failed: Failed) -> None:
        """Go on with a call that broke off."""
        self._connect(lambda: self._finished.resumed(session_id), options, on_failed)

    def _connect(self, begins: Callable[[], GoesOn], options: CallOptions, on_failed: Failed) -> None:
        with self._lock:
            self._connecting = True
            self._early.clear()
        self._rooms.in_office(lambda: self._call(begins, options), on_failed=on_failed)

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

    def repeat_that(self) -> None:
        """Hear the persona's last words once more."""
        self._tell(lambda session: session.repeat_that())

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

    def _with_finished(self, ask: Callable[[FinishedCalls], None]) -> None:
        """Have `ask` called on the main thread, which does not wait for what past calls need to be loaded."""
        if type(self)._finished.is_made(self):
            ask(self._finished)
        else:
            self._rooms.at_desk(lambda: self._finished, ask)

    def history(self, on_ready: Callable[[tuple[SessionSummary, ...]], None], scenario_id: str = "") -> None:
        """Past calls, newest first."""
        self._rooms.at_desk(lambda: self._store.sessions(scenario_id), on_ready)

    def progress(self, on_ready: Callable[[Progress], None]) -> None:
        """Trends over past calls."""
        self._with_finished(lambda calls: calls.progress(on_ready))

    def review(self, session_id: str, on_ready: Callable[[LoadedReview], None], on_failed: Failed) -> None:
        """The review of a call."""
        self._with_finished(lambda calls: calls.review(session_id, on_ready, on_failed))

    def delete_session(self, session_id: str, on_ready: Callable[[], None]) -> None:
        """Delete a call with its sound and its review's files."""
        self._with_finished(lambda calls: calls.delete(session_id, on_ready))

    def export_review(
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
        self._with_finished(lambda calls: calls.export(session_id, format, path, on_ready, on_failed, notes=notes))

    def play_moment(self, session_id: str, start_s: float, end_s: float, on_ended: Callable[[], None]) -> None:
        """Play a stretch of a call."""
        self._finished.play(session_id, start_s, end_s, self._settings.output_device, on_ended)

    def speak_line(self, text: str, on_ended: Callable[[], None]) -> None:
        """Say a line."""
        wish = self._hired[1] if self._hired else VoiceWish()
        self._finished.speak(text, self._settings, wish, on_ended)

    def stop_playing(self) -> None:
        """Silence now."""
        if type(self)._finished.is_made(self):
            self._finished.stop()

    def shutdown(self, on_ready: Callable[[], None]) -> None:
        """Hang up, end every engine, close the store; then `on_ready`, whatever failed on the way."""
        self.stop_playing()
        self.hang_up()
        self._late_sounds.stop()
        self._shelf.cancel()
        self._vault.cancel()
        self._store.leave_doubt()
        self._rooms.in_office(self._close, lambda _none: on_ready(), lambda _wrong: on_ready())
        self._rooms.close()

    # --- in the office

    def _close(self) -> None:
        with contextlib.ExitStack() as steps:  # from the last to the first
            steps.callback(self._store.close)
            steps.callback(self._shelf.close)
            steps.callback(self._vault.close)
            steps.callback(self._clinic.cancel)
            steps.callback(self.write_notes)  # those that the desk had no time for
            steps.callback(self._rooms.desk.shutdown)  # what was asked for is done: a deletion, a setting
            steps.callback(self._close_players)
            steps.callback(self._rooms.booth.shutdown, cancel_futures=True)
            steps.callback(self._dismiss)
            steps.callback(self._close_again)
            steps.callback(self._close_spare)
            steps.callback(self._end_session)
            steps.callback(self._end_check)

    def _load(self) -> None:
        """Everything a call is made of, and what looks at it afterwards."""
        from desktop.audio import live  # noqa: F401
        from desktop.rehearsal import compose  # noqa: F401

        for part in (self._finished, self._again):
            del part

    def _close_players(self) -> None:
        if type(self)._sounds.is_made(self):
            self._sounds.close()
        if type(self)._finished.is_made(self):
            self._finished.close()

    def _close_again(self) -> None:
        if type(self)._again.is_made(self):
            self._again.close()
        self._rooms.again.shutdown()

    def _staff(self, scenario: Scenario) -> tuple[Crew, Hiring]:
        """The engines for `scenario`, as far as a call begins with them; those that already work for the same plan
        stay."""
        from desktop.rehearsal.crew import Hiring, plan_crew

        wish = scenario.persona.voice
        plan = plan_crew(self._catalog, self._settings, wish)
        if self._crew is None or self._hiring is None or self._hired != (plan, wish):
            self._again.stop()  # it scores with the embedder of the crew that goes
            self._dismiss()
            self._hiring = Hiring(self._catalog, self._settings, self._say_once)
            self._crew = self._hiring.begin(plan, wish)
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
        if self._check is not None or self._connecting:
            return  # who has picked up already needs none, and waits for the device
        from desktop.rehearsal.crew import Crew, Hiring
        from desktop.rehearsal.hearing import Hearing
        from desktop.rehearsal.miccheck import MicrophoneCheck

        crew = self._crew or Crew()  # without engines there is a level, and no words
        hiring = self._hiring or Hiring(self._catalog, self._settings, self._bridge.post)
        hearing = Hearing(crew.live_ear, crew.second_ear, settle_s=_MIC_SETTLE_S, on_trouble=hiring.ear_trouble)
        self._check = MicrophoneCheck(self._live_device(keep=False), hearing, self._bridge.post)
        self._check.start()

    def _end_check(self) -> None:
        if self._check is not None:
            self._check.stop()
            self._check = None

    def _call(self, begins: Callable[[], GoesOn], options: CallOptions) -> None:
        try:
            begin = begins()
            session = self._compose(begin, options)
            self._finished.remember_sound(session, begin.beginning.retry_of if begin.beginning else "")
            session.start()
        except BaseException:
            with self._lock:
                self._connecting = False
            raise
        with self._lock:
            self._session, self._connecting = session, False
            for command in self._early:
                command(session)

    def _compose(self, begins: GoesOn, options: CallOptions) -> Session:
        import numpy as np

        from desktop.rehearsal import compose as composing

        scenario = begins.scenario
        self._end_check()
        self._end_session()
        self._again.stop()
        self._close_spare()
        crew, hiring = self._staff(scenario)
        chosen = composing.CallOptions(
            difficulty=settings.held("difficulty", options.difficulty),
            pauses=settings.held("pauses", options.pauses),
            keep_audio=options.keep_audio if begins.keep_audio is None else begins.keep_audio,
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
            lambda event: self._tell_of_call(event, scenario, crew),
            self._spare_device,
            begins.beginning,
            begins.sound,
        )

    def _tell_of_call(self, event: Event, scenario: Scenario, crew: Crew) -> None:
        """Pass on what a call says; when it is over, hear it again behind its review. On the session's thread."""
        self._bridge.post(event)
        if isinstance(event, SessionEnded):
            session_id = event.session_id
            sound = partial(self._finished.sound_of, session_id)
            self._again.begin(session_id, sound, scenario, crew, self._settings)

    def _quiet(self) -> None:
        """Let go of the microphone."""
        self._end_check()
        self._end_session()

    def _end_session(self) -> None:
        if self._session is not None:
            self._session.hang_up()
            self._session.wait(_GOODBYE_S)

    def _live_device(self, *, keep: bool) -> LiveDevice:
        from desktop.audio.live import LiveDevice

        return LiveDevice(
            microphone=self._settings.input_device, loudspeaker=self._settings.output_device, keep=keep
        )

    def _spare_device(self) -> Device:
        """For a call without a microphone: typed, and heard where there is a loudspeaker."""
        from desktop.audio.loudspeaker import Loudspeaker
        from desktop.rehearsal import compose as composing

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

    def _forget_removed_packs(self) -> None:
        if not self._store.set_aside():  # else calls that are not here now may be put back
            forget_removed(lambda: {one.scenario_id for one in self._store.sessions()})

    def _forget_old_sound(self) -> None:
        forget_old_sound(self._store, self._settings.audio_retention_days)
