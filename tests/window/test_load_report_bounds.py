"""The load report of a checkpoint with a million names, or with names of a million letters."""

from __future__ import annotations

import dataclasses
from typing import Literal

from PySide6.QtWidgets import QPlainTextEdit, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.checkpoints.view.load_report import LoadReportDialog
from explorer.protocol.model import LoadPart, LoadReport
from tests.window.made_runs import summary


def test_names_and_parts_of_a_stranger_are_cut_and_counted(qtbot: QtBot, look: Theme) -> None:
    name = "layer." + "x" * 100_000
    many = tuple((f"{name}{number}", "(1,)", "(2,)") for number in range(5_000))
    part = LoadPart(name, 0, 1, 0, 0, 10)
    report = LoadReport(
        trained=0, total=1, trained_parameters=0, total_parameters=10, missing=(name,),
        unused=(name,), mismatched=many, sentence="", parts=(part,) * 3_000,
    )  # fmt: skip
    window = QWidget()
    qtbot.addWidget(window)
    dialog = LoadReportDialog(dataclasses.replace(summary(1), report=report), look, window)
    table = dialog.findChild(QTableWidget, "reportParts")
    names = dialog.findChild(QPlainTextEdit, "reportNames")
    assert table is not None
    assert names is not None
    assert table.rowCount() == 1_000
    cell = table.item(0, 0)
    assert cell is not None
    assert len(cell.text()) < 500
    assert "(5000)" in names.toPlainText() or "(5,000)" in names.toPlainText()
    assert max(map(len, names.toPlainText().splitlines())) < 500
    assert len(names.toPlainText().splitlines()) < 2_020


def test_an_adapter_is_switched_from_the_report(qtbot: QtBot, look: Theme) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    about = dataclasses.replace(summary(1), asked_dtype="bfloat16")
    plain = LoadReportDialog(about, look, window)
    assert plain.switch_adapter.parent() is None, "not offered where there is none"
    states: tuple[Literal["on", "off"], ...] = ("on", "off")
    for state, text in zip(states, reversed(states), strict=True):
        shown = dataclasses.replace(about, adapter=state)
        dialog = LoadReportDialog(shown, look, window)
        assert dialog.switch_adapter.text() == f"Switch the adapter {text}"
        with qtbot.waitSignal(dialog.wanted) as asked:
            dialog.switch_adapter.click()
        assert asked.args is not None
        request = asked.args[0]
        wanted = (state == "off", shown.source, "bfloat16")
        assert (request.adapter, request.path, request.dtype) == wanted
