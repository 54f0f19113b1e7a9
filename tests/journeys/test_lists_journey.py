"""The lists of models: which one is in memory, which is which, what can be done with each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtGui import QContextMenuEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QPushButton, QWidget

from explorer import resources
from explorer.protocol.model import SaveModel
from explorer.widgets import clipboard
from explorer.widgets.entry_list import EntryList
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person


def _spoken(models: EntryList) -> dict[str, str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    rows = range(models.entries.rowCount())
    return {
        entry.key: english(models.entries.data(models.entries.index(row), role))
        for row, entry in zip(rows, models.entries.entries, strict=True)
    }


def _loaded(models: EntryList) -> list[str]:
    return [key for key, words in _spoken(models).items() if ", loaded" in words]


def test_what_is_loaded_is_selected_however_it_came(person: Person) -> None:
    """From the menu: the list does not keep the selection of before."""
    window = person.window
    models = person.find(EntryList, "localModels")
    paths = {path.rpartition("/")[2]: path for path in _spoken(models)}
    models.select(paths["mini-world-sentiment"])
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    assert models.current is not None
    assert models.current.key == paths["mini-world-gpt2"]
    models.select(paths["mini-world-bert"])  # what a person chooses afterwards stays
    window.local_pane.refresh()
    assert models.current is not None
    assert models.current.key == paths["mini-world-bert"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # menus, offscreen
def test_copies_are_told_apart_and_the_loaded_one_is_marked(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    person.click("start.mini-world-bert")
    person.until_idle()
    person.show("localModels")
    models = person.find(EntryList, "localModels")
    (bundled,) = _loaded(models)
    assert bundled == models.entries.entries[0].key
    copies = [tmp_path / "monday" / "mini-world-bert", tmp_path / "friday" / "mini-world-bert"]
    for copy in copies:
        copy.parent.mkdir()
        window.send(SaveModel(str(copy)))
        person.until_idle()
    titles = [entry.title for entry in models.entries.entries]
    assert len(set(titles)) == len(titles)
    assert any("monday" in title for title in titles)
    assert any("friday" in title for title in titles)

    # Selecting another one marks nothing; the Checkpoint tab shows that one's card.
    models.select(str(copies[0]))
    assert _loaded(models) == [bundled]
    person.show("checkpointTab")
    tab = window.checkpoint
    if person.works_here:  # the page of a folder reads its files itself, on this computer
        person.until(lambda: tab.subject == str(copies[0]))
        names = {row.path for row in tab.files.files.rows.rows}
        assert names == {file.name for file in copies[0].iterdir()}
    models.select(str(copies[1]))
    assert (tab.subject == str(copies[1])) == person.works_here

    # Its menu has what the buttons do, and more.
    where = models.visualRect(models.currentIndex()).center()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, where, models.viewport().mapToGlobal(where)
    )
    QApplication.sendEvent(models.viewport(), event)
    menu = person.find(QMenu, "localMenu")
    actions = {english(action.text()): action for action in menu.actions()}
    copied: list[str] = []
    monkeypatch.setattr(clipboard, "copy", copied.append)
    actions["Copy the path"].trigger()
    actions["Copy the name"].trigger()
    assert copied == [str(copies[1]), "mini-world-bert"]
    actions["Open"].trigger()
    menu.close()
    person.until_idle()
    assert _loaded(models) == [str(copies[1])]
    assert window.centre.currentWidget() is window.inference
    person.trigger("twinAction")
    person.until_idle()
    assert _loaded(models) == []  # a twin has none of its weights

    # The exact class can be chosen from the list.
    person.click("openAsButton")
    classes = person.find(QComboBox, "openClass")
    person.until(lambda: classes.findText("BertModel", Qt.MatchFlag.MatchContains) >= 0)
    place = next(n for n in range(classes.count()) if classes.itemText(n).startswith("BertModel"))
    classes.setCurrentIndex(place)
    classes.activated.emit(place)
    person.until(lambda: person.find(QPushButton, "openCheckpoint").isEnabled())
    person.click("openCheckpoint")
    person.until_idle()
    assert window.summary is not None
    assert window.summary.class_name == "BertModel"

    # After a model was made here, no card of another one is left, and the centre leaves it.
    person.show("createPane")
    person.until(lambda: window.create_pane.is_checked)
    window.create_pane.tools.presets[1].trigger()
    person.until_idle()
    person.until(lambda: person.find(QPushButton, "createButton").isEnabled())
    window.bring(tab)
    person.click("createButton")
    person.until_idle()
    assert window.centre.currentWidget() is window.inference
    assert _loaded(models) == []
    assert tab.subject == ""
    window.bring(tab)
    assert person.find(QWidget, "checkpointEmpty").isVisible()


@pytest.mark.here("only of folders of this computer the list knows whether they are there")
def test_a_folder_that_went_is_marked_and_no_other_card_is_shown(
    begin: Begin, tmp_path: Path
) -> None:
    """It was chosen, and the Checkpoint tab went on showing the one chosen before."""
    folder, aside = tmp_path / "mine", tmp_path / "aside"
    bundled = str(resources.path("models", "mini-world-bert"))
    shutil.copytree(bundled, folder)
    person = begin(str(folder))
    person.until_idle()
    models = person.window.local_pane.list
    tab = person.window.checkpoint
    person.show("checkpointTab")

    def is_dim() -> bool:
        return next(each for each in models.entries.entries if each.key == str(folder)).dim

    models.select(bundled)
    person.until(lambda: tab.subject == bundled)
    assert not is_dim()
    folder.rename(aside)
    models.select(str(folder))
    person.until(is_dim)
    assert tab.empty.isVisible()
    assert not tab.body.isVisible()
    models.select(bundled)
    person.until(lambda: tab.subject == bundled)
    aside.rename(folder)
    models.select(str(folder))
    person.until(lambda: not is_dim() and tab.subject == str(folder))
