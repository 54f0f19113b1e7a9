"""python -m tests.measure_flow: processor time of the GUI thread for each frame of Flow.

A frame is measured as the time of the thread in one paint of what a page of 1,400 × 900 pixels
shows, while a layer grows; a step as the same for going one layer on, with what that adds to the
picture. The raster is the offscreen platform's, as on a machine without a graphics card.
"""

from __future__ import annotations

import os
import sys
import time

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FRAMES, WIDTH, HEIGHT = 8, 1400, 900
SIZES = ((9, 4), (64, 12), (512, 48))
"""Rows and layers."""


def measure(rows: int, layers: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each frame, and of each step."""
    from PySide6.QtWidgets import QApplication

    from explorer.app.theme import Theme
    from explorer.features.flow.protocol import FlowRequest
    from explorer.features.flow.scene import VECTORS
    from explorer.features.flow.view.flow_canvas import FlowCanvas
    from tests.window.made_runs import tokens
    from tests.window.test_flow_view import flow

    application = QApplication.instance()
    assert isinstance(application, QApplication)
    look = Theme(application)
    look.choose("light", 100)
    canvas = FlowCanvas(look)
    words = tokens([f"w{place}" for place in range(rows)])
    canvas.show_result(flow(FlowRequest(position=min(6, rows - 1)), words, layers=layers))
    canvas.resize(WIDTH, canvas.sizeHint().height())
    canvas.show()
    canvas.show_step(VECTORS)
    application.processEvents()
    frames, steps = [], []
    for layer in range(layers):
        for frame in range(FRAMES):
            begun = time.thread_time()
            canvas.show_step(VECTORS + 1 + layer, frame / (FRAMES - 1))
            canvas.repaint(0, 0, WIDTH, min(HEIGHT, canvas.height()))
            (frames if frame else steps).append(1000 * (time.thread_time() - begun))
    canvas.close()
    return frames, steps


def main() -> int:
    """Measure every size; the exit status says whether all frames keep to 16 ms (95 of 100)."""
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    slow = 0
    for rows, layers in SIZES:
        frames, steps = measure(rows, layers)
        middle, most = np.percentile(frames, 50), np.percentile(frames, 95)
        slow += most > 16
        print(
            f"{rows:4} rows × {layers:2} layers: a frame {middle:.1f} ms, 95 of 100 within "
            f"{most:.1f} ms; a step {np.percentile(steps, 50):.1f} ms, 95 of 100 within "
            f"{np.percentile(steps, 95):.1f} ms"
        )
    del application
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
