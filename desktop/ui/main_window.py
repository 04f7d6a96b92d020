"""The window: which screen is shown, and which event goes to which screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import QByteArray, QEvent, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop import paths
from desktop.errors import UserError
from desktop.events import Event, ReviewChanged
from desktop.scenario import Scenario
from desktop.settings import Settings
from desktop.ui import keymap
from desktop.ui.again import Again
from desktop.ui.bridge import Bridge
from desktop.ui.briefing.screen import BriefingScreen
from desktop.ui.call.screen import CallScreen
from desktop.ui.controller import CallOptions, Controller, ExportFormat, LoadedReview
from desktop.ui.drops import Drops
from desktop.ui.health import HealthBook
from desktop.ui.history.screen import HistoryScreen
from desktop.ui.i18n import marked, tr
from desktop.ui.library.screen import LibraryScreen
from desktop.ui.navigation import ENTRIES, SideBar
from desktop.ui.packdesk import PackDesk
from desktop.ui.progress.screen import ProgressScreen
from desktop.ui.review.pane import FORMATS, ReviewPane
from desktop.ui.routing import route
from desktop.ui.settings.farewell import Farewell
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.sharing.desk import SharingDesk
from desktop.ui.theme import Theme
from desktop.ui.welcome.screen import WelcomeScreen
from desktop.ui.widgets.notice import NoticeBar, waiting_state

NARROW_BELOW = 860
_BROKEN = frozenset({"failed", "device_lost"})
"""Ends of a call whose notice has to be read after it."""
_OTHERS = {
    "settled": marked("{name} has hung up."),
    "gave_up": marked("{name} has hung up before it was settled."),
    "time": marked("The time was up."),
}
"""Ends that came from the other side, or the clock."""
LEAST = (600, 336)
"""What a small screen leaves at twice the size: 1280x800 at 200 % is 640x400 less the bars around the window."""
USUAL = (1280, 800)
FRAME = (24, 64)
"""Room for the window's own frame and title, which is not known before it is shown."""


class MainWindow(QMainWindow):
    """The application's one window. Show it after making it; nothing here waits for an engine."""

    finished = Signal()
    """Everything has ended in order; the program may end too."""

    def __init__(self, controller: Controller, bridge: Bridge, theme: Theme | None = None) -> None:
        super().__init__()
        settings = controller.settings()
        self.theme = theme or Theme(settings.appearance)
        self.theme.allow_motion(settings.motion)
        self._controller, self._bridge = controller, bridge
        self.health = HealthBook()
        self.call: CallScreen | None = None
        self.pane: ReviewPane | None = None
        self._lasting: dict[str, QWidget] = {}
        self._passing: QWidget | None = None
        self._session_id = ""
        self._playing = 0
        self._sounding = False
        self._changed: ReviewChanged | None = None
        self.again = Again(self, controller)
        self._closing = False
        self.sharing = SharingDesk(self, controller, self._state)
        self.packs = PackDesk(self, controller)
        self._drops = Drops(self)
        self.setWindowTitle("Steadyhand")
        self.setMinimumSize(*LEAST)
        self._build()
        self.theme.dress(self)
        bridge.arrived.connect(self.take)
        self._restore()
        self.go("library")
        if not settings.welcomed:
            self._welcome()

    def call_ended(self, reason: str) -> None:
        """What was said of the call's devices is over with it; who did not hang up is told who did."""
        if reason in _BROKEN:
            return
        self.notice.hide()
        if reason in _OTHERS and self.call is not None:
            name = self.call.scenario.persona.name.split(" ")[0]
            self.notice.show_notice(tr(_OTHERS[reason], name=name), good=True)

    def jump(self, key: str) -> None:
        """As `go`, by key: from anywhere but a call."""
        if self.call is None and not isinstance(self.current(), WelcomeScreen | Farewell):
            self.go(key)

    def go(self, key: str) -> None:
        """Show the screen of a side bar's entry; made on its first use."""
        self.notice.hide()
        library = self._lasting.get(key)
        if isinstance(library, LibraryScreen):
            self._controller.packs().look_again(self.packs_changed)
            if not library.shows(self._controller.scenarios()):
                self._forget_library()
        if key not in self._lasting:
            self._lasting[key] = self._make(key)
            self._stack.addWidget(self._lasting[key])
        self._show(self._lasting[key], key)

    def show_models(self) -> None:
        """Where models are fetched and brought in; at the first start its step. Not from a call."""
        welcome = self.current()
        if isinstance(welcome, WelcomeScreen):
            welcome.show_models()
            return
        self.jump("settings")
        settings = self.current()
        if isinstance(settings, SettingsScreen):
            settings.show_models()

    def open_briefing(self, scenario_id: str) -> None:
        """Show a scenario's briefing."""
        scenario = self.scenario(scenario_id)
        if scenario is None:
            self.notice.show_notice(
                tr("This scenario is not installed any more."), tr("Choose another one under Rehearse.")
            )
            return
        screen = BriefingScreen(self.theme, self._controller, scenario, self.health)
        screen.back.connect(lambda: self.go("library"))
        screen.picked_up.connect(lambda options: self.start_call(scenario, options))
        self._show(screen, "library")

    def start_call(self, scenario: Scenario, options: CallOptions) -> None:
        """Show the call and begin it."""
        self.open_call(scenario, options)
        self._controller.start_call(scenario.id, options, lambda wrong: self._call_failed(scenario.id, wrong))

    def open_call(self, scenario: Scenario, options: CallOptions) -> CallScreen:
        """Show a call that is about to begin."""
        self.notice.hide()
        screen = CallScreen(self.theme, self._controller, scenario, options)
        screen.captions_changed.connect(self._keep_captions)
        screen.line_typed.connect(self._line_typed)
        screen.locked.connect(self._say_locked)
        screen.show_trouble(self.health.trouble_in_call())
        self.call = screen
        self._show(screen, "")
        screen.setFocus(Qt.FocusReason.OtherFocusReason)
        return screen

    def open_review(self, session_id: str, moment: tuple[int, str] | None = None) -> None:
        """Fetch a review and show it, at the moment of a turn and an item where one is given."""
        self._session_id = session_id
        self.call = None
        waiting = waiting_state(self.theme, tr("Putting your review together…"))
        self._show(waiting, "history")

        def ready(loaded: LoadedReview) -> None:
            if self._passing is waiting:
                self._build_review(loaded, shown)

        def shown(pane: ReviewPane, loaded: LoadedReview) -> None:
            if self._passing is not waiting:  # one has gone elsewhere while it was built
                pane.deleteLater()
                return
            self._show_review(session_id, loaded, pane)
            if moment is not None:
                pane.select_at(*moment)

        def failed(wrong: UserError) -> None:
            if self._passing is waiting:
                self._review_failed(wrong)

        self._controller.review(session_id, ready, failed)

    def refresh_review(self, changed: ReviewChanged) -> None:
        """Read a review that is shown again, and say why; not while it is being played, or a note is typed."""
        pane = self.pane
        if pane is None or changed.session_id != self._session_id:
            return
        if self._sounding or pane.written.typing:
            self._changed = changed
            return

        def ready(loaded: LoadedReview) -> None:
            if self.pane is not pane:
                return
            if self._sounding or pane.written.typing:  # since it was asked for
                self._changed = changed
                return
            self._build_review(loaded, built)

        def built(newer: ReviewPane, loaded: LoadedReview) -> None:
            waits = self._sounding or pane.written.typing
            if self.pane is not pane or waits:
                newer.deleteLater()
                self._changed = changed if self.pane is pane else self._changed
                return
            newer.take_place_of(pane)
            self._show_review(changed.session_id, loaded, newer)
            self.notice.show_notice(changed.sentence, good=True)

        def failed(wrong: UserError) -> None:
            if self.pane is pane:
                self.notice.show_notice(wrong.message, wrong.fix)

        self._controller.review(changed.session_id, ready, failed)

    def take(self, event: Event) -> None:
        """Deal with an event of the core."""
        route(self, event)

    def come_forward(self) -> bool:
        """To the front, from wherever it is; False when it is closing."""
        if not self._closing:
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
            self.show()
            self.raise_()
            self.activateWindow()
        return not self._closing

    def current(self) -> QWidget:
        """The screen that is shown."""
        return self._stack.currentWidget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.side.set_narrow(self.width() < NARROW_BELOW)
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Somebody who comes back may have changed a pack elsewhere."""
        super().changeEvent(event)
        back = event.type() == QEvent.Type.ActivationChange and self.isActiveWindow() and not self._closing
        if back and isinstance(self.current(), LibraryScreen):
            self._controller.packs().look_again(self.packs_changed)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide at once, end everything in order, then close."""
        if self._closing and not self._controller_runs:
            event.accept()
            return
        event.ignore()
        if not self._closing:
            self._closing = True
            self._state().setValue("geometry", self.saveGeometry())
            self.hide()
            self._controller.shutdown(self._shut_down)

    _controller_runs = True

    def _shut_down(self) -> None:
        self._controller_runs = False
        self._bridge.close()
        self.close()
        self.finished.emit()  # closing a hidden window does not end Qt's main loop

    def _build(self) -> None:
        self.side = SideBar(self.theme)
        self.side.chosen.connect(self.go)
        for key, _text, _icon in ENTRIES:
            shortcut = QShortcut(keymap.sequence(key), self)
            shortcut.activated.connect(lambda wanted=key: self.jump(wanted))
        self.notice = NoticeBar(self.theme)
        self._stack = QStackedWidget()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.notice)
        right.addWidget(self._stack, 1)
        root = QWidget()
        root.setObjectName("root")
        row = QHBoxLayout(root)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addLayout(right, 1)
        self.setCentralWidget(root)

    def _make(self, key: str) -> QWidget:
        makers: dict[str, Callable[[], QWidget]] = {
            "library": self._make_library,
            "history": self._make_history,
            "progress": self._make_progress,
            "settings": self._make_settings,
        }
        return makers[key]()

    def _welcome(self) -> None:
        screen = WelcomeScreen(self.theme, self._controller, self.health)

        def finished() -> None:
            settings = msgspec.structs.replace(self._controller.settings(), welcomed=True)
            self._controller.set_settings(settings)
            self.go("library")

        screen.finished.connect(finished)
        self._show(screen, "")

    def _make_library(self) -> LibraryScreen:
        screen = LibraryScreen(self.theme, self._controller)
        screen.opened.connect(self.open_briefing)
        screen.review_wanted.connect(self.open_review)
        screen.resume_wanted.connect(self.again.resume_unfinished)
        return screen

    def _make_history(self) -> QWidget:
        screen = HistoryScreen(self.theme, self._controller)
        screen.review_wanted.connect(self.open_review)
        screen.shared.open_wanted.connect(self.sharing.ask_for_file)
        screen.shared.kept_wanted.connect(self.sharing.open_kept)
        return screen

    def _make_progress(self) -> QWidget:
        screen = ProgressScreen(self.theme, self._controller)
        screen.review_wanted.connect(self.open_review)
        screen.moment_wanted.connect(self._open_moment)
        screen.briefing_wanted.connect(self.open_briefing)
        return screen

    def _open_moment(self, session_id: str, turn_id: int, item: str) -> None:
        self.open_review(session_id, (turn_id, item))

    def _make_settings(self) -> QWidget:
        screen = SettingsScreen(self.theme, self._controller, self.health)
        screen.changed.connect(self._apply)
        screen.privacy.erase_wanted.connect(self._erase)
        screen.packs.changed.connect(self.packs_changed)
        screen.packs.add_wanted.connect(lambda path: self.packs.add(path))
        return screen

    def packs_changed(self) -> None:
        """Show the conversations that there are now."""
        self._forget_library()
        briefing = self.current()
        if isinstance(briefing, BriefingScreen):
            scenario = self.scenario(briefing.scenario.id)
            if scenario is None:
                self.go("library")
            elif scenario.pack_sha256 != briefing.scenario.pack_sha256:
                self.open_briefing(scenario.id)

    def _forget_library(self) -> None:
        """Have it made anew."""
        library = self._lasting.pop("library", None)
        if library is None:
            return
        if self.current() is library:  # one has gone there meanwhile
            focused = self.focusWidget()
            newer = self._lasting["library"] = self._make_library()
            self._stack.addWidget(newer)
            self._show(newer, "library")
            if focused is not None and library.isAncestorOf(focused):
                newer.focus_like(focused)
        self._stack.removeWidget(library)
        library.deleteLater()

    def _erase(self) -> None:
        """Delete everything, say so, and end; the window itself keeps nothing from now on."""
        self._closing = True
        farewell = Farewell(self.theme)
        farewell.over.connect(lambda: setattr(self, "_controller_runs", False))
        farewell.closed.connect(self._shut_down)
        self._show(farewell, "")
        self._controller.vault().delete_everything(farewell.done, farewell.refuse)

    def _show(self, screen: QWidget, entry: str) -> None:
        """Put `screen` up, under the side bar's `entry`; without one the side bar is away."""
        self._controller.stop_playing()
        before = self._passing
        if self._stack.indexOf(screen) < 0:
            self._stack.addWidget(screen)
            self._passing = screen
        elif before is not screen:
            self._passing = None
        self.pane = screen if isinstance(screen, ReviewPane) else None
        self.side.setVisible(bool(entry) and self.pane is None)
        self.side.show_current(entry)
        layout = self.centralWidget().layout()
        if layout is not None:
            layout.activate()  # the screen comes up at the size it keeps
        self._stack.setCurrentWidget(screen)
        if before is not None and before is not screen:
            self._stack.removeWidget(before)
            before.deleteLater()

    def _call_failed(self, scenario_id: str, wrong: UserError) -> None:
        self.call = None
        self.open_briefing(scenario_id)
        self.notice.show_notice(wrong.message, wrong.fix)

    def _review_failed(self, wrong: UserError) -> None:
        self.go("history")
        self.notice.show_notice(wrong.message, wrong.fix)

    def _build_review(self, loaded: LoadedReview, then: Callable[[ReviewPane, LoadedReview], None]) -> None:
        """Make the pane of a review, a piece at a time, while what is shown stays; then give it to `then`."""
        pane = ReviewPane(
            loaded.document, self.theme, has_audio=loaded.has_audio, beside=loaded, place=self._stack
        )
        beside = self.side.width() if self.side.isVisible() else 0  # goes when the review comes
        pane.build(self._stack.size() + QSize(beside, 0), lambda: then(pane, loaded))

    def _show_review(self, session_id: str, loaded: LoadedReview, pane: ReviewPane) -> None:
        pane.back.connect(lambda: self.go("history"))
        pane.rehearse_again.connect(lambda: self.open_briefing(loaded.document.scenario_id))
        pane.export_requested.connect(
            lambda name, notes: self._export(session_id, name, loaded.document.title, notes=notes)
        )
        pane.play_version.connect(self._play_version)
        pane.written.left.connect(self._catch_up, Qt.ConnectionType.QueuedConnection)
        if not self._controller.policy().rules.exports:
            pane.forbid_exports(lambda: self.forbids("exports"))
        self.again.dress(pane, session_id, loaded)
        self.sharing.attach(pane, session_id)
        self._show_pane(pane)

    def show_shared(self, pane: ReviewPane, key: str) -> None:
        """Show a review that someone shared; its sound is played by `key`."""
        self._session_id = key
        self._show_pane(pane)

    def _show_pane(self, pane: ReviewPane) -> None:
        pane.play_requested.connect(self._play)
        pane.speak_requested.connect(self._speak)
        pane.stop_requested.connect(self._controller.stop_playing)
        self._show(pane, "history")
        pane.begin()

    def _play(self, start_s: float, end_s: float) -> None:
        self._controller.play_moment(self._session_id, start_s, end_s, self._playback("yours"))

    def _play_version(self, session_id: str, start_s: float, end_s: float) -> None:
        self._controller.play_moment(session_id, start_s, end_s, self._playback("version"))

    def _speak(self, text: str) -> None:
        self._controller.speak_line(text, self._playback("line"))

    def _playback(self, what: str) -> Callable[[], None]:
        """Show what plays; the result is what to call when it ended. An older one's end changes nothing."""
        self._playing += 1
        number = self._playing
        self._sounding = True
        if self.pane is not None:
            self.pane.set_playing(what)

        def ended() -> None:
            if number != self._playing:
                return
            self._sounding = False
            if self.pane is not None:
                self.pane.set_playing("")
            self._catch_up()

        return ended

    def _catch_up(self) -> None:
        """Refresh what had to wait."""
        changed, self._changed = self._changed, None
        if changed is not None:
            self.refresh_review(changed)

    def choose_file(self, suggested: str, kind: str) -> str:
        """Ask where to save; "" when the person changed their mind."""
        return QFileDialog.getSaveFileName(
            self, tr("Export the review"), suggested, f"{tr(kind)} (*{Path(suggested).suffix})"
        )[0]

    def _export(self, session_id: str, name: ExportFormat, title: str, *, notes: bool) -> None:
        safe = "".join(c if c.isalnum() or c in " -_" else "-" for c in title).strip()[:80] or tr(
            "review", "a file's name"
        )
        chosen = self.choose_file(str(Path.home() / f"{safe}.{name.split('+')[0]}"), FORMATS[name])
        if chosen:
            self._controller.export_review(
                session_id, name, Path(chosen), self._exported, self._export_failed, notes=notes
            )

    def forbids(self, rule: str) -> bool:
        """Whether a rule of this machine's policy forbids something; then that is said, and whom to ask."""
        policy = self._controller.policy()
        forbidden = not getattr(policy.rules, rule)
        if forbidden:
            self._export_failed(policy.refusal(rule))
        return forbidden

    def _say_locked(self, title: str) -> None:
        """Say that a setting is locked, and whom to ask."""
        said = tr("“{title}” is locked on this computer.", title=title)
        self.notice.show_notice(said, self._controller.policy().asking)

    def _exported(self, path: Path) -> None:
        self.notice.show_notice(
            tr("Saved as {name}.", name=path.name), tr("In {parent}.", parent=path.parent), good=True
        )

    def _export_failed(self, wrong: UserError) -> None:
        self.notice.show_notice(wrong.message, wrong.fix)

    def _line_typed(self) -> None:
        """Who types need not be heard."""
        if self.notice.place in ("typing", "reading", "microphone"):
            self.notice.hide()

    def _keep_captions(self, shown: bool) -> None:
        self._controller.set_settings(msgspec.structs.replace(self._controller.settings(), captions=shown))

    def _apply(self, settings: Settings) -> None:
        self.theme.set_appearance(settings.appearance)
        self.theme.allow_motion(settings.motion)

    def scenario(self, scenario_id: str) -> Scenario | None:
        """The scenario of this id; None when it is not installed."""
        return next((s for s in self._controller.scenarios() if s.id == scenario_id), None)

    @staticmethod
    def _state() -> QSettings:
        return QSettings(str(paths.config_dir() / "window.ini"), QSettings.Format.IniFormat)

    def _restore(self) -> None:
        geometry = self._state().value("geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            self.resize(first_size(self.screen().availableSize()))


def first_size(room: QSize) -> QSize:
    """The window's size at its first start, on a screen with that much `room`: its frame has to fit as well."""
    return QSize(*USUAL).boundedTo(room - QSize(*FRAME)).expandedTo(QSize(*LEAST))
