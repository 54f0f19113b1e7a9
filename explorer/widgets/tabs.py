"""Tabs that never vanish: whose titles are shortened where there is no room for all of them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Slot
from PySide6.QtGui import QFontInfo, QFontMetrics, QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QStyleOptionTab, QTabBar, QTabWidget, QWidget


def bar_takes_keys(tabs: QTabWidget) -> None:
    """Have the bar take the keys; the frame around the page would, where the bar is hidden."""
    tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    # Qt hands the policy on to the bar, which takes the frame's focus.
    tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)


class Tabs(QTabWidget):
    """A QTabWidget with our tab bar; Qt measures all titles in the plain font otherwise."""

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setTabBar(TabBar())
        self.setDocumentMode(True)
        bar_takes_keys(self)
        self.setAccessibleName(spoken)
        self.tabBar().setAccessibleName(spoken)
        self.tabBarClicked.connect(self._keep_focus)
        self.tabBarClicked.connect(self._lead)

    def setCurrentIndex(self, place: int) -> None:
        """Turn to a page, and scroll nothing."""
        self._keep_focus(place)
        super().setCurrentIndex(place)

    def setCurrentWidget(self, page: QWidget) -> None:
        """The same."""
        self.setCurrentIndex(self.indexOf(page))

    @Slot(int)
    def _keep_focus(self, place: int) -> None:
        """The titles take the focus from a page that goes: Qt hands it on to whatever comes after
        the page, far below, and scrolls there."""
        page, focus = self.currentWidget(), self.window().focusWidget()
        goes = page is not None and place not in (-1, self.currentIndex())
        if goes and focus is not None and page.isAncestorOf(focus) and self.tabBar().isVisible():
            self.tabBar().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _lead(self, place: int) -> None:
        """A click on a title leads to the field of its page in which one types at once."""
        page = self.widget(place)
        if page is not None and page.focusProxy() is not None:
            self.setCurrentIndex(place)
            page.setFocus(Qt.FocusReason.MouseFocusReason)

    def show_titles(self, on: bool) -> None:
        """Show the bar and what is beside it, or the pages alone."""
        bar = self.tabBar()
        bar.setVisible(on)
        # Tab comes to the frame, which hands the focus to its bar: a hidden one would trap it.
        bar.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus)
        neighbour = self.cornerWidget(Qt.Corner.TopRightCorner)
        if neighbour is not None:
            self._show_corner(neighbour, on)

    def setCornerWidget(
        self, widget: QWidget, corner: Qt.Corner = Qt.Corner.TopRightCorner
    ) -> None:
        """Put something beside the titles, which shows and hides with them."""
        super().setCornerWidget(widget, corner)
        self._show_corner(widget, not self.tabBar().isHidden())

    def _show_corner(self, widget: QWidget, on: bool) -> None:
        """Show it in its place at once: Qt lays it out in a later event, and may paint it before
        over the first title."""
        widget.setVisible(on)
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def add_page(self, page: QWidget, name: str, text: str) -> None:
        """Add a page titled `text`; `name` is its objectName, or that of the page to come."""
        self.tabBar().setTabData(self.addTab(page, text), name)

    def rename(self, page: QWidget, text: str) -> None:
        """Give a page another title."""
        place = self.indexOf(page)
        self.setTabText(place, text)
        self.setTabToolTip(place, text)

    def put(self, page: QWidget) -> None:
        """Put a page where its place was kept, under the same title."""
        name = page.objectName()
        place = next(
            number for number in range(self.count()) if self.tabBar().tabData(number) == name
        )
        text, current, former = self.tabText(place), self.currentIndex(), self.widget(place)
        self.removeTab(place)
        self.insertTab(place, page, text)
        self.tabBar().setTabData(place, name)
        self.setCurrentIndex(current)
        if former is not None:
            former.deleteLater()

    @property
    def current_page(self) -> str:
        """The objectName of the page in front, whatever its title is in the person's language."""
        return str(self.tabBar().tabData(self.currentIndex()) or "")


_LETTERS = tuple(half / 2 for half in range(25, 14, -1))
"""Sizes of the letters where there is no room for the usual ones, in units; the style sheet has a
rule for each: one of the bar's own, set while Qt hands out that of the window, would end Qt."""
_USUAL, _LEAST_PIXELS = 13, 11
"""The usual size in units, and the smallest letters that can be read."""
_SEEN_FROM_AFAR = 17
"""Pixels of letters that are meant for an audience, or for weak eyes: two lines go before smaller
ones."""


class TabBar(QTabBar):
    """All tabs stay in sight: where there is no room for the titles, they are closer together, of
    a large text in two lines, then smaller, and only then shortened.

    The wheel scrolls the page, and turns no tab.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self._fitted: tuple[object, ...] = ()
        self._fitting = False
        self._close, self._letters, self._breaks = False, "", False
        self._sizes: list[QSize] = []
        self._sizes_of: tuple[object, ...] = ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Write the titles as large as there is room for."""
        super().resizeEvent(event)
        self._fit_letters()

    def showEvent(self, event: QShowEvent) -> None:
        """The same where they were not seen before."""
        super().showEvent(event)
        self._fit_letters()

    def changeEvent(self, event: QEvent) -> None:
        """The same at another size of text."""
        super().changeEvent(event)
        self._sizes_of = ()
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_letters()

    def tabLayoutChange(self) -> None:
        """The same for other titles."""
        super().tabLayoutChange()
        self._fit_letters()

    def _fit_letters(self) -> None:
        holder = self.parentWidget()
        # What is not seen yet has no width yet: a window that is built asks sixty times.
        if self._fitting or holder is None or not self.count() or not self.isVisible():
            return
        titles = tuple(self.tabText(each) for each in range(self.count()))
        fitted = (self._room, holder.font(), titles)
        if fitted == self._fitted:
            return
        self._fitted, self._fitting = fitted, True
        usual = QFontInfo(holder.font()).pixelSize()
        broke, self._breaks = self._breaks, False
        self._write(close=False, letters="")
        if self._needed(usual) > self._room:
            self._write(close=True, letters="")
            self._breaks = usual >= _SEEN_FROM_AFAR and self._needed(usual) > self._room
            sizes = {round(usual * each / _USUAL): f"{each:g}" for each in _LETTERS}
            sizes = {usual: ""} | {px: each for px, each in sizes.items() if px >= _LEAST_PIXELS}
            # What is around smaller letters is smaller as well: the next larger ones may have room.
            many = [px for px in sizes if self._needed(px) > self._room]
            for pixels in list(sizes)[max(0, len(many) - 2) :]:
                self._write(close=True, letters=sizes[pixels])
                if self._needed(pixels) <= self._room:
                    break
        if broke != self._breaks:  # Qt lays its tabs out again for this
            QCoreApplication.sendEvent(self, QEvent(QEvent.Type.StyleChange))
        self._fitting = False
        self.updateGeometry()

    def _write(self, *, close: bool, letters: str) -> None:
        """Titles in letters of so many units, empty for the usual ones, and how close together."""
        if (self._close, self._letters) == (close, letters):
            return
        self._close, self._letters = close, letters
        self.setProperty("close", close)
        self.setProperty("letters", letters)
        self.style().unpolish(self)
        self.style().polish(self)

    def _needed(self, pixels: int) -> int:
        """The width of all titles in letters of this size, whichever is in front: one is bold."""
        font = self.font()
        font.setPixelSize(pixels)
        every = range(self.count())
        plain = [self._wide(each, QFontMetrics(font)) for each in every]
        font.setBold(True)
        bold = [self._wide(each, QFontMetrics(font)) for each in every]
        more = max(wide - usual for wide, usual in zip(bold, plain, strict=True))
        return sum(plain) + more + sum(map(self._around, range(self.count())))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel belongs to the page."""
        event.ignore()

    def tabInserted(self, index: int) -> None:
        """The tip has the whole title."""
        super().tabInserted(index)
        self.setTabToolTip(index, self.tabText(index))

    def tabSizeHint(self, index: int) -> QSize:
        """With room for the title in bold: the same whether it is in front or not.

        Where that is what shortens a title, the others do without.
        """
        titles = tuple(self.tabText(each) for each in range(self.count()))
        now = (self.currentIndex(), self._close, self._letters, self._breaks, self._room, titles)
        if now != self._sizes_of:
            # Kept: Qt asks for each tab a dozen times for each layout, and measures them anew.
            self._sizes, self._sizes_of = self._measure(), now
        return QSize(self._sizes[index])

    def _measure(self) -> list[QSize]:
        # Qt measures the title in front in bold, and the others in the plain font.
        every = range(self.count())
        hints = [super(TabBar, self).tabSizeHint(each) for each in every]
        plain, bold = self.fontMetrics(), self._bold
        below = max((len(self._lines(each)) for each in every), default=1) - 1
        for each, hint in enumerate(hints):
            letters = bold if each == self.currentIndex() else plain
            spare = letters.horizontalAdvance(self.tabText(each)) - self._wide(each, letters)
            hint.setWidth(hint.width() - spare)
            hint.setHeight(hint.height() + below * letters.lineSpacing())
        more = [
            0
            if each == self.currentIndex()
            else max(0, self._wide(each, bold) - self._wide(each, plain))
            for each in every
        ]
        if sum(hint.width() for hint in hints) + sum(more) <= self._room:
            for hint, wider in zip(hints, more, strict=True):
                hint.setWidth(hint.width() + wider)
        return hints

    @property
    def _room(self) -> int:
        """The width that all tabs have: that of the pages, less what is beside the titles."""
        tabs = self.parentWidget()
        if not isinstance(tabs, QTabWidget):
            return self.width()
        corner = tabs.cornerWidget(Qt.Corner.TopRightCorner)
        is_shown = corner is not None and not corner.isHidden()
        return tabs.width() - (corner.sizeHint().width() if corner is not None and is_shown else 0)

    def minimumTabSizeHint(self, index: int) -> QSize:
        """The long titles give way first: Qt would take as much from the short ones."""
        hint = self.tabSizeHint(index)
        return QSize(min(hint.width(), self._widest()), hint.height())

    def _widest(self) -> int:
        """The pixels that no tab may exceed: the most for which all have room."""
        room, left = self.width(), self.count()
        for width in sorted(self.tabSizeHint(each).width() for each in range(left)):
            if width * left > room:
                return room // left
            room -= width
            left -= 1
        return self.width()

    def minimumSizeHint(self) -> QSize:
        """As narrow as its place."""
        # Qt would ask each tab how narrow it may be, for a height that all of them have.
        height = self.tabSizeHint(0).height() if self.count() else 0
        return QSize(1, height or super().minimumSizeHint().height())

    def initStyleOption(self, option: QStyleOptionTab, index: int) -> None:
        """The title in front is bold, and shortened as such: Qt measures the plain one, and all of
        a title as one line."""
        super().initStyleOption(option, index)
        in_front = index == self.currentIndex()
        if in_front or self._breaks:
            letters = self._bold if in_front else self.fontMetrics()
            room = self.tabRect(index).width() - self._around(index)
            lines = self._lines(index)
            shown = (letters.elidedText(line, self.elideMode(), room + 1) for line in lines)
            option.text = "\n".join(shown)

    def _lines(self, index: int) -> list[str]:
        """The title, in two lines where it is broken: between the words that make it narrowest."""
        words = self.tabText(index).split(" ")
        whole = [" ".join(words)]
        if not self._breaks:
            return whole
        broken = ([" ".join(words[:at]), " ".join(words[at:])] for at in range(1, len(words)))
        return min(broken, key=lambda lines: max(map(len, lines)), default=whole)

    def _wide(self, index: int, letters: QFontMetrics) -> int:
        """The width of a title in these letters."""
        return max(map(letters.horizontalAdvance, self._lines(index)))

    def _around(self, index: int) -> int:
        """The width of a tab besides its title."""
        measured = super().tabSizeHint(index).width()
        in_front = index == self.currentIndex()
        letters = self._bold if in_front else self.fontMetrics()
        return measured - letters.horizontalAdvance(self.tabText(index))

    @property
    def _bold(self) -> QFontMetrics:
        font = self.font()
        font.setBold(True)
        return QFontMetrics(font)
