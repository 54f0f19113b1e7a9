"""Attention: the mosaic of all heads beside one head large, and which heads are switched off."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.app_state import Results
from explorer.app.inference.checks_row import ChecksRow
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.boundary.typed_json import convert_or
from explorer.features.ablation.protocol import (
    AblateHeads,
    AblationResult,
    AblationTargets,
    AblationTargetsRequest,
)
from explorer.features.ablation.view.head_switches import AblationButtons, crossed
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.attention.explain import first_row
from explorer.features.attention.protocol import (
    AttentionMaps,
    AttentionRequest,
    AttentionResult,
    HeadRequest,
    HeadResult,
    first_kind,
)
from explorer.features.attention.view.attention_choices import AttentionChoices
from explorer.features.attention.view.head_grid import HeadGrid
from explorer.features.attention.view.head_reading import HeadReading, where
from explorer.features.attention.view.map_over_picture import MapOverPicture
from explorer.features.sessions.session_format import whole
from explorer.protocol import downsample
from explorer.protocol.downsampled_map import WHOLE, MapPart, plain_places
from explorer.protocol.inspection import ANSWERS, AVERAGE, HeadPlace, Kind
from explorer.protocol.job import Request
from explorer.protocol.run import RunResult
from explorer.protocol.word_groups import merges, word_groups
from explorer.text.numbers import share
from explorer.text.run_facts import speaker
from explorer.text.translation import tr
from explorer.widgets.blocks import label, packed
from explorer.widgets.responsive_pair import ResponsivePair
from explorer.widgets.token_map import AT_ONCE, TOOLS_FROM, TokenMap
from explorer.widgets.token_strip import TokenStrip
from explorer.widgets.token_words import word

_MOSAIC = 640
"""Pixels of the mosaic that are asked for; the heads share them."""
_STRETCH_FROM = 40
"""Tokens from which a weight of 1 is too rare to be the fullest shade."""
_BESIDE, _BESIDE_LARGE = 30, 50
"""Widths of body text (em) from which the overview is beside a head, of few or many tokens."""
_MOST_TO_ADD = 128
"""Tokens that can be chosen one by one to add up the attention to them."""
_ADD_UP = tr("Choose tokens to add up the attention to them:")
_NO_EXPLANATION = tr(
    "Attention is not an explanation: it shows where a head reads, not what it takes from there, "
    "and other weights can lead to the same answer. Switch a head off to see what it does."
)


class AttentionView(InspectionView):
    """Asks for the mosaic, then for the chosen head. The choice stays over runs."""

    asks = (AttentionRequest, HeadRequest)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "attentionView", tr("Attention"))
        self._seen: AttentionResult | None = None
        self._head: HeadResult | None = None
        self._switches: AblationTargets | None = None
        self._off: tuple[HeadPlace, ...] = ()
        self._kind: Kind = "self"
        self._row, self._number = 0, 0
        self._text = 0
        self._stretch: bool | None = None
        self._patched = False
        self._hides = False
        self._words = False
        self._chosen: tuple[int, ...] = ()
        self._reading: HeadReading | None = None

    def results(self) -> Results:
        """The overview, a head, and what can be switched off."""
        return {
            AttentionResult: self._on_seen,
            HeadResult: self._on_head,
            AblationTargets: self._on_switches,
        }

    # -- building ----------------------------------------------------------------------------

    def build(self) -> QWidget:
        """Choices above, the head and the mosaic side by side, checks and notes below."""
        widget, column = self.column()
        self.panel = AttentionChoices()
        self.kinds, self.texts = self.panel.kinds, self.panel.texts
        self.layers, self.heads = self.panel.layers, self.panel.heads
        self.beside, self.stretch = self.panel.beside, self.panel.stretch
        self.hide_special = self.panel.hide_special
        self.hide_special.setChecked(self._hides)
        self.panel.changed.connect(self.choice_made)
        self.panel.shown_changed.connect(self._other_numbers)
        self.panel.stretched.connect(self._restretch)
        self.panel.words_changed.connect(self._put_together)
        column.addWidget(self.panel)
        self.told = label(role="heading", wrap=True, name="attentionTold")
        self.over = MapOverPicture(self._look)
        self.over.changed.connect(self._tell_over)
        column.addWidget(self.over)
        self.closer = TokenMap(
            self._look, "headMap", tr("One head: from the rows to the columns"), tr("weights")
        )
        self.map = self.closer.map
        self.closer.pointed.connect(self._tell)
        self.closer.wanted.connect(self._draw_head)
        self.grid = HeadGrid(self._look)
        self.grid.chosen.connect(self._take)
        # Below the map: a longer sentence would move it under the pointer that it is about.
        large = QWidget()
        packed(QVBoxLayout(large), self.closer, self.told, gap=6).addStretch(1)
        side = QWidget()
        right = packed(QVBoxLayout(side), self.grid, gap=6)
        hint = tr(
            "Click a head to look at it; right-click to switch it off. Rows are layers, "
            "columns are heads."
        )
        right.addWidget(label(hint, "small", wrap=True))
        self.switches = AblationButtons()
        self.switches.wanted.connect(self.wanted)
        self.grid.switch_wanted.connect(self.switches.switch)
        right.addWidget(self.switches)
        right.addStretch(1)
        self._pair = ResponsivePair(self._look, large, side, _BESIDE, (3, 2), gap=12)
        column.addWidget(self._pair)
        column.addLayout(self.panel.boxes())
        self.sum_caption = label(_ADD_UP, "small", wrap=True)
        self.sum_strip = TokenStrip(self._look, "attentionSum", picking=True)
        self.sum_strip.setAccessibleName(tr("Tokens to add up the attention to"))
        self.sum_strip.picked.connect(self._pick)
        self.together = label(role="muted", wrap=True, name="attentionTogether")
        self.together.hide()
        for widget_below in (self.sum_caption, self.sum_strip, self.together):
            column.addWidget(widget_below)
        self.checks = ChecksRow()
        column.addWidget(self.checks)
        self.note = label(role="muted", wrap=True, name="attentionNote")
        column.addWidget(self.note)
        column.addWidget(label(_NO_EXPLANATION, "small", wrap=True, name="noExplanation"))
        column.addStretch(1)
        return widget

    # -- asking ------------------------------------------------------------------------------

    def show_run(self, ran: RunResult) -> None:
        """A new run has no patch in it, and other tokens."""
        self._patched = False
        self._chosen = ()
        if self._content is not None:
            self.closer.start()
        super().show_run(ran)

    def forget(self) -> None:
        """A new model has other heads, and all of them are on."""
        self._patched = False
        self._seen = self._head = self._switches = self._reading = None
        self._off = ()
        self._row = self._number = self._text = 0
        self._kind = "self"
        self._stretch = None

    def saved_state(self) -> dict[str, Any]:
        """Which head of which text, and how it is drawn."""
        return {
            "kind": self._kind,
            "row": self._row,
            "head": self._number,
            "text": self._text,
            "stretch": self._stretch,
            "hide_special": self._hides,
            "words": self._words,
        }

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Look at that head at the next run; what the model does not have is settled then."""
        kind = mapping.get("kind")
        if kind in ("self", "encoder", "decoder", "cross"):
            self._kind = kind
        self._row = max(AVERAGE, whole(mapping.get("row"), self._row))
        self._number = max(AVERAGE, whole(mapping.get("head"), self._number))
        self._text = max(0, whole(mapping.get("text")))
        self._stretch = convert_or(mapping.get("stretch"), bool, self._stretch)
        self._hides = mapping.get("hide_special") is True
        self._words = mapping.get("words") is True
        if self._content is not None:
            self.hide_special.setChecked(self._hides)

    def ask(self) -> None:
        """The mosaic first; the head follows when it is known which there are."""
        assert self.ran is not None
        self._text = min(self._text, len(self.ran.rows) - 1)
        if self._stretch is None:
            # A picture or a sound has no rows of tokens, and many parts.
            rows = [len(row) for row in self.ran.rows]
            many = not rows or max(rows) >= _STRETCH_FROM
        else:
            many = self._stretch
        heads = self.summary.heads if self.summary is not None else 12
        cell = max(12, min(64, _MOSAIC // max(1, heads)))
        self.wanted.emit(AttentionRequest(max(0, self._text), cell, "map" if many else "one"))

    def _ask_head(self, part: MapPart | None = None) -> None:
        changed = bool(self._off) or self._patched
        if part is None:
            part = self._part
        shown = self.panel.shown if part != WHOLE else "now"
        self.wanted.emit(
            HeadRequest(
                self._kind,
                self._row,
                self._number,
                max(0, self._text),
                changed,
                part,
                shown,
                self._words,
                self._chosen,
            )
        )

    @property
    def _part(self) -> MapPart:
        """What is asked for of a large map; a small one comes whole and is drawn here."""
        maps = self.maps
        if maps is None or len(maps.from_tokens) * len(maps.to_tokens) <= AT_ONCE:
            return WHOLE
        sides = maps.from_tokens, maps.to_tokens
        if self._hides:
            left = tuple(plain_places(side) for side in sides)
            if all(left):
                return self.closer.part(len(left[0]), len(left[1]), special=False)
        return self.closer.part(len(sides[0]), len(sides[1]), special=not self._hides)

    @property
    def maps(self) -> AttentionMaps | None:
        """The mosaic of the chosen kind."""
        rows = self._seen.maps if self._seen is not None else ()
        return next((row for row in rows if row.kind == self._kind), None)

    # -- answers -----------------------------------------------------------------------------

    def _on_seen(self, result: AttentionResult, request: object) -> None:
        if not self.current(result):
            return
        self._seen = result
        if not result.maps:
            why = result.note or tr("This model showed no attention.")
            self.say(why, tr("Look at its hidden states"), "hiddenView")
            return
        self.content()
        if self.maps is None:
            self._kind = first_kind(result.maps).kind
        self._settle()
        self.checks.show_checks(result.checks)
        self._ask_head()
        if self._switches is None:
            self.wanted.emit(AblationTargetsRequest())

    def _settle(self) -> None:
        """Keep the chosen head where it still exists, and offer what can be chosen."""
        maps, result, ran = self.maps, self._seen, self.ran
        assert maps is not None
        assert result is not None
        assert ran is not None
        self._row = min(self._row, len(maps.layers) - 1)
        most = max(layer.heads for layer in maps.layers)
        here = maps.layers[self._row].heads if self._row != AVERAGE else most
        self._number = min(self._number, here - 1)
        self.panel.offer(result.maps, maps, self._row, self._number, here)
        self.texts.offer_texts(ran.row_names, self._text)
        self.stretch.setChecked(result.request.scale == "map")
        sides = maps.from_tokens, maps.to_tokens
        there = any(merges(word_groups(side)) for side in sides)
        self.panel.offer_words(there=there, on=self._words)
        self.note.say(" ".join(text for text in (result.note, maps.note) if text))
        self.switches.show_heads(self._switches, self._off, maps, self._row, self._number)
        self.grid.show_maps(maps, crossed(maps, self._off))
        self.grid.choose(self._row, self._number)

    def _on_head(self, result: HeadResult, request: object) -> None:
        if not self.current(result) or self._seen is None or not self._seen.maps:
            return
        self._head = result
        self._show_sum(result)
        self.panel.offer_beside(there=result.whole is not None)
        self.panel.offer_special(
            there=any(
                0 < len(plain_places(side)) < len(side)
                for side in (result.from_tokens, result.to_tokens)
            )
        )
        self.closer.setVisible(bool(result.weights.size))
        if not result.weights.size:
            self._reading = None
            self.told.setText(result.note)
            return
        self._draw_head()

    def show_unrecorded(self, request: Request) -> None:
        """Of a former run there are the heads that somebody looked at: never another one's map."""
        if isinstance(request, HeadRequest):
            self._head = self._reading = None
            self.closer.hide()
            self.over.hide()
            self.told.setText(
                tr("This head was not recorded for this run. Run it again to look at it.")
            )

    def _show_sum(self, result: HeadResult) -> None:
        """The columns as tokens to choose from; numbered patches have none, nor long texts."""
        columns = result.to_tokens
        tokens = any(token.id >= 0 for token in columns)
        fits = tokens and len(columns) <= _MOST_TO_ADD
        self.sum_caption.setText(
            _ADD_UP
            if fits
            else tr(
                "Attention is added up for at most {most} tokens, and here are {count}. A shorter "
                "text lets you choose some.",
                most=_MOST_TO_ADD,
                count=len(columns),
            )
        )
        self.sum_caption.setVisible(tokens)
        self.sum_strip.setVisible(fits)
        chosen = [place for place in result.request.chosen if place < len(columns)]
        if self.sum_strip.rows != (columns,):
            self.sum_strip.show_rows((columns,) if fits else ())
        self.sum_strip.mark_chosen(frozenset((0, place) for place in chosen))
        self.together.setVisible(bool(fits and chosen))

    @Slot(int, int)
    def _pick(self, row: int, place: int) -> None:
        """Add a token to those whose attention is added up, or take it out of them."""
        if self._head is None:
            return
        chosen = set(self._chosen) ^ {place}
        self._chosen = tuple(sorted(chosen))
        self._ask_head()

    @Slot(bool)
    def _put_together(self, on: bool) -> None:
        self._words, self._chosen = on, ()
        self.closer.start()
        self._ask_head()

    @Slot()
    def _other_numbers(self) -> None:
        self._hides = self.hide_special.isChecked()
        self._draw_head()

    @Slot()
    def _draw_head(self) -> None:
        """Draw the part that is chosen; of a large map the engine makes the picture."""
        result = self._head
        if result is None or not result.weights.size:
            return
        shown = self.panel.shown
        reading = HeadReading.of(result, shown, special=not self._hides)
        part = self.closer.part(len(reading.rows), len(reading.columns), special=not self._hides)
        joined = result.joined
        if len(reading.rows) * len(reading.columns) <= AT_ONCE:
            every = slice(None)
            joined = downsample.joined(reading.numbers(every, every), part)
        elif joined is None or (result.request.part, result.request.shown) != (part, shown):
            self._ask_head(part)
            return
        self._reading = reading
        every = slice(None)
        if result.under is not None:
            visited = HeadReading.of(result, shown, special=True)
            self.over.show_head(result, visited.numbers(every, every))
        else:
            self.over.hide()
        large = max(joined.shape) >= TOOLS_FROM
        self._pair.set_room(_BESIDE_LARGE if large else _BESIDE)
        stretch = self.stretch.isChecked()
        low, high = reading.range(joined.low, joined.high, joined.full, stretch=stretch)
        self.closer.show_part(
            joined,
            reading.numbers,
            (lambda place: word(reading.rows[place]), lambda place: word(reading.columns[place])),
            low,
            high,
            reading.tell,
        )
        self._tell(*self.closer.pointed_at)

    @Slot(int, int)
    def _tell(self, row: int, column: int) -> None:
        """Say where a token looks: the one under the mouse, else the mask or the last."""
        reading = self._reading
        if reading is None:
            return
        rows, columns = reading.rows, reading.columns
        if column >= 0 <= row < len(rows) and column < len(columns):
            if self._head is not None and self._head.under is not None and reading.down is None:
                self.over.show_row(row)
            weight = share(reading.weight(row, column))
            sentence = f"{word(rows[row])} → {word(columns[column])}, {weight}"
        else:
            # Where special tokens are left out, so is the one that an answer may be read from.
            whole = self._head if reading.down is None else None
            row = first_row(whole) if whole is not None else speaker(rows)
            under = self._head is not None and self._head.under is not None
            sentence = self.over.sentence if under else reading.looks(row)
        if self._chosen:
            self.together.setText(reading.together(row, self._chosen))
        title = self._head.title if self._head is not None else ""
        self.told.setText(f"{title}: {sentence}")
        total = self.summary.layers if self.summary is not None else 0
        value = where(self.maps, self._row, self._number, total) if self.maps is not None else ""
        spoken = tr("attention, {place}: {sentence}", place=value, sentence=reading.looks(row))
        self.setAccessibleDescription(spoken)
        if self.map.spot[0] < 0:
            self.map.describe(spoken)

    @Slot()
    def _tell_over(self) -> None:
        """Another part of the picture looks now."""
        self._tell(-1, -1)

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
    def head(self) -> HeadResult | None:
        """The head that is shown large."""
        return self._head

    @property
    def off(self) -> tuple[HeadPlace, ...]:
        """The heads that are off."""
        return self._off

    def _on_switches(self, targets: AblationTargets, request: object) -> None:
        if self.current(targets):
            self._switches, self._off = targets, targets.off
            if self.maps is not None:
                self._settle()

    def show_ablation(self, result: AblationResult) -> None:
        """Other heads are off now."""
        self._off = result.off
        self.outdated()

    def show_patch(self, result: PatchApplied | PatchRemoved) -> None:
        """The run has a patch in it now, or none any more."""
        self._patched = result.patch is not None
        self.outdated()

    @Slot()
    def restore_all(self) -> None:
        """Switch every head on again."""
        self.wanted.emit(AblateHeads((), ANSWERS))
