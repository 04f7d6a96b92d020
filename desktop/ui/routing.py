"""Which event goes to which screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.events import (
    EngineHealth,
    Event,
    LevelMeasured,
    Notice,
    PartialHeard,
    PersonaSaid,
    PhaseChanged,
    ReviewChanged,
    SessionEnded,
    SessionStarted,
    UtteranceAdded,
)
from desktop.ui.briefing.microphone import MicrophoneCheck
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.call.screen import CallScreen
from desktop.ui.i18n import tr
from desktop.ui.settings.devices import MicrophoneTest
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.welcome.screen import WelcomeScreen

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow


def route(window: MainWindow, event: Event) -> None:
    """Hand `event` to the screens it concerns. Events that no screen shows are left alone."""
    match event:
        case EngineHealth():
            window.health.record(event)
            _health(window)
        case Notice():
            can = event.place == "models" and window.call is None
            do = (tr("Open Models"), window.show_models) if can else None
            window.notice.show_notice(event.message, event.fix, do=do, place=event.place)
            if event.place in ("typing", "reading") and window.call is not None:
                window.call.open_typing()
            if event.place == "reading" and window.call is not None:
                window.call.open_captions()
        case SessionEnded():
            window.again.hung_up(event.session_id)
            window.call_ended(event.reason)
            window.open_review(event.session_id)
        case ReviewChanged():
            window.refresh_review(event)
        case LevelMeasured() | PartialHeard() if isinstance(briefing := window.current(), BriefingScreen):
            _microphone_check(briefing.microphone, event)
        case LevelMeasured() | PartialHeard() if isinstance(welcome := window.current(), WelcomeScreen):
            _microphone_check(welcome.microphone.check, event)
        case LevelMeasured() | PartialHeard() if isinstance(settings := window.current(), SettingsScreen):
            _microphone_check(settings.microphone, event)
        case _ if window.call is not None:
            _call(window.call, event)


def _health(window: MainWindow) -> None:
    current = window.current()
    if isinstance(current, BriefingScreen | SettingsScreen):
        current.show_health()
    elif isinstance(current, WelcomeScreen):
        current.microphone.show_health()
    if window.call is not None:
        window.call.show_trouble(window.health.trouble_in_call())


def _microphone_check(check: MicrophoneCheck | MicrophoneTest, event: LevelMeasured | PartialHeard) -> None:
    if isinstance(event, LevelMeasured):
        check.level.measure(event.dbfs)
    else:
        check.hear(event.text)


def _call(call: CallScreen, event: Event) -> None:
    match event:
        case SessionStarted():
            call.begin()
        case PhaseChanged():
            call.show_phase(event.phase)
            call.clock.tell(event.at_s)
            call.show_time()
        case LevelMeasured():
            call.clock.tell(event.at_s)
            call.level.measure(event.dbfs)
        case PartialHeard():
            call.show_heard(event.text)
        case PersonaSaid():
            call.show_said(event.text, event.turn_id)
        case UtteranceAdded():
            call.show_utterance(event.utterance)
        case _:
            return
