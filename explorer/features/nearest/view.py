"""What is near: the tokens most like one, and a map of the text's vectors or of chosen words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.app_state import Results
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.boundary.typed_json import convert_or
from explorer.features.nearest import explain
from explorer.features.nearest.protocol import (
    FindNearest,
    MapContent,
    MapVectors,
    NearestResult,
    VectorMap,
    VectorTable,
)
from explorer.features.sessions.session_format import whole
from explorer.protocol.inspection import Kind
from explorer.protocol.job import Request
from explorer.protocol.run import RunResult, Token
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine, describe
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.combo_box import ComboBox, TextChoice
from explorer.widgets.dot_slider import NamedSlider
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.point_plot import PlotAxis, PlotPoint, PointPlot
from explorer.widgets.responsive_pair import ResponsivePair
from explorer.widgets.small_controls import set_tip
from explorer.widgets.token_words import numbered, plain, word
from explorer.widgets.word_grid import WordCell, WordGrid

_SIDE_BY_SIDE = 46
"""Width in em of body text from which the list is beside the map."""
_FIRST_WORDS = 24
"""Words of the text that the map of words begins with."""
_MARGIN = 1.12
"""How far the map reaches beyond its outermost point, so that names have room."""
_MOST_TYPED = 600
"""Words that a person types for the map."""


class NearestView(InspectionView):
    """Asks for the map and for the nearest tokens of one; a click on a point chooses another."""

    asks = (MapVectors, FindNearest)
    parts_have_links = True

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "nearestView", tr("What it is near"))
        self._nearest: NearestResult | None = None
        self._map: VectorMap | None = None
        self._text = 0
        self._position = -1
        self._typed, self._id = "", -1
        self._table: VectorTable = "input"
        self._of: MapContent = "states"
        self._kind: Kind = "self"
        self._words: tuple[str, ...] = ()
        self._directions = False
        self._row = -1

    def results(self) -> Results:
        """The list and the map."""
        return {NearestResult: self._on_nearest, VectorMap: self._on_map}

    @property
    def result(self) -> VectorMap | None:
        """The map that is shown; None where there is none."""
        return self._map if self._map is not None and len(self._map.points) else None

    @property
    def nearest(self) -> NearestResult | None:
        """The list that is shown; None where there is none."""
        result = self._nearest
        return result if result is not None and len(result.ids) else None

    @property
    def row(self) -> int:
        """The row of the map that is shown, from 0."""
        return self.layers.value()

    # -- building ----------------------------------------------------------------------------

    def build(self) -> QWidget:
        """The list at the left, the map at the right."""
        content, column = self.column()
        self.texts = TextChoice("nearestText")
        column.addLayout(self.choices(self.texts))
        left, right = self._build_list(), self._build_map()
        column.addWidget(ResponsivePair(self._look, left, right, _SIDE_BY_SIDE, (2, 3), gap=18))
        column.addStretch(1)
        return content

    def _build_list(self) -> QWidget:
        self.places = ComboBox("nearestToken", tr("Which token"))
        self.typed = _line("nearestTyped", tr("Another token, typed"), tr("another word"))
        self.typed.returnPressed.connect(self._typed_word)
        self.places.setPlaceholderText(tr("a token of the text"))
        self.places.activated.connect(self._take)
        self.outer = with_names(QCheckBox(tr("By unembedding")), "nearestOuter")
        self.outer.clicked.connect(self._other_table)
        self.list_title = label(role="muted", wrap=True, name="nearestTitle")
        self.list = WordGrid(self._look, "nearestList", tr("Nearest tokens"))
        self.list.picked.connect(self._pick_near)
        self.mean = label(role="small", wrap=True, name="nearestMean")
        title = tr("Nearest tokens")
        part, column = _part(title, self._python("nearest.python", title, FindNearest))
        row = FlowLayout(gap=8)
        for control in (self.places, self.typed, self.outer):
            row.addWidget(control)
        column.addLayout(row)
        for widget in (self.list_title, self.list, self.mean):
            column.addWidget(widget)
        column.addStretch(1)
        return part

    def _build_map(self) -> QWidget:
        self.content_box = ComboBox("mapContent", tr("What the map shows"), 26)
        self.content_box.offer([tr("The input, layer by layer"), tr("Words that I choose")], 0)
        self.stacks = ComboBox("mapStack", tr("Which stack"))
        self.directions = with_names(QCheckBox(tr("Only directions")), "mapDirections")
        set_tip(
            self.directions,
            tr("Make every vector equally long first: a very long one then hides no other"),
        )
        self.directions.clicked.connect(self._other_map)
        self.words = _line("mapWords", tr("Words of the map"), tr("words, with spaces between"))
        self.words.returnPressed.connect(self._other_words)
        self.plot = PointPlot(self._look, "vectorMap", tr("A map of vectors"), 340, even=True)
        self.plot.chosen.connect(self._choose_point)
        self.layers = NamedSlider(self._look, "mapLayer", tr("After which layer"))
        self.layers.moved.connect(self._other_layer)
        self.map_title = label(role="muted", wrap=True, name="mapTitle")
        self.map_note = label(role="small", wrap=True, name="mapNote")
        title = tr("A map of vectors")
        part, column = _part(title, self._python("map.python", title, MapVectors))
        row = FlowLayout(gap=8)
        for control in (self.content_box, self.stacks, self.directions):
            row.addWidget(control)
        for box in (self.content_box, self.stacks):
            box.activated.connect(self._other_map)
        column.addLayout(row)
        for widget in (self.words, self.layers, self.map_title, self.plot, self.map_note):
            column.addWidget(widget)
        column.addStretch(1)
        return part

    def _python(self, name: str, title: str, kind: type[Request]) -> QPushButton:
        link = button(tr("In Python"), "link", name=name)
        link.setAccessibleName(tr("In Python: {title}", title=title))
        link.setToolTip(tr("Show the words and the Python of this card"))
        link.setProperty("kind", kind.__name__)
        link.clicked.connect(self._show_python)
        return link

    @Slot()
    def _show_python(self) -> None:
        name = self.sender().property("kind")
        self.python_wanted.emit(tuple(kind for kind in self.asks if kind.__name__ == name))

    # -- asking ------------------------------------------------------------------------------

    def forget(self) -> None:
        """Another model has other tokens and other layers."""
        self._nearest = self._map = None
        self._text, self._position, self._row = 0, -1, -1
        self._typed, self._id = "", -1
        self._table, self._kind, self._words = "input", "self", ()

    def show_run(self, ran: RunResult) -> None:
        """Another text has other tokens; its words are those of the map where none were typed."""
        self._position, self._typed, self._id = -1, "", -1
        super().show_run(ran)

    def show_past(self, why: str) -> None:
        """A former run is shown again: what is known is of another."""
        self._nearest = self._map = None
        super().show_past(why)

    def saved_state(self) -> dict[str, Any]:
        """Which token of which text, and what the map shows."""
        return {
            "text": self._text,
            "table": self._table,
            "of": self._of,
            "kind": self._kind,
            "words": list(self._words),
            "directions": self._directions,
            "row": self._row,
        }

    def restore_state(self, mapping: dict[str, Any]) -> None:
        """Show the same at the next run, where it has it."""
        self._text = max(0, whole(mapping.get("text")))
        self._table = "output" if mapping.get("table") == "output" else "input"
        self._of = "words" if mapping.get("of") == "words" else "states"
        kind = mapping.get("kind")
        if kind in ("self", "encoder", "decoder"):
            self._kind = kind
        self._words = convert_or(mapping.get("words"), tuple[str, ...], ())[:_MOST_TYPED]
        self._directions = mapping.get("directions") is True
        self._row = max(-1, whole(mapping.get("row"), -1))

    def ask(self) -> None:
        """The map, then the list: the words are then about the token."""
        assert self.ran is not None
        self._text = max(0, min(self._text, len(self.ran.rows) - 1))
        row = self.ran.rows[self._text] if self.ran.rows else ()
        if not 0 <= self._position < len(row):
            self._position = _longest(row)
        self._ask_map()
        self._ask_nearest()

    def _ask_nearest(self) -> None:
        self.wanted.emit(
            FindNearest(self._text, self._position, self._typed, self._id, self._table)
        )

    @property
    def _of_text(self) -> bool:
        """Whether the list is about a token of the text."""
        return not self._typed and self._id < 0

    def _ask_map(self) -> None:
        if self.ran is None:  # a former run is shown: nothing can be asked about it
            return
        words = self._words or self._words_of_text()
        self.wanted.emit(
            MapVectors(
                self._text,
                self._of,
                self._kind,
                words if self._of == "words" else (),
                self._table if self._of == "words" else "input",
                self._directions,
            )
        )

    def _words_of_text(self) -> tuple[str, ...]:
        """The words of the text, each once, without the signs around them."""
        assert self.ran is not None
        texts = self.ran.texts
        text = texts[self._text] if self._text < len(texts) else ""
        words = (word.strip(".,;:!?()[]\"'“”") for word in text.split())
        return tuple(dict.fromkeys(word for word in words if word))[:_FIRST_WORDS]

    # -- the list ----------------------------------------------------------------------------

    def _on_nearest(self, result: NearestResult, request: object) -> None:
        if not self.current(result):
            return
        self._nearest = result
        self.content()
        self._offer_choices(dict(result.refusals))
        self.list.setVisible(len(result.ids) > 0)
        self.mean.setVisible(len(result.ids) > 0)
        if not len(result.ids):
            self.list_title.setText(result.note)
            return
        self.list_title.setText(explain.nearest_title(result))
        cells = []
        for name, cosine in zip(result.names, result.cosines, strict=True):
            value = numbers.rounded(float(cosine))
            about = tr(
                "{token}: cosine {cosine} with {chosen_token}. Click to look there.",
                token=explain.quoted(name),
                cosine=value,
                chosen_token=explain.quoted(result.name),
            )
            strength = max(0.0, float(cosine))
            near = WordCell(plain(name), float("nan"), about, 0.0)
            cells.append((near, WordCell(value, float("nan"), about, strength)))
        ranks = tuple(str(place + 1) for place in range(len(cells)))
        self.list.show_cells(tuple(cells), ranks, (tr("token"), tr("cosine similarity")))
        self.mean.setText(explain.mean(result))
        self.setAccessibleDescription(f"{self.list_title.text()}. {self.mean.text()}")

    def _offer_choices(self, refusals: dict[VectorTable, str]) -> None:
        assert self.ran is not None
        self.texts.offer_texts(self.ran.row_names, self._text)
        row = self.ran.rows[self._text] if self.ran.rows else ()
        self.places.offer(numbered(row), self._position if self._of_text else -1)
        why = refusals.get("output", "")
        self.outer.setEnabled(not why or self._table == "output")
        self.outer.setChecked(self._table == "output")
        set_tip(
            self.outer,
            why or tr("Compare rows of the table that turns vectors into logits instead"),
        )

    @Slot(int)
    def _take(self, position: int) -> None:
        self._choose(position=position)

    def _choose(self, position: int = -1, typed: str = "", id_: int = -1) -> None:
        """Ask about a token of the text, a typed word, or a token by its ID."""
        if position >= 0:
            self._position = position
        self._typed, self._id = typed, id_
        if self.result is not None:
            self._draw(self.result, self.row)
        self._ask_nearest()

    @Slot()
    def _typed_word(self) -> None:
        text = self.typed.text().strip()
        if text:
            self.typed.clear()
            self._choose(typed=text)

    @Slot(bool)
    def _other_table(self, on: bool) -> None:
        self._table = "output" if on else "input"
        self._ask_nearest()
        if self._of == "words":
            self._ask_map()

    @Slot(int, int)
    def _pick_near(self, row: int, column: int) -> None:
        result = self._nearest
        if result is not None and row < len(result.names):
            self._choose(id_=int(result.ids[row]))

    # -- the map -----------------------------------------------------------------------------

    def _on_map(self, result: VectorMap, request: object) -> None:
        if not self.current(result):
            return
        self._map = result
        self.content()
        chosen = result.request
        of_words = chosen.of == "words"
        self.content_box.setCurrentIndex(int(of_words))
        kinds = [kind for kind, _ in result.kinds]
        shown = kinds.index(result.kind) if result.kind in kinds else -1
        self.stacks.offer([title for _, title in result.kinds], shown)
        self.stacks.setVisible(len(result.kinds) > 1)
        self.directions.setChecked(chosen.directions)
        self.words.setVisible(of_words)
        if of_words and not self.words.hasFocus():
            self.words.setText(" ".join(chosen.words))
            self.words.setCursorPosition(0)
        there = len(result.points) > 0
        self.plot.setVisible(there)
        self.layers.setVisible(there and len(result.names) > 1)
        self.map_note.say(explain.notes(result))
        if not there:
            self.map_title.setText(result.note)
            return
        last = len(result.names) - 1
        row = self._row if 0 <= self._row <= last else last
        self.layers.show_names(tuple(numbers.capital(name) for name in result.names), row)
        self._draw(result, row)

    def _draw(self, result: VectorMap, row: int) -> None:
        name = numbers.capital(result.names[row])
        held = explain.held(result, row)
        self.map_title.setText(f"{name}. {held}" if name else held)
        describe(self.layers, name)
        points = result.points[row]
        reach = max(1e-12, float(abs(points).max())) * _MARGIN
        marked = self._marked(result)
        make = self._word_point if result.words else self._token_point
        self.plot.show_points(
            [make(result, row, place) for place in range(len(points))],
            PlotAxis(-reach, reach),
            PlotAxis(-reach, reach),
            spoken=self.map_title.text(),
            marked=marked,
        )
        self.setAccessibleDescription(self.map_title.text())

    @staticmethod
    def _token_point(result: VectorMap, row: int, place: int) -> PlotPoint:
        token = result.tokens[place]
        x, y = (float(value) for value in result.points[row, place])
        about = tr(
            "{token}, token {position}. Click to choose it.",
            token=explain.quoted(word(token)),
            position=result.positions[place] + 1,
        )
        return PlotPoint(x, y, word(token), about, "square" if token.special else "dot")

    @staticmethod
    def _word_point(result: VectorMap, row: int, place: int) -> PlotPoint:
        text = result.words[place].text
        x, y = (float(value) for value in result.points[row, place])
        about = tr("{word}. Click to choose it.", word=explain.quoted(text))
        return PlotPoint(x, y, text, about)

    def _marked(self, result: VectorMap) -> int:
        """The point of the token that the list is about; -1 where the map has none."""
        if result.words:
            for place, map_word in enumerate(result.words):
                if map_word.ids == (self._id,) or map_word.text == self._typed:
                    return place
            return -1
        if result.kind == "decoder" or not self._of_text:
            return -1
        return result.positions.index(self._position) if self._position in result.positions else -1

    @Slot(int)
    def _choose_point(self, place: int) -> None:
        result = self.result
        if result is None:
            return
        if result.words:
            ids = result.words[place].ids
            self._choose(id_=ids[0]) if len(ids) == 1 else self._choose(
                typed=result.words[place].text
            )
        elif result.kind == "decoder":
            self._choose(id_=result.tokens[place].id)
        else:
            self._choose(position=result.positions[place])

    @Slot(int)
    def _other_layer(self, row: int) -> None:
        self._row = row
        if self.result is not None:
            self._draw(self.result, row)

    @Slot()
    def _other_map(self) -> None:
        self._of = "words" if self.content_box.currentIndex() == 1 else "states"
        self._directions = self.directions.isChecked()
        if self._map is not None and self._map.kinds and self.stacks.currentIndex() >= 0:
            self._kind = self._map.kinds[self.stacks.currentIndex()][0]
        self._ask_map()

    @Slot()
    def _other_words(self) -> None:
        self._words = tuple(self.words.text().replace(",", " ").split())[:_MOST_TYPED]
        self._ask_map()

    @Slot()
    def choice_made(self) -> None:
        self._text, self._position = self.texts.currentIndex(), -1
        self._typed, self._id = "", -1
        self.ask()


def _longest(row: Sequence[Token]) -> int:
    """The place of the token with the most letters: it likely means something by itself."""
    lengths = [0 if token.special else len(token.shown) for token in row]
    return lengths.index(max(lengths)) if lengths else 0


def _line(name: str, spoken: str, placeholder: str) -> EntryLine:
    line = with_names(EntryLine(), name, spoken)
    line.setPlaceholderText(placeholder)
    line.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return line


def _part(title: str, link: QPushButton) -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = packed(QVBoxLayout(part), gap=6)
    row = FlowLayout(gap=8)
    row.addWidget(label(title, "heading"))
    row.addWidget(link)
    column.addLayout(row)
    return part, column
