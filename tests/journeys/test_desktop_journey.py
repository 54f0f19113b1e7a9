"""At home on the desktop: command search, menus, key overview, About, log file."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot

from explorer.app import commands
from explorer.app.command_search import CommandSearch
from explorer.app.diagnostics import AboutDialog
from explorer.protocol.config import ConfigEdit
from explorer.protocol.job import Failed
from explorer.protocol.model import CreateModel
from explorer.text.letters import plain_letters
from explorer.text.translation import tr
from tests.back_translation import english
from tests.journeys.conftest import Begin, Person

_WHOLE = slice(None)


def entries(action: QAction) -> list[QAction]:
    """An entry of a menu, or all those in the menu that it opens."""
    menu = action.menu()
    if not isinstance(menu, QMenu):
        return [] if action.isSeparator() or not action.isVisible() else [action]
    return [one for inner in menu.actions() for one in entries(inner)]


def search(person: Person) -> CommandSearch:
    person.trigger("commandsAction")
    found = person.window.findChild(CommandSearch)
    assert found is not None
    return found


def test_by_words_and_return_alone_a_model_opens_runs_and_is_explained(
    person: Person, qtbot: QtBot
) -> None:
    window = person.window
    box = search(person)
    qtbot.keyClicks(box.line, f"bert {tr('bundled')}")
    assert box.current is not None
    assert box.current.name == "mini-world-bert"
    assert "mini-world-bert" in english(box.line.accessibleDescription())
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    person.until(lambda: window.summary is not None)
    person.until_idle()

    box = search(person)
    qtbot.keyClicks(box.line, f"{tr('Run')} {tr('Model')[:3]}".lower())
    titles = [one.title for one in box.shown]
    assert english(titles[0]) == "Run"
    qtbot.keyClick(box.line, Qt.Key.Key_Down)
    assert box.current is box.shown[1]
    qtbot.keyClick(box.line, Qt.Key.Key_Up)
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    person.until(lambda: window.inference.ran is not None)

    box = search(person)
    going = tr("Go to {title}", title=tr("Architecture")).lower().split()
    qtbot.keyClicks(box.line, f"{going[0]} {going[-1]}")
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    person.until(lambda: window.centre.currentWidget() is window.architecture)
    person.until_idle()

    box = search(person)
    qtbot.keyClicks(box.line, plain_letters(f"{tr('Glossary')} {tr('attention head')}"))
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    popup = window.workbench.explanations.glossary.popup
    person.until(lambda: popup.isVisible())
    popup.hide()


def test_what_cannot_be_done_is_grey_says_why_and_does_nothing(
    person: Person, qtbot: QtBot
) -> None:
    box = search(person)
    qtbot.keyClicks(box.line, " ".join(reversed(tr("Untrained twin").lower().split())))
    assert box.current is not None
    assert english(box.current.why) == "Open or create a model first."
    assert box.list.entries.entries[0].dim
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    assert box.isVisible()
    assert english(box.told.text()) == "Open or create a model first."
    box.line.clear()
    qtbot.keyClicks(box.line, "qqqq")
    assert english(box.told.text()) == "No command has these words."
    qtbot.keyClick(box.line, Qt.Key.Key_Return)
    qtbot.keyClick(box.line, Qt.Key.Key_Escape)
    assert not box.isVisible()


def test_every_entry_of_every_menu_is_found_with_its_keys_or_its_reason(person: Person) -> None:
    window = person.window
    found = commands.gather(window)
    actions = [one for menu in window.menuBar().actions() for one in entries(menu)]
    assert len(actions) > 60
    titles = {one.name for one in found}
    assert {commands.plain(one.text().partition("\t")[0]) for one in actions} <= titles
    grey = [one for one in found if one.why]
    assert grey
    assert all(one.why.endswith(".") for one in grey)
    assert [one.title for one in grey if one.why == commands._NOT_NOW] == []
    (opening,) = [one for one in found if english((one.name, one.where)) == ("Open…", "File")]
    assert opening.keys == "Ctrl+O"
    terms = {one.name for one in found if english(one.where) == "Glossary"}
    assert {one.title for one in window.workbench.explanations.terms} == terms


def test_a_button_of_a_view_is_found_through_its_page(person: Person) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    person.look_inside()
    found = commands.search(commands.gather(person.window), tr("switch heads off"))
    assert english([one.title for one in found])[:1] == ["Go to Attention"]


@pytest.mark.parametrize(
    ("name", "part", "page"),
    [
        ("activation patching", _WHOLE, "Patching"),
        ("ablation", _WHOLE, "Attention"),
        ("perplexity", _WHOLE, "Surprise"),
        ("logit lens", _WHOLE, "Layer by layer"),
        ("steering vector", _WHOLE, "Steering"),
        ("attention", _WHOLE, "Attention"),
        ("hidden states", _WHOLE, "Hidden states"),
        ("integrated gradients", _WHOLE, "Why"),
        ("direct logit attribution", slice(1, None), "Why"),
        ("ablate a head", slice(None, None, 2), "Attention"),
        ("History", _WHOLE, "History"),
    ],
)
def test_a_page_is_found_by_the_name_that_the_field_has_for_it(
    person: Person, name: str, part: slice, page: str
) -> None:
    """Return led to the glossary, where it was found at all; a part of the words is enough."""
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    typed = " ".join(plain_letters(tr(name)).split()[part])
    found = commands.search(commands.gather(person.window), typed)
    assert english(found[0].title) == f"Go to {page}"


def test_what_only_a_button_leads_to_is_gone_to(person: Person) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    table = commands.search(commands.gather(person.window), tr("confusion matrix"))[0]
    assert english(table.name) == "Many texts…"
    table.run()
    assert person.find(QWidget, "textTable").isVisible()
    why = commands.search(commands.gather(person.window), tr("integrated gradients"))[0]
    assert why.why == ""
    why.run()
    assert person.window.inference.mode.mode == "why"
    assert not person.find(QWidget, "textTable").isVisible()


def test_every_command_begins_with_a_verb(person: Person) -> None:
    verbs = {
        *("Open", "Close", "Save", "Check", "Export", "Show", "Unload", "Reopen", "Sign", "Quit"),
        *("Undo", "Redo", "Cut", "Copy", "Paste", "Select", "Find", "Run", "Stop", "Create"),
        *("Use", "Read", "Choose", "Switch", "Follow", "Make", "Reduce", "Present", "Guess"),
        *("Explain", "Go", "Forget", "Change", "Teach", "Train", "Compare"),
        *("Connect", "Disconnect"),
        "Leave",  # a lesson, which other languages may call as they call Quit
    }
    titles = [english(one.title) for one in commands.gather(person.window)]
    first = {title.split()[0].rstrip("…"): title for title in titles}
    assert {word: title for word, title in first.items() if word not in verbs} == {}


def test_no_two_actions_take_the_same_keys(person: Person) -> None:
    taken: dict[str, str] = {}
    for action in person.window.findChildren(QAction):
        if action.shortcutContext() != Qt.ShortcutContext.WindowShortcut:
            continue
        for keys in action.shortcuts():
            text = keys.toString(QKeySequence.SequenceFormat.PortableText)
            assert taken.setdefault(text, action.objectName()) == action.objectName(), text


def test_menus_have_what_people_look_for(
    person: Person, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    bar = english([commands.plain(one.text()) for one in window.menuBar().actions()])
    assert bar[:2] == ["File", "Edit"]
    assert bar[-1] == "Help"
    person.click("start.mini-world-bert")
    person.until_idle()

    recent = person.find(QMenu, "recentMenu")
    opened = recent.actions()[0]
    assert english(opened.text()) == "mini-world-bert"
    person.trigger("unloadAction")
    person.until_idle()
    opened.trigger()
    person.until(lambda: window.summary is not None)
    person.until_idle()
    person.find(QAction, "forgetRecentAction").trigger()
    assert window.profile.recent() == ()

    line = person.find(QLineEdit, "textInput")
    window.reveal(line)
    person.until(lambda: window.focusWidget() is line)
    line.clear()
    qtbot.keyClicks(line, "one two")
    edit = window.workbench.late_parts.menus.edit
    edit.refresh()
    assert english(person.find(QAction, "cutAction").property("why")) == "Select some text first."
    person.find(QAction, "selectAllAction").trigger()
    edit.refresh()
    person.trigger("cutAction")
    assert line.text() == ""
    assert english(QGuiApplication.clipboard().text()) == "one two"
    edit.refresh()
    person.trigger("pasteAction")
    assert english(line.text()) == "one two"
    edit.refresh()
    person.trigger("undoAction")
    assert line.text() == ""

    def find_by_key() -> None:
        QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)

    window.centre.setCurrentWidget(window.architecture)
    window.architecture.view.setFocus()
    person.until_idle()
    find_by_key()
    person.until(lambda: window.focusWidget() is window.architecture.search)
    # A text that the model reads is nothing to search: what is typed next would take its place.
    line.setText("one two")
    for page in range(window.centre.count()):
        window.centre.setCurrentIndex(page)
        shown_page = window.centre.widget(page)
        assert shown_page is not None
        shown_page.setFocus()
        window.message_bar.clear()
        find_by_key()
        can = shown_page in (window.architecture, window.checkpoint)
        assert ("nothing to search" in person.message) == (not can)
        edit.refresh()
        find = window.actions_.find
        assert find.isEnabled() == can
        assert ("nothing to search" in english(find.toolTip())) == (not can)
    window.centre.setCurrentWidget(window.inference)
    edit.refresh()
    window.inference.views.setFocus()
    window.message_bar.clear()
    find_by_key()
    assert "nothing to search" in person.message
    window.centre.setCurrentWidget(window.architecture)
    window.architecture.view.setFocus()
    find_by_key()
    person.until(lambda: window.focusWidget() is window.architecture.search)
    assert not line.hasSelectedText()
    window.centre.setCurrentWidget(window.architecture)

    person.trigger("fullScreenAction")
    assert window.isFullScreen()
    person.trigger("fullScreenAction")
    assert not window.isFullScreen()

    person.trigger("shortcutsAction")
    tree = person.find(QTreeWidget, "shortcutsTree")
    rows = [
        (row.text(0), row.text(1))
        for group in (tree.topLevelItem(n) for n in range(tree.topLevelItemCount()))
        if group is not None
        for row in (group.child(place) for place in range(group.childCount()))
        if row is not None
    ]
    assert ("Open…", "Ctrl+O") in english(rows)
    assert all(keys for _, keys in rows)
    person.click("shortcutsClose")


def _is_whole(tree: QTreeWidget, row: QTreeWidgetItem, column: int) -> bool:
    """Whether a line has the room that it needs."""
    index, option = tree.indexFromItem(row, column), QStyleOptionViewItem()
    tree.initViewItemOption(option)
    area = tree.visualRect(index).size()
    needed = tree.itemDelegate().sizeHint(option, index)
    return needed.width() <= area.width() and needed.height() <= area.height()


@pytest.mark.parametrize("text", ["100", "200", "300"])
def test_every_line_of_the_list_of_keys_is_whole(begin: Begin, text: str) -> None:
    person = begin("--text", text, "--size", "1024x700")
    person.trigger("shortcutsAction")
    tree = person.find(QTreeWidget, "shortcutsTree")
    person.until(tree.isVisible)
    rows = [
        row
        for group in (tree.topLevelItem(n) for n in range(tree.topLevelItemCount()))
        if group is not None
        for row in (group.child(place) for place in range(group.childCount()))
        if row is not None
    ]
    assert len(rows) > 20
    for row in rows:
        tree.scrollToItem(row)
        for column in range(2):
            person.until(lambda row=row, column=column: _is_whole(tree, row, column))
    assert any("training" in english(row.text(0)) and row.text(1) == "↑ ↓" for row in rows)


def test_a_failure_is_in_the_log_and_the_log_in_the_diagnostics(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = person.window
    shown: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        shown.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    person.trigger("logAction")
    (url,) = shown
    assert Path(url.toLocalFile()) == tmp_path / "profile" / "log.txt"
    window.send(CreateModel(ConfigEdit("bert", "BertModel", '{"hidden_size": 770}'), 1))
    person.until(lambda: isinstance(window.last_failure, Failed))
    person.until_idle()
    written = english(window.log.path.read_text(encoding="utf-8"))
    assert "not a multiple of the number of attention heads" in written
    assert "Creating" in written

    person.trigger("diagnosticsAction")
    told = QGuiApplication.clipboard().text()
    for word in ("Qt 6", "PySide6", "torch", "transformers", "log.txt"):
        assert word in told
    assert ("huggingface_hub" in told) == person.works_here  # which one is there, nobody asks
    person.trigger("aboutAction")
    about = person.find(AboutDialog, "aboutDialog")
    assert "Apache-2.0" in english(about.told.text())
    assert ("huggingface_hub" in english(about.told.text())) == person.works_here
    assert not person.find(QLabel, "aboutIcon").pixmap().isNull()
    about.close()
    assert not window.windowIcon().isNull()


def test_a_second_start_in_one_process_leaves_the_style(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt polishes every widget of every window again where it is set: 1 s."""
    begin()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    assert application.style().name() == "fusion"
    told: list[object] = []
    monkeypatch.setattr(QApplication, "setStyle", told.append)
    begin()
    assert not told


def test_undo_takes_back_what_was_typed_last_from_wherever_the_focus_is(person: Person) -> None:
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    first = person.find(QLineEdit, "textInput")
    first.setFocus()
    QTest.keyClicks(first, " One.")
    person.click("addTextButton")
    second = person.find(QLineEdit, "textInput.2")
    person.until(lambda: second.isVisible() and window.focusWidget() is second)
    QTest.keyClicks(second, "Two.")
    person.until_idle()
    before = first.text()
    first.setFocus()
    window.workbench.late_parts.menus.edit.refresh()
    person.trigger("undoAction")
    assert (first.text(), second.text()) == (before, "")
    picture = person.find(QWidget, "flowView")
    picture.setFocus()
    person.until(lambda: not isinstance(window.focusWidget(), QLineEdit))
    window.workbench.late_parts.menus.edit.refresh()
    QTest.keyClick(picture, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    enabled = person.find(QAction, "undoAction").isEnabled()
    assert (first.text() != before) is enabled
    QTest.keyClick(
        picture,
        Qt.Key.Key_Z,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    assert english(second.text()) == "Two."
    QTest.keyClick(picture, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert second.text() == ""
