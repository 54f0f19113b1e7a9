"""The card of a lesson: where one is, what the page says and asks, and the way on.

It is a column beside the others, or a strip below them, and covers nothing. In a strip, what a page
asks comes before what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from explorer.app.body import NO_LIMIT, Dock
from explorer.app.focus_keeper import place_focus
from explorer.app.term_text import Paragraph, TermsIn, TermText, with_terms, write
from explorer.app.theme import Theme
from explorer.features.lessons.protocol import TaskStatus
from explorer.protocol.explanation import marked
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Page, button, label, set_role, with_names
from explorer.widgets.elided import ChipButton
from explorer.widgets.escape import keeps_escape
from explorer.widgets.flow_layout import FlowLayout

_MOST_TASKS = 4
_BUTTONS = 13
"""The width, in em, of the buttons at the end of a strip: two of them side by side."""
_LINES_WHEN_DONE = 3
"""The height, in em, of what a task says once it is done: two lines."""
_DONE, _TO_DO = tr("Done:") + " ", tr("To do:") + " "
_BEFORE = tr("It counts when you do it on this page.")


@dataclass(frozen=True)
class Shown:
    """All that the card shows of a page.

    `remedy` is the label of a button: for what is needed first, or for an action that is in no menu
    that can be seen.
    """

    where: str
    title: str
    paragraphs: tuple[str, ...]
    tasks: tuple[TaskStatus, ...]
    need: str = ""
    remedy: str = ""
    can_remedy: bool = True
    points: bool = False
    first: bool = False
    last: bool = False

    @property
    def done(self) -> bool:
        """Whether everything is done that the page asks."""
        return all(task.done for task in self.tasks)


class LessonCard(Dock):
    """`term_wanted` carries a glossary key. The buttons are connected by the controller."""

    term_wanted = Signal(str)
    left = Signal()

    def __init__(self, look: Theme, terms_in: TermsIn) -> None:
        super().__init__()
        self._look, self._terms_in = look, terms_in
        self.setObjectName("lessonCard")
        self.setProperty("role", "lesson")
        self._shown: Shown | None = None
        self.folded = False
        self._fitting: dict[tuple[int, int], int] = {}
        self._outer = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._outer.setContentsMargins(14, 10, 14, 10)
        self._outer.setSpacing(10)
        self._build_page()
        self._build_buttons()
        look.changed.connect(self._repaint)
        self.hide()

    # -- building ----------------------------------------------------------------------------

    def _build_page(self) -> None:
        self.where = label("", "small", wrap=True, name="lessonWhere")
        self.title = label("", "title", wrap=True, name="lessonTitle")
        self.text = with_names(TermText(), "lessonText", tr("What this page says"))
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
        self.remedy = ChipButton("lessonRemedy")  # shortened where large text leaves no room
        for item in (self.where, self.title, self.need, *self.tasks):
            item.setProperty("term", "")  # these are sentences of the lesson, not names
        self.page = Page(gap=8)
        self._remedy_row = QHBoxLayout()
        self._remedy_row.addWidget(self.remedy)
        self._remedy_row.addStretch(1)
        self.page.add(self.where)
        self.page.add(self.title)
        self.page.add(self.text)
        for widget in (self.need, *self.tasks):
            self.page.add(widget)
        self.page.column.addLayout(self._remedy_row)
        self.page.column.addStretch(1)
        self.page.verticalScrollBar().rangeChanged.connect(self._scroll_to_focus)
        self._outer.addWidget(self.page, 1)

    def _build_buttons(self) -> None:
        self.back = button(tr("Back"), name="lessonBackButton")
        self.go = button(tr("Show me"), name="lessonGoButton")
        self.skip = button(tr("Skip"), name="lessonSkipButton")
        self.next = button(tr("Next"), "primary", name="lessonNextButton")
        self.acts = button(tr("Acts"), "link", name="lessonActs", tip=tr("All acts and lessons"))
        self.close_button = button(
            tr("Leave"), "link", name="lessonLeave", tip=tr("The lesson remembers the page")
        )
        self.close_button.clicked.connect(self.left)
        self.fold = button(tr("Fold"), "link", name="lessonFold")
        self.fold.setToolTip(tr("Leave the page above its room: the title and the steps stay"))
        self.fold.clicked.connect(self._turn_fold)
        self._buttons = QWidget()
        row = FlowLayout(self._buttons, gap=6)
        # Hidden ones keep their room, so that none moves under the pointer.
        for push_button in (self.back, self.next, self.skip, self.go, self.acts, self.close_button):
            retain_size(push_button, True)
            row.addWidget(push_button)
        row.addWidget(self.fold)
        self.fold.hide()
        self._outer.addWidget(self._buttons)

    def tell_keys(self, keys: Sequence[tuple[QPushButton, str]]) -> None:
        """Write the keys of the buttons into their tool tips."""
        for push_button, tip in keys:
            push_button.setToolTip(tip)

    # -- showing -----------------------------------------------------------------------------

    def lie(self, *, as_column: bool) -> None:
        """As a column, the buttons are below the page; in a strip, at the end of it."""
        way = QBoxLayout.Direction
        if as_column != self._is_column:
            self._outer.setDirection(way.TopToBottom if as_column else way.LeftToRight)
            # In a strip the task comes first: there is no room for the whole page.
            column = self.page.column
            column.removeWidget(self.text)
            column.insertWidget(2 if as_column else column.count() - 1, self.text)
        # As a strip grows upwards, its buttons are where they were on the page before.
        below = Qt.AlignmentFlag(0) if as_column else Qt.AlignmentFlag.AlignBottom
        self._outer.setAlignment(self._buttons, below)
        self.fold.setHidden(as_column)
        if as_column:
            self._set_folded(False)
        wide = self._buttons.sizeHint().width() if self.folded else _BUTTONS * self._look.em
        self._buttons.setMinimumWidth(0 if as_column else wide)
        self._buttons.setMaximumWidth(NO_LIMIT if as_column else wide)
        self._show_tasks()

    @Slot()
    def _turn_fold(self) -> None:
        """Leave the page above its room, or read on. Another page of the lesson unfolds."""
        self._set_folded(not self.folded)
        self.turned.emit()

    def _set_folded(self, folded: bool) -> None:
        if folded == self.folded:
            return
        self.folded = folded
        self.fold.setText(tr("Unfold") if folded else tr("Fold"))
        self.fold.setAccessibleName(tr("Unfold the lesson") if folded else tr("Fold the lesson"))
        for push_button in (self.skip, self.go, self.acts, self.close_button):
            retain_size(push_button, not folded)
        self._show_parts()

    @property
    def least(self) -> int:
        """Pixels of height that the buttons of a strip need."""
        margins = self._outer.contentsMargins()
        frame = margins.top() + margins.bottom() + 2 * self.frameWidth()
        wide = NO_LIMIT if self.folded else _BUTTONS * self._look.em
        return self._buttons.heightForWidth(wide) + frame

    def fitting(self, width: int) -> int:
        """Pixels of height of a strip of this width in which all of the page is in sight.

        It is measured once for each page: what happens on a page moves nothing above the strip, so
        a task that is still to do has room for what is said once it is done.
        """
        if self.folded:
            return self.least
        key = (width, self._look.em)
        if key not in self._fitting:
            margins = self._outer.contentsMargins()
            sides = margins.left() + margins.right() + self._outer.spacing()
            bar = self.page.verticalScrollBar().sizeHint().width()
            room = width - 2 * self.frameWidth() - sides - bar - _BUTTONS * self._look.em
            self._fit_text(room)
            high = self.page.column.totalHeightForWidth(room)
            self._fit_text()
            ends = margins.top() + margins.bottom() + 2 * self.frameWidth()
            later = (
                0 if self._shown is None or self._shown.done else _LINES_WHEN_DONE * self._look.em
            )
            self._fitting[key] = high + ends + later
        return self._fitting[key]

    @property
    def _is_column(self) -> bool:
        return self._outer.direction() == QBoxLayout.Direction.TopToBottom

    def show_page(self, shown: Shown, *, is_new: bool) -> None:
        """Show a page; `is_new` begins it at its top."""
        self._shown = shown
        self.show()
        pressed = self.window().focusWidget() if self.has_focus else None
        offered = not self.remedy.isHidden()
        self._write()
        if is_new:
            self._set_folded(False)
            self._fitting.clear()
            self.turned.emit()
        # Qt would hand it to any button, and Return would leave the page; it did so already where
        # the job that the remedy began greyed it out.
        followed = offered and self.remedy.isHidden() and pressed is self.back
        if pressed is not None and (pressed.isHidden() or not pressed.isEnabled() or followed):
            self.take_focus()
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
        for item, task in zip(self.tasks, shown.tasks, strict=False):
            ask, lines = plain(task.ask), [plain(task.sentences)] if task.done else []
            if task.before and not task.done:
                lines = [_BEFORE]
            mark = "✓  " if task.done else "○  "
            item.setText(numbers.breakable("\n".join((mark + ask, *lines))))
            item.setAccessibleName(" ".join((f"{_DONE if task.done else _TO_DO}{ask}", *lines)))
            set_role(item, "chip-good" if task.done else "task")
        self._show_tasks()
        self.need.say(shown.need)
        self._lay_remedy(self.need if shown.need else self.tasks[-1])
        self.remedy.say(shown.remedy)
        self.remedy.setEnabled(shown.can_remedy)
        self.back.setEnabled(not shown.first)
        self.next.setText(tr("Finish") if shown.last else tr("Next"))
        self.next.setAccessibleName(tr("Finish the lesson") if shown.last else tr("Next page"))
        self.next.setEnabled(shown.done)
        self._show_parts()
        self._fit_text()

    def _show_parts(self) -> None:
        """All of the page; of one that is folded its title and the steps."""
        shown, folded = self._shown, self.folded
        if shown is None:
            return
        self.skip.setVisible(not shown.done)
        self.go.setVisible(shown.points and not folded)
        for part in (self.acts, self.close_button, self.where, self.text):
            part.setHidden(folded)
        self.need.setVisible(bool(shown.need) and not folded)
        self.remedy.setVisible(bool(shown.remedy) and not folded)
        if self.title.wordWrap() == folded:  # Qt lays out again whatever it is set to
            self.title.setWordWrap(not folded)
        self._show_tasks()

    def _lay_remedy(self, below: QWidget) -> None:
        """Put the button where it is read: what is missing comes before what cannot be done yet."""
        column = self.page.column
        column.removeItem(self._remedy_row)
        column.insertLayout(column.indexOf(below) + 1, self._remedy_row)

    def _show_tasks(self) -> None:
        """All that is asked; in a strip the one that is next alone."""
        tasks = self._shown.tasks if self._shown is not None else ()
        now = next((at for at, task in enumerate(tasks) if not task.done), len(tasks) - 1)
        for place, item in enumerate(self.tasks):
            shown = place < len(tasks) and (self._is_column or place == now)
            item.setVisible(shown and not self.folded)

    def _fit_text(self, width: int = 0) -> None:
        """As high as it is long, in this width or its own: the page scrolls as a whole."""
        document = self.text.document()
        document.setTextWidth(width or self.page.viewport().width())
        self.text.setFixedHeight(round(document.size().height()) + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._outer.activate()
        self._fit_text()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the text to a width that it got while nobody saw it: the page learns it only now."""
        super().showEvent(event)
        self._fit_text()

    def minimumSizeHint(self) -> QSize:
        """As small as its place: the text scrolls."""
        return QSize(1, 1)

    def take_focus(self) -> None:
        """Bring the keyboard to what is to be done next on the card."""
        order = [self.next, self.remedy, self.go, self.skip]
        if self._shown is not None and self._shown.need:
            order = [self.remedy, self.next, self.go, self.skip]
        for push_button in order:
            if push_button.isEnabled() and not push_button.isHidden():
                place_focus(push_button)  # also from a page that it has just turned away
                self._scroll_to_focus()
                return

    def offer_remedy(self) -> bool:
        """Bring the keyboard to the button for what is missing; whether there is one to press."""
        offers = not self.remedy.isHidden() and self.remedy.isEnabled()
        if offers:
            place_focus(self.remedy)
            self._scroll_to_focus()
        return offers

    def leave_text(self) -> None:
        """The way on has the keyboard, where Qt handed it to the words: what was pressed for a
        task may be out of sight by now."""
        if self.text.hasFocus():
            self.take_focus()

    @Slot()
    def _scroll_to_focus(self) -> None:
        """Have the button in sight that has the keyboard, also once all above it is laid out."""
        if self.window().focusWidget() is self.remedy:
            self.page.ensureWidgetVisible(self.remedy)

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

    @Slot(QUrl)
    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "glossary":
            self.term_wanted.emit(url.path())

    # -- keys --------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Esc is ours while the focus is inside: elsewhere it stops a job. Before an audience it
        ends that, wherever a clicker led the focus."""
        ours = not self._look.presenting and keeps_escape(event)
        return ours or super().event(event)

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


def retain_size(widget: QWidget, on: bool) -> None:
    """Whether a hidden widget keeps its room."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(on)
    widget.setSizePolicy(policy)


def plain(sentence: str) -> str:
    """A sentence without its marks."""
    return "".join(piece.text for piece in marked(sentence))
