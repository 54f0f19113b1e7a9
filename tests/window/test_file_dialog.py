"""Qt's own file dialog, where the system has none: nothing in it is cut."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QListView, QTreeView, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.checkpoints.view import folder_dialogs
from explorer.widgets.file_dialog import begin_in, make_room


@pytest.mark.parametrize("zoom", [100, 200])
def test_dates_and_places_have_room(qtbot: QtBot, look: Theme, tmp_path: Path, zoom: int) -> None:
    """It opened at one size whatever the text was: "30 11 … 17:07", and "C…" for Computer."""
    look.choose("light", zoom)
    (tmp_path / "a_model").mkdir()
    window = QWidget()  # smaller than the dialog, and at the edge of the screen
    qtbot.addWidget(window)
    window.setGeometry(0, 0, 300, 200)
    dialog = QFileDialog(window, "Open", str(tmp_path))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog, True)
    dialog.show()
    make_room(dialog)
    table, sides = dialog.findChild(QTreeView, "treeView"), dialog.findChild(QListView, "sidebar")
    assert table is not None
    assert sides is not None
    qtbot.waitUntil(lambda: table.model().rowCount(table.rootIndex()) > 0)
    for section in range(4):
        assert table.columnWidth(section) >= table.sizeHintForColumn(section), section
    assert sides.width() >= dialog.fontMetrics().horizontalAdvance("Computer") + 32
    assert dialog.screen().availableGeometry().contains(dialog.geometry())


@pytest.mark.parametrize("start", ["/proc", "/proc/nothing", "/sys/kernel", "/dev/null", "/dev"])
def test_it_begins_at_home_instead_of_among_files_that_are_none(start: str) -> None:
    """Qt read the beginning of each file there, and the window waited for /proc/kmsg."""
    assert begin_in(start) == ""


@pytest.mark.parametrize("start", ["", "/home/a", "/process/a", "config.json"])
def test_elsewhere_it_begins_where_it_is_told_to(start: str) -> None:
    assert begin_in(start) == start


@pytest.mark.parametrize("ask", [folder_dialogs.ask_open_folder, folder_dialogs.ask_save_folder])
def test_a_folder_is_asked_for_from_there(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ask: Callable[[QWidget, str], str]
) -> None:
    places = []

    def shown(dialog: QFileDialog) -> int:
        places.append(dialog.directory().absolutePath())
        return 0

    monkeypatch.setattr(QFileDialog, "exec", shown)
    window = QWidget()
    qtbot.addWidget(window)
    assert ask(window, "/proc/nothing") == ""
    assert len(places) == 1
    assert not places[0].startswith("/proc")
