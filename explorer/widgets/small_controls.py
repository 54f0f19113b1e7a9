"""Small controls: boxes and buttons that shorten their text, tips that wrap, keys that wait."""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QPaintEvent, QResizeEvent, QShortcut, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLayout, QPushButton, QSizePolicy, QWidget

from explorer.widgets.untrusted_text import Markup, shown


def tip(*paragraphs: str) -> str:
    """A tool tip that wraps. Markup in the text is shown as it is written."""
    text = "".join(
        f"<p>{html.escape(shown(paragraph))}</p>" for paragraph in paragraphs if paragraph
    )
    return Markup(f"<html>{text}</html>" if text else "")


def set_tip(widget: QWidget, *paragraphs: str) -> None:
    """Give a widget a tip that wraps; a screen reader says it without the markup."""
    widget.setToolTip(tip(*paragraphs))
    widget.setAccessibleDescription("\n".join(filter(None, paragraphs)))


def set_bad(widget: QWidget, bad: bool) -> None:
    """Give an editor the border of a wrong value, or take it away."""
    if bool(widget.property("bad")) != bad:
        widget.setProperty("bad", bad)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def empty(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    item = layout.takeAt(0)
    while item is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            # deleteLater: the widget may be the sender of the signal that led here.
            widget.deleteLater()
        item = layout.takeAt(0)


class ChoiceBox(QComboBox):
    """A box that shortens what it shows, and that the wheel scrolls past instead of changing."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(14)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel, which scrolls past
        self._about = ""
        self.currentTextChanged.connect(self._tell)

    def setToolTip(self, text: str) -> None:
        """What the box is for; the whole of the choice is added where it is shortened."""
        self._about = text
        if not isinstance(text, Markup):  # the screen reader's name of a box is its choice
            self.setAccessibleDescription(text)
        self._tell()

    @Slot()
    def _tell(self) -> None:
        about, text = self._about, self.currentText()
        # A tip that is HTML already gets the choice as a paragraph of its own.
        plain = about.removeprefix("<html>").removesuffix("</html>")
        if plain != about:
            super().setToolTip(f"<html>{plain}<p>{html.escape(text)}</p></html>")
        elif text:
            super().setToolTip(tip(about, text))
        else:
            super().setToolTip(about)

    def minimumSizeHint(self) -> QSize:
        """As narrow as its column; the text is shortened."""
        return QSize(1, super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page."""
        event.ignore()

    def showPopup(self) -> None:
        """The list is as wide as its texts need, up to the width of the window."""
        view = self.view()
        wanted = view.sizeHintForColumn(0) + 2 * self.fontMetrics().height()
        room = self.window().width() - self.mapTo(self.window(), self.rect().topLeft()).x()
        view.setMinimumWidth(min(max(wanted, self.width()), max(room, self.width())))
        view.setAccessibleName(self.accessibleName() or self._about)
        super().showPopup()
        self._show_whole_rows()

    def _show_whole_rows(self) -> None:
        """Qt measures the rows before the style sheet makes them higher: the last one was cut.

        The arrow that scrolls stays where it was shown once, and takes a part of the last row.
        """
        view, frame = self.view(), self.view().parentWidget()
        layout = frame.layout() if frame is not None else None
        if frame is None or layout is None:
            return
        whole = self.count() <= self.maxVisibleItems()
        for arrow in frame.findChildren(QWidget) if whole else ():
            if arrow.metaObject().className() == "QComboBoxPrivateScroller":
                arrow.hide()
        layout.activate()
        rows = min(self.count(), self.maxVisibleItems())
        missing = sum(map(view.sizeHintForRow, range(rows))) - view.viewport().height()
        if missing == 0 or (missing < 0 and not whole):
            return
        screen = self.screen().availableGeometry()
        height = min(frame.height() + missing, screen.height())
        top = max(screen.top(), min(frame.y(), screen.bottom() + 1 - height))
        frame.setGeometry(frame.x(), top, frame.width(), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As the style paints it, with an ellipsis where the text does not fit."""
        # Here, because to name QStyle builds its enums: 4 ms, and the first paint shows no box.
        from PySide6.QtWidgets import QStyle, QStyleOptionComboBox, QStylePainter

        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        )
        # The style draws what the option says, so a shorter text suffices.
        option.currentText = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, max(0, field.width() - 2)
        )
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class ElidedButton(QPushButton):
    """A button that is as wide as its column and shortens its text; the tip has all of it."""

    def __init__(self, text: str, role: str = "hint") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._whole = ""
        self.say(text)

    @property
    def whole(self) -> str:
        """The text without shortening."""
        return self._whole

    def say(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self.setAccessibleName(text)
        set_tip(self, text)
        self._shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten again."""
        super().resizeEvent(event)
        self._shorten()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its column."""
        return QSize(1, super().minimumSizeHint().height())

    def _shorten(self) -> None:
        room = self.width() - 2 * self.fontMetrics().averageCharWidth()
        shown = self._whole.replace("&", "&&")
        self.setText(self.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room))


def disabled_shortcut(window: QWidget, name: str, slot: object) -> QShortcut:
    """A key of the whole window that does nothing until it is enabled."""
    shortcut = QShortcut(QKeySequence(name), window)
    shortcut.setEnabled(False)
    shortcut.activated.connect(slot)
    return shortcut
