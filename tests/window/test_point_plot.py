"""Points with names in a plane: what is written where, and how a point is reached."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.widgets.point_plot import PlotAxis, PlotPoint, PointPlot

UNIT = PlotAxis(-1.0, 1.0)


@pytest.fixture
def plot(qtbot: QtBot, look: Theme) -> PointPlot:
    made = PointPlot(look, "plot", "Points", 300, even=True)
    qtbot.addWidget(made)
    made.resize(420, 300)
    with qtbot.waitActive(made):
        made.show()
    return made


def points(count: int, seed: int = 0) -> list[PlotPoint]:
    places = np.random.default_rng(seed).uniform(-0.95, 0.95, (count, 2))
    return [
        PlotPoint(float(x), float(y), f"token{n}", f"all about {n}", strong=n == 3)
        for n, (x, y) in enumerate(places)
    ]


def test_names_cover_neither_each_other_nor_points(plot: PointPlot) -> None:
    shown = points(60)
    plot.show_points(shown, UNIT, UNIT)
    names = plot.names
    assert 3 in names  # the strong one goes first
    assert 20 < len(names) < 60
    for left, right in itertools.combinations(names.values(), 2):
        assert not left.intersects(right)
    for place, box in names.items():
        assert plot.rect().contains(box.toAlignedRect())
        for other, point in enumerate(shown):
            assert other == place or not box.contains(plot.place_of(point.x, point.y))


def test_one_unit_is_as_long_both_ways(plot: PointPlot) -> None:
    zero, right, up = (plot.place_of(*at) for at in ((0, 0), (0.5, 0), (0, 0.5)))
    assert right.x() - zero.x() == pytest.approx(zero.y() - up.y())


def test_the_keys_reach_every_point_and_choose(plot: PointPlot) -> None:
    # Two at the same place are two.
    shown = [
        *points(12),
        PlotPoint(0.5, 0.5, "", "first of two"),
        PlotPoint(0.5, 0.5, "", "second"),
    ]
    plot.show_points(shown, UNIT, UNIT, spoken="14 points")
    assert plot.accessibleDescription() == "14 points"
    plot.clearFocus()
    plot.setFocus()
    assert plot.accessibleDescription() == "all about 3"
    for there, back in (
        (Qt.Key.Key_Left, Qt.Key.Key_Right), (Qt.Key.Key_Down, Qt.Key.Key_Up),
    ):  # fmt: skip
        for _ in shown:
            QTest.keyClick(plot, there)
        heard = [plot.accessibleDescription()]
        for _ in shown:
            QTest.keyClick(plot, back)
            heard.append(plot.accessibleDescription())
        assert set(heard) == {point.description for point in shown}
    spy = QSignalSpy(plot.chosen)
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert spy.count() == 1
    assert shown[spy.at(0)[0]].description == plot.accessibleDescription()


def test_a_click_chooses_the_nearest_point_and_nothing_far_from_all(plot: PointPlot) -> None:
    shown = [PlotPoint(-0.5, 0.0, "a", "a"), PlotPoint(0.5, 0.0, "b", "b")]
    plot.show_points(shown, UNIT, UNIT)
    spy = QSignalSpy(plot.chosen)
    beside = plot.place_of(0.5, 0.0).toPoint() + QPoint(3, 3)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=beside)
    assert [spy.at(n)[0] for n in range(spy.count())] == [1]
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.place_of(0.0, 0.0).toPoint())
    assert spy.count() == 1
    # Fewer points: the one that was pointed at is forgotten.
    plot.show_points(shown[:1], UNIT, UNIT)
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert spy.count() == 1
