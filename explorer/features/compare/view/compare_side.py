"""One of two models side by side: what it is, its tokens, what it says, one attention map."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout

from explorer.app.theme import Theme
from explorer.features.attention.protocol import HeadResult
from explorer.features.compare.protocol import ComparedRun
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import AblatedHeads
from explorer.text import numbers
from explorer.text.phrases import prediction_title
from explorer.text.translation import tr
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import Card, Hint, label, set_role
from explorer.widgets.heat_map import HeatMap
from explorer.widgets.more_tokens import MoreTokens
from explorer.widgets.small_controls import empty
from explorer.widgets.token_strip import TokenStrip
from explorer.widgets.token_words import word

_STATES = {
    "trained": tr("Trained weights"),
    "taught": tr("Trained here"),
    "file": tr("Weights from a file"),
    "given": tr("Weights from Python"),
    "partly": tr("Partly random"),
    "fresh": tr("Appears random"),
    "random": tr("Random weights"),
}
_ROLES = {"trained": "chip-good", "taught": "chip-good", "file": "chip", "given": "chip"}


class CompareSide(Card):
    """A column of the Compare tab. `name` is left or right."""

    def __init__(self, look: Theme, name: str) -> None:
        super().__init__()
        self._look = look
        self._seen: HeadResult | None = None
        self.setObjectName(f"compare.{name}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.name = Hint("", "heading", f"compareName.{name}")
        self.chip = label(role="chip", name=f"compareState.{name}")
        self.head.addWidget(self.name)
        self.head.add_control(self.chip)
        self.add_layout(self.head)
        self.about = label(role="muted", wrap=True, name=f"compareAbout.{name}")
        self.add(self.about)
        self.strip = TokenStrip(look, f"compareStrip.{name}")
        self.strip.hide()
        self.add(self.strip)
        self.all_tokens = MoreTokens(look, self.strip)
        self.add(self.all_tokens)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(8)
        self.add_layout(self._blocks)
        self.map_title = label(role="muted", wrap=True, name=f"compareHead.{name}")
        self.add(self.map_title)
        self.map = HeatMap(
            look, f"compareMap.{name}", tr("Attention: from the rows to the columns")
        )
        self.map.quantity = tr("attention weight")
        self.add(self.map)
        self.missing_map = label(role="muted", wrap=True, name=f"compareNote.{name}")
        self.add(self.missing_map)
        self.body.addStretch(1)
        self.show_model(None)

    @property
    def bars(self) -> tuple[Bars, ...]:
        """The answers that are shown, in order."""
        items = (self._blocks.itemAt(place) for place in range(self._blocks.count()))
        widgets = (item.widget() for item in items if item is not None)
        return tuple(widget for widget in widgets if isinstance(widget, Bars))

    def show_model(self, summary: ModelSummary | None) -> None:
        """Name a model; nothing of it was run yet."""
        self._describe(summary, ())
        empty(self._blocks)
        self._seen = None
        for widget in (self.strip, self.map_title, self.map, self.missing_map):
            widget.hide()
        if summary is not None:
            self._blocks.addWidget(
                label(tr("Run both, and this side shows what it says."), "muted", wrap=True)
            )

    def show_side(
        self, side: ComparedRun, alone: frozenset[tuple[int, int]], *, tokens: bool
    ) -> None:
        """Show what a model made of the input; its own `tokens` where the two have other ones.

        The attention map comes by `show_head`.
        """
        self._describe(side.summary, side.ran.silenced)
        self.strip.setVisible(tokens)
        if not tokens:
            self.all_tokens.hide()
        if tokens:
            self.strip.show_rows(side.ran.rows)
            self.strip.mark_alone(alone)
        empty(self._blocks)
        for prediction in side.ran.predictions:
            caption = prediction_title(prediction, len(side.ran.rows))
            score = any(candidate.is_score for candidate in prediction.candidates)
            what = tr("score") if score else tr("probability")
            title = f"{caption} · {what}"
            named = f"{self.objectName()}.answers"
            self._blocks.addWidget(label(title, "muted", wrap=True, name=named))
            self._blocks.addWidget(Bars(self._look, prediction))
        if side.ran.note:
            self._blocks.addWidget(label(side.ran.note, "muted", wrap=True))

    def show_head(self, head: HeadResult) -> None:
        """Show one attention map, or why there is none."""
        self._seen = head
        shown = bool(head.weights.size)
        self.map_title.setVisible(shown)
        self.map.setVisible(shown)
        self.missing_map.setVisible(not shown)
        if not shown:
            self.missing_map.setText(tr("No attention map here. {note}", note=head.note))
            return
        self.map_title.setText(
            tr("Attention, {title}", title=head.title.replace(" · ", ", ").lower())
        )
        rows, columns = (
            tuple(word(token) for token in tokens) for tokens in (head.from_tokens, head.to_tokens)
        )
        self.map.show_map(head.weights, rows, columns, 0.0, 1.0, self._words_of)

    def _words_of(self, row: int, column: int) -> str:
        head = self._seen
        assert head is not None
        weight = numbers.share(float(head.weights[row, column]))
        return f"{word(head.from_tokens[row])} → {word(head.to_tokens[column])}: {weight}"

    def _describe(self, summary: ModelSummary | None, silenced: tuple[AblatedHeads, ...]) -> None:
        if summary is None:
            return
        title = title_of(summary)
        if summary.state == "random" and summary.seed is not None:
            title = tr("{model}, seed {seed}", model=title, seed=summary.seed)
        self.name.setText(title)
        self.chip.setText(_STATES[summary.state])
        self.chip.setToolTip(summary.state_text)
        set_role(self.chip, _ROLES.get(summary.state, "chip-warn"))
        details = [
            summary.class_name,
            numbers.ntr("{count} parameter", "{count} parameters", summary.parameters),
            summary.dtype,
            *(_off(silenced_layer) for silenced_layer in silenced),
        ]
        self.about.setText(" · ".join(details))
        self.setAccessibleName(f"{title}, {_STATES[summary.state]}")


def title_of(summary: ModelSummary) -> str:
    """Short for a twin: what it is the twin of is beside it. Other names stay as they are."""
    if summary.twin_of:
        return tr("Untrained twin")
    name = summary.name
    return numbers.capital(name) if name.startswith("the ") else name


def _off(silenced_layer: AblatedHeads) -> str:
    heads = ", ".join(str(head + 1) for head in silenced_layer.heads)
    which = (
        tr("all heads")
        if len(silenced_layer.heads) == silenced_layer.of
        else tr("head {heads}", heads=heads)
    )
    return tr("layer {layer} {heads} off", layer=silenced_layer.layer + 1, heads=which)
