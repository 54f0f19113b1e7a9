"""The box of architectures: all model types, found by typing a name, a family or a purpose."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from explorer.app.theme import Theme
from explorer.features.create.protocol.catalogue import Catalogue, ModelType
from explorer.text.translation import tr
from explorer.widgets.accessibility import name_inner
from explorer.widgets.blocks import label, packed, with_names
from explorer.widgets.entry_list import EntryList, ListEntry
from explorer.widgets.hinted_line import HintedLine
from explorer.widgets.small_controls import ChoiceBox, set_tip, tip

_WIDTH, _HEIGHT = 540, 460
_STEERING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


def title_of(model_type: ModelType) -> str:
    """`BERT  (bert)`."""
    return f"{model_type.title}  ({model_type.name})"


class ArchitectureBox(ChoiceBox):
    """`chosen` carries the name of a model type that a person chose.

    A click, Down, Space or any letter opens the list with its search line.
    """

    chosen = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        with_names(self, "architectureBox", tr("Architecture"))
        self.setAccessibleDescription(tr("Type to search all model types"))
        self._look = look
        self._catalogue: Catalogue | None = None
        self._popup: ArchitectureList | None = None

    @property
    def name(self) -> str:
        """The model type that is shown."""
        return str(self.currentData() or "")

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Offer these types."""
        self._catalogue = catalogue
        if self._popup is not None:
            self._popup.show_catalogue(catalogue)

    def show_type(self, name: str) -> None:
        """Show a type without telling that it was chosen."""
        model_type = self._catalogue.type(name) if self._catalogue is not None else None
        self.clear()
        self.addItem(title_of(model_type) if model_type is not None else name, name)
        set_tip(self, *((model_type.line, model_type.family) if model_type is not None else ()))

    @Slot(str)
    def choose(self, name: str) -> None:
        """Choose a type, as a click in the list does."""
        if name and name != self.name:
            self.show_type(name)
            self.chosen.emit(name)

    @property
    def popup(self) -> ArchitectureList:
        """The list, made when it is first wanted."""
        if self._popup is None:
            self._popup = ArchitectureList(self._look, self)
            self._popup.chosen.connect(self.choose)
        return self._popup

    def showPopup(self) -> None:
        """Open the searchable list instead of the box's own."""
        if self._catalogue is not None:
            self.popup.open_under(self._catalogue, self.name)

    def hidePopup(self) -> None:
        """Close it."""
        if self._popup is not None:
            self._popup.hide()
        super().hidePopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter opens the list and begins the search."""
        text = event.text()
        if event.key() in (*_STEERING, Qt.Key.Key_Space, Qt.Key.Key_F4):
            self.showPopup()
        elif (
            text.isprintable()
            and text.strip()
            and not event.modifiers()
            & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        ):
            self.showPopup()
            self.popup.search.setText(text)
        else:
            super().keyPressEvent(event)


class ArchitectureList(QFrame):
    """A search line over the list of types; Return takes the first or the selected one."""

    chosen = Signal(str)

    def __init__(self, look: Theme, box: ArchitectureBox) -> None:
        super().__init__(box, Qt.WindowType.Popup)
        self.setObjectName("architecturePopup")
        self.setProperty("role", "popup")
        self._look, self._box = look, box
        self._catalogue: Catalogue | None = None
        self.search = HintedLine(
            "architectureSearch",
            tr("Find an architecture"),
            tr("A name, a family, or what it is for"),
            tr("A name"),
        )
        self.search.setClearButtonEnabled(True)
        name_inner(self.search)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.list = EntryList(look, "architectureList", tr("Architectures"))
        self.list.clicked.connect(self._take)
        self.list.activated.connect(self._take)
        self.count = label("", "small", name="architectureCount")
        column = packed(QVBoxLayout(self), self.search, gap=6, margins=(8, 8, 8, 8))
        column.addWidget(self.list, 1)
        column.addWidget(self.count)

    def show_catalogue(self, catalogue: Catalogue) -> None:
        """Search in these types, and look again for what is being looked for."""
        self._catalogue = catalogue
        self._find(self.search.text())

    def open_under(self, catalogue: Catalogue, name: str) -> None:
        """Show all types under the box, with the present one selected."""
        self.search.clear()
        self.show_catalogue(catalogue)
        self.list.select(name)
        self.resize(self._fitting())
        corner = self._box.mapToGlobal(QPoint(0, self._box.height() + 2))
        screen = self._box.screen().availableGeometry()
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - self.width())))
        corner.setY(max(screen.top(), min(corner.y(), screen.bottom() - self.height())))
        self.move(corner)
        self.show()
        self.list.scrollTo(self.list.currentIndex(), EntryList.ScrollHint.PositionAtCenter)
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys of the search line move in the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in _STEERING:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return super().eventFilter(watched, event)

    def _fitting(self) -> QSize:
        window = self._box.window().size()
        return QSize(
            max(self._box.width(), min(self._look.units(_WIDTH), window.width() - 24)),
            min(self._look.units(_HEIGHT), window.height() - 24),
        )

    @Slot(str)
    def _find(self, text: str) -> None:
        if self._catalogue is None:
            return
        matches = self._catalogue.find(text)
        self.list.entries.show(
            [
                ListEntry(
                    model_type.name,
                    title_of(model_type),
                    model_type.line,
                    tip=tip(model_type.line, model_type.family),
                )
                for model_type in matches
            ]
        )
        if matches:
            self.list.setCurrentIndex(self.list.entries.index(0))
            self.list.scrollToTop()
        total = len(self._catalogue.types)
        summary = (
            tr("{matching} of {total} architectures", matching=len(matches), total=total)
            if text.strip()
            else tr("{total} in all", total=total)
        )
        self.count.setText(summary if matches else tr("No architecture has these words in it."))

    @Slot()
    def _take(self) -> None:
        current = self.list.current
        if current is not None:
            self.hide()
            self._box.setFocus(Qt.FocusReason.PopupFocusReason)
            self.chosen.emit(current.key)
