"""Going on from a past call in the window: a moment tried again, a call taken up again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.records import SessionSummary
from desktop.review.document import ReviewDocument
from desktop.scenario import Scenario
from desktop.ui.controller import CallOptions, Controller, Failed, LoadedReview
from desktop.ui.i18n import tr
from desktop.ui.review.pane import ReviewPane
from desktop.ui.review.takeup import OFFER_S, TakeUpBar

if TYPE_CHECKING:
    from desktop.ui.main_window import MainWindow

LEAST_MIN = 2.0
"""A call that goes on has at least so much time; as `desktop.rehearsal.beginning` grants it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a call goes on: `at_s` on its clock, which was to end at `limit_s` (0: as the scenario says).

    `cue`: the line to answer, "" for none. `again`: that moment is tried again. `typing`: one typed there.
    """

    at_s: float
    limit_s: float
    cue: str = ""
    again: bool = False
    typing: bool = False


class Again:
    """What `window` does to go on from a past call. `now`: a monotonic clock in seconds."""

    def __init__(
        self, window: MainWindow, controller: Controller, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._window, self._controller, self._now = window, controller, now
        self._ended: tuple[str, float] = ("", 0.0)

    def hung_up(self, session_id: str) -> None:
        """A call has just ended."""
        self._ended = (session_id, self._now())

    def dress(self, pane: ReviewPane, session_id: str, loaded: LoadedReview) -> None:
        """Connect a review with what can be done again; for a minute after hanging up, offer to go on."""
        document = loaded.document
        pane.retry_requested.connect(lambda turn_id: self.retry(document, turn_id))
        pane.review_wanted.connect(self._window.open_review)
        ended_id, ended = self._ended
        if loaded.can_resume and ended_id == session_id and self._now() - ended < OFFER_S:
            bar = TakeUpBar(self._window.theme, ended, self._now)
            bar.wanted.connect(lambda: self._resume_reviewed(document))
            pane.offer(bar)

    def retry(self, document: ReviewDocument, turn_id: int) -> None:
        """Try the moment at turn `turn_id` of a reviewed call again."""
        before = [turn for turn in document.turns if turn.turn_id < turn_id and turn.role == "persona"]
        at_s = before[-1].audio_s[0] if before else 0.0
        cue = before[-1].text if before else ""

        def begin(options: CallOptions, failed: Failed) -> None:
            self._controller.retry_call(document.session_id, turn_id, options, failed)

        typed = any(turn.turn_id == turn_id and turn.source == "typed" for turn in document.turns)
        place = Place(at_s, document.limit_s, cue, again=True, typing=typed)
        self._open(document.scenario_id, document.session_id, begin, place)

    def _resume_reviewed(self, document: ReviewDocument) -> None:
        last = next((turn for turn in reversed(document.turns) if turn.role == "user"), None)
        typed = last is not None and last.source == "typed"
        self.resume(document.session_id, document.scenario_id, document.duration_s, document.limit_s, typing=typed)

    def resume(
        self, session_id: str, scenario_id: str, at_s: float, limit_s: float, *, typing: bool = False
    ) -> None:
        """Go on with a call that broke off `at_s` seconds after its beginning, of at most `limit_s`."""

        def begin(options: CallOptions, failed: Failed) -> None:
            self._controller.resume_call(session_id, options, failed)

        self._open(scenario_id, session_id, begin, Place(at_s, limit_s, typing=typing))

    def resume_unfinished(self, session: SessionSummary) -> None:
        """Go on with a call of the history."""
        at_s, limit_s = session.duration_s, session.limit_s
        self.resume(session.session_id, session.scenario_id, at_s, limit_s, typing=session.typed)

    def _open(
        self,
        scenario_id: str,
        session_id: str,
        begin: Callable[[CallOptions, Failed], None],
        place: Place,
    ) -> None:
        scenario = self._window.scenario(scenario_id)
        if scenario is None:
            self._window.notice.show_notice(
                tr("This scenario is not installed any more."),
                tr("Bring it back in the settings, or install its pack again, to go on from this call."),
            )
            return
        options = self._options(scenario, place.at_s, place.limit_s)

        def failed(wrong: UserError) -> None:
            self._window.call = None
            self._window.open_review(session_id)
            self._window.notice.show_notice(wrong.message, wrong.fix)

        screen = self._window.open_call(scenario, options)
        screen.go_on_from(place.at_s, place.cue, again=place.again, typing=place.typing)
        begin(options, failed)

    def _options(self, scenario: Scenario, at_s: float, limit_s: float) -> CallOptions:
        chosen = self._controller.settings()
        return CallOptions(
            difficulty=chosen.difficulty,
            pauses=chosen.pauses,
            keep_audio=chosen.keep_audio,
            minutes=max(limit_s / 60 or scenario.minutes, at_s / 60 + LEAST_MIN),
        )
