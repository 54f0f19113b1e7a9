"""Where the weights came from, by part: from the file, or drawn at random; which were not used."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPlainTextEdit,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from explorer.app.theme import Theme
from explorer.protocol.model import LoadModel, LoadReport, ModelSummary
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.untrusted_text import shown

_HEADS = (tr("Part"), tr("From the file"), tr("New"), tr("Other shape"), tr("Share"))
_SHOWN_NAMES = 2_000
_SHOWN_PARTS, _LONGEST_NAME = 1_000, 400
"""A checkpoint may name a million parts, and a name may have a million letters."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ShareBar(Picture):
    """How much of the parameters came from the checkpoint, as a bar and in words for readers."""

    def __init__(self, look: Theme, share: float, role: str) -> None:
        super().__init__("", tr("{share} of the parameters", share=numbers.percent(share)))
        self._look, self._share, self._role = look, share, role
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A low bar."""
        return QSize(self._look.units(120), self._look.units(12))

    def minimumSizeHint(self) -> QSize:
        """It may become narrower than it would like to be."""
        return QSize(1, self._look.units(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The share in its colour, the rest as the track."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            area = QRectF(self.rect())
            painter.setBrush(self._look.colour("track"))
            painter.drawRoundedRect(area, 4, 4)
            if self._share:
                area.setWidth(max(area.height(), area.width() * self._share))
                painter.setBrush(self._look.colour(self._role))
                painter.drawRoundedRect(area, 4, 4)


def with_adapter(summary: ModelSummary, *, on: bool) -> LoadModel:
    """The model in memory, opened as it was, with its adapter on or off."""
    return LoadModel(
        summary.source,
        summary.name,
        class_name=summary.class_name,
        revision=summary.revision,
        dtype=summary.asked_dtype,
        variant=summary.variant,
        prefix=summary.prefix,
        device=summary.device.partition(":")[0],
        adapter=on,
    )


class LoadReportDialog(FramedDialog):
    """The report of the model in memory; it stays what it was when it was opened.

    `wanted` carries a LoadModel: without a prefix of the names in the file, or with the adapter
    switched. `part_wanted` carries the name of a tensor that should be shown in Architecture.
    """

    wanted = Signal(object)
    part_wanted = Signal(str)

    def __init__(self, summary: ModelSummary, look: Theme, parent: QWidget) -> None:
        super().__init__(parent, "loadReport", tr("Where the weights came from"))
        report = summary.report
        self.page.add(label(f"{summary.class_name} · {summary.name}", "title", wrap=True))
        role = {"trained": "chip-good", "taught": "chip-good", "file": "chip", "given": "chip"}.get(
            summary.state, "chip-warn"
        )
        # As wide as the page: one as wide as its text is wider than a small window of large text.
        self.page.add(label(summary.state_text, role, wrap=True, name="reportState"))
        self.sentence = label(_judgement(summary), wrap=True, name="reportSentence")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.page.add(self.sentence)
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setTabKeyNavigation(False)
        self.names = QPlainTextEdit()
        if report is not None:
            share = report.trained_parameters / max(1, report.total_parameters)
            colour = "good" if summary.state in ("trained", "taught", "file") else "warn"
            self.page.add(ShareBar(look, share, colour))
            self.page.add(
                label(
                    numbers.ntr(
                        "{share} of the parameters ({trained_parameters} of {total_parameters}) "
                        "and {trained} of {count} tensor came from the checkpoint.",
                        "{share} of the parameters ({trained_parameters} of {total_parameters}) "
                        "and {trained} of {count} tensors came from the checkpoint.",
                        report.total,
                        share=numbers.percent(share),
                        trained_parameters=numbers.count(report.trained_parameters),
                        total_parameters=numbers.count(report.total_parameters),
                        trained=numbers.count(report.trained),
                    ),
                    "muted",
                    wrap=True,
                )
            )
            self._add_parts(report)
            self._add_names(report)
        close = button(tr("Close"), "primary", name="reportClose")
        close.clicked.connect(self.accept)
        close.setDefault(True)
        self._summary = summary
        prefix = report.prefix if report is not None else ""
        self.without_prefix = button(
            tr("Load without “{prefix}”", prefix=prefix), name="reportWithoutPrefix"
        )
        self.without_prefix.clicked.connect(self._load_without_prefix)
        self.switch_adapter = button(
            tr("Switch the adapter on")
            if summary.adapter == "off"
            else tr("Switch the adapter off"),
            name="reportSwitchAdapter",
        )
        self.switch_adapter.clicked.connect(self._switch_adapter)
        self.show_part = button(tr("Show it in Architecture"), name="reportShowPart")
        self.show_part.clicked.connect(self._show_part)
        not_finite = report.not_finite if report is not None else ()
        offers = (
            (self.show_part, not_finite),
            (self.without_prefix, prefix),
            (self.switch_adapter, summary.adapter),
        )
        self.finish(tuple(each for each, offered in offers if offered), (close,))
        self.fit(92, 36)
        close.setFocus()

    @Slot()
    def _switch_adapter(self) -> None:
        self.accept()
        self.wanted.emit(with_adapter(self._summary, on=self._summary.adapter == "off"))

    @Slot()
    def _show_part(self) -> None:
        """Show the first tensor that holds values that are no numbers."""
        assert self._summary.report is not None
        self.accept()
        self.part_wanted.emit(self._summary.report.not_finite[0])

    @Slot()
    def _load_without_prefix(self) -> None:
        about = self._summary
        assert about.report is not None
        self.accept()
        self.wanted.emit(
            LoadModel(
                about.source,
                about.name,
                class_name=about.class_name,
                revision=about.revision,
                dtype=about.asked_dtype,
                variant=about.variant,
                device=about.device,
                prefix=about.report.prefix,
            )
        )

    def _add_parts(self, report: LoadReport) -> None:
        card = Card(tr("By part"))
        table = self.table
        table.setObjectName("reportParts")
        table.setAccessibleName(tr("The parts of the model"))
        table.setHorizontalHeaderLabels(_HEADS)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        parts = report.parts[:_SHOWN_PARTS]
        table.setRowCount(len(parts))
        for row, part in enumerate(parts):
            share = part.trained_parameters / max(1, part.total_parameters)
            texts = (
                shown(part.name, _LONGEST_NAME),
                numbers.count(part.trained),
                numbers.count(part.missing),
                numbers.count(part.mismatched),
                numbers.percent(share),
            )
            for column, text in enumerate(texts):
                cell = QTableWidgetItem(text)
                if column:
                    cell.setTextAlignment(_RIGHT)
                cell.setToolTip(
                    numbers.ntr(
                        "{name}: {trained_parameters} of {count} parameter came from the "
                        "checkpoint",
                        "{name}: {trained_parameters} of {count} parameters came from the "
                        "checkpoint",
                        part.total_parameters,
                        name=shown(part.name, _LONGEST_NAME),
                        trained_parameters=numbers.count(part.trained_parameters),
                    )
                )
                table.setItem(row, column, cell)
        table.resizeColumnsToContents()
        table.resizeRowsToContents()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        for column in range(len(_HEADS)):
            place = _RIGHT if column else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            item = table.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(place)
        rows = min(len(report.parts), 8)
        height = table.rowHeight(0) * rows if rows else 0
        bar = table.horizontalScrollBar().sizeHint().height()
        table.setFixedHeight(height + header.sizeHint().height() + bar)
        card.add(table)
        self.page.add(card)

    def _add_names(self, report: LoadReport) -> None:
        """The names of everything that did not go as it should; nothing where all did."""
        text = "\n\n".join(
            f"{title}\n" + "\n".join(shown(line, _LONGEST_NAME) for line in lines[:_SHOWN_NAMES])
            for title, lines in (
                (
                    tr(
                        "New, as the class begins them: most at random, biases at 0, the scales of "
                        "normalisation at 1 ({missing})",
                        missing=len(report.missing),
                    ),
                    report.missing,
                ),
                (
                    tr(
                        "Of another shape in the checkpoint, drawn at random ({mismatched})",
                        mismatched=len(report.mismatched),
                    ),
                    tuple(
                        tr(
                            "{name}: {checkpoint_shape} in the checkpoint, {model_shape} in the "
                            "model",
                            name=name,
                            checkpoint_shape=theirs,
                            model_shape=ours,
                        )
                        for name, theirs, ours in report.mismatched[:_SHOWN_NAMES]
                    ),
                ),
                (
                    tr(
                        "In the checkpoint, but not used by this class ({unused})",
                        unused=len(report.unused),
                    ),
                    report.unused,
                ),
            )
            if lines
        )
        if not text:
            return
        card = Card(tr("By name"))
        self.names.setObjectName("reportNames")
        self.names.setAccessibleName(tr("Names of new, mismatched and unused tensors"))
        self.names.setReadOnly(True)
        self.names.setPlainText(text)
        self.names.setMinimumHeight(self.fontMetrics().height() * 8)
        card.add(self.names)
        self.page.add(card)


def _judgement(summary: ModelSummary) -> str:
    """What is to be thought of the weights."""
    report = summary.report
    if summary.training is not None:
        return summary.state_text + "."
    if report is None and summary.from_python and not summary.twin_of:
        if summary.state == "given":
            return tr("A script or a notebook holds the model. Nothing says who trained it.")
        return tr(
            "A script or a notebook holds the model. Its weights are spread as its class draws "
            "them before any training."
        )
    if report is None:
        if summary.seed is None:
            return tr("No checkpoint was loaded: the weights are as the class makes them.")
        return tr(
            "No checkpoint was loaded: the weights are as the class makes them, with seed {seed}.",
            seed=summary.seed,
        )
    text = report.sentence
    if summary.state == "file":
        text += " " + tr("Nothing in the folder says who trained them, or on what.")
    elif summary.state in ("random", "partly") and report.trained == report.total:
        text += " " + (
            tr("A note beside them says that they are random: they were saved untrained.")
            if summary.state == "random"
            else tr(
                "A note beside them says that they are partly random: they were saved untrained."
            )
        )
    return text
