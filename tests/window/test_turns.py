"""Calls that are made one each time the event loop comes round."""

from __future__ import annotations

import functools

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from explorer.widgets.deferred_queue import DeferredQueue


def test_turns_keep_their_order_and_let_the_window_live(qtbot: QtBot) -> None:
    parent = QObject()
    turns = DeferredQueue(parent)
    done: list[str] = []

    def first() -> None:
        done.append("a")
        turns.first(functools.partial(done.append, "b"), functools.partial(done.append, "c"))
        QTimer.singleShot(0, parent, functools.partial(done.append, "the window"))

    turns.then(first, functools.partial(done.append, "d"))
    assert turns.waiting
    assert not done
    qtbot.waitUntil(lambda: not turns.waiting)
    assert [one for one in done if one != "the window"] == ["a", "b", "c", "d"]
    assert done.index("the window") < done.index("d")


def test_turns_go_on_after_one_that_fails_and_end_at_once_when_asked(qtbot: QtBot) -> None:
    parent = QObject()
    turns = DeferredQueue(parent)
    done: list[str] = []

    def fail() -> None:
        raise ValueError("a page of the program is wrong")

    turns.then(fail, functools.partial(done.append, "after"))
    with qtbot.captureExceptions() as caught:
        qtbot.waitUntil(lambda: bool(done))
    assert len(caught) == 1
    turns.then(functools.partial(done.append, "1"), functools.partial(done.append, "2"))
    turns.finish()
    assert done == ["after", "1", "2"]
    assert not turns.waiting
