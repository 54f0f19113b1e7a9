"""What the model says with heads off or a patch in, beside what it says without."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from explorer.app.inference.checks_row import ChecksRow
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.protocol.inspection import ALL, SHOWN_ANSWERS, HeadPlace, SelfCheck
from explorer.protocol.run import Candidate, Patched, Prediction
from explorer.text import numbers as words
from explorer.text.phrases import head_place
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.pager import Pager
from explorer.widgets.pair_bars import Pair, PairBars
from explorer.widgets.small_controls import empty

_MOST_NAMED = 4


class AblationAnswerCard(QWidget):
    """Hidden while nothing is changed. `restore_wanted` asks for all heads back, `out_wanted` for
    the patch to be taken out.

    `compares` tells that answers before and after are in sight, so that others would be too many.
    """

    restore_wanted = Signal()
    out_wanted = Signal()
    compares = Signal(bool)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("switchedHeads")
        column = packed(QVBoxLayout(self), gap=6)
        row = FlowLayout(gap=8)
        self.which = label(role="chip-warn", name="headsOff")
        self.restore = button(tr("Restore all"), "link", name="restoreAllHeads")
        self.restore.clicked.connect(self.restore_wanted)
        row.addWidget(self.which)
        row.addWidget(self.restore)
        self.patch = label(role="chip-warn", name="patchIn")
        self.take_out = button(tr("Restore"), "link", name="takePatchOut")
        self.take_out.clicked.connect(self.out_wanted)
        for item in (self.patch, self.take_out):
            row.addWidget(item)
            item.hide()
        column.addLayout(row)
        self.told = label(role="muted", wrap=True)
        column.addWidget(self.told)
        self._both: tuple[tuple[Prediction, Prediction], ...] = ()
        self.pager = Pager("changedAnswers", tr("Before and after"))
        self.pager.turned.connect(self._show_page)
        column.addWidget(self.pager)
        self._blocks = QVBoxLayout()
        self._blocks.setSpacing(6)
        column.addLayout(self._blocks)
        self.checks = ChecksRow()
        column.addWidget(self.checks)
        self.setAccessibleName(tr("Heads that are switched off"))
        self.hide()

    @property
    def bars(self) -> tuple[PairBars, ...]:
        """Before and after, for each place that the model speaks about."""
        items = (self._blocks.itemAt(place) for place in range(self._blocks.count()))
        widgets = (item.widget() for item in items if item is not None)
        return tuple(widget for widget in widgets if isinstance(widget, PairBars))

    @Slot(object)
    def show_switched(self, result: AblationResult) -> None:
        """Show one comparison; restored heads keep it in sight with its self-check."""
        self.name_off(result.off)
        self._empty()
        if result.off:
            single = len(result.off) == 1 and result.off[0].head != ALL
            sentence = (
                tr("Before → after: the whole model, and the model without this head.")
                if single
                else tr("Before → after: the whole model, and the model without these heads.")
            )
            if result.before:
                sentence += " " + tr(
                    "Largest change of any output: {largest_change}.",
                    largest_change=words.rounded(result.largest_change),
                )
            self.told.setText(result.note or sentence)
        else:
            self.told.setText(tr("Every head is on again."))
        self._show_both(result.before if result.off else (), result.after)
        self._finish(result.checks)

    @Slot(object)
    def show_patched(self, result: PatchApplied | PatchRemoved) -> None:
        """Show a run without and with a patch; one that was taken out leaves its self-check."""
        self._name_patch(result.patch)
        self._empty()
        if isinstance(result, PatchRemoved):
            self.told.setText(tr("The patch is removed: this is the original run again."))
        else:
            sentence = tr("Before → after: this run without the patch, and with it.")
            if result.original:
                sentence += " " + tr(
                    "Largest change of any output: {largest_change}.",
                    largest_change=words.rounded(result.largest_change),
                )
            self.told.setText(result.note or sentence)
            self._show_both(result.original, result.patched)
        self._finish(result.checks)

    def _show_both(self, before: tuple[Prediction, ...], after: tuple[Prediction, ...]) -> None:
        self._both = tuple(zip(before, after, strict=False))
        self.pager.start(len(self._both))
        self._show_page()

    @Slot()
    def _show_page(self) -> None:
        empty(self._blocks)
        for number in self.pager.shown:
            before, after = self._both[number]
            caption = (
                tr(
                    "For {token}, position {position}",
                    token=before.piece,
                    position=before.position + 1,
                )
                if before.piece
                else before.caption
            )
            if len(self._both) > 1 and before.text_index:
                text = tr("text {text_number}", text_number=before.text_index + 1)
                caption = f"{caption} · {text}"
            self._blocks.addWidget(label(caption, "muted", wrap=True))
            bars = PairBars(self._look, "", tr("{caption}: before and after", caption=caption))
            bars.show_pairs(pairs(before, after))
            self._blocks.addWidget(bars)

    def _finish(self, checks: tuple[SelfCheck, ...]) -> None:
        self.told.show()
        self.checks.show_checks(checks)
        self.show()
        self.compares.emit(bool(self.bars))

    def _name_patch(self, patch: Patched | None) -> None:
        self.patch.setText(patch_in_words(patch) if patch is not None else "")
        for item in (self.patch, self.take_out):
            item.setVisible(patch is not None)

    def show_run(self) -> None:
        """A new run of the model as it is now: the comparison with an older one goes."""
        self._empty()
        self._name_patch(None)
        self.told.hide()
        self.checks.show_checks(())
        self.setVisible(self.restore.isVisibleTo(self))
        self.compares.emit(False)

    def name_off(self, off: tuple[HeadPlace, ...]) -> None:
        """Say which heads are off."""
        self.which.setText(off_in_words(off))
        self.which.setToolTip("; ".join(map(head_place, off)))
        self.which.setVisible(bool(off))
        self.restore.setVisible(bool(off))
        self.setAccessibleDescription(self.which.text())

    def forget(self) -> None:
        """Another model: all its heads are on."""
        self.name_off(())
        self.show_run()

    def _empty(self) -> None:
        self._both = ()
        self.pager.start(0)
        empty(self._blocks)


def pairs(before: Prediction, after: Prediction) -> tuple[Pair, ...]:
    """The first answers of both, likeliest before first; one that was not named has no number."""
    then = {item.id: item for item in after.candidates}
    first = {entry.id: entry for entry in before.candidates}
    ids = list(first)[:SHOWN_ANSWERS]
    ids += [id_ for id_ in list(then)[:SHOWN_ANSWERS] if id_ not in ids]
    scores = before.kind == "score"

    def value(candidate: Candidate | None) -> float:
        if candidate is None:
            return math.nan
        return candidate.logit if scores else candidate.probability

    return tuple(
        Pair(
            (first.get(id_) or then[id_]).text,
            id_,
            value(first.get(id_)),
            value(then.get(id_)),
            is_score=scores,
        )
        for id_ in ids
    )


def patch_in_words(patch: Patched) -> str:
    """What was put in, on one line: `Patched: attention of layers 1 to 3, 2 tokens`."""
    part = {
        "residual": tr("hidden states"),
        "attention": tr("attention"),
        "mlp": tr("feed-forward part"),
    }
    layers = sorted(layer + 1 for layer in patch.layers)
    numbers = (
        tr("layer {layers}", layers=layers[0])
        if len(layers) == 1
        else tr("layers {first} to {last}", first=layers[0], last=layers[-1])
    )
    where = (
        words.ntr("{count} token", "{count} tokens", len(patch.positions))
        if patch.positions
        else tr("all tokens")
    )
    return tr(
        "Patched: {part}, {layers}, {tokens}", part=part[patch.part], layers=numbers, tokens=where
    )


def off_in_words(off: tuple[HeadPlace, ...]) -> str:
    """Which heads are off, on one line."""
    if not off:
        return ""
    if len(off) > _MOST_NAMED:
        return tr("Off: {total} heads or layers", total=words.count(len(off)))
    return tr("Off: {heads}", heads=", ".join(map(head_place, off)))
