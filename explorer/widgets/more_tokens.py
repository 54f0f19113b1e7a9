"""Below a strip that shows the first tokens of a long text: how many there are, and all of them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from explorer.app.theme import Theme
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.token_strip import TokenStrip


class MoreTokens(QWidget):
    """Hidden while the strip shows every token."""

    def __init__(self, look: Theme, strip: TokenStrip) -> None:
        super().__init__()
        self._look, self._strip = look, strip
        self._texts: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        name = strip.objectName()
        row = FlowLayout(self, gap=8)
        self.count = label(role="muted", name=f"{name}.count")
        self.all = button(tr("Show all"), "link", name=f"{name}.all")
        self.all.setToolTip(tr("Every token in a list, with a search by piece or ID"))
        self.all.clicked.connect(self._show_all)
        row.addWidget(self.count)
        row.addWidget(self.all)
        strip.shortened.connect(self._shortened)
        self.hide()

    def show_texts(self, texts: tuple[str, ...], pairs: tuple[str, ...] = ()) -> None:
        """The texts, A and B, whose characters the tokens stand for."""
        self._texts = (texts, pairs)

    @Slot(bool)
    def _shortened(self, short: bool) -> None:
        self.setVisible(short)
        total = numbers.ntr("{count} token", "{count} tokens", self._strip.total)
        self.count.setText(
            tr(
                "The first {shown} of {total} are shown.",
                shown=numbers.count(self._strip.shown),
                total=total,
            )
        )

    @Slot()
    def _show_all(self) -> None:
        from explorer.widgets.all_tokens import AllTokens

        AllTokens(self.window(), self._look, self._strip.rows, self._texts).open()
