"""Pictures of former runs as Flow draws them, one in each turn of the event loop."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal, Slot

from explorer.app.theme import Theme
from explorer.features.export.view import pictures
from explorer.features.flow import export, scene
from explorer.features.flow.protocol import FlowResult
from explorer.features.flow.view.flow_canvas import FlowCanvas
from explorer.widgets.timer import single_shot

_WIDTH = 760
"""Pixels at 100 % text, of which the PNG has twice as many."""
_MOST_ROWS = 32
"""Tokens that are drawn: of a longer text those that matter to the answer."""


class RunPictures(QObject):
    """`drawn` carries how many are done and how many there are, `finished` comes after the last."""

    drawn = Signal(int, int)
    finished = Signal()

    def __init__(self, look: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self._waiting: deque[tuple[int, FlowResult]] = deque()
        self._total = 0
        self.files: dict[int, bytes] = {}
        self.described: dict[int, str] = {}
        self._soon = single_shot(self, 0, self._next)

    def begin(self, flows: Mapping[int, FlowResult]) -> None:
        """Draw these, by the number of their run."""
        self._waiting = deque(flows.items())
        self._total = len(flows)
        self.files, self.described = {}, {}
        self._soon.start()

    def stop(self) -> None:
        """Draw no more."""
        self._waiting.clear()
        self._soon.stop()

    @Slot()
    def _next(self) -> None:
        if not self._waiting:
            self.finished.emit()
            return
        number, flow = self._waiting.popleft()
        self.files[number] = self._draw(flow)
        self.described[number] = export.summary_line(flow)
        self.drawn.emit(len(self.files), self._total)
        self._soon.start()

    def _draw(self, flow: FlowResult) -> bytes:
        with self._look.on_paper():
            return self._drawn(flow)

    def _drawn(self, flow: FlowResult) -> bytes:
        canvas = FlowCanvas(self._look, "resultsPicture")
        canvas.limit_rows(_MOST_ROWS)
        canvas.show_result(flow)
        canvas.resize(self._look.units(_WIDTH), 1)
        canvas.resize(canvas.width(), canvas.sizeHint().height())
        canvas.show_step(scene.VECTORS + canvas.layers + 1)  # the answer, after the last layer
        data = pictures.png(canvas, self._look.colour("back"))
        canvas.deleteLater()
        return data
