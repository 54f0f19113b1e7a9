"""The one door for taking along what is seen: File ▸ Export, Export ▾, and a right click.

What is not in sight is brought into sight first and looked at; what has nothing to give is grey
and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from explorer.app.edit_menu import say_refusal
from explorer.features.architecture.protocol import WeightExported
from explorer.features.export.view import exportables, writing
from explorer.features.export.view.exportables import AnimationOf, ExportPlace, NumbersOf, TableOf
from explorer.features.export.view.table_dialog import TableDialog
from explorer.features.tensors.protocol import TensorExported
from explorer.protocol.job import Request
from explorer.text.table import Table
from explorer.text.translation import tr
from explorer.widgets.blocks import button, packed
from explorer.widgets.timer import single_shot

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_KINDS = {
    "exportPicture": tr("Picture (PNG, PDF)"),
    "exportAnimation": tr("Animation (HTML)"),
    "exportTable": tr("Table (CSV)"),
    "exportNumbers": tr("Numbers (NPY)"),
}
_NO_TABLE = tr("Nothing in sight has numbers to show as a table.")
_WITH_SVG = tr("Picture (PNG, PDF, SVG)")
Source = ExportPlace | AnimationOf | TableOf | NumbersOf
_OWN_RIGHT_CLICK = ("headGrid",)
"""Views in which a right click does something else; the menu key opens the menu there too."""
_MADE_BY = {"headMap": "attentionView", "headGrid": "attentionView"}
"""Whole pages, whose cards are on the window's own colour."""


def _drawn(source: Source) -> bool:
    """Whether it has a drawing that can be an SVG."""
    return isinstance(source, ExportPlace) and bool(source.drawing)


def _tables(sources: Sequence[Source]) -> list[TableOf]:
    return [source for source in sources if isinstance(source, TableOf)]


class ExportController(QObject):
    """Knows an action for every picture, animation, table and array.

    `button` opens those of one page.
    """

    def __init__(self, window: Shell) -> None:
        super().__init__(window)
        self._window = window
        self._sources: dict[str, Source] = {}
        self._actions: dict[str, QAction] = {}
        self._waiting: Callable[[], None] | None = None
        self._soon = single_shot(self, 0, self._go_on)
        window.state.subscribe({WeightExported: self._on_weight, TensorExported: self._on_tensor})
        self.menu = window.actions_.export_menu
        self._this = window.actions_.picture
        self._this.triggered.connect(self._this_view)
        as_table = window.actions_.as_table
        as_table.triggered.connect(self._this_as_table)
        window.actions_.view_menu.aboutToShow.connect(self._allow_table)
        self.menu.addSeparator()
        picture, animation = tr("Export a picture: {title}"), tr("Export an animation: {title}")
        table, array = tr("Export a table: {title}"), tr("Export numbers: {title}")
        for title, name, command, sources in (
            (tr("&Picture of"), "exportPictureMenu", picture, exportables.VIEWS),
            (tr("&Animation of"), "exportAnimationMenu", animation, exportables.ANIMATIONS),
            (tr("&Table of"), "exportTableMenu", table, exportables.TABLES),
            (tr("&Numbers of"), "exportNumbersMenu", array, exportables.NUMBERS),
        ):
            inner = self._menu(title, name)
            inner.setProperty("command", command)
            inner.addActions([self._action(source) for source in sources])
            self.menu.addMenu(inner)
        self.menu.aboutToShow.connect(self.refresh)
        self.page_menu = self._menu(tr("Export"), "exportPageMenu")
        self._inner = [self._menu(title, f"{kind}PageMenu") for kind, title in _KINDS.items()]
        self.page_menu.aboutToShow.connect(self._fill_page)
        self.button = button(tr("Export ▾"), "link", name="exportButton")
        self.button.setAccessibleName(tr("Export what this page shows"))
        self.button.setToolTip(tr("Pictures, animations, tables and numbers of this page"))
        self.button.clicked.connect(self._open_page)
        corner = QWidget()
        packed(QHBoxLayout(corner), self.button, margins=(0, 0, 4, 6))
        window.centre.setCornerWidget(corner, Qt.Corner.TopRightCorner)
        for tabs in (window.centre, window.sources):
            tabs.installEventFilter(self)
        window.model.changed.connect(self._look_again)
        window.look.changed.connect(self._show_button)
        self.refresh()

    def _menu(self, title: str, name: str) -> QMenu:
        menu = QMenu(title, self._window)
        menu.setObjectName(name)
        menu.setToolTipsVisible(True)
        return menu

    def _action(self, source: Source) -> QAction:
        action = QAction(f"{source.title.replace('&', '&&')}…", self)
        action.setObjectName(source.action)
        action.setData(action.objectName())
        action.triggered.connect(self._chosen)
        self._sources[action.objectName()] = source
        self._actions[action.objectName()] = action
        return action

    @property
    def actions_(self) -> tuple[QAction, ...]:
        """An action for every picture, animation, table and array."""
        return tuple(self._actions.values())

    @Slot()
    def _show_button(self) -> None:
        """Before an audience nothing is in sight but the work."""
        self.button.setVisible(not self._window.look.presenting)

    # -- what can be done now ----------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Grey what has nothing to give, each with its reason."""
        for name, action in self._actions.items():
            why = exportables.disabled_reason(self._window, self._sources[name].view)
            action.setEnabled(not why)
            action.setProperty("why", why)
            action.setToolTip(why or self._sources[name].tip)
            action.setStatusTip(action.toolTip())

    @Slot()
    def _fill_page(self) -> None:
        """What the page in the middle has to give, the view that has the focus first."""
        self.refresh()
        self.page_menu.clear()
        page = self._window.centre.current_page
        views = {view.name for view in exportables.VIEWS if view.page == page}
        views |= {"tensorTable", "history"} if page == "inferenceTab" else set()
        views |= {"headerTable"} if page == "checkpointTab" else set()
        self.page_menu.addAction(self._this)
        self.page_menu.addSeparator()
        for (kind, title), inner in zip(_KINDS.items(), self._inner, strict=True):
            inner.clear()
            of_page = {
                name: source
                for name, source in self._sources.items()
                if name.startswith(kind) and source.view in views
            }
            inner.addActions([self._actions[name] for name in of_page])
            if not inner.isEmpty():
                inner.setTitle(_WITH_SVG if any(map(_drawn, of_page.values())) else title)
                self.page_menu.addMenu(inner)

    @Slot()
    def _open_page(self) -> None:
        self.page_menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    # -- the view that is meant --------------------------------------------------------------

    def view_at(self, widget: QWidget | None) -> ExportPlace | None:
        """The view that a widget is in; None where it is in none."""
        names = {view.name for view in exportables.VIEWS if view.page}
        while widget is not None:
            if widget.objectName() in names:
                return exportables.view(widget.objectName())
            widget = widget.parentWidget()
        return None

    @property
    def this_view(self) -> ExportPlace:
        """What “this view” means: the one with the focus, else the page in the middle."""
        place = self.view_at(self._window.focusWidget())
        if place is not None and place.name not in exportables.ON_BACK:
            return place
        whole = {
            "inferenceTab": "inferenceTab",
            "architectureTab": "moduleTree",
            "compareTab": "compareTab",
        }
        name = whole.get(self._window.centre.current_page, "mainWindow")
        return exportables.view(
            name if not exportables.disabled_reason(self._window, name) else "mainWindow"
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A right click, or the menu key, on a view that has no menu."""
        if not isinstance(event, QContextMenuEvent) or not isinstance(watched, QWidget):
            return False
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        under = self._window.focusWidget() if by_key else watched.childAt(event.pos())
        place = self.view_at(under)
        if place is None:
            return False
        if by_key or place.name not in _OWN_RIGHT_CLICK:
            self._open_for(place, event.globalPos())
        return True

    def menu_for(self, view: ExportPlace) -> QMenu:
        """The menu of one view: its picture, its animation, tables and numbers."""
        self.refresh()
        menu = self._menu(tr("Export {title}", title=view.title), "exportViewMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        tables = exportables.of_view(_MADE_BY.get(view.name, view.name))
        for source in (view, *tables):
            kind, action = source.action.partition(".")[0], self._actions[source.action]
            title = _WITH_SVG if _drawn(source) else _KINDS[kind]
            entry = menu.addAction(f"{title}: {action.text()}", action.trigger)
            entry.setEnabled(action.isEnabled())
            entry.setToolTip(action.toolTip())
        if any(self._actions[source.action].isEnabled() for source in _tables(tables)):
            menu.addSeparator()
            read = menu.addAction(tr("As a table…"), lambda: self.show_table(view))
            read.setObjectName("showTable")
        return menu

    def _open_for(self, view: ExportPlace, where: QPoint) -> None:
        self.menu_for(view).popup(where)

    # -- doing it ----------------------------------------------------------------------------

    @Slot()
    def _chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.export(self._sources[action.data()])

    @Slot()
    def compare_picture(self) -> None:
        """The button under two models that ran."""
        self.export(exportables.view("compareTab"))

    @Slot()
    def weight_numbers(self) -> None:
        """The button beside a weight."""
        self.export(next(number for number in exportables.NUMBERS if number.key == "weight"))

    def _on_weight(self, result: WeightExported, request: Request) -> None:
        writing.weight_written(self._window, result)

    def _on_tensor(self, result: TensorExported, request: Request) -> None:
        writing.tensor_written(self._window, result)

    @Slot()
    def _this_view(self) -> None:
        self.export(self.this_view)

    @Slot()
    def _this_as_table(self) -> None:
        self.show_table(self.this_view)

    @Slot()
    def _allow_table(self) -> None:
        sources = self._tables_now(self.this_view)
        say_refusal(self._window.actions_.as_table, "" if sources else _NO_TABLE)

    def _tables_now(self, view: ExportPlace) -> list[TableOf]:
        return [
            source
            for source in self.tables_of(view)
            if not exportables.disabled_reason(self._window, source.view)
        ]

    def show_table(self, view: ExportPlace) -> None:
        """Show the numbers of a view as a table; of a whole page, those of what is in sight."""
        window, sources = self._window, self._tables_now(view)
        # Only until the first that has one: a table may have 100,000 rows.
        first = next((s for s in sources if isinstance(s.make(window), Table)), None)
        if first is None:
            window.message_bar.tell(_NO_TABLE)
            return
        dialog = TableDialog(window, sources, first)
        dialog.save_wanted.connect(self._save_table)
        dialog.open()

    def tables_of(self, view: ExportPlace) -> list[TableOf]:
        """The tables of a view; of one that has none of its own, those in sight on it, as they are
        below each other; what is scrolled away comes last."""
        of_view = _tables(exportables.of_view(_MADE_BY.get(view.name, view.name)))
        if of_view:
            return of_view
        page = exportables.widget_of(self._window, view.name)
        in_sight = []
        for source in exportables.TABLES:
            widget = exportables.widget_of(self._window, source.view)
            if page is not None and widget is not None and widget.isVisibleTo(page):
                away = widget.visibleRegion().isEmpty()
                in_sight.append((away, widget.mapToGlobal(QPoint(0, 0)).y(), source))
        return [source for _, _, source in sorted(in_sight, key=lambda item: item[:2])]

    @Slot(object)
    def _save_table(self, source: TableOf) -> None:
        writing.table(self._window, source)

    def export(self, source: Source) -> None:
        """Bring a view into sight, wait until it was looked at, then ask where to write it."""
        window, name = self._window, source.view
        why = exportables.disabled_reason(window, name)
        if why:
            window.message_bar.tell(why)
            return
        widget = exportables.widget_of(window, name)
        visible = widget is not None and widget.isVisible()
        if not visible and (isinstance(source, ExportPlace) or name in exportables.LOOKED_AT):
            first = exportables.widget_of(window, _MADE_BY.get(name, name))
            if first is not None:
                window.reveal(first)
        if visible and window.state.idle:
            self._write(source)
            return
        self._waiting = lambda: self._write(source)
        self._look_again()

    @Slot()
    def _look_again(self) -> None:
        """Continue as soon as nothing is under way: pages ask for more when they are shown."""
        if self._window.state.idle:
            self._soon.start()

    @Slot()
    def _go_on(self) -> None:
        self.refresh()
        if self._waiting is not None and self._window.state.idle:
            waiting, self._waiting = self._waiting, None
            waiting()

    def _write(self, source: Source) -> None:
        match source:
            case ExportPlace():
                writing.picture(self._window, source)
            case AnimationOf():
                writing.animation(self._window, source)
            case TableOf():
                writing.table(self._window, source)
            case NumbersOf():
                writing.numbers(self._window, source)
