"""Spawn to first paint, of the program and of a bare window: one side in each process.

Apart from `tests.measures.window`, which starts it, so that neither side pays for what measuring
imports.
"""

import json
import os
import sys
import time
from typing import Any

_MADE_BY_OTHERS = (
    "QScrollBar",
    "QSplitterHandle",
    "QHeaderView",
    "QTabBar",
    "QMenu",
    "QMenuBar",
    "QAbstractButton",
)
"""What other widgets bring along (scroll bars, handles, corners), and what needs an owner."""


def app() -> None:
    """Print spawn -> first paint, the number of widgets, and whether torch was there."""
    from explorer import __main__ as program

    def until_painted(window: Any) -> None:
        from PySide6.QtCore import QEventLoop
        from PySide6.QtWidgets import QWidget

        def painted() -> None:
            seconds = time.time() - float(os.environ["MEASURE_SPAWNED"])
            _print(
                seconds=seconds,
                widgets=len(window.findChildren(QWidget)),
                kinds=[_plain(one) for one in window.findChildren(QWidget)],
                heavy=[one for one in ("torch", "transformers", "numpy") if one in sys.modules],
            )
            os._exit(0)

        window.painted.connect(painted)
        QEventLoop().exec()

    # In the place of waiting for the pages that are built after the first paint.
    program._until_built = until_painted
    # Started as from its icon, with the settings of a fresh home.
    os.environ["XDG_CONFIG_HOME"] = os.environ["MEASURE_FOLDER"]
    program.start([])


def _plain(widget: object) -> str:
    """The Qt class that a widget is, or is derived from."""
    classes = (one for one in type(widget).__mro__ if one.__module__.startswith("PySide6"))
    return next(classes).__name__


def bare() -> None:
    """The same for a plain window with as many plain widgets of the same Qt classes."""
    from PySide6 import QtWidgets
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

    class Window(QMainWindow):
        def paintEvent(self, event: object) -> None:
            QTimer.singleShot(0, self.told)

        def told(self) -> None:
            _print(seconds=time.time() - float(os.environ["MEASURE_SPAWNED"]))
            os._exit(0)

    application = QApplication([])
    application.setStyle("Fusion")
    window = Window()
    centre = QWidget()
    outer = QVBoxLayout(centre)
    group = outer
    count = int(os.environ["MEASURE_WIDGETS"])
    kinds = [one for one in json.loads(os.environ["MEASURE_KINDS"]) if one not in _MADE_BY_OTHERS]
    for number, kind in enumerate(kinds + ["QLabel"] * count):
        if len(centre.findChildren(QWidget)) >= count:
            break
        if number % 12 == 0:
            holder = QWidget()
            group = QVBoxLayout(holder)
            outer.addWidget(holder)
        widget = getattr(QtWidgets, kind)()
        if kind in ("QLabel", "QPushButton", "QLineEdit"):
            widget.setText(f"widget {number}")
        group.addWidget(widget)
    window.setCentralWidget(centre)
    window.resize(1440, 900)
    window.show()
    QApplication.exec()


def _print(**facts: object) -> None:
    print(json.dumps(facts), flush=True)
