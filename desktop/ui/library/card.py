"""One scenario as a card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.records import SessionSummary
from desktop.scenario import Scenario
from desktop.ui import timefmt, typography
from desktop.ui.briefing.screen import DIFFICULTIES
from desktop.ui.i18n import plural, tr
from desktop.ui.portrait import Portrait
from desktop.ui.theme import Theme
from desktop.ui.widgets.cardbutton import CardButton
from desktop.ui.widgets.notice import Sign
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.prose import Prose
from desktop.ui.widgets.text import ElidedLabel, label


class ScenarioCard(CardButton):
    """Who calls, what about, how long, and how it went last time."""

    def __init__(self, theme: Theme, scenario: Scenario, difficulty: str) -> None:
        super().__init__(theme, "")
        self.scenario = scenario
        self._hard = tr(dict(DIFFICULTIES).get(difficulty, difficulty))
        self.column.addLayout(self._heading())
        self.column.addWidget(Prose(theme, scenario.tagline, size=14, tone="muted"))
        self.column.addStretch(1)
        pills = QHBoxLayout()
        pills.setSpacing(6)
        pills.addWidget(Pill(theme, timefmt.minutes(scenario.minutes)))
        pills.addWidget(Pill(theme, self._hard))
        pills.addStretch(1)
        self.column.addLayout(pills)
        self._sign = Sign(theme, "disc", "muted", 14)
        self._result = label("", typography.SMALL, tone="muted", wrap=True)
        result = QHBoxLayout()
        result.setSpacing(6)
        result.addWidget(self._sign)
        result.addWidget(self._result, 1)
        self.column.addLayout(result)
        self.show_result(None)
        self.seal()

    def show_result(self, last: SessionSummary | None) -> None:
        """How the last call went, None when there was none."""
        self._sign.setVisible(last is not None)
        if last is None:
            self._result.setText(tr("Not tried yet"))
        else:
            steps = len(self.scenario.steps)
            self._sign.show_icon("disc" if last.steps_heard >= steps else "triangle", "muted")
            when = timefmt.ago(last.started_at)
            heard = (
                plural("{heard} of %n step", "{heard} of %n steps", steps, heard=last.steps_heard)
                if steps
                else timefmt.duration(last.duration_s)
            )
            name = self.scenario.persona.name.split()[0]
            gave_up = tr("{name} gave up", name=name) if last.reason == "gave_up" else ""
            self._result.setText(" · ".join(filter(None, (gave_up, heard, when))))
        self.setAccessibleName(self._in_words())

    def result(self) -> str:
        """The line about the last call."""
        return self._result.text()

    def matches(self, words: str) -> bool:
        """Whether every word of `words` is somewhere on the card."""
        scenario = self.scenario
        persona = f"{scenario.persona.name} {scenario.persona.role}"
        text = f"{scenario.title} {scenario.tagline} {persona} {scenario.category}".casefold()
        return all(word in text for word in words.casefold().split())

    def _heading(self) -> QHBoxLayout:
        persona = self.scenario.persona
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Portrait(persona.name, 56, 12), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addStretch(1)
        words.addWidget(ElidedLabel(self.scenario.title, typography.BODY, weight=typography.SEMIBOLD))
        words.addWidget(ElidedLabel(f"{persona.name} · {persona.role}", typography.SMALL, tone="muted"))
        words.addStretch(1)
        row.addLayout(words, 1)
        return row

    def _in_words(self) -> str:
        scenario, persona = self.scenario, self.scenario.persona
        who = tr("{title}, with {name}, {role}", title=scenario.title, name=persona.name, role=persona.role)
        return f"{who}. {scenario.tagline} {timefmt.minutes(scenario.minutes)}, {self._hard}. {self.result()}"
