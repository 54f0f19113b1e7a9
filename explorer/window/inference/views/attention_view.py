"""Attention: the mosaic of all heads beside one head large, and which heads are switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from explorer import words
from explorer.desk_json import whole
from explorer.messages.inference import Patched, Ran, Token
from explorer.messages.views.attention import (
    AttentionMaps,
    AttentionSeen,
    HeadSeen,
    LookAtAttention,
    LookAtHead,
)
from explorer.messages.views.kinds import AVERAGE, Kind
from explorer.messages.views.switches import (
    ANSWERS,
    HeadPlace,
    HeadsSwitched,
    LookAtSwitches,
    SwitchesSeen,
    SwitchHeads,
)
from explorer.texts import tr
from explorer.window.inference.views.checks_row import ChecksRow
from explorer.window.inference.views.head_grid import HeadGrid
from explorer.window.inference.views.head_switches import HeadSwitches, crossed
from explorer.window.inference.views.view import Results, View
from explorer.window.look import Look
from explorer.window.parts.beside import Beside
from explorer.window.parts.blocks import label
from explorer.window.parts.choice import Choice
from explorer.window.parts.flow import FlowLayout
from explorer.window.parts.heat_map import HeatMap
from explorer.window.parts.token_words import numbered, speaker, word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MOSAIC = 640
"""Pixels of the mosaic that are asked for; the heads share them."""
_STRETCH_FROM = 40
"""Tokens from which a weight of 1 is too rare to be the fullest shade."""
_NEARLY_ALL, _FEW = 0.98, 200
"""Stretched, the fullest shade stands for this share of the weights, where there are many."""
_SAMPLE = 250_000
"""Weights out of which the fullest shade is found."""
_BESIDE = (tr("As it is now"), tr("The whole model"), tr("What changed"))
_NO_EXPLANATION = tr(
    "Attention is not an explanation: it shows where a head reads, not what it takes from there, "
    "and other weights can lead to the same answer. Switch a head off to see what it does."
)


class AttentionView(View):
    """Asks for the mosaic, then for the chosen head. The choice stays over runs."""

    asks = (LookAtAttention, LookAtHead)

    def __init__(self, look: Look) -> None:
        super().__init__(look, "attentionView", tr("Attention"))
        self._seen: AttentionSeen | None = None
        self._head: HeadSeen | None = None
        self._switches: SwitchesSeen | None = None
        self._off: tuple[HeadPlace, ...] = ()
        self._kind: Kind = "self"
        self._row, self._number = 0, 0
        self._text = 0
        self._stretch: bool | None = None
        self._patched = False
        self._hides = False
        self._shown: tuple[tuple[Token, ...], tuple[Token, ...]] = ((), ())
        self._weights: NDArray[np.float32] | None = None

    def results(self) -> Results:
        """The overview, a head, and what can be switched off."""
        return {
            AttentionSeen: self._on_seen,
            HeadSeen: self._on_head,
            SwitchesSeen: self._on_switches,
        }

    # -- building ----------------------------------------------------------------------------

    def build(self) -> QWidget:
        """Choices above, the head and the mosaic side by side, checks and notes below."""
        made, column = self.column()
        self.kinds = Choice("attentionKind", tr("Which attention"))
        self.texts = Choice("attentionText", tr("Which text"))
        self.layers = Choice("attentionLayer", tr("Layer, or the average of all"))
        self.heads = Choice("attentionHead", tr("Head, or the average of all"))
        self.beside = Choice(
            "attentionBeside", tr("The map as it is, of the whole model, or what changed")
        )
        self.beside.offer(_BESIDE, 0)
        self.beside.activated.connect(self._draw_head)
        self.hide_special = QCheckBox(tr("Hide special tokens"))
        self.hide_special.setObjectName("hideSpecial")
        self.hide_special.setChecked(self._hides)
        self.stretch = QCheckBox(tr("Stretch shades"))
        self.stretch.setObjectName("stretchShades")
        self.stretch.setToolTip(
            tr("The fullest shade is one of the largest weights that are shown, not a weight of 1")
        )
        row = self.choices(self.kinds, self.texts, self.layers, self.heads)
        row.addWidget(self.beside)
        self.hide_special.toggled.connect(self._draw_head)
        self.stretch.clicked.connect(self._restretch)
        column.addLayout(row)
        self.told = label(role="heading", wrap=True, name="attentionTold")
        column.addWidget(self.told)
        self.map = HeatMap(self._look, "headMap", tr("One head: from the rows to the columns"))
        self.map.pointed.connect(self._tell)
        self.grid = HeadGrid(self._look)
        self.grid.chosen.connect(self._take)
        side = QWidget()
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(6)
        right.addWidget(self.grid)
        hint = tr("Click a head to look at it; right-click to switch it off. Down: layers.")
        right.addWidget(label(hint, "small", wrap=True))
        self.switches = HeadSwitches()
        self.switches.wanted.connect(self.wanted)
        self.grid.switch_wanted.connect(self.switches.switch)
        right.addWidget(self.switches)
        right.addStretch(1)
        column.addWidget(Beside(self._look, self.map, side, 30, (3, 2), gap=12))
        boxes = FlowLayout(gap=10)
        for box in (self.hide_special, self.stretch):
            boxes.addWidget(box)
        column.addLayout(boxes)
        self.checks = ChecksRow()
        column.addWidget(self.checks)
        self.note = label(role="muted", wrap=True, name="attentionNote")
        column.addWidget(self.note)
        column.addWidget(label(_NO_EXPLANATION, "small", wrap=True, name="noExplanation"))
        column.addStretch(1)
        return made

    # -- asking ------------------------------------------------------------------------------

    def show_run(self, ran: Ran) -> None:
        """A new run has no patch in it."""
        self._patched = False
        super().show_run(ran)

    def forget(self) -> None:
        """A new model has other heads, and all of them are on."""
        self._patched = False
        self._seen = self._head = self._switches = None
        self._off = ()
        self._row = self._number = self._text = 0
        self._kind = "self"
        self._stretch = None

    def kept(self) -> dict[str, Any]:
        """Which head of which text, and how it is drawn."""
        return {
            "kind": self._kind,
            "row": self._row,
            "head": self._number,
            "text": self._text,
            "stretch": self._stretch,
            "hide_special": self._hides,
        }

    def take(self, kept: dict[str, Any]) -> None:
        """Look at that head at the next run; what the model does not have is settled then."""
        kind = kept.get("kind")
        if kind in ("self", "encoder", "decoder", "cross"):
            self._kind = kind
        self._row = max(AVERAGE, whole(kept.get("row"), self._row))
        self._number = max(AVERAGE, whole(kept.get("head"), self._number))
        self._text = max(0, whole(kept.get("text")))
        if isinstance(kept.get("stretch"), bool):
            self._stretch = kept["stretch"]
        self._hides = kept.get("hide_special") is True
        if self._content is not None:
            self.hide_special.setChecked(self._hides)

    def ask(self) -> None:
        """The mosaic first; the head follows when it is known which there are."""
        assert self.ran is not None
        self._text = min(self._text, len(self.ran.rows) - 1)
        if self._stretch is None:
            many = max((len(row) for row in self.ran.rows), default=0) >= _STRETCH_FROM
        else:
            many = self._stretch
        heads = self.summary.heads if self.summary is not None else 12
        cell = max(12, min(64, _MOSAIC // max(1, heads)))
        self.wanted.emit(LookAtAttention(max(0, self._text), cell, "map" if many else "one"))

    def _ask_head(self) -> None:
        changed = bool(self._off) or self._patched
        self.wanted.emit(
            LookAtHead(self._kind, self._row, self._number, max(0, self._text), changed)
        )

    @property
    def maps(self) -> AttentionMaps | None:
        """The mosaic of the chosen kind."""
        found = self._seen.maps if self._seen is not None else ()
        return next((one for one in found if one.kind == self._kind), None)

    # -- answers -----------------------------------------------------------------------------

    def _on_seen(self, seen: AttentionSeen, request: object) -> None:
        if not self.current(seen):
            return
        self._seen = seen
        if not seen.maps:
            why = seen.note or tr("This model showed no attention.")
            self.say(why, tr("Look at its hidden states"), "hiddenView")
            return
        self.content()
        if self.maps is None:
            self._kind = seen.maps[-1].kind if len(seen.maps) < 3 else "cross"
            if self.maps is None:
                self._kind = seen.maps[0].kind
        self._settle()
        self.checks.show_checks(seen.checks)
        self._ask_head()
        if self._switches is None:
            self.wanted.emit(LookAtSwitches())

    def _settle(self) -> None:
        """Keep the chosen head where it still exists, and offer what can be chosen."""
        maps, seen, ran = self.maps, self._seen, self.ran
        assert maps is not None
        assert seen is not None
        assert ran is not None
        self._row = min(self._row, len(maps.layers) - 1)
        most = max(layer.heads for layer in maps.layers)
        here = maps.layers[self._row].heads if self._row != AVERAGE else most
        self._number = min(self._number, here - 1)
        self.kinds.offer([one.title for one in seen.maps], seen.maps.index(maps))
        self.kinds.setVisible(len(seen.maps) > 1)
        texts = [tr("Text {place}", place=place + 1) for place in range(len(ran.rows))]
        self.texts.offer(texts, max(0, self._text))
        self.texts.setVisible(len(texts) > 1)
        labels = [words.capital(layer.label) for layer in maps.layers]
        self.layers.offer([tr("All layers"), *labels], self._row + 1)
        heads = [tr("Head {place}", place=place + 1) for place in range(here)]
        self.heads.offer([tr("All heads"), *heads], self._number + 1)
        self.stretch.setChecked(seen.request.scale == "map")
        self.note.setText(" ".join(one for one in (seen.note, maps.note) if one))
        self.note.setVisible(bool(self.note.text()))
        self.switches.show_heads(self._switches, self._off, maps, self._row, self._number)
        self.grid.show_maps(maps, crossed(maps, self._off))
        self.grid.choose(self._row, self._number)

    def _on_head(self, seen: HeadSeen, request: object) -> None:
        if not self.current(seen) or self._seen is None or not self._seen.maps:
            return
        self._head = seen
        self.beside.setVisible(seen.whole is not None)
        if seen.whole is None:
            self.beside.setCurrentIndex(0)
        if not seen.weights.size:
            self.told.setText(seen.note)
            return
        self._draw_head()

    @Slot()
    def _draw_head(self) -> None:
        import numpy as np

        self._hides = self.hide_special.isChecked()
        seen = self._head
        if seen is None or not seen.weights.size:
            return
        weights, rows, columns = self._wanted_map(seen), seen.from_tokens, seen.to_tokens
        if self.hide_special.isChecked():
            down, across = _told_tokens(rows), _told_tokens(columns)
            if down and across:
                weights = weights[np.ix_(down, across)]
                rows = tuple(rows[place] for place in down)
                columns = tuple(columns[place] for place in across)
        self._weights, self._shown = weights, (rows, columns)
        low, high = min(0.0, float(np.nanmin(weights))), float(np.nanmax(weights))
        if self._changes:
            high = max(high, 1e-6)
        elif not self.stretch.isChecked() and low == 0.0:
            high = max(1.0, high if high > 1.01 else 1.0)
        elif low == 0.0 < high and weights.size > _FEW:
            # The first token of a causal model has nowhere else to look: its 1 would hide the rest.
            step = max(1, round((weights.size / _SAMPLE) ** 0.5))  # of 16 million it took 1.5 s
            some = weights[::step, ::step]
            high = max(float(np.quantile(some[some > 0], _NEARLY_ALL)), 1e-6)
        names = tuple(word(one) for one in rows), tuple(word(one) for one in columns)
        self.map.show_map(weights, *names, low, high, self._words_of)
        self._tell(*self.map.spot)

    def _wanted_map(self, seen: HeadSeen) -> NDArray[np.float32]:
        """The map as it is; or the whole model's, or how much each weight changed."""
        if seen.whole is None or self.beside.currentIndex() == 0:
            return seen.weights
        return abs(seen.weights - seen.whole) if self._changes else seen.whole

    @property
    def _changes(self) -> bool:
        """Whether the map shows changes and not weights."""
        return self.beside.currentIndex() == 2

    def _words_of(self, row: int, column: int) -> str:
        assert self._weights is not None
        rows, columns = self._shown
        weight = float(self._weights[row, column])
        return tr(
            "{rows} → {columns} (token {column}): {weight:.4f}",
            rows=numbered(rows)[row] if len(rows) < 100 else word(rows[row]),
            columns=word(columns[column]),
            column=column + 1,
            weight=weight,
        )

    @Slot(int, int)
    def _tell(self, row: int, column: int) -> None:
        """Say where a token looks: the one under the mouse, else the mask or the last."""
        if self._weights is None:
            return
        rows, columns = self._shown
        if column >= 0 <= row < len(rows) and column < len(columns):
            weight = float(self._weights[row, column])
            said = f"{word(rows[row])} → {word(columns[column])}, {weight:.3f}"
        else:
            row = speaker(rows)
            said = self._looks(row)
        title = self._head.title if self._head is not None else ""
        self.told.setText(f"{title}: {said}")
        spoken = tr("attention, {value}: {row}", value=self._where(), row=self._looks(row))
        self.setAccessibleDescription(spoken)
        if self.map.spot[0] < 0:
            self.map.describe(spoken)

    def _looks(self, row: int) -> str:
        import numpy as np

        assert self._weights is not None
        rows, columns = self._shown
        best = int(np.nanargmax(self._weights[row]))
        weight = float(self._weights[row, best])
        said = f"{weight:.2f}" if weight >= 0.095 else f"{weight:.2g}"
        if self._changes and not weight:
            return tr("from {rows} no weight changed", rows=word(rows[row]))
        if self._changes:
            return tr(
                "{rows} changed the most towards {columns}, by {said}",
                rows=word(rows[row]),
                columns=word(columns[best]),
                said=said,
            )
        return tr(
            "{rows} looks mostly at {columns}, {said}",
            rows=word(rows[row]),
            columns=word(columns[best]),
            said=said,
        )

    def _where(self) -> str:
        maps = self.maps
        if maps is None:
            return ""
        total = self.summary.layers if self.summary is not None else len(maps.layers)
        layer = (
            tr("average of all layers")
            if self._row == AVERAGE
            else tr(
                "{label} of {total}",
                label=maps.layers[self._row].label,
                total=max(total, len(maps.layers)),
            )
        )
        head = (
            tr("average of all heads")
            if self._number == AVERAGE
            else tr("head {number}", number=self._number + 1)
        )
        return f"{layer}, {head}"

    # -- choosing ----------------------------------------------------------------------------

    @Slot(int, int)
    def _take(self, row: int, head: int) -> None:
        self._row, self._number = row, head
        if self.maps is not None:
            self._settle()
            self._ask_head()

    @Slot()
    def choice_made(self) -> None:
        if self._seen is None or not self._seen.maps:
            return
        text = self.texts.currentIndex()
        if text != self._text:
            self._text = text
            self.ask()
            return
        self._kind = self._seen.maps[self.kinds.currentIndex()].kind
        self._take(self.layers.currentIndex() - 1, self.heads.currentIndex() - 1)

    @Slot(bool)
    def _restretch(self, on: bool) -> None:
        self._stretch = on
        self._draw_head()
        self.ask()

    # -- switching off -----------------------------------------------------------------------

    @property
    def head(self) -> HeadSeen | None:
        """The head that is shown large."""
        return self._head

    @property
    def off(self) -> tuple[HeadPlace, ...]:
        """The heads that are off."""
        return self._off

    def _on_switches(self, seen: SwitchesSeen, request: object) -> None:
        if self.current(seen):
            self._switches, self._off = seen, seen.off
            if self.maps is not None:
                self._settle()

    def show_off(self, result: HeadsSwitched) -> None:
        """Other heads are off now."""
        self._off = result.off
        self.outdated()

    def show_patch(self, patch: Patched | None) -> None:
        """The run has a patch in it now, or none any more."""
        self._patched = patch is not None

    @Slot()
    def restore_all(self) -> None:
        """Switch every head on again."""
        self.wanted.emit(SwitchHeads((), ANSWERS))


def _told_tokens(tokens: tuple[Token, ...]) -> list[int]:
    """The tokens that are words of the text, or the mask."""
    return [place for place, one in enumerate(tokens) if one.mask or not one.special]
