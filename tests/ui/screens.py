"""Every screen of the window, on usual, very long and no content: for tests and pictures of the layout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.events import (
    CallPhase,
    EngineHealth,
    LevelMeasured,
    Notice,
    PartialHeard,
    PersonaSaid,
    PhaseChanged,
    SessionStarted,
)
from desktop.records import KeptShare, SessionSummary
from desktop.review.comparison import compare, tried_again
from desktop.review.document import Moment, ReviewDocument, ReviewTurn
from desktop.review.progress_document import Progress
from desktop.scenario import Scenario
from desktop.settings import Appearance
from desktop.ui.again import Again
from desktop.ui.bridge import Bridge
from desktop.ui.controller import LoadedReview
from desktop.ui.dialogs import PassphraseDialog
from desktop.ui.main_window import MainWindow
from desktop.ui.settings.screen import SettingsScreen
from desktop.ui.shelf import Fetching
from desktop.ui.theme import Theme
from desktop.ui.welcome.screen import WelcomeScreen
from tests.ui import progress_samples, samples
from tests.ui.fakes import CHECKS, HISTORY, SCENARIOS, FakeController, summary

Content = Literal["usual", "long", "empty"]
LONG_WORD = "Rechtsschutzversicherungsgesellschaften"
LONG_TITLE = f"The conversation with the {LONG_WORD} about everything that nobody wrote down in eleven years"
LONG_NAME = "Maximiliane-Alexandra von Hohenlohe-Waldenburg-Schillingsfürst"
LONG_ROLE = "Executive Vice President of Engineering, Reliability and Customer-Facing Infrastructure"
LONG_LINE = " ".join(
    f"I said it for the {number}. time and nobody in the room wanted to hear it" for number in range(14)
)
"""About 200 words."""


def settle(turns: int = 8) -> None:
    """Let layouts and queued events come to rest; some screens are built in pieces, which takes more `turns`."""
    for _turn in range(turns):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents()


def controller(content: Content) -> FakeController:
    """A controller on that much content."""
    if content == "empty":
        made = FakeController(scenarios=(), history=())
        made.loaded = LoadedReview(samples.empty_review(), has_audio=False)
        made.progressed = Progress(1, ())
        made.shelf_.there = ()
        return made
    unfinished = replace(summary("s-0", "eleven-pm", "The 11 PM call", 0, 0, ended=False), duration_s=192.0)
    made = FakeController(
        scenarios=SCENARIOS if content == "usual" else tuple(_longer(one) for one in SCENARIOS),
        history=(unfinished, *HISTORY) if content == "usual" else tuple(_long_line(s) for s in HISTORY),
    )
    made.kept_calls = (KeptShare("x-1", "The 11 PM call", "2025-03-05T09:00:00+01:00"),)
    if content == "long":
        made.loaded = LoadedReview(long_review(), has_audio=True)
        made.progressed = progress_samples.two_scenarios()
        made.kept_calls = (replace(made.kept_calls[0], title=LONG_TITLE),)
        made.sessions = (replace(_long_line(unfinished), ended_at=""), *made.sessions)
    return made


def _longer(scenario: Scenario) -> Scenario:
    persona = replace(scenario.persona, name=LONG_NAME, role=LONG_ROLE, summary=LONG_LINE)
    return replace(
        scenario,
        title=LONG_TITLE,
        tagline=f"{LONG_LINE[:200]} {LONG_WORD}",
        category=f"{scenario.category} of the {LONG_WORD}",
        situation=f"{LONG_LINE}\n\n{LONG_LINE}",
        goals=(LONG_LINE, *scenario.goals),
        watch_for=LONG_LINE,
        you=LONG_ROLE,
        minutes=125.0,
        persona=persona,
    )


def _long_line(session: SessionSummary) -> SessionSummary:
    return replace(session, scenario_title=LONG_TITLE, duration_s=7513.0, attempt=117)


def long_review() -> ReviewDocument:
    """A review in which everything that has words has very many, with moments close together."""
    usual = samples.review()
    first = LONG_LINE[: LONG_LINE.index("2.")].rstrip()
    marks = tuple(
        (f"for the {n}. time", (samples.BLAME, samples.SAFETY, samples.PROMISE)[n % 3]) for n in range(9)
    )
    long_lines = (
        samples.Line(20, "persona", LONG_LINE),
        samples.Line(30, "user", f"{LONG_WORD} {LONG_LINE}", marks),
        samples.Line(40, "user", f"{first} {LONG_WORD * 5}", ((LONG_WORD * 5, samples.CERTAIN),)),
    )
    document = samples.review((*long_lines, *samples.LINES))
    return msgspec.structs.replace(
        document,
        title=LONG_TITLE,
        persona=LONG_NAME,
        persona_role=LONG_ROLE,
        summary=f"You lost them at 0:52 and had them back by 1:24. {LONG_LINE}",
        duration_s=7513.0,
        attempt=117,
        turns=tuple(_long_speaker(turn) for turn in document.turns),
        moments=tuple(_long_moment(moment) for moment in document.moments),
        steps=tuple(msgspec.structs.replace(s, title=f"{s.title} and {LONG_WORD}") for s in usual.steps),
        measures=tuple(msgspec.structs.replace(m, title=f"{m.title}: {LONG_WORD}") for m in usual.measures),
        next_time=(LONG_LINE, f"{LONG_WORD}: ask for the options."),
        notices=(LONG_LINE,),
        notes=samples.NOTES,
        comments=tuple(replace(one, author=LONG_NAME, text=LONG_LINE) for one in samples.COMMENTS),
    )


def _long_speaker(turn: ReviewTurn) -> ReviewTurn:
    return msgspec.structs.replace(turn, speaker="Maximiliane-Alexandra") if turn.role == "persona" else turn


def _long_moment(moment: Moment) -> Moment:
    return msgspec.structs.replace(
        moment,
        title=f"{moment.title} in front of the {LONG_WORD}",
        label=f"{moment.label} of everyone",
        why=LONG_LINE,
        effect=f"The {LONG_WORD} heard of it.",
    )


def window(theme: Theme, content: Content, kept: FakeController | None = None) -> MainWindow:
    """The window on that content, not shown yet."""
    return MainWindow(kept or controller(content), Bridge(), theme)


def _library(theme: Theme, content: Content) -> QWidget:
    return window(theme, content)


def _going(key: str) -> Callable[[Theme, Content], QWidget]:
    def made(theme: Theme, content: Content) -> QWidget:
        one = window(theme, content)
        one.go(key)
        if key == "history":
            one.take(
                Notice(
                    "The microphone was unplugged. The call so far is safe.",
                    "Plug it in again, or type what you say.",
                )
            )
        return one

    return made


def _briefing(theme: Theme, content: Content) -> QWidget:
    one = window(theme, content, controller("usual" if content == "empty" else content))
    one.open_briefing("eleven-pm")
    for role in ("recogniser", "second_ear", "persona", "synthesizer"):
        one.take(EngineHealth(role, "ready"))
    for _block in range(20):
        one.take(LevelMeasured(-28.0, 1.0))
    heard = {"usual": "I heard the numbers, tell me where we are", "long": LONG_LINE, "empty": ""}[content]
    one.take(PartialHeard(0, heard))
    return one


def _call(theme: Theme, content: Content) -> QWidget:
    one = window(theme, content, controller("usual" if content == "empty" else content))
    one.open_briefing("eleven-pm")
    one.current().pick_up.click()  # type: ignore[attr-defined]
    one.take(SessionStarted("s-1", "eleven-pm"))
    one.take(PhaseChanged(CallPhase.SPEAKING, 192.0))
    if content == "empty":
        return one
    said = "Four hours for the rollback, and we'd lose the last two hours of orders."
    one.take(PersonaSaid(3, LONG_LINE if content == "long" else said, 190.0, 4.0))
    return one


def _call_typing(theme: Theme, content: Content) -> QWidget:
    one = _call(theme, content)
    assert isinstance(one, MainWindow)
    one.take(EngineHealth("synthesizer", "degraded", "The neural voice stopped: the system voice speaks instead."))
    one.take(PhaseChanged(CallPhase.HEARING, 196.0))
    one.current().type_instead.button.click()  # type: ignore[attr-defined]
    one.take(
        Notice(
            "The microphone or the loudspeaker is gone. Connect it, or another one, to go on.",
            "The call waits, and goes on by itself. What was said is saved.",
        )
    )
    one.take(PhaseChanged(CallPhase.WAITING, 197.0))
    return one


def _review(theme: Theme, content: Content) -> QWidget:
    one = window(theme, content)
    one.open_review("s-1")
    return one


def _review_written(theme: Theme, content: Content) -> QWidget:
    kept = controller(content)
    if content == "usual":
        kept.loaded = LoadedReview(samples.written_review(), has_audio=True)
    one = window(theme, content, kept)
    one.open_review("s-1")
    assert one.pane is not None
    one.pane.written.find.begin()
    one.pane.written.find.field.setText("option")
    return one


def _review_ended(theme: Theme, content: Content) -> QWidget:
    """With tries, and the offer to go on."""
    kept = controller(content)
    line = tried_again(samples.first_try(), samples.second_try())
    assert line is not None
    kept.loaded = replace(kept.loaded, tried=(line,), can_resume=True)
    one = window(theme, content, kept)
    one.again = Again(one, kept, lambda: 0.0)
    one.open_review("s-1")
    assert one.pane is not None
    return one


def _versions(theme: Theme, content: Content) -> QWidget:
    kept = controller(content)
    tried = samples.second_try()
    both = compare(samples.first_try(), tried)
    if content == "long":
        first, again = (samples.with_states(long_review(), ((80.0, 41.0, 30.0),) * 3) for _n in range(2))
        tried = msgspec.structs.replace(again, session_id="s-2", retry_of="s-1", from_turn=1, begins_s=30.0)
        both = compare(first, tried)
    if content == "empty":
        both = None
    kept.loaded = LoadedReview(tried, True, both, first_has_audio=True)
    one = window(theme, content, kept)
    one.open_review("s-2")
    return one


def _shared(theme: Theme, content: Content) -> QWidget:
    kept = controller(content)
    if content == "long":
        kept.share = replace(
            samples.open_share(samples.COMMENTS),
            review=msgspec.structs.replace(samples.open_share().review, document=long_review()),
        )
    one = window(theme, content, kept)
    one.sharing.open_file(Path("call.steadyshare"))
    assert one.sharing.open_dialog is not None
    one.sharing.open_dialog.submitted.emit("words")
    return one


def _settings(theme: Theme, content: Content) -> QWidget:
    one = window(theme, content)
    one.go("settings")
    screen = one.current()
    assert isinstance(screen, SettingsScreen)
    screen.microphone.button.click()
    one.take(PartialHeard(0, LONG_LINE if content == "long" else "I heard the numbers"))
    screen.privacy.erase.click()
    screen.models.suggested.click()
    fake = one._controller
    assert isinstance(fake, FakeController)
    fake.shelf_.on_progress(Fetching("Vosk English, small", 1, 1, 20_600_000, 41_205_931))
    screen.diagnostics.examine.click()
    for check in CHECKS if content != "empty" else ():
        fake.clinic_.on_check(replace(check, detail=LONG_LINE) if content == "long" else check)
    fake.clinic_.on_ready()
    return one


def _welcome(step: int) -> Callable[[Theme, Content], QWidget]:
    def made(theme: Theme, content: Content) -> QWidget:
        one = window(theme, content)
        screen = WelcomeScreen(theme, one._controller, one.health)
        one._show(screen, "")
        screen.go(step)
        return one

    return made


def _share(theme: Theme, content: Content) -> QWidget:
    one = window(theme, content)
    one.open_review("s-1")
    assert one.pane is not None
    one.pane.share_button.click()
    dialog = one.sharing.share_dialog
    assert dialog is not None
    if content != "empty":
        dialog.make.click()
    if content == "long":
        dialog.refuse(LONG_LINE)
    dialog.window_behind = one  # type: ignore[attr-defined]
    return dialog


def _open(theme: Theme, content: Content) -> QWidget:
    one = window(theme, content)
    one.sharing.open_file(Path(f"{LONG_TITLE}.steadyshare" if content == "long" else "call.steadyshare"))
    dialog = one.sharing.open_dialog
    assert dialog is not None
    dialog.window_behind = one  # type: ignore[attr-defined]
    return dialog


def _passphrase(theme: Theme, content: Content) -> QWidget:
    dialog = PassphraseDialog(theme, new=content != "empty")
    dialog.first.setText("three small words")
    if content != "empty":
        dialog.confirm.click()
    return dialog


def _support(theme: Theme, content: Content) -> QWidget:
    one = _settings(theme, content)
    screen = one.current()  # type: ignore[attr-defined]
    screen.diagnostics.support.click()
    screen.diagnostics.dialog.window_behind = one
    return screen.diagnostics.dialog  # type: ignore[no-any-return]


SCREENS: dict[str, Callable[[Theme, Content], QWidget]] = {
    "library": _library,
    "history": _going("history"),
    "progress": _going("progress"),
    "settings": _settings,
    "briefing": _briefing,
    "call": _call,
    "call_typing": _call_typing,
    "review": _review,
    "review_written": _review_written,
    "review_ended": _review_ended,
    "versions": _versions,
    "shared": _shared,
    "welcome_0": _welcome(0),
    "welcome_1": _welcome(1),
    "welcome_2": _welcome(2),
}
DIALOGS: dict[str, Callable[[Theme, Content], QWidget]] = {
    "share": _share,
    "open": _open,
    "passphrase": _passphrase,
    "support": _support,
}


def appearances() -> tuple[Appearance, ...]:
    """The three looks."""
    return ("dark", "light", "contrast")
