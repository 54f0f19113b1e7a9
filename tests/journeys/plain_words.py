"""What a person may be told when something fails, and what their remedy must do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from explorer.app.main_window import MainWindow
from explorer.protocol.failures.connection import TRY_AGAIN
from tests.conftest import ROOT

PROGRAM = re.escape(str(ROOT / "explorer"))  # the checkout's own folder may have the same name

_WORDS = ("retry", "open", "look", "page", "create", "part")
"""Remedies that are no control of the window."""
_ASKS = ("choose",)
"""Those that ask with a dialog of the system."""

NOT_FOR_PEOPLE = {
    "a class of errors": re.compile(r"\b\w+(Error|Exception|Warning)\b"),
    "a traceback": re.compile(r"Traceback|\bFile \"|\bline \d+, in"),
    "a variable of the environment": re.compile(r"\b[A-Z]{2,}(_[A-Z0-9]+)+\b|\bexport [A-Z]"),
    "an argument of Python": re.compile(r"\b[a-z_]+=(True|False|None|['\"\d])"),
    "a command": re.compile(r"\bpip install\b|\bhf auth\b|\bulimit\b|\bsudo\b"),
    "a path inside the program": re.compile(rf"site-packages|{PROGRAM}|\.py\b|0x[0-9a-f]+"),
    "a thing of Python": re.compile(r"NoneType|\bself\.|\btorch\.\w|<class|\[Errno"),
}


def complaints(window: MainWindow) -> Iterator[str]:
    """What is wrong with the failure that is told now."""
    bar = window.message_bar
    failed = bar.failure
    if not bar.isVisible() or failed is None:
        yield "nothing was told"
        return
    sentence = bar.sentence.text()
    for what, found in NOT_FOR_PEOPLE.items():
        if match := found.search(sentence):
            yield f"{what} in the sentence ({match[0]}): {sentence}"
    if not sentence.endswith((".", "?")):
        yield f"no full stop: {sentence}"
    if not failed.details.strip():
        yield f"no details: {sentence}"
    elif not bar.details.isVisible():
        yield "the details cannot be opened"
    if failed.request.retried_in_place and failed.remedy == TRY_AGAIN:
        return  # the page itself has the button
    if failed.remedy is None or not bar.remedy.isVisible():
        yield f"no remedy: {sentence}"
        return
    action = failed.remedy.action
    target = window.findChild(QObject, action)
    if action not in (*_WORDS, *_ASKS) and not isinstance(target, (QAction, QWidget)):
        yield f"the remedy leads to {action}, which is not there: {sentence}"
    if isinstance(target, QAction) and not target.isEnabled():
        yield f"the remedy {action} cannot be used: {sentence}"


def press_remedy(window: MainWindow) -> Iterator[str]:
    """Press the button; what is wrong with what it did."""
    bar = window.message_bar
    failed = bar.failure
    if failed is None or failed.remedy is None or not bar.remedy.isVisible():
        return
    target = window.findChild(QObject, failed.remedy.action)
    fired: list[bool] = []

    class Ear(QObject):
        def hear(self, *_: object) -> None:
            fired.append(True)

    ear = Ear()
    jobs = len(_jobs(window))
    if isinstance(target, QAction):
        target.triggered.connect(ear.hear)
    bar.remedy.click()
    if isinstance(target, QAction):
        target.triggered.disconnect(ear.hear)
    if failed.remedy.action in _WORDS:
        if len(_jobs(window)) <= jobs and not bar.isVisible():
            yield f"trying again did nothing: {failed.sentence}"
    elif isinstance(target, QAction):
        if not fired:
            yield f"the remedy did nothing: {failed.sentence}"
    elif isinstance(target, QWidget) and not target.isVisible():
        yield f"the remedy did not show {failed.remedy.action}: {failed.sentence}"


def close_dialogs() -> None:
    """Close what a remedy opened."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, (QDialog, QMessageBox)) and widget.isVisible():
            widget.reject()


def _jobs(window: MainWindow) -> tuple[object, ...]:
    return (*window.model.jobs, *window.hub.jobs, *window.transfer.jobs)
