"""Patching: vectors of a former run put into this one, at chosen layers and tokens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from explorer.app.app_state import AppState, Results
from explorer.app.inference.checks_row import ChecksRow
from explorer.app.inference.inspection_view import InspectionView
from explorer.app.theme import Theme
from explorer.features.activation_patching.protocol import (
    ApplyPatch,
    PatchApplied,
    PatchPositions,
    PatchRemoved,
    PatchTargets,
    PatchTargetsRequest,
    RemovePatch,
)
from explorer.features.activation_patching.view.patch_positions import read_places, written_places
from explorer.protocol.inspection import ANSWERS
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.run import Patched, PatchPart, Token
from explorer.text import numbers as words
from explorer.text.phrases import bare
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.blocks import button, label, packed, with_names
from explorer.widgets.combo_box import ComboBox
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.token_strip import TokenStrip
from explorer.widgets.token_words import word

if TYPE_CHECKING:
    from explorer.features.history.view.run_history import PastRun

PARTS: dict[PatchPart, str] = {
    "residual": tr("Hidden states"),
    "attention": tr("Attention output"),
    "mlp": tr("Feed-forward output"),
}
_INTRO = tr(
    "Take vectors from inside an earlier run and put them into this one. If the "
    "answer follows, these vectors hold what decides it. The model itself is not "
    "changed."
)


class PatchView(InspectionView):
    """Source, part, layers and tokens; the answers are beside it, in the card of answers."""

    asks = (PatchTargetsRequest,)

    def __init__(self, look: Theme) -> None:
        super().__init__(look, "patchView", tr("Patching"))
        self.sources: Callable[[], Sequence[PastRun]] = tuple
        self._seen: PatchTargets | None = None
        self._offered: tuple[PastRun, ...] = ()
        self._source = 0
        self._patch: Patched | None = None
        self._told = ""

    def results(self) -> Results:
        """What can be patched."""
        return {PatchTargets: self._on_seen}

    def subscribe(self, state: AppState) -> None:
        """Receive what can be patched, and what became of a patch; it comes by `show_patch`."""
        super().subscribe(state)
        patches = (ApplyPatch, RemovePatch)
        state.subscribe(
            failures=dict.fromkeys(patches, self._not_patched),
            stops=dict.fromkeys(patches, self._not_patched),
        )

    def build(self) -> QWidget:
        """From what, which part, which layers, which tokens; the buttons; what it proved."""
        widget, column = self.column()
        column.addWidget(label(_INTRO, "muted", wrap=True))
        self.source = ComboBox("patchSource", tr("The run whose vectors are taken"), 34)
        self.part = ComboBox("patchPart", tr("What is taken from each layer"), 30)
        self.first = ComboBox("patchFirstLayer", tr("The first layer"))
        self.last = ComboBox("patchLastLayer", tr("The last layer"))
        self.source.activated.connect(self._choose_source)
        for combo_box in (self.part, self.first, self.last):
            combo_box.activated.connect(self._chosen)
        row = FlowLayout(gap=8)
        layers = QWidget()  # these wrap as one
        line = packed(QHBoxLayout(layers), gap=6)
        for name, layer in ((tr("First layer"), self.first), (tr("Last layer"), self.last)):
            line.addWidget(label(name, "muted"))
            line.addWidget(layer)
        for box in (label(tr("Take from"), "muted"), self.source, self.part, layers):
            row.addWidget(box)
        column.addLayout(row)
        self.places = with_names(
            EntryLine(), "patchPlaces", tr("Which tokens: numbers such as 3, 5-7; empty for all")
        )
        self.places.setPlaceholderText(tr("all tokens, or 3, 5-7"))
        self.places.textEdited.connect(self._typed)
        self.places.returnPressed.connect(self._run)
        self.all = button(tr("All"), "link", name="patchAll", tip=tr("Every token"))
        self.differing = button(tr("Where they differ"), "link", name="patchDiffering")
        self.differing.setToolTip(tr("The tokens that are not the same in both texts"))
        self.all.clicked.connect(self._take_all)
        self.differing.clicked.connect(self._take_differing)
        places = FlowLayout(gap=8)
        places.addWidget(label(tr("Tokens"), "muted"))
        places.addWidget(self.places)
        places.addWidget(self.all)
        places.addWidget(self.differing)
        column.addLayout(places)
        self._captions = (label(role="small", wrap=True), label(role="small", wrap=True))
        self.here = TokenStrip(self._look, "patchHere", picking=True)
        self.there = TokenStrip(self._look, "patchThere", picking=True)
        for caption, strip, other in (
            (self._captions[0], self.here, self.there),
            (self._captions[1], self.there, self.here),
        ):
            strip.picked.connect(self._toggle)
            strip.hovered.connect(other.point)
            column.addWidget(caption)
            column.addWidget(strip)
        self.here.setAccessibleName(tr("Tokens of this run, to be chosen"))
        self.there.setAccessibleName(tr("Tokens of the run whose vectors are taken, to be chosen"))
        self.disabled_reason = label(role="warning", wrap=True, name="patchWhyNot")
        column.addWidget(self.disabled_reason)
        self.patch_button = button(tr("Patch"), "primary", name="patchButton")
        self.patch_button.setToolTip(tr("Run this text again with these vectors in it"))
        self.patch_button.clicked.connect(self._run)
        self.restore = button(tr("Restore"), name="restorePatch")
        self.restore.setToolTip(tr("Every number as it was, bit for bit"))
        self.restore.clicked.connect(self.take_out)
        buttons = FlowLayout(gap=8)
        buttons.addWidget(self.patch_button)
        buttons.addWidget(self.restore)
        column.addLayout(buttons)
        self.told = label(role="muted", wrap=True, name="patchTold")
        column.addWidget(self.told)
        self.checks = ChecksRow()
        column.addWidget(self.checks)
        column.addStretch(1)
        return widget

    # -- asking ------------------------------------------------------------------------------

    @property
    def answered(self) -> tuple[type[Request], ...]:
        """What a patch showed is told again, where one was put in or taken out."""
        return (*self.asks, ApplyPatch, RemovePatch)

    def forget(self) -> None:
        """Another model: nothing of the old one can be taken."""
        self._seen = self._patch = None
        self._source, self._told = 0, ""
        if self._content is not None:
            self.checks.show_checks(())
            self.places.clear()

    def ask(self) -> None:
        """What can be patched in this run."""
        self.wanted.emit(PatchTargetsRequest())

    def show_run(self, ran: object) -> None:
        """A new run has nothing in it."""
        self._patch, self._told = None, ""
        if self._content is not None:
            self.checks.show_checks(())
        super().show_run(ran)  # type: ignore[arg-type]

    def _on_seen(self, targets: PatchTargets, request: object) -> None:
        if not self.current(targets):
            return
        self._seen = targets
        if targets.disabled_reason:
            self.say(targets.disabled_reason)
            return
        self.content()
        self._offer()

    @Slot()
    def offer_sources(self) -> None:
        """The history changed: other runs can be chosen."""
        if self._seen is not None and self._content is not None and not self._seen.disabled_reason:
            self._offer()

    # -- what can be chosen ------------------------------------------------------------------

    def _offer(self) -> None:
        targets, summary = self._seen, self.summary
        assert targets is not None
        self._offered = tuple(
            source
            for source in self.sources()
            if summary is not None
            and source.summary.serial == summary.serial
            and len(source.ran.rows) == 1
            and source.ran.patch is None
            and source.ran.outputs
            and (self.ran is None or _ids(source.ran.rows[0]) != _ids(self.ran.rows[0]))
        )
        numbers = [run.number for run in self._offered]
        fitting = [
            past_run.number
            for past_run in self._offered
            if len(past_run.ran.rows[0]) == targets.tokens
        ]
        if self._source not in (fitting or numbers):
            self._source = next(iter(fitting or numbers), 0)
        names = [self._named(item) for item in self._offered] or [tr("no other run")]
        self.source.offer(names, numbers.index(self._source) if numbers else 0)
        self.source.setEnabled(bool(numbers))
        parts = [
            PARTS[part.part] if part.modules else tr("{part} · not here", part=PARTS[part.part])
            for part in targets.parts
        ]
        self.part.offer(parts, max(0, self.part.currentIndex()))
        labels = [tr("layer {layer}", layer=place + 1) for place in range(targets.layers)]
        for box in (self.first, self.last):
            known = 0 <= box.currentIndex() < targets.layers and box.count() == targets.layers
            box.offer(labels, box.currentIndex() if known else 0)
        self._show()

    def _named(self, run: PastRun) -> str:
        tokens = len(run.ran.rows[0])
        needed = self._seen.tokens if self._seen is not None else tokens
        name = f"{run.number}: {run.name}"
        if tokens == needed:
            return name
        other = words.ntr(
            "{count} token, not {needed}", "{count} tokens, not {needed}", tokens, needed=needed
        )
        return f"{name} · {other}"

    @property
    def chosen(self) -> PastRun | None:
        """The run whose vectors are taken."""
        return next((run for run in self._offered if run.number == self._source), None)

    @property
    def _part(self) -> PatchPositions:
        assert self._seen is not None
        return self._seen.parts[max(0, self.part.currentIndex())]

    @property
    def layers(self) -> tuple[int, ...]:
        """The chosen layers, from 0, that have the chosen part."""
        low, high = sorted((self.first.currentIndex(), self.last.currentIndex()))
        known = dict(self._part.modules)
        return tuple(number for number in range(low, high + 1) if number in known)

    def _show(self) -> None:
        """Both texts with the chosen tokens, and whether it can be done."""
        targets, ran, source = self._seen, self.ran, self.chosen
        if targets is None or ran is None:
            return
        there: tuple[Token, ...] = source.ran.rows[0] if source is not None else ()
        here = ran.rows[0]
        for strip, row in ((self.here, here), (self.there, there)):
            if strip.rows != (row,):
                strip.show_rows((row,))
        self._captions[0].setText(tr("This run"))
        self._captions[1].setText(
            tr("Taken from run {run}", run=source.number) if source is not None else ""
        )
        for item in (self._captions[1], self.there):
            item.setVisible(source is not None)
        places, problem = read_places(self.places.text(), targets.tokens)
        marked = frozenset((0, place) for place in places or range(targets.tokens))
        for strip in (self.here, self.there):
            strip.mark_chosen(frozenset() if problem else marked)
        why = problem or self._refusal(targets, source)
        self.disabled_reason.say(why)
        self.patch_button.setEnabled(not why)
        same_length = source is not None and len(there) == targets.tokens
        self.differing.setEnabled(same_length)
        self.restore.setVisible(self._patch is not None)
        self.told.say(self._told)

    def _refusal(self, targets: PatchTargets, source: PastRun | None) -> str:
        if source is None:
            return words.ntr(
                "There is no other run of this model to take vectors from. Run a second text of "
                "{count} token, then this one: that run can be chosen here, once its text has "
                "stood for a moment.",
                "There is no other run of this model to take vectors from. Run a second text of "
                "{count} tokens, then this one: that run can be chosen here, once its text has "
                "stood for a moment.",
                targets.tokens,
            )
        length = len(source.ran.rows[0])
        if length != targets.tokens:
            return words.ntr(
                "That run had {count} token and this one {tokens}. A patch goes from token to "
                "token, so both need the same number: choose another run, or run another text.",
                "That run had {count} tokens and this one {tokens}. A patch goes from token to "
                "token, so both need the same number: choose another run, or run another text.",
                length,
                tokens=targets.tokens,
            )
        if not self._part.modules:
            return self._part.disabled_reason
        if not self.layers:
            return tr("These layers have no such part. Choose other layers.")
        return ""

    # -- choosing ----------------------------------------------------------------------------

    @Slot()
    def _choose_source(self) -> None:
        if self._offered:
            self._source = self._offered[self.source.currentIndex()].number
        self._show()

    @Slot()
    def _chosen(self) -> None:
        self._show()

    @Slot(str)
    def _typed(self, text: str) -> None:
        self._show()

    @Slot(int, int)
    def _toggle(self, row: int, place: int) -> None:
        """A click chooses one token; from all of them it begins with that one alone."""
        assert self._seen is not None
        places, problem = read_places(self.places.text(), self._seen.tokens)
        chosen = set(() if problem else places) ^ {place}
        self.places.setText(written_places(sorted(chosen)))
        self._show()

    @Slot()
    def _take_all(self) -> None:
        self.places.clear()
        self._show()

    @Slot()
    def _take_differing(self) -> None:
        if self.ran is None or self.chosen is None:
            return
        pairs = zip(self.ran.rows[0], self.chosen.ran.rows[0], strict=False)
        other = [place for place, (token, two) in enumerate(pairs) if token.id != two.id]
        self.places.setText(written_places(other))
        self._show()

    # -- patching ----------------------------------------------------------------------------

    @Slot()
    def _run(self) -> None:
        source, targets = self.chosen, self._seen
        if source is None or targets is None or not self.patch_button.isEnabled():
            return
        places, _ = read_places(self.places.text(), targets.tokens)
        asked = source.ran.request
        text = asked.texts[0] if len(asked.texts) == 1 and not asked.input_ids else ""
        ids = () if text else tuple(row.id for row in source.ran.rows[0])
        self.patch_button.setEnabled(False)
        self.wanted.emit(
            ApplyPatch(text, ids, self.layers, tuple(places), self._part.part, ANSWERS)
        )

    @Slot()
    def take_out(self) -> None:
        """Take the patch out again."""
        self.wanted.emit(RemovePatch(ANSWERS))

    def show_patch(self, result: PatchApplied | PatchRemoved) -> None:
        """A patch is in, or out again."""
        self._patch = result.patch
        self._told = (
            _describe(result) if isinstance(result, PatchApplied) else tr("The patch is removed.")
        )
        if self._content is not None:
            self.checks.show_checks(result.checks)
            self._show()

    def _not_patched(self, reply: Failed | Cancelled) -> None:
        """A patch that failed leaves everything as it was; the message bar says why."""
        if self._content is not None:
            self._show()


def _ids(row: Sequence[Token]) -> list[int]:
    return [token.id for token in row]


def _describe(result: PatchApplied) -> str:
    source = result.source[0] if result.source else None
    if source is None or not source.candidates:
        return tr(
            "Patched. The largest change of any output is {largest_change}.",
            largest_change=words.rounded(result.largest_change),
        )
    best = source.candidates[0]
    marks = [word(result.source_tokens[place]) for place in result.request.positions[:3]]
    tokens = ", ".join(marks) + (" …" if len(result.request.positions) > 3 else "")
    sentences = (
        tr("Patched: {tokens}.", tokens=tokens) if marks else tr("Patched: all tokens."),
        tr("Compare the answers before and after."),
        tr(
            "The other text by itself says “{answer}” with {probability}.",
            answer=bare(best.text),
            probability=words.amount(best),
        ),
    )
    return " ".join(sentences)
