"""Three columns side by side, or fewer where the window is narrow for the size of the text.

Left to right is the order in which a person thinks: get a model, look inside and run it,
understand it. Where all three have no room, a row of buttons above says which are shown.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.text.translation import tr
from explorer.widgets.small_controls import ElidedButton

LEFT, CENTRE, RIGHT = 0, 1, 2

Front = tuple[int, int, bool, int]
"""The main column, the one beside it, whether the right one is wanted, and the one that is called
for beside the centre before an audience (CENTRE for none)."""

_NAMES = (tr("Get a model"), tr("Look and run"), tr("Understand"))
_OBJECT_NAMES = ("showLeft", "showCentre", "showRight")
_THREE, _TWO, _TWO_BESIDE = 84, 50, 58
"""The width, in widths of body text (em), from which three and two columns fit, and two beside a
lesson: one thing is done there after the other, and needs all the room there is."""
_SHARES = (22, 56, 20)
_MARGIN = 12
_LEAST_WIDTH = 4
"""A column of so few em is none that a person wanted."""
_SIDE_OF_TWO, _LEAST_SIDE = 0.32, 21
"""The share of the column beside the centre, and its least width in em: the rows of Create have
names, help and values beside each other."""


class Columns(QWidget):
    """Holds the left, centre and right panes, and shows as many as there is room for.

    `called` fires when an audience is to see another column than before, `turned` when others are
    in sight.
    """

    called = Signal()
    turned = Signal()

    def __init__(self, look: Theme, panes: tuple[QWidget, QWidget, QWidget]) -> None:
        super().__init__()
        self._look = look
        self._panes = panes
        self._right_wanted = True
        self._presenting = self._alone = False
        self._left_spared = self._beside = False
        self._main, self._side, self._called = CENTRE, LEFT, CENTRE
        self._shown: tuple[int, set[int]] = (0, set())
        self._laid: list[int] = []
        self._dragged: dict[frozenset[int], list[float]] = {}
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(12)
        self.splitter.setChildrenCollapsible(False)
        for pane in panes:
            pane.setMinimumWidth(1)
            self.splitter.addWidget(pane)
        self.splitter.setSizes([share * 10 for share in _SHARES])
        for place, share in enumerate(_SHARES):
            self.splitter.setStretchFactor(place, 1 if share == max(_SHARES) else 0)
        self.splitter.splitterMoved.connect(self._keep)
        self._switch = QWidget()
        row = QHBoxLayout(self._switch)
        row.setContentsMargins(0, 0, 0, 0)
        self._buttons = []
        for place, (text, name) in enumerate(zip(_NAMES, _OBJECT_NAMES, strict=True)):
            column_button = ElidedButton(text, "switch")
            column_button.setObjectName(name)
            column_button.setCheckable(True)
            column_button.setProperty("column", place)
            column_button.clicked.connect(self._clicked)
            row.addWidget(column_button, 1)
            self._buttons.append(column_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        column.setSpacing(8)
        column.addWidget(self._switch)
        column.addWidget(self.splitter, 1)
        look.changed.connect(self.arrange)

    def turn_to(self, column: int) -> None:
        """Where two columns are shown, put this one beside the centre."""
        if column != CENTRE:
            self._side = column
            self.arrange()

    @property
    def room(self) -> int:
        """How many columns fit now."""
        width = self.width() / max(1, self._look.em)
        two = _TWO_BESIDE if self._beside else _TWO
        return 3 if width >= _THREE else 2 if width >= two else 1

    def stand_beside(self, on: bool) -> None:
        """Whether a lesson is a column beside them."""
        if on != self._beside:
            self._beside = on
            self.arrange()

    @property
    def in_front(self) -> Front:
        """What is shown where room is short."""
        return self._main, self._side, self._right_wanted, self._called

    def put_in_front(self, columns: Front, *more: int) -> None:
        """Show again what `in_front` was, and bring `more` into sight, one after the other.

        Only how that ends is laid out: Flow would fill the window of an audience and leave it
        again for each column between.
        """
        self._main, self._side, self._right_wanted, called = columns
        for column in more:
            self._put(column)
            called = column if self._presenting else called
        self._call(called)
        self.arrange()

    def stay_with(self, column: int) -> None:
        """Show this one where later there is room for one alone: a lesson that opens beside the
        columns takes room only after it has brought one of them into sight."""
        self._main = column
        self.arrange()

    @property
    def shows_called(self) -> bool:
        """Whether an audience sees a column that was called for beside the centre."""
        return self._presenting and self._called != CENTRE

    def _call(self, column: int) -> None:
        if column != self._called:
            self._called = column
            self.called.emit()

    def want_right(self, wanted: bool) -> None:
        """Show or hide the right column; it is still reached by its button where room is short."""
        self._right_wanted = wanted
        self.arrange()

    def present(self, on: bool, *, alone: bool = False) -> None:
        """Show the centre with the explanation or `alone`, up to the edges; or all columns."""
        if on != self._presenting:
            self._called = CENTRE
        self._presenting, self._alone = on, on and alone
        layout = self.layout()
        assert layout is not None
        above, below = (4, 0) if self._alone else (8, 8)
        layout.setContentsMargins(_MARGIN, above, _MARGIN, below)
        self.arrange()

    @property
    def alone(self) -> bool:
        """Whether there is the centre only, without the titles of its pages."""
        return self._alone

    def show_alone(self, on: bool) -> None:
        """Show the centre and nothing else; or everything again."""
        self._alone = on
        self.arrange()

    def spare_left(self, on: bool) -> None:
        """Leave the left column out, for a page that needs its room, until somebody goes there."""
        if on != self._left_spared:
            self._left_spared = on
            self.arrange()

    def show_column(self, column: int) -> None:
        """Bring a column into sight."""
        self.put_in_front(self.in_front, column)

    def _put(self, column: int) -> None:
        self._left_spared = self._left_spared and column != LEFT
        if column == CENTRE:
            self._main = CENTRE
        else:
            self._side = column
            if self.room == 1:
                self._main = column
            if column == RIGHT:
                self._right_wanted = True

    @Slot()
    def arrange(self) -> None:
        """Show what fits."""
        room = self.room
        if self._alone:
            shown = {CENTRE}
        elif self.shows_called:
            shown = {self._called} if room == 1 else {CENTRE, self._called}
        elif self._presenting:
            right = room > 1 and self._right_wanted
            shown = {CENTRE, RIGHT} if right else {CENTRE}
        elif room == 3:
            shown = {LEFT, CENTRE} | ({RIGHT} if self._right_wanted else set())
        elif room == 2:
            shown = {CENTRE, self._side}
        else:
            shown = {self._main}
        if self._left_spared and CENTRE in shown:
            shown = shown - {LEFT}
        for place, pane in enumerate(self._panes):
            pane.setVisible(place in shown)
            self._buttons[place].setChecked(place in shown)
        self._switch.setVisible(room < 3 and not self._presenting and not self._alone)
        is_other = (room, shown) != self._shown
        self._shown = (room, shown)
        if is_other or self._is_as_laid:
            self.splitter.setSizes(self._sizes(shown))
            self._laid = self.splitter.sizes()
        if is_other:
            self.turned.emit()

    @property
    def _is_as_laid(self) -> bool:
        """Whether the sides are as they were laid: Qt gives the centre alone what a window, or a
        lesson beside it, adds or takes; and a page that needs them all would come back wider."""
        now = self.splitter.sizes()
        return bool(self._laid) and (now[LEFT], now[RIGHT]) == (self._laid[LEFT], self._laid[RIGHT])

    @Slot()
    def _keep(self) -> None:
        """A border was dragged: these columns have these shares from now on."""
        self._laid = self.splitter.sizes()
        width = max(1, self.width())
        self._dragged[frozenset(self._shown[1])] = [size / width for size in self._laid]

    @property
    def dragged(self) -> list[int]:
        """The widths of all three as somebody dragged them; empty where nobody did.

        What is shown now is no answer: on the start page the sides have no width at all.
        """
        shares = self._dragged.get(frozenset((LEFT, CENTRE, RIGHT)), ())
        return [round(self.width() * share) for share in shares]

    def drag(self, widths: list[int]) -> None:
        """Give all three these widths, as if somebody had dragged them; none is lost from sight."""
        if len(widths) == 3 and min(widths) > _LEAST_WIDTH * self._look.em:
            whole = sum(widths) + 2 * (self.splitter.handleWidth() + _MARGIN)
            self._dragged[frozenset((LEFT, CENTRE, RIGHT))] = [width / whole for width in widths]
            self._laid = self.splitter.sizes()
            self.arrange()

    def _sizes(self, shown: set[int]) -> list[int]:
        width = self.width()
        if shares := self._dragged.get(frozenset(shown)):
            return [round(width * share) for share in shares]
        if len(shown) == 1:
            return [width if place in shown else 0 for place in range(3)]
        if len(shown) == 2 and (self.room == 2 or self._presenting):
            side = max(round(width * _SIDE_OF_TWO), min(_LEAST_SIDE * self._look.em, width // 2))
            return [
                0 if place not in shown else width - side if place == CENTRE else side
                for place in range(3)
            ]
        total = sum(_SHARES[place] for place in shown)
        sizes = [
            width * share // total if place in shown else 0 for place, share in enumerate(_SHARES)
        ]
        if LEFT in shown and (spare := _LEAST_SIDE * self._look.em - sizes[LEFT]) > 0:
            sizes[LEFT], sizes[CENTRE] = sizes[LEFT] + spare, sizes[CENTRE] - spare
        return sizes

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look again at what fits."""
        super().resizeEvent(event)
        self.arrange()

    @Slot()
    def _clicked(self) -> None:
        place = self.sender().property("column")
        self._left_spared = self._left_spared and place != LEFT
        self._main = place
        if place != CENTRE:
            self._side = place
            self._right_wanted = self._right_wanted or place == RIGHT
        self.arrange()
