"""A bare window beside the program: what keeps its event loop waiting is not the program's doing.

python -m tests.hostile.bare FILE: appends "start end" of each gap of over 50 ms, on the clock that
all processes share, until it is killed.
"""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

_SHOWN_S = 0.05


def watch(file: str) -> None:
    """Show a label and write down its gaps."""
    application = QApplication(["bare"])
    label = QLabel("bare")
    label.show()
    last = [time.monotonic()]
    with open(file, "a", buffering=1, encoding="ascii") as gaps:

        def tick() -> None:
            now = time.monotonic()
            if now - last[0] > _SHOWN_S:
                gaps.write(f"{last[0]} {now}\n")
            last[0] = now

        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(5)
        timer.timeout.connect(tick)
        timer.start()
        application.exec()


if __name__ == "__main__":
    watch(sys.argv[1])
