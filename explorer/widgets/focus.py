"""Where the keyboard goes: back to what had it, and by Tab into what was built later."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

_BY_TAB = Qt.FocusPolicy.TabFocus


def give_back(
    before: QWidget | None, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason
) -> None:
    """Focus what had the focus, which a page that was rebuilt may have taken."""
    if before is not None and isValid(before) and before.isVisible():
        before.setFocus(reason)


def tab_into(before: QWidget, part: QWidget) -> None:
    """Have Tab go from a control into a part of the page below it that was built later.

    Qt puts what comes later at the end of the window, behind everything that is there already.
    """
    # QWidget.setTabOrder passes over what takes no focus, and refuses the lists of boxes.
    stops = [
        each
        for each in part.findChildren(QWidget)
        if each.focusPolicy() & _BY_TAB and each.window() is part.window()
    ]
    for first, second in pairwise([before, *stops]):
        QWidget.setTabOrder(first, second)
