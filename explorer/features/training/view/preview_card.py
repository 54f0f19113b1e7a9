"""What the model will see of the data, which lines are left out, and a person's own text."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.features.training.explain import cut_into_pieces
from explorer.features.training.protocol import PreviewRow, TrainingData
from explorer.features.training.view.own_text import OwnText
from explorer.features.training.view.progress_cards import GAP
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import empty

_MOST_ROWS, _MOST_UNUSABLE = 5, 5


class PreviewCard(Card):
    """`own` is the field for a person's own text, which is shown where that was chosen."""

    def __init__(self) -> None:
        super().__init__(tr("What it will see"))
        self.setObjectName("trainPreview")
        self.own = OwnText()
        self.add(self.own)
        self.note = label(wrap=True, name="trainDataNote")
        self.add(self.note)
        self.remedy = button("", name="trainRemedy")
        line = FlowLayout()
        line.addWidget(self.remedy)
        self.add_layout(line)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.add_layout(self._rows)
        self.left_out = label(role="warning", wrap=True, name="trainUnusable")
        self.add(self.left_out)
        self.show_data(None)

    def show_own(self, shown: bool) -> None:
        """Whether a person's own text was chosen."""
        self.own.setVisible(shown)

    def say(self, sentence: str, remedy: str = "") -> None:
        """Say why there is nothing to be seen; `remedy` is a button beside it."""
        self.show_data(None)
        self.note.setText(sentence)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))

    def show_data(self, data: TrainingData | None) -> None:
        """Show what was read."""
        empty(self._rows)
        self.remedy.hide()
        self.left_out.setVisible(data is not None and data.unusable_count > 0)
        if data is None:
            self.note.setText("")
            return
        self.own.show_columns(data)
        self.note.setText(" ".join((_sizes(data), *data.notes)))
        learned = [row for row in data.rows if not row.held_out][:_MOST_ROWS]
        for row in (*learned, *[row for row in data.rows if row.held_out][:1]):
            self._rows.addWidget(_line(row, data))
        if data.unusable_count:
            self.left_out.setText(_unusable(data))


def _sizes(data: TrainingData) -> str:
    if data.held_out:
        sentence = numbers.ntr(
            "It learns from {count} text and is judged by {held_out} that it never sees.",
            "It learns from {count} texts and is judged by {held_out} that it never sees.",
            data.training,
            held_out=numbers.count(data.held_out),
        )
    else:
        sentence = numbers.ntr(
            "It learns from {count} text.", "It learns from {count} texts.", data.training
        )
    if data.pieces > data.training:
        sentence += " " + cut_into_pieces(data.pieces, data.request.length)
    if data.cut:
        sentence += " " + numbers.ntr(
            "{count:words} text is longer than {length} tokens; the rest of it is left out.",
            "{count:words} texts are longer than {length} tokens; the rest of them is left out.",
            data.cut,
            length=numbers.count(data.request.length),
        )
    return sentence


def _line(row: PreviewRow, data: TrainingData) -> QWidget:
    """The row as it is read, and what it has to say there."""
    tokens = [GAP if place in row.hidden else token for place, token in enumerate(row.tokens)]
    reads = " ".join(tokens) if row.hidden else row.text
    answer = row.answer or numbers.joined([row.tokens[place] for place in row.hidden])
    if row.held_out:
        reads = tr("{text} (never shown to it)", text=reads)
    text = f"{reads}  →  {answer}" if answer else reads
    return label(text, "muted", wrap=True)


def _unusable(data: TrainingData) -> str:
    shown = [
        # The texts that come with the program are on no lines.
        tr("line {line}: {why}", line=numbers.count(item.line), why=item.why)
        if item.line
        else tr("“{text}”: {why}", text=item.text, why=item.why)
        for item in data.unusable[:_MOST_UNUSABLE]
    ]
    more = data.unusable_count - len(shown)
    if more:
        shown.append(numbers.ntr("{count} more line", "{count} more lines", more))
    return numbers.ntr(
        "{count} line left out: {lines}",
        "{count} lines left out: {lines}",
        data.unusable_count,
        lines="; ".join(shown),
    )
