"""What the tests of single panes share: how the window looks, and panes that need nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.architecture.view.architecture_tab import ArchitectureTab


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Theme]:
    look = Theme(qapp)
    look.choose("light", 100)
    yield look
    look.deleteLater()
    qapp.setStyleSheet("")


@pytest.fixture
def architecture_tab(look: Theme, qtbot: QtBot) -> Iterator[ArchitectureTab]:
    made = ArchitectureTab(look)
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    yield made
    made.hide()
