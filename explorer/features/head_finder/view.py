"""Head finder: every head as a point in four pictures, one for each thing that it may look at."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.app_state import Results
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.features.head_finder import explain
from explorer.features.head_finder.protocol import JOBS, FindHeads, HeadJob, HeadScores
from explorer.features.sessions.session_format import whole
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.combo_box import TextChoice
from explorer.widgets.point_plot import PlotAxis, PlotPoint, PointPlot
from explorer.widgets.responsive_pair import ResponsivePair

_SIDE_BY_SIDE = 40
"""Widths of body text (em) from which two pictures are side by side."""
_SPREAD = 0.7
"""How much of a layer's width its heads are spread over."""
_TICKS = tuple((value, f"{value:.0%}".replace("%", " %")) for value in (0.0, 0.25, 0.5, 0.75, 1.0))


class HeadFinderView(InspectionView):
    """Asks once for all scores; a click on a point opens that head in the attention view."""

    asks = (FindHeads,)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "headFinderView", tr("Head finder"))
        self._result: HeadScores | None = None
        self._text = self._seed = 0
        self._places: list[list[tuple[int, int]]] = []

    def results(self) -> Results:
        """The scores."""
        return {HeadScores: self._on_result}

    @property
    def result(self) -> HeadScores | None:
        """What is shown; None where there is nothing to see."""
        return self._result if self._result is not None and self._result.layers else None

    def build(self) -> QWidget:
        """What was found, then four pictures, each with its sentence."""
        content, column = self.column()
        look = self._look
        self.texts = TextChoice("headFinderText")
        self.texts.activated.connect(self._other_text)
        column.addLayout(self.choices(self.texts))
        self.title = label(role="heading", wrap=True, name="headFinderTitle")
        column.addWidget(self.title)
        hint = tr(
            "Each point is an attention head, in the column of its layer; a number beside it says "
            "which head of the layer it is. Click one to open it."
        )
        column.addWidget(label(hint, "small", wrap=True))
        self.plots = tuple(PointPlot(look, f"heads.{job}", explain.TITLES[job]) for job in JOBS)
        self.sentences = tuple(
            label(role="muted", wrap=True, name=f"headsSaid.{job}") for job in JOBS
        )
        cards = [self._card(place) for place in range(len(JOBS))]
        for left, right in ((0, 1), (2, 3)):
            pair = ResponsivePair(self._look, cards[left], cards[right], _SIDE_BY_SIDE, gap=14)
            column.addWidget(pair)
        self.other = button(
            tr("Draw again"),
            name="headFinderAgain",
            tip=tr("Measure induction again, on other random tokens"),
        )
        self.other.clicked.connect(self._draw_again)
        row = self.choices()
        row.addWidget(self.other)
        column.addLayout(row)
        self.note = label(role="small", wrap=True, name="headFinderNote")
        column.addWidget(self.note)
        column.addStretch(1)
        return content

    def _card(self, place: int) -> QWidget:
        card = QWidget()
        column = packed(
            QVBoxLayout(card),
            label(explain.TITLES[JOBS[place]], "heading", wrap=True),
            self.plots[place],
            self.sentences[place],
            gap=4,
        )
        column.addStretch(1)
        self.plots[place].setProperty("job", JOBS[place])
        self.plots[place].chosen.connect(self._open_head)
        return card

    # -- asking ------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another model has other heads."""
        self._result, self._text, self._seed = None, 0, 0

    def show_past(self, why: str) -> None:
        """A former run is shown again: what is known is of another."""
        self._result = None
        super().show_past(why)

    def saved_state(self) -> dict[str, Any]:
        """Which text, and which random tokens."""
        return {"text": self._text, "seed": self._seed}

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Measure the same at the next run."""
        self._text = max(0, whole(mapping.get("text")))
        self._seed = max(0, whole(mapping.get("seed")))

    def ask(self) -> None:
        """Ask about the chosen text."""
        assert self.ran is not None
        self._text = max(0, min(self._text, len(self.ran.rows) - 1))
        self.wanted.emit(FindHeads(self._text, self._seed))

    @Slot(int)
    def _other_text(self, text: int) -> None:
        self._text = text
        self.ask()

    @Slot()
    def _draw_again(self) -> None:
        self._seed += 1
        self.ask()

    # -- answers -----------------------------------------------------------------------------

    def _on_result(self, result: HeadScores, request: object) -> None:
        if not self.current(result):
            return
        drawn_again = self._result is not None and self._result.request != result.request
        self._result = result
        if not result.layers:
            self.say(result.note, tr("Look at its hidden states"), "hiddenView")
            return
        self.content()
        assert self.ran is not None
        self.texts.offer_texts(self.ran.row_names, self._text)
        self._places = []
        for job, name in enumerate(JOBS):
            self._draw(result, job, name)
        self.title.setText(explain.headline(result))
        self.note.setText(explain.notes(result))
        self.other.setEnabled(not result.random_note)
        self.setAccessibleDescription(f"{self.title.text()} {self.note.text()}")
        if drawn_again:
            announce(self.sentences[-1], self.sentences[-1].text())

    def _draw(self, result: HeadScores, job: int, name: HeadJob) -> None:
        points, places = [], []
        for row, layer in enumerate(result.layers):
            for head in range(layer.heads):
                share = float(result.scores[job, row, head])
                if math.isnan(share):
                    continue
                strong = result.has_job(job, row, head)
                offset = ((head + 0.5) / layer.heads - 0.5) * _SPREAD
                points.append(
                    PlotPoint(
                        row + offset,
                        share,
                        numbers.count(head + 1) if strong else "",
                        explain.head(result, job, row, head) + " " + tr("Click to open it."),
                        "dot" if strong else "ring",
                        strong,
                    )
                )
                places.append((row, head))
        self._places.append(places)
        names = [_layer_name(result, row) for row in range(len(result.layers))]
        best = explain.strongest(result, job)
        plot = self.plots[job]
        plot.show_points(
            points,
            PlotAxis(-0.5, len(names) - 0.5, tuple(enumerate(names))),
            PlotAxis(0.0, 1.0, _TICKS),
            spoken=best,
        )
        plot.setVisible(bool(points))
        about = explain.measured_on(result, job) if points else ""
        self.sentences[job].setText(f"{best} {about}".strip())

    @Slot(int)
    def _open_head(self, number: int) -> None:
        job = JOBS.index(self.sender().property("job"))
        if self._result is None or number >= len(self._places[job]):
            return
        row, head = self._places[job][number]
        layer = self._result.layers[row]
        place = {"kind": layer.kind, "row": layer.row, "head": head, "text": self._text}
        self.detail_wanted.emit("attentionView", place)


def _layer_name(result: HeadScores, row: int) -> str:
    """`layer 2`; where there are two stacks, of which one: `encoder 2`."""
    layer = result.layers[row]
    if layer.kind == "self":
        return tr("layer {layer}", layer=layer.layer + 1)
    stack = tr("encoder") if layer.kind == "encoder" else tr("decoder")
    return f"{stack} {numbers.count(layer.layer + 1)}"
