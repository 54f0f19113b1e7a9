"""The card of a lesson: where one is, what the page says and asks, and the way on.

It lies over the window without holding anything up, beside what is pointed at. It can be dragged
aside, or made smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from explorer.app.term_text import Paragraph, TermsIn, with_terms, write
from explorer.app.theme import Theme
from explorer.features.lessons.protocol import TaskStatus
from explorer.protocol.explanation import marked
from explorer.text.translation import tr
from explorer.widgets.blocks import Page, button, label, set_role
from explorer.widgets.escape import keeps_escape
from explorer.widgets.flow_layout import FlowLayout

_WIDTH = 400
_MARGIN = 12
_MOST_TASKS = 4
_MUCH = 0.55
"""The share of the window's width from which the card takes all of it, and less height."""
_BEARABLE = 0.2
"""Of a large place, the share that the card may lie over."""
_DONE, _TO_DO = tr("✓  Done: "), tr("○  To do: ")


@dataclass(frozen=True)
class Shown:
    """All that the card shows of a page. `remedy` is the label of the button beside `need`."""

    where: str
    title: str
    paragraphs: tuple[str, ...]
    tasks: tuple[TaskStatus, ...]
    need: str = ""
    remedy: str = ""
    can_remedy: bool = True
    points: bool = False
    aside: str = ""
    first: bool = False
    last: bool = False

    @property
    def done(self) -> bool:
        """Whether everything is done that the page asks."""
        return all(task.done for task in self.tasks)


class LessonCard(QFrame):
    """`term_wanted` carries a glossary key. The buttons are connected by the desk.

    It lies over `parent` and leaves `feet`, at the end of it, uncovered.
    """

    term_wanted = Signal(str)
    left = Signal()

    def __init__(
        self, look: Theme, terms_in: TermsIn, parent: QWidget, feet: Sequence[QWidget]
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lessonCard")
        self.setProperty("role", "lesson")
        self._look, self._terms_in, self._above = look, terms_in, parent
        self._feet = tuple(feet)
        self._shown: Shown | None = None
        self._hole = QRect()
        self._grip: QPoint | None = None
        self._dragged = self._settled = self._aside = False
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(16, 12, 16, 14)
        self._outer.setSpacing(8)
        self._build_head()
        self._build_page()
        self._build_foot()
        look.changed.connect(self._repaint)
        self.hide()

    # -- building ----------------------------------------------------------------------------

    def _build_head(self) -> None:
        self.where = label("", "small", wrap=True, name="lessonWhere")
        self.acts = button(tr("Acts"), "link", name="lessonActs", tip=tr("All acts and lessons"))
        self.fold = button(tr("Smaller"), "link", name="lessonFold", tip=tr("Show the task alone"))
        self.fold.setCheckable(True)
        self.fold.toggled.connect(self._folded)
        self.close_button = button(
            tr("Leave"), "link", name="lessonLeave", tip=tr("The lesson remembers the page (Esc)")
        )
        self.close_button.clicked.connect(self.left)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.where, 1)
        for push_button in (self.acts, self.fold, self.close_button):
            row.addWidget(push_button)
        self._outer.addLayout(row)

    def _build_page(self) -> None:
        self.page = Page(gap=8)
        self.title = label("", "title", wrap=True, name="lessonTitle")
        self.text = QTextBrowser()
        self.text.setObjectName("lessonText")
        self.text.setAccessibleName(tr("What this page says"))
        self.text.setProperty("role", "words")
        self.text.setOpenLinks(False)
        self.text.document().setDocumentMargin(0)
        self.text.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.anchorClicked.connect(self._follow)
        self.tasks = [label("", "task", wrap=True) for _ in range(_MOST_TASKS)]
        for number, item in enumerate(self.tasks, start=1):
            item.setObjectName(f"lessonTask.{number}")
        self.need = label("", "chip-warn", wrap=True, name="lessonNeed")
        self.remedy = button("", name="lessonRemedy")
        self.aside = label("", "small", wrap=True, name="lessonAside")
        for item in (self.where, self.title, self.need, self.aside, *self.tasks):
            item.setProperty("term", "")  # these are sentences of the lesson, not names
        line = QHBoxLayout()
        line.addWidget(self.remedy)
        line.addStretch(1)
        for widget in (self.title, self.text, self.need):
            self.page.add(widget)
        self.page.column.addLayout(line)
        for widget in (*self.tasks, self.aside):
            self.page.add(widget)
        self.page.column.addStretch(1)
        self._outer.addWidget(self.page, 1)

    def _build_foot(self) -> None:
        self.back = button(tr("Back"), name="lessonBackButton")
        self.go = button(tr("Show me"), "link", name="lessonGoButton")
        self.skip = button(tr("Skip"), "link", name="lessonSkipButton")
        self.next = button(tr("Next"), "primary", name="lessonNextButton")
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self._foot = FlowLayout(gap=6)
        self._foot.addWidget(self.back)
        for push_button in (self.go, self.skip, self.next):
            self._foot.add_right(push_button)
        self._outer.addLayout(self._foot)

    def tell_keys(self, keys: Sequence[tuple[QPushButton, str]]) -> None:
        """Write the keys of the buttons into their tool tips."""
        for push_button, tip in keys:
            push_button.setToolTip(tip)

    # -- showing -----------------------------------------------------------------------------

    def show_page(self, shown: Shown, hole: QRect, *, is_new: bool) -> None:
        """Show a page beside `hole`; `is_new` begins it at its top and gives up a dragged place."""
        if is_new:
            self._dragged = self._settled = self._aside = False
        self._shown, self._hole = shown, hole
        self._write()
        self._settle_size()
        self.show()
        self.place()
        self.raise_()
        if is_new:
            self.page.verticalScrollBar().setValue(0)

    def _write(self) -> None:
        shown = self._shown
        if shown is None:
            return
        self.setAccessibleName(tr("Lesson: {title}", title=shown.title))
        self.setAccessibleDescription(shown.where)
        self.where.setText(shown.where)
        self.title.setText(shown.title)
        pieces = [marked(text) for text in shown.paragraphs]
        texts = {piece.key for paragraph in pieces for piece in paragraph}
        paragraphs = [
            Paragraph(with_terms(text_pieces, self._terms_in, texts)) for text_pieces in pieces
        ]
        write(self.text, self._look, paragraphs)
        self.text.setAccessibleDescription(self.text.toPlainText())
        for place, item in enumerate(self.tasks):
            task = shown.tasks[place] if place < len(shown.tasks) else None
            if task is not None:
                item.setText(
                    f"{_DONE}{plain(task.sentences)}" if task.done else _TO_DO + plain(task.ask)
                )
                item.setAccessibleName(item.text()[3:])
                set_role(item, "chip-good" if task.done else "task")
        self.need.setText(shown.need)
        self.need.setVisible(bool(shown.need))
        self.remedy.setText(shown.remedy)
        self.remedy.setAccessibleName(shown.remedy)
        self.remedy.setVisible(bool(shown.remedy))
        self.remedy.setEnabled(shown.can_remedy)
        self.aside.setText(shown.aside)
        self.aside.setVisible(bool(shown.aside))
        self.back.setEnabled(not shown.first)
        self.next.setText(tr("Finish") if shown.last else tr("Next"))
        self.next.setAccessibleName(tr("Finish the lesson") if shown.last else tr("Next page"))
        self.next.setEnabled(shown.done)
        self.skip.setVisible(not shown.done)
        self.go.setVisible(shown.points)

    def take_focus(self) -> None:
        """Bring the keyboard to what is to be done next on the card."""
        order = [self.next, self.remedy, self.go, self.skip]
        if self._shown is not None and self._shown.need:
            order = [self.remedy, self.next, self.go, self.skip]
        for push_button in order:
            if push_button.isEnabled() and not push_button.isHidden():
                push_button.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is on the card."""
        focus = self.window().focusWidget()
        return focus is not None and self.isVisible() and self.isAncestorOf(focus)

    def announce(self, sentence: str) -> None:
        """Have a screen reader say it."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, plain(sentence)))

    @Slot()
    def _repaint(self) -> None:
        if self.isVisible():
            self._write()
            self._settle_size()
            self.place()

    @Slot(bool)
    def _folded(self, small: bool) -> None:
        self.fold.setText(tr("Larger") if small else tr("Smaller"))
        self.fold.setAccessibleName(
            tr("Show the whole page") if small else tr("Show the task alone")
        )
        self._repaint()

    @Slot(QWidget, QWidget)
    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """Where room is short, the page makes way while a person works beside it."""
        if self.isVisible() and now is not None and now.window() is self.window():
            aside = not self.has_focus
            if aside != self._aside and self._cramped:
                self._aside, self._settled = aside, False
                self._repaint()

    @property
    def _cramped(self) -> bool:
        """Whether the whole page would hide much of the window."""
        room = self._above.rect()
        return self._look.units(_WIDTH) > room.width() * _MUCH

    def _settle_size(self) -> None:
        small = self.fold.isChecked() or (self._cramped and self._aside)
        self.title.setHidden(small)
        self.text.setHidden(small)
        tasks = self._shown.tasks if self._shown is not None else ()
        now = next((at for at, task in enumerate(tasks) if not task.done), len(tasks) - 1)
        for place, item in enumerate(self.tasks):
            item.setVisible(place < len(tasks) and (not small or place == now))

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "glossary":
            self.term_wanted.emit(url.path())

    # -- the place ---------------------------------------------------------------------------

    def keep_clear_of(self, hole: QRect) -> None:
        """What is pointed at stands elsewhere now."""
        self._hole = hole
        if self.isVisible():
            self.place()

    def place(self) -> None:
        """Take the size of the page, and a place where it hides nothing of what is meant."""
        room = self._above.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        room.setBottom(
            room.bottom() - sum(widget.height() for widget in self._feet if widget.isVisible())
        )
        width = room.width() if self._cramped else min(self._look.units(_WIDTH), room.width())
        height = self._height(width)
        if height > room.height():  # then the page scrolls, and its bar takes some of the width
            height = room.height()
            self._height(width - self.page.verticalScrollBar().sizeHint().width())
        here = QRect(self.pos(), self.size())
        self.resize(width, height)
        self._move_within(room, here.bottomLeft() - QPoint(0, height - 1))
        if self._dragged or (self._settled and self._hides(self.geometry()) == 0):
            return  # what stands well is not moved under the person's eyes
        self._settled = True
        top = room.top() + (self._look.units(26) if self._cramped else room.height() // 8)
        middle = () if self._cramped else ((room.bottom() + top - height) // 2,)
        places = [
            QPoint(x, y)
            for y in (room.bottom() - height, *middle, top)
            for x in (
                room.right() - width,
                room.left() + (room.width() - width) // 2,
                room.left(),
            )
        ]
        self._move_within(room, min(places, key=self._hidden_at))

    def _hidden_at(self, corner: QPoint) -> float:
        return self._hides(QRect(corner, self.size()))

    def _hides(self, place: QRect) -> float:
        """The share of what is pointed at that would be hidden; little of it counts as nothing."""
        both = place.intersected(self._hole)
        share = both.width() * both.height() / max(1, self._hole.width() * self._hole.height())
        return 0.0 if both.isEmpty() or share < _BEARABLE else share

    def _move_within(self, room: QRect, corner: QPoint) -> None:
        x = max(room.left(), min(corner.x(), room.right() - self.width()))
        y = max(room.top(), min(corner.y(), room.bottom() - self.height()))
        self.move(x, y)

    def _height(self, width: int) -> int:
        """Pixels that everything needs at a width."""
        margins = self._outer.contentsMargins()
        inner = width - margins.left() - margins.right() - 2 * self.frameWidth()
        if not self.text.isHidden():
            document = self.text.document()
            document.setTextWidth(inner)
            self.text.setFixedHeight(round(document.size().height()) + 2)
        heights = 0
        for place in range(self._outer.count()):
            item = self._outer.itemAt(place)
            layout = item.layout() if item is not None else None
            heights += _needed(layout if layout is not None else self.page.column, inner)
        gaps = self._outer.spacing() * (self._outer.count() - 1)
        return heights + gaps + margins.top() + margins.bottom() + 2 * self.frameWidth() + 2

    # -- mouse and keys ----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The card is dragged by any part that is no control."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grip = event.position().toPoint()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """It follows the mouse, within the window."""
        if self._grip is not None:
            self._dragged = True
            corner = self.mapToParent(event.position().toPoint()) - self._grip
            self._move_within(self._above.rect(), corner)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """And stays."""
        self._grip = None

    def event(self, event: QEvent) -> bool:
        """Esc is ours while the focus is inside: elsewhere it stops a job."""
        return keeps_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; Return presses the button that has the focus."""
        focus = self.window().focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focus, QPushButton
        ):
            focus.click()
        else:
            super().keyPressEvent(event)


def plain(sentence: str) -> str:
    """A sentence without its marks."""
    return "".join(piece.text for piece in marked(sentence))


def _needed(layout: QLayout, width: int) -> int:
    if layout.hasHeightForWidth():
        return layout.heightForWidth(width)
    return layout.sizeHint().height()
