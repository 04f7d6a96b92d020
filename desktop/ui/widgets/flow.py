"""Two layouts that fit any width: words that wrap, and cards in equal columns."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QStyle, QWidget


class _Items(QLayout):
    """A layout that keeps its items in a list and has height for width."""

    def __init__(self, parent: QWidget | None, gap: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # type: ignore[override]
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        return size

    def _placed(self, rect: QRect, box: QRect) -> QRect:
        """`box`, placed as from left to right, where it belongs in the window's direction."""
        around = self.parentWidget()
        return QStyle.visualRect(around.layoutDirection(), rect, box) if around is not None else box

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        raise AssertionError("a layout arranges its items")


class FlowLayout(_Items):
    """Items at their own size, one after the other, on as many lines as they need."""

    _broken: tuple[int, list[list[tuple[QLayoutItem, QSize]]]] | None = None
    """The width the lines were last broken for, and the lines."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent, gap)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        y = rect.y()
        for line in self._lines(max(rect.width(), 1)):
            height, x = max(size.height() for _item, size in line), rect.x()
            for item, size in line:
                if move:
                    item.setGeometry(self._placed(rect, QRect(QPoint(x, y + (height - size.height()) // 2), size)))
                x += size.width() + self._gap
            y += height + self._gap
        return max(y - self._gap - rect.y(), 0)

    def _lines(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        if self._broken is not None and self._broken[0] == width:
            return self._broken[1]
        lines: list[list[tuple[QLayoutItem, QSize]]] = []
        used = width + 1
        for item in self._shown():
            size = item.sizeHint().boundedTo(QSize(width, 16_777_215))
            if used + size.width() > width:
                lines.append([])
                used = 0
            lines[-1].append((item, size))
            used += size.width() + self._gap
        self._broken = (width, lines)
        return lines

    def invalidate(self) -> None:
        self._broken = None
        super().invalidate()


class GridFlow(_Items):
    """Items in as many equal columns of at least `column` px as fit; every row as high as its highest item."""

    def __init__(self, parent: QWidget | None = None, *, column: int = 280, gap: int = 16) -> None:
        super().__init__(parent, gap)
        self._column = column

    def columns(self, width: int) -> int:
        """How many columns fit into `width` px."""
        return max(1, (width + self._gap) // (self._column + self._gap))

    def minimumSize(self) -> QSize:
        return QSize(min(self._column, 240), 0)

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        columns, items, y = self.columns(rect.width()), self._shown(), rect.y()
        width = (rect.width() - self._gap * (columns - 1)) // columns
        for first in range(0, len(items), columns):
            row = items[first : first + columns]
            height = max(self._height(item, width) for item in row)
            for index, item in enumerate(row if move else ()):
                item.setGeometry(
                    self._placed(rect, QRect(rect.x() + index * (width + self._gap), y, width, height))
                )
            y += height + self._gap
        return max(y - self._gap - rect.y(), 0)

    @staticmethod
    def _height(item: QLayoutItem, width: int) -> int:
        return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
