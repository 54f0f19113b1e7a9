"""What a failing test leaves to look at: a picture of each window as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import pytest_runtest_makereport


def reported(item: pytest.Item, outcome: Literal["passed", "failed"]) -> list[tuple[str, str]]:
    """What the report of such an outcome says besides."""
    report = pytest.TestReport(item.nodeid, item.location, {}, outcome, None, "call")
    steps = pytest_runtest_makereport(item)
    next(steps)
    with pytest.raises(StopIteration) as ended:
        steps.send(report)
    assert ended.value.value is report
    sections: list[tuple[str, str]] = report.sections
    return sections


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.setObjectName("a window")
    made.setStyleSheet("background: #123456")
    made.resize(60, 40)
    qtbot.addWidget(made)
    return made


def test_a_failed_test_says_where_its_windows_are(
    request: pytest.FixtureRequest, window: QWidget
) -> None:
    window.show()
    ((title, folder),) = reported(request.node, "failed")
    assert title == "Windows as they were"
    (file,) = Path(folder).iterdir()
    assert file.name == "0-a-window.png"
    picture = QImage(str(file))
    assert (picture.width(), picture.height()) == (60, 40)
    assert picture.pixelColor(30, 20) == QColor("#123456")


def test_nothing_is_kept_of_one_that_passed_or_had_no_window_in_sight(
    request: pytest.FixtureRequest, window: QWidget
) -> None:
    assert reported(request.node, "failed") == []
    window.show()
    assert reported(request.node, "passed") == []
