"""The inspector: one moment, what was said, what to say, and why."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.review.document import Moment
from desktop.ui import icons, typography
from desktop.ui.i18n import quoted, tr
from desktop.ui.review.kinds import kind_of, look_of, name_of
from desktop.ui.theme import Theme
from desktop.ui.timefmt import clock
from desktop.ui.widgets.buttons import ActionButton
from desktop.ui.widgets.prose import Prose
from desktop.ui.widgets.text import label, set_tone


class KindIcon(QWidget):
    """The mark of a kind: its icon, or a step's number in a disc."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._moment: Moment | None = None
        self.setFixedSize(QSize(18, 18))

    def show_moment(self, moment: Moment) -> None:
        """Show the mark of `moment`."""
        self._moment = moment
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._moment is None:
            return
        painter, look = QPainter(self), look_of(self._moment)
        if look.icon:
            color = self._theme.tokens.color(look.tone)
            icons.paint(painter, look.icon, QRectF(2, 2, 14, 14), color, weight=2.2)
        else:
            paint_number(painter, QRectF(0, 0, 18, 18), self._moment.order, self._theme)


def paint_number(painter: QPainter, box: QRectF, number: int, theme: Theme) -> None:
    """A step's number in a filled disc."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tokens.color("step"))
    painter.drawEllipse(box)
    painter.setPen(theme.tokens.color("surface"))
    painter.setFont(typography.font(11, typography.BOLD, tabular=True))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number) if number else "•")


class Inspector(QFrame):
    """Shows one moment; without any it says so and what to try."""

    play_requested = Signal(float, float)
    speak_requested = Signal(str)
    stop_requested = Signal()
    retry_requested = Signal()

    def __init__(
        self,
        theme: Theme,
        *,
        has_audio: bool,
        can_retry: bool = False,
        executive: str = "",
        picture: bool = False,
    ) -> None:
        """`executive`: what to call whoever spoke, where another reads this; "" for oneself.

        `picture`: it is only drawn, so nothing is offered to be pressed.
        """
        super().__init__()
        self._picture = picture
        self.setObjectName("card")
        self._theme, self._has_audio, self._can_retry = theme, has_audio, can_retry
        self._moment: Moment | None = None
        self._who = tr("{name} said", name=executive) if executive else tr("You said")
        self._hear_name = tr("Hear it") if executive else tr("Hear yourself")
        self._playing = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        box = QVBoxLayout(self)
        box.setContentsMargins(18, 14, 18, 16)
        box.setSpacing(4)
        box.addLayout(self._heading())
        box.addLayout(self._said_part())
        box.addLayout(self._say_part())
        self._why = Prose(self._theme, size=typography.SMALL, tone="muted")
        self._effect = Prose(self._theme, size=typography.SMALL, tone="muted")
        box.addWidget(self._why)
        box.addWidget(self._effect)
        self.retry = ActionButton(theme, tr("Retry from here"), "accent", icon="retry", keycap="R")
        self.retry.clicked.connect(self.retry_requested)
        box.addSpacing(4)
        box.addWidget(self.retry)

    def show_moment(self, moment: Moment, number: int, count: int) -> None:
        """Show `moment`, the `number`-th of `count`."""
        self._moment = moment
        look = look_of(moment)
        self._edge(look.tone)
        self._icon.show_moment(moment)
        self._icon.show()
        self._name.setText(_heading_text(moment))
        set_tone(self._name, look.tone)
        self._time.setText(
            tr("{number} of {count} · {time}", number=number, count=count, time=clock(moment.audio_s[0]))
        )
        self._said.set_text(quoted(moment.words))
        self._show_say(moment)
        self._set_text(self._why, _why(moment))
        self._set_text(self._effect, moment.effect)
        self._set_visible(True)
        self.set_playing("")

    def show_nothing(self) -> None:
        """Say that there is no moment, and what would make one."""
        self._moment = None
        self._edge("")
        self._icon.hide()
        self._name.setText(tr("No moments in this call"))
        set_tone(self._name, "")
        self._set_visible(False)
        self._set_text(
            self._why,
            tr(
                "What helped and what hurt will be marked on your own words here. In this call nothing was heard "
                "that this conversation listens for: the steps below say what to try next time."
            ),
        )
        self._set_text(self._effect, "")

    def set_playing(self, what: str) -> None:
        """Show what sounds now: "yours", "line", or "" for nothing. Its button then stops it."""
        self._playing = what
        self._hear.set_label(
            tr("Stop") if what == "yours" else self._hear_name, "stop" if what == "yours" else "play"
        )
        self._speak.set_label(
            tr("Stop") if what == "line" else tr("Hear it said"), "stop" if what == "line" else "ear"
        )

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        self._icon = KindIcon(self._theme)
        self._name = label("", typography.SMALL, weight=typography.BOLD)
        self._name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._time = label("", typography.SMALL, tone="muted", tabular=True)
        row.addWidget(self._icon)
        row.addWidget(self._name, 1)
        row.addWidget(self._time)
        return row

    def _said_part(self) -> QVBoxLayout:
        self._hear = ActionButton(self._theme, self._hear_name, "link", icon="play")
        self._hear.clicked.connect(self._toggle_hear)
        self._you_said = label(self._who, typography.SMALL, tone="muted")
        self._said = Prose(self._theme, size=typography.BODY)
        part = QVBoxLayout()
        part.setSpacing(0)
        part.addLayout(_row(self._you_said, self._hear))
        part.addWidget(self._said)
        return part

    def _say_part(self) -> QVBoxLayout:
        self._speak = ActionButton(self._theme, tr("Hear it said"), "link", icon="ear")
        self._speak.clicked.connect(self._toggle_speak)
        self._say_this = label(tr("Say this"), typography.SMALL, tone="muted")
        self._say = Prose(self._theme, size=typography.BODY, tone="say")
        part = QVBoxLayout()
        part.setSpacing(0)
        part.addLayout(_row(self._say_this, self._speak))
        part.addWidget(self._say)
        part.addSpacing(8)
        return part

    def _edge(self, tone: str) -> None:
        self.setProperty("edge", tone)
        self.style().unpolish(self)
        self.style().polish(self)

    def _show_say(self, moment: Moment) -> None:
        better = bool(moment.say_this)
        for widget in (self._say_this, self._speak, self._say):
            widget.setVisible(better)
        self._speak.setVisible(better and not self._picture)
        self._say.set_text(quoted(moment.say_this) if better else "")

    def _set_visible(self, shown: bool) -> None:
        self._you_said.setVisible(shown)
        self._said.setVisible(shown)
        self._time.setVisible(shown)
        self.retry.setVisible(shown and self._can_retry)
        sounded = self._moment is not None and self._moment.audio_s[1] > self._moment.audio_s[0]
        heard = self._has_audio and sounded and not self._picture
        self._hear.setVisible(shown and heard)  # a typed line has no sound
        if not shown:
            for widget in (self._say_this, self._speak, self._say):
                widget.hide()

    @staticmethod
    def _set_text(part: Prose, text: str) -> None:
        part.set_text(text)
        part.setVisible(bool(text))

    def _toggle_hear(self) -> None:
        if self._playing == "yours":
            self.stop_requested.emit()
        elif self._moment is not None:
            self.play_requested.emit(*self._moment.audio_s)

    def _toggle_speak(self) -> None:
        if self._playing == "line":
            self.stop_requested.emit()
        elif self._moment is not None:
            self.speak_requested.emit(self._moment.say_this)


def _row(left: QWidget, right: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(left)
    row.addStretch(1)
    row.addWidget(right)
    return row


def _heading_text(moment: Moment) -> str:
    kind = kind_of(moment)
    if kind in ("step", "possible", "promise"):
        name, what = name_of(moment), moment.title or moment.label
        same = name.casefold() == what.casefold()  # a promise is called no more than that
        return (name if same else f"{name} · {what}").upper()
    return moment.label.upper()


def _why(moment: Moment) -> str:
    if kind_of(moment) == "possible":
        return tr("This may not be what you meant: listen and judge. {why}", why=moment.why).strip()
    return tr("Why: {why}", why=moment.why) if moment.why else ""
