"""The records of the menus: everything is made, in order, and what is grey says why."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from explorer.app import commands
from explorer.app.actions import ActionRecord, Actions, MenuRecord, Requirement
from explorer.features.checkpoints.view.local_pane import bundled

RECORDS = {
    name: record
    for name, record in vars(Actions).items()
    if isinstance(record, (ActionRecord, MenuRecord))
}
WITH_NEEDS = {name: record for name, record in RECORDS.items() if record.needs}


@pytest.fixture
def actions(qtbot: QtBot) -> Actions:
    window = QMainWindow()
    qtbot.addWidget(window)
    return Actions(window, bundled())


def _made(actions: Actions, name: str) -> QAction | QMenu:
    made = getattr(actions, name)
    assert isinstance(made, (QAction, QMenu))
    return made


def test_every_record_is_made_once_under_its_name(actions: Actions) -> None:
    names = [record.name for record in RECORDS.values()]
    assert len(set(names)) == len(names)
    for name, record in RECORDS.items():
        assert _made(actions, name).objectName() == record.name
        assert "menu" not in record.name.lower() or isinstance(record, MenuRecord)


def test_menus_hold_their_entries_in_the_order_of_the_records(actions: Actions) -> None:
    for menu in (record for record in RECORDS.values() if isinstance(record, MenuRecord)):
        wanted = [record.name for record in RECORDS.values() if record.menu == menu.name]
        entries = [
            inner.objectName() if isinstance(inner := entry.menu(), QMenu) else entry.objectName()
            for entry in actions.menu(menu.name).actions()
        ]
        assert [name for name in entries if name in wanted] == wanted, menu.name


@pytest.mark.parametrize("name", WITH_NEEDS)
def test_what_a_need_keeps_grey_says_which_one(actions: Actions, name: str) -> None:
    made, record = _made(actions, name), WITH_NEEDS[name]
    actions.meet(dict.fromkeys(Requirement, True))
    assert made.isEnabled()
    for need, why in record.needs:
        actions.meet({need: False})
        assert not made.isEnabled()
        assert commands.disabled_reason(made) == why
        actions.meet({need: True})
        assert made.isEnabled()


def test_the_first_need_that_is_missing_is_told(actions: Actions) -> None:
    actions.meet({Requirement.MODEL: False, Requirement.IDLE: False})
    assert commands.disabled_reason(actions.save) == "Open or create a model first."
    actions.meet({Requirement.MODEL: True})
    assert "being opened" in commands.disabled_reason(actions.save)


def test_no_two_actions_take_the_same_keys(actions: Actions) -> None:
    taken: dict[str, str] = {}
    for name, record in RECORDS.items():
        made = _made(actions, name)
        for keys in made.shortcuts() if isinstance(made, QAction) else ():
            text = keys.toString(QKeySequence.SequenceFormat.PortableText)
            assert taken.setdefault(text, record.name) == record.name, text


def test_a_models_name_is_no_text_for_translators(actions: Actions) -> None:
    assert [action.objectName() for action in actions.bundled] == [
        f"openBundled.{model.name}" for model in bundled()
    ]
