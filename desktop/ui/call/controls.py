"""The controls under the call: few, with their names under them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import keymap, typography
from desktop.ui.theme import Theme
from desktop.ui.widgets.buttons import ActionButton, Kind
from desktop.ui.widgets.text import label, plain_tooltip


class Control(QWidget):
    """A button with a caption. A click does not take the keyboard focus, so that Space stays "hold to think"."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        caption: str,
        icon: str,
        kind: Kind = "plain",
        *,
        keycap: str = "",
        wide: int = 0,
        keys: str = "",
    ) -> None:
        """`keys`: what presses it, as an id of the key table."""
        super().__init__()
        self.button = ActionButton(theme, name, kind, icon=icon, keycap=keycap)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._wide, self._name, self._icon = wide, name, icon
        self._keys = keymap.named(keys) if keys else ""
        self._reason = ""
        self._caption = label(caption, typography.SMALL, tone="muted")
        self._caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._caption)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_compact(False)

    def set_compact(self, compact: bool) -> None:
        """Only the icon and no caption, for narrow windows."""
        bare = compact or not self._wide
        self.button.set_bare(bare)
        self.button.setFixedSize(60 if bare else self._wide, 46 if compact else 52)
        self._caption.setVisible(not compact)
        if self._reason:  # without its caption a lock alone would not say what is locked
            self.button.set_label(self.button.label(), self._icon if compact else "lock")
        self._hint()

    def set_caption(self, caption: str, icon: str | None = None) -> None:
        """Other words under the button, and for what it is called."""
        self._caption.setText(caption)
        self.button.set_label(caption if not self._wide else self.button.label(), icon)
        self._name = caption if not self._wide else self._name
        self._hint()

    def lock(self, reason: str) -> None:
        """Show that it changes nothing, and say the `reason`, a sentence, to who points at it or listens."""
        self._reason = reason
        self.set_compact(self._caption.isHidden())
        self.button.setAccessibleDescription(reason)
        self._hint()

    def _hint(self) -> None:
        """A tooltip: what it does, with its keys, and why it is locked."""
        named = f"{self._name} ({self._keys})" if self._keys else self._name
        plain_tooltip(self.button, f"{named}. {self._reason}" if self._reason else named)
