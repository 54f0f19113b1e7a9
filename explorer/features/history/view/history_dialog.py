"""The runs of this session in a list: see one again, rename, remove, export."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from explorer.app.theme import Theme
from explorer.boundary import atomic_write
from explorer.features.history.view import history_export
from explorer.features.history.view.run_history import MOST_RUNS, PastRun, RunHistory
from explorer.features.sessions.protocol import SavedRun
from explorer.protocol.job import Request
from explorer.text import numbers as words
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, with_names
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.file_dialog import CSV, FileKind, ask_file
from explorer.widgets.untrusted_text import plain_tip

_NUMBER = Qt.ItemDataRole.UserRole
"""The number of a run; -1, -2, … for those of another time."""
_ABOUT = Qt.ItemDataRole.UserRole + 1
"""The model of a run and its answer, below the name that can be changed."""
_LATER = tr("not run here yet")
_LATER_HINT = tr("It came with the session, without its result. Run again sends it to the model.")


def ask_history_file(parent: QWidget, name: str) -> str:
    """Let a person name a file for runs; empty when they change their mind."""
    return ask_file(parent, tr("Export runs"), f"{name}.csv", (CSV, FileKind("JSON", ".json")))


class _TwoLines(QStyledItemDelegate):
    """Shows what belongs to a row below its name, which alone is edited."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The name, and the line below it."""
        super().initStyleOption(option, index)
        about = index.data(_ABOUT)
        if about:
            option.text = f"{option.text}\N{LINE SEPARATOR}{about}"


class HistoryDialog(FramedDialog):
    """`opened` carries a PastRun that is to be shown again, `again` a request that is to be run
    again, `message_wanted` a sentence for the bar."""

    opened = Signal(object)
    again = Signal(object)
    message_wanted = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        look: Theme,
        history: RunHistory,
        serial: int,
        guessed: Callable[[PastRun], bool] = lambda run: False,
        refusal: Callable[[Request], str] = lambda request: "",
    ) -> None:
        super().__init__(parent, "historyDialog", tr("Runs of this session"))
        self._look, self._history, self._serial = look, history, serial
        self._guessed, self._refusal = guessed, refusal
        self.page.add(
            label(
                tr(
                    "The last {most_runs} runs and texts with their results. Showing one again "
                    "runs nothing; choose two to compare them.",
                    most_runs=MOST_RUNS,
                ),
                "muted",
                wrap=True,
            )
        )
        self.list = with_names(
            QListWidget(), "historyList", tr("Runs of this session, the newest first")
        )
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open)
        self.list.itemChanged.connect(self._renamed)
        self.list.itemSelectionChanged.connect(self._allow)
        # Less than the dialog is high: it scrolls itself, and the page around it does not.
        self.list.setMinimumHeight(self.fontMetrics().height() * 6)
        self.list.setItemDelegate(_TwoLines(self.list))
        self.list.setSpacing(2)
        self.list.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.page.add(self.list, 1)
        self.about = label(role="muted", wrap=True, name="historyAbout")
        self.page.add(self.about)
        self.open_button = button(tr("Show again"), "primary", name="historyOpen")
        self.again_button = button(tr("Run again"), name="historyAgain")
        self.rename_button = button(tr("Rename"), name="historyRename")
        self.remove_button = button(tr("Remove"), name="historyRemove")
        self.compare_button = button(tr("Compare"), name="historyCompareButton")
        self.compare_button.setToolTip(tr("Choose two: their texts and answers side by side"))
        self.compare_button.clicked.connect(self._compare)
        self.export_button = button(tr("Export…"), name="historyExport")
        self.close_button = button(tr("Close"), name="historyClose")
        self.open_button.clicked.connect(self._open)
        self.again_button.clicked.connect(self._run_again)
        self.rename_button.clicked.connect(self._rename)
        self.remove_button.clicked.connect(self._remove)
        self.export_button.clicked.connect(self._export)
        self.close_button.clicked.connect(self.close)
        self.finish(
            (
                self.open_button,
                self.again_button,
                self.compare_button,
                self.rename_button,
                self.remove_button,
                self.export_button,
            ),
            (self.close_button,),
        )
        history.changed.connect(self._fill)
        self._fill()
        self.list.setCurrentRow(0)
        self.fit(80, 30)

    @property
    def chosen(self) -> tuple[PastRun, ...]:
        """The runs that are selected."""
        numbers = {item.data(_NUMBER) for item in self.list.selectedItems()}
        return tuple(run for run in self._history.runs if run.number in numbers)

    @property
    def waiting(self) -> tuple[SavedRun, ...]:
        """The runs of another time that are selected."""
        places = {-1 - item.data(_NUMBER) for item in self.list.selectedItems()}
        return tuple(run for place, run in enumerate(self._history.later) if place in places)

    @Slot()
    def _fill(self) -> None:
        rows = {item.data(_NUMBER) for item in self.list.selectedItems()}
        self.list.blockSignals(True)
        self.list.clear()
        for run in self._history.runs:
            item = QListWidgetItem(run.name)
            item.setData(_NUMBER, run.number)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            item.setToolTip(plain_tip(self._describe(run)))
            item.setData(_ABOUT, self._in_short(run))
            self.list.addItem(item)
            item.setSelected(run.number in rows)
        for place, later in enumerate(self._history.later):
            item = QListWidgetItem(f"{later.name} · {_LATER}")
            item.setData(_NUMBER, -1 - place)
            item.setToolTip(_LATER_HINT)
            self.list.addItem(item)
            item.setSelected(-1 - place in rows)
        self.list.blockSignals(False)
        self._allow()

    def _best(self, run: PastRun) -> str:
        """What it answered, where nobody is still guessing that."""
        return "" if self._guessed(run) else run.best

    def _in_short(self, run: PastRun) -> str:
        """The model of a run, and what it answered."""
        best = self._best(run) if run.written is None else ""
        return tr("{model} · “{answer}”", model=run.model, answer=best) if best else run.model

    def _describe(self, run: PastRun) -> str:
        sentence = tr(
            "Run {run}, {time:%H:%M:%S} · {model}",
            run=run.number,
            time=run.when,
            model=run.model,
        )
        if best := self._best(run):
            sentence += f" · “{best}”"
        if run.changed:
            sentence += f" · {run.changed[:1].lower()}{run.changed[1:]}"
        if run.summary.serial != self._serial:
            other = tr("another model than the one in memory")
            sentence = f"{sentence} · {other}"
        return sentence

    @Slot()
    def _allow(self) -> None:
        chosen, waiting = self.chosen, self.waiting
        self.open_button.setEnabled(len(chosen) == 1 and not waiting)
        requests = self._requests
        why = self._refusal(requests[0]) if len(requests) == 1 and self._serial else ""
        self.again_button.setEnabled(len(requests) == 1 and self._serial > 0 and not why)
        self.again_button.setToolTip(why or tr("Send the same request to the model in memory"))
        self.rename_button.setEnabled(len(chosen) == 1 and not waiting)
        self.compare_button.setEnabled(len(chosen) == 2 and not waiting)
        self.remove_button.setEnabled(bool(chosen or waiting))
        self.export_button.setEnabled(bool(self._history.runs))
        if waiting and not chosen:
            self.about.setText(_LATER_HINT)
        elif not self._history.runs:
            self.about.setText(tr("There are no runs yet."))
        elif len(chosen) == 1:
            self.about.setText(self._describe(chosen[0]))
        else:
            count = words.ntr("{count} run", "{count} runs", len(chosen) or len(self._history.runs))
            self.about.setText(f"{count} {'chosen' if chosen else 'kept'}")

    @property
    def _requests(self) -> list[Request]:
        """What the chosen entries asked of a model."""
        requests: list[Request] = [run.result.request for run in self.chosen]
        return requests + [saved_run.request for saved_run in self.waiting]

    @Slot()
    def _run_again(self) -> None:
        requests = self._requests
        if len(requests) == 1 and self.again_button.isEnabled():
            self.again.emit(requests[0])
            self.close()

    @Slot()
    def _open(self) -> None:
        if self.waiting and not self.chosen and self._serial:
            self._run_again()
        elif len(self.chosen) == 1:
            self.opened.emit(self.chosen[0])
            self.close()

    @Slot()
    def _compare(self) -> None:
        from explorer.features.history.view.history_compare import HistoryCompare

        if len(self.chosen) == 2:
            HistoryCompare(self, self._look, *self.chosen).open()

    @Slot()
    def _rename(self) -> None:
        items = self.list.selectedItems()
        if items and self.list.state() != QAbstractItemView.State.EditingState:
            self.list.editItem(items[0])

    @Slot(QListWidgetItem)
    def _renamed(self, item: QListWidgetItem) -> None:
        self._history.rename(item.data(_NUMBER), item.text())

    @Slot()
    def _remove(self) -> None:
        waiting = self.waiting
        for run in self.chosen:
            self._history.remove(run.number)
        for later in waiting:
            self._history.drop(later)

    @Slot()
    def _export(self) -> None:
        """The chosen runs, or all where none is chosen."""
        runs = self.chosen or self._history.runs
        path = ask_history_file(self, "runs")
        if not path:
            return
        try:
            history_export.write(runs, path)
        except OSError as error:
            self.about.setText(atomic_write.unwritten(path, error))
            return
        self.about.setText(
            words.ntr(
                "Saved {count} run in {path}.",
                "Saved {count} runs in {path}.",
                len(runs),
                path=path,
            )
        )
        self.message_wanted.emit(self.about.text())
