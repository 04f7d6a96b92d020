"""Opening the window: the store unlocked, the theme ready, and Qt's loop until it closes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from desktop import logs, paths, settings
from desktop.app.application import Application
from desktop.app.single import SingleWindow
from desktop.catalog import Catalog
from desktop.errors import Cancelled, UserError
from desktop.events import Notice
from desktop.imports import collect_again
from desktop.store import keys
from desktop.store.database import Store
from desktop.ui import i18n
from desktop.ui.bridge import Bridge
from desktop.ui.dialogs import PassphraseDialog
from desktop.ui.firstframe import FirstFrame
from desktop.ui.i18n import told, tr
from desktop.ui.main_window import MainWindow
from desktop.ui.theme import Theme, prepare_application

_HIDDEN_MS = 10_000
"""A window that was started out of sight is not painted; what it does is collected from then on."""
BeforeShown = Callable[[MainWindow, Application, Bridge], None]


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
            refusal = told(wrong.message)


def apply_scale(percent: int) -> None:
    """Draw everything that much larger. Before Qt starts: it reads it once. What the person set for Qt holds.

    Unless the size is locked: that holds against the environment too.
    """
    if "scale" in settings.policy().locked:
        os.environ["QT_SCALE_FACTOR"] = f"{percent / 100:g}"
    elif percent != 100:
        os.environ.setdefault("QT_SCALE_FACTOR", f"{percent / 100:g}")


def first_notices(store: Store) -> tuple[Notice, ...]:
    """What has to be known of this machine from the start; the window shows the last one longest."""
    told = tuple(Notice(one) for one in store.notices)
    message, meaning = settings.policy().trouble
    return (*told, Notice(message, meaning)) if message else told


def _there(application: Application) -> None:
    """The window can be seen: what was put off until then."""
    collect_again()
    application.warm_up()


def run(before_shown: BeforeShown | None = None) -> int:
    """Open the window and live until it closes; the exit status. `before_shown` is for who measures it."""
    logs.configure(paths.log_dir())
    chosen = settings.load()
    apply_scale(chosen.scale)
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("Steadyhand")
    if "language" in settings.policy().locked:
        os.environ.pop(i18n.VARIABLE, None)  # a lock holds against the environment
    i18n.install(qt, chosen.language)
    only = SingleWindow(paths.data_dir(), qt)
    if not only.claim():
        print(tr("Steadyhand is open already; its window comes to the front."), file=sys.stderr)
        return 0
    prepare_application(qt)
    theme = Theme(chosen.appearance)
    try:
        store = open_store(theme)
    except Cancelled:
        return 0
    bridge = Bridge()
    application = Application(store, Catalog.load(), chosen, bridge)
    window = MainWindow(application, bridge, theme)
    window.finished.connect(only.release)
    window.finished.connect(qt.quit)
    only.on_called(window.come_forward)
    if before_shown is not None:
        before_shown(window, application, bridge)
    FirstFrame(window.current(), partial(_there, application))
    QTimer.singleShot(_HIDDEN_MS, collect_again)
    window.show()
    for notice in first_notices(store):
        bridge.post(notice)
    return qt.exec()
