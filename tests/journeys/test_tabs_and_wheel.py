"""Tabs stay in sight in any window, and the wheel scrolls the page instead of changing a choice."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontInfo, QFontMetrics, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QStyleOptionTab,
    QTabBar,
    QTabWidget,
    QWidget,
)

from tests.journeys.conftest import Begin, Person


def _wheel(widget: QWidget, by: int) -> None:
    middle = widget.rect().center()
    event = QWheelEvent(
        QPointF(middle), QPointF(widget.mapToGlobal(middle)), QPoint(), QPoint(0, by),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def _chosen(widget: QWidget) -> object:
    match widget:
        case QTabBar() | QComboBox():
            return widget.currentIndex()
        case QAbstractSpinBox():
            return widget.text()
        case QAbstractSlider():
            return widget.value()
    raise TypeError(widget)


def test_the_wheel_changes_no_choice(person: Person) -> None:
    window = person.window
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    kinds = (QTabBar, QComboBox, QAbstractSpinBox, QAbstractSlider)
    seen = set()
    for widget in window.findChildren(QWidget):
        if isinstance(widget, QScrollBar) or not isinstance(widget, kinds):
            continue
        if isinstance(widget.parentWidget(), QComboBox):
            continue  # inside the list that a box opens
        before = _chosen(widget)
        for by in (-120, 120, 120, -240):
            _wheel(widget, by)
            assert _chosen(widget) == before, f"{type(widget).__name__} {widget.objectName()}"
        seen.add(next(kind for kind in kinds if isinstance(widget, kind)))
    assert seen == set(kinds)


@pytest.mark.parametrize("text", ["100", "200", "300"])
def test_tabs_never_vanish(begin: Begin, text: str) -> None:
    person = begin("--text", text)
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    person.look_inside()
    bars = [window.sources.tabBar(), window.centre.tabBar()]
    bars.append(person.find(QTabWidget, "viewTabs").tabBar())
    shown = 0
    for width in (1440, 1100, 1024, 800, *((640,) if text == "100" else ()), 1440):
        window.resize(width, 700)
        for column in (0, 1):
            window.columns.show_column(column)
            person.until(lambda width=width: window.width() == width)
            for bar in bars:
                if not bar.isVisible():
                    continue
                person.until(lambda bar=bar: _all_in_sight(bar))
                shown += 1
                assert all(bar.tabToolTip(at) == bar.tabText(at) for at in range(bar.count())), (
                    "a shortened title is whole in its tip"
                )
    assert shown > 12
    wide = window.sources.tabBar()
    window.columns.show_column(0)
    person.until(lambda: text != "100" or wide.tabRect(2).width() >= wide.tabSizeHint(2).width())


def test_titles_are_whole_in_a_usual_window(begin: Begin) -> None:
    window = begin("--size", "1440x900").window
    bar = window.sources.tabBar()
    for front in (2, 0, 1, 2):
        window.sources.setCurrentIndex(front)
        shown = []
        for index in range(bar.count()):
            option = QStyleOptionTab()
            bar.initStyleOption(option, index)
            shown.append(option.text)
        assert shown == [bar.tabText(index) for index in range(bar.count())]


@pytest.mark.parametrize("text", ["200", "300"])
@pytest.mark.parametrize("size", ["1024x700", "1440x900"])
def test_titles_are_smaller_before_they_are_shortened(begin: Begin, text: str, size: str) -> None:
    window = begin("--text", text, "--size", size).window
    window.columns.show_column(1)
    bar = window.centre.tabBar()
    for front in range(bar.count()):
        window.centre.setCurrentIndex(front)
        for index in range(bar.count()):
            option = QStyleOptionTab()
            bar.initStyleOption(option, index)
            assert option.text == bar.tabText(index)
            # QTabBar itself shortens what is wider than its tab.
            letters = bar.fontMetrics().horizontalAdvance(option.text)
            assert letters < bar.tabRect(index).width()
    usual = QFontInfo(window.centre.font()).pixelSize()
    assert 0.56 * usual <= QFontInfo(bar.font()).pixelSize() <= usual
    window.look.choose("light", 100)
    now = QFontInfo(window.centre.font()).pixelSize()
    assert QFontInfo(bar.font()).pixelSize() == now, "as large as usual where there is room"


@pytest.mark.parametrize("text", ["100", "150", "200"])
@pytest.mark.parametrize("size", ["1024x700", "1440x900"])
def test_letters_of_titles_are_as_large_as_there_is_room_for(
    begin: Begin, text: str, size: str
) -> None:
    person = begin("--text", text, "--size", size)
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.until_idle()
    for tabs in (window.inference.views, window.centre):
        bar = tabs.tabBar()
        usual, now = (QFontInfo(each.font()).pixelSize() for each in (tabs, bar))
        assert 11 <= now <= usual
        last = bar.tabRect(bar.count() - 1)
        if now < usual:  # letters two sizes larger would not have fitted
            spare = bar.width() - last.right()
            titles = [bar.tabText(place) for place in range(bar.count())]
            font = bar.font()
            font.setBold(True)
            more = []
            for pixels in (now, now + 2 * math.ceil(usual / 26)):
                font.setPixelSize(pixels)
                more.append(sum(map(QFontMetrics(font).horizontalAdvance, titles)))
            assert spare <= more[1] - more[0] + bar.count()
        for place in range(bar.count()):
            option = QStyleOptionTab()
            bar.initStyleOption(option, place)
            assert option.text.replace("\n", " ") == bar.tabText(place)


def _shown(bar: QTabBar) -> list[str]:
    """What is painted of each title."""
    texts = []
    for place in range(bar.count()):
        option = QStyleOptionTab()
        bar.initStyleOption(option, place)
        texts.append(option.text)
    return texts


def test_before_an_audience_titles_of_two_lines_are_as_large_as_the_text(begin: Begin) -> None:
    person = begin("--size", "1024x700")
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.look_inside()
    person.trigger("presentAction")
    window.resize(1024, 700)
    person.until_idle()
    tabs = window.inference.views
    bar = tabs.tabBar()
    person.until(lambda: any("\n" in each for each in _shown(bar)))
    assert QFontInfo(bar.font()).pixelSize() >= 0.85 * QFontInfo(tabs.font()).pixelSize()
    for place, text in enumerate(_shown(bar)):
        assert text.replace("\n", " ") == bar.tabText(place), "whole, and one line to hear"
        lines = bar.fontMetrics().lineSpacing() * (1 + text.count("\n"))
        assert bar.tabRect(place).height() >= lines
    person.trigger("presentAction")
    window.resize(1024, 700)
    person.until(lambda: not any("\n" in each for each in _shown(bar)))


def test_the_long_titles_give_way_first(begin: Begin) -> None:
    window = begin("--text", "300", "--size", "800x700").window
    window.columns.show_column(1)
    bar = window.centre.tabBar()
    for front in (bar.count() - 1, 0):
        window.centre.setCurrentIndex(front)
        shown = []
        for index in range(bar.count()):
            option = QStyleOptionTab()
            bar.initStyleOption(option, index)
            shown.append(option.text)
        assert "…" in shown[1], "the window is not too narrow for Architecture"
        room, letters = [bar.tabRect(n).width() for n in range(bar.count())], bar.fontMetrics()
        beside = room[1] - letters.horizontalAdvance(shown[1])
        for index, text in enumerate(shown):
            whole = letters.horizontalAdvance(bar.tabText(index)) + beside
            assert text == bar.tabText(index) or whole > room[index], "a short one is whole"
            assert text == bar.tabText(index) or max(room) - room[index] <= 2, "the same room"


def _all_in_sight(bar: QTabBar) -> bool:
    """Every tab is inside the bar and inside what holds it, with room for a few letters."""
    holder = bar.parentWidget()
    assert holder is not None
    room = bar.rect().intersected(holder.rect().translated(-bar.pos()))
    letters = bar.fontMetrics().averageCharWidth()
    return all(
        room.adjusted(-1, -1, 1, 1).contains(bar.tabRect(at)) and bar.tabRect(at).width() > letters
        for at in range(bar.count())
    )
