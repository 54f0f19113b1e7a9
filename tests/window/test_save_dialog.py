"""Save as: what can be ticked is what the model has."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.features.checkpoints.view.save_dialog import SaveDialog
from explorer.protocol.model import SaveOptions
from tests.window.made_runs import summary


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize("reads", [True, False])
def test_a_tick_promises_no_file_that_the_model_does_not_have(
    qtbot: QtBot, writes: bool, reads: bool
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    about = summary(
        generates=writes,
        tokenizer_class="BertTokenizer" if reads else "",
    )
    dialog = SaveDialog(about, "/tmp/somewhere", parent)
    for box, there in ((dialog.generation, writes), (dialog.tokenizer, reads)):
        assert (box.isEnabled(), box.isChecked(), bool(box.toolTip())) == (there, there, not there)
    assert dialog.options == SaveOptions(), "what nobody chose is as usual"
