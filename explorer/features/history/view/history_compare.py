"""Two runs, or two texts, of the history side by side: nothing is run for it."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.ablation.view.answer_comparison import pairs
from explorer.features.generation.view.generated_text import GeneratedText
from explorer.features.generation.view.text_branches import Written, common
from explorer.features.history.view.run_history import PastRun
from explorer.text import numbers
from explorer.text.phrases import bare
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, packed, with_names
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.pair_bars import Pair, PairBars
from explorer.widgets.responsive_pair import ResponsivePair
from explorer.widgets.token_strip import TokenStrip
from explorer.widgets.token_words import word

_TWO_COLUMNS = 40
_NAMED = 8


class HistoryCompare(FramedDialog):
    """The older one at the left; where both answer the same kind of question, one beside the other
    in numbers."""

    def __init__(self, parent: QWidget, look: Theme, past_run: PastRun, two: PastRun) -> None:
        super().__init__(parent, "historyCompare", tr("Two runs of this session"))
        self._look = look
        first, second = sorted((past_run, two), key=lambda run: run.number)
        self.left, self.right = self._side(first), self._side(second)
        self.page.add(ResponsivePair(look, self.left, self.right, _TWO_COLUMNS))
        self.told = label(role="muted", wrap=True, name="historyDifference")
        self.page.add(self.told)
        self.bars: list[PairBars] = []
        if first.written is not None and second.written is not None:
            self._texts(first.written, second.written)
        else:
            self._runs(first, second)
        self.close_button = button(tr("Close"), name="historyCompareClose")
        self.close_button.clicked.connect(self.close)
        self.finish((), (self.close_button,))
        self.fit(110, 34)

    def _side(self, run: PastRun) -> Card:
        card = Card(run.name)
        card.title.setWordWrap(True)
        about = [
            tr("Run {run}, {time:%H:%M:%S}", run=run.number, time=run.when),
            run.model,
        ]
        about += [numbers.capital(run.summary.state_text.partition(":")[0].lower())]
        about += [run.changed] if run.changed else []
        card.add(label(" · ".join(about), "muted", wrap=True))
        if run.written is not None:
            text = with_names(GeneratedText(self._look), f"historyText.{run.number}")
            text.show_tokens(run.written.result.prompt, run.written.result.tokens)
            card.add(text)
        else:
            strip = TokenStrip(self._look, f"historyStrip.{run.number}")
            strip.show_rows(run.ran.rows)
            card.add(strip)
        card.body.addStretch(1)
        return card

    def _show(self, caption: str, shown: tuple[Pair, ...]) -> None:
        holder = QWidget()
        column = packed(QVBoxLayout(holder), label(caption, "muted", wrap=True))
        bars = PairBars(self._look, "", tr("{caption}: left and right", caption=caption))
        bars.show_pairs(shown)
        column.addWidget(bars)
        self.bars.append(bars)
        self.page.add(holder)

    def _runs(self, first: PastRun, second: PastRun) -> None:
        both = list(zip(first.predictions, second.predictions, strict=False))
        if not both:
            self.told.setText(
                tr("These two answer in different ways, so there are no answers to compare.")
            )
            return
        every = [pairs(prediction, two) for prediction, two in both]
        alone = any(math.isnan(each.before + each.after) for shown in every for each in shown)
        self.told.setText(
            tr("Left → right: what each of them says. –: not among the answers kept of that run.")
            if alone
            else tr("Left → right: what each of them says.")
        )
        for (prediction, _), shown in zip(both, every, strict=True):
            self._show(prediction.caption, shown)

    def _texts(self, first: Written, second: Written) -> None:
        generated, two = first.result, second.result
        ids = [[token.token.id for token in text.tokens] for text in (generated, two)]
        start = [[token.id for token in text.prompt] for text in (generated, two)]
        shared = common(ids[0], ids[1])
        if start[0] != start[1]:
            self.told.setText(tr("The two began with different texts."))
            return
        if shared == len(ids[0]) == len(ids[1]):
            self.told.setText(
                numbers.ntr(
                    "The two texts are the same: {count} token.",
                    "The two texts are the same: {count} tokens.",
                    shared,
                )
            )
            return
        if shared >= min(len(ids[0]), len(ids[1])):
            self.told.setText(
                numbers.ntr(
                    "The first token is the same; the right text continues after it.",
                    "The first {count} tokens are the same; the right text continues after them.",
                    shared,
                )
                if len(ids[1]) > len(ids[0])
                else numbers.ntr(
                    "The first token is the same; the left text continues after it.",
                    "The first {count} tokens are the same; the left text continues after them.",
                    shared,
                )
            )
            return
        a, b = generated.tokens[shared], two.tokens[shared]
        self.told.setText(
            tr(
                "They differ from token {position} on: “{left_token}” on the left, "
                "“{right_token}” on the right. Below, how likely each token was there.",
                position=shared + 1,
                left_token=word_of(word(a.token)),
                right_token=word_of(word(b.token)),
            )
        )
        then = {c.id: c for c in b.candidates}
        nan = float("nan")
        shown = tuple(
            Pair(
                word_of(c.text),
                c.id,
                c.probability,
                then[c.id].probability if c.id in then else nan,
            )
            for c in a.candidates[:_NAMED]
        )
        self._show(tr("Token {shared}", shared=shared + 1), shown)


def word_of(text: str) -> str:
    """A candidate's text without its leading space."""
    return bare(text)
