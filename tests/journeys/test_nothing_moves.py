"""Layout that does not move: messages, results, and models come and go, and every button stays."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QSplitter,
    QTabBar,
    QTabWidget,
    QTreeView,
    QWidget,
)

from explorer.features.hub.protocol.search import SearchHub
from explorer.protocol.explanation import OtherPython
from explorer.protocol.job import Failed, Remedy, Request
from explorer.protocol.run import Run
from tests.journeys.conftest import Begin, Person
from tests.journeys.test_media_journey import VIT, created

FRANCE = "The capital of France is [MASK]."


def _areas(person: Person) -> dict[str, QRect]:
    """Where each button of the window is, by its name."""
    window = person.window
    return {
        each.objectName(): QRect(each.mapTo(window, QPoint(0, 0)), each.size())
        for each in window.findChildren(QAbstractButton)
        if each.objectName() and each.isVisible() and not _in_message(person, each)
    }


def _settled(person: Person) -> dict[str, QRect]:
    """The same, once everything has been laid out: the same in three looks one after the other."""
    looks: list[dict[str, QRect]] = []

    def rests() -> bool:
        looks.append(_areas(person))
        if person.window.hub.jobs:  # the list of the cache is still read
            looks.clear()
        return len(looks) > 3 and all(each == looks[-1] for each in looks[-3:])

    person.until(rests)
    return looks[-1]


def _in_message(person: Person, widget: QWidget) -> bool:
    return person.window.message_bar.isAncestorOf(widget)


def _in_result(person: Person) -> tuple[str, ...]:
    """Buttons that belong to what a run shows, step by step, and below it: they go down with it."""
    holders = [person.find(QWidget, name) for name in ("predictions", "viewTabs")]
    holders += person.window.inference.sections
    inside = (each for holder in holders for each in holder.findChildren(QAbstractButton))
    below = ("editIdsButton", "howSplitButton", "tensorValuesButton")
    return (*below, *(each.objectName() for each in inside))


def _tell_failure(person: Person) -> None:
    sentence = "The Hub cannot be reached. What is on this computer can still be opened."
    person.window.tell_failure(Failed(1, Request(), sentence, Remedy("Try again", "retry"), "…"))


@pytest.mark.parametrize(
    ("size", "text"), [("1440x900", "100"), ("1024x700", "100"), ("1024x700", "200")]
)
def test_a_message_moves_nothing_and_leaves_the_status_readable(
    begin: Begin, size: str, text: str
) -> None:
    person = begin("--size", size, "--text", text)
    window, bar = person.window, person.window.message_bar
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.look_inside()
    before = _settled(person)
    assert len(before) > 5
    tellings: tuple[Callable[[], object], ...] = (
        lambda: _tell_failure(person),
        lambda: bar.tell("Saved mini-world-bert into the folder my-bert."),
        lambda: bar.tell("Something to do.", Remedy("Do it", "openAction")),
    )
    for tell in tellings:
        tell()
        person.until(lambda: bar.isVisible() and bar.height() == bar.heightForWidth(bar.width()))
        assert _settled(person) == before
        place = QRect(bar.mapTo(window, QPoint(0, 0)), bar.size())
        status = QRect(window.status.mapTo(window, QPoint(0, 0)), window.status.size())
        assert window.rect().contains(place)
        assert not place.intersects(status)
        assert place.top() > window.height() // 3, "over the lower edge"
        assert bar.dismiss.visibleRegion().contains(bar.dismiss.rect().center())
    bar.dismiss.click()
    assert not bar.isVisible()
    assert _settled(person) == before


def test_what_only_confirms_goes_by_itself(person: Person) -> None:
    bar = person.window.message_bar
    going = bar.findChild(QTimer)
    assert going is not None
    bar.tell("Saved.")
    assert going.isActive()
    bar.dismiss.setFocus()
    person.until(lambda: bar.dismiss.hasFocus())
    going.timeout.emit()
    assert bar.isVisible(), "not under the hands of somebody who reads it"
    person.window.body.setFocus()
    going.timeout.emit()
    assert not bar.isVisible()
    bar.tell("Something to do.", Remedy("Do it", "openAction"))
    assert not going.isActive()
    bar.tell("Saved.")
    _tell_failure(person)
    assert not going.isActive(), "a failure stays until it is dismissed"
    bar.tell("Saved.")
    assert going.isActive()


@pytest.mark.parametrize("size", ["800x600", "1024x700", "1440x900"])
@pytest.mark.parametrize("text", ["100", "200"])
def test_explanation_and_python_never_overlap_and_leave_no_hole(
    begin: Begin, size: str, text: str
) -> None:
    person = begin("--size", size, "--text", text)
    window, pane = person.window, person.window.explain_pane
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    window.reveal(pane.words)
    words, code = pane.words, pane.code
    splitter, below = words.parentWidget(), code.parentWidget()
    assert isinstance(splitter, QSplitter)
    assert below is not None

    def settled() -> bool:
        """Words end where the code's part begins, and are as high as they are long, or scroll."""
        gap = below.geometry().top() - words.geometry().bottom() - 1
        layout = below.layout()
        assert layout is not None
        items = [layout.itemAt(number) for number in range(layout.count())]
        rows = [one.geometry() for one in items if one is not None and not one.isEmpty()]
        assert len(rows) == in_sight
        apart = all(not one.intersects(other) for one, other in pairwise(rows))
        least = layout.totalMinimumSize().height()
        if layout.hasHeightForWidth():
            least = layout.totalMinimumHeightForWidth(below.width())
        high = words.document().size().height()
        as_long = words.height() <= max(high + 4, words.minimumHeight())
        return 0 <= gap <= splitter.handleWidth() and apart and below.height() >= least and as_long

    assert splitter.handleWidth() < 16
    in_sight = 2  # the heading and the code
    person.until(settled)
    height = window.height()

    def lower_by_and_by() -> None:
        for lower in range(0, 200, 40):
            window.resize(window.width(), height - lower)
            person.until(lambda: window.height() <= height)
            person.until(settled)
        window.resize(window.width(), height)
        person.until(settled)

    lower_by_and_by()
    other = OtherPython("With our loop", "With the Trainer", "Not the same bits. " * 4, pane.python)
    pane.show_code(pane.python, other)
    in_sight = 3  # and the two ways to write it
    person.until(settled)
    pane.other_way.click()
    in_sight = 4  # and what is said about the second
    lower_by_and_by()
    _tell_failure(person)
    person.until(settled)


class _Watch:
    """Compares where every button is, from one look to the next."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._before = _settled(person)

    def begin(self) -> None:
        """Something was turned to: what is in sight now is what must stay."""
        self._person.until_idle()
        self._before = _settled(self._person)

    def nothing_moved(self, but: tuple[str, ...] = ()) -> None:
        """Every button that is still there is where it was; `but` are the names of others."""
        self._person.until_idle()
        now, before = _settled(self._person), self._before
        self._before = now
        moved = {
            name: (before[name].topLeft().toTuple(), area.topLeft().toTuple())
            for name, area in now.items()
            if name in before and before[name].topLeft() != area.topLeft() and name not in but
        }
        assert not moved


STATE = "modelState"
"""Says what is loaded, after names that are as long as they are."""
BELOW_TEXTS = (
    "modeFlow", "modeRun", "modeWhy", "modeGenerate", "modeChat", "liveButton", "previousText",
)  # fmt: skip
"""A person who adds a line of text has these make way; no result does."""


@pytest.mark.parametrize("size", ["1440x900", "1024x700"])
def test_results_and_models_move_no_button(begin: Begin, size: str) -> None:
    person = begin("--size", size)
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    watch = _Watch(person)
    person.run(FRANCE)
    watch.nothing_moved()
    person.look_inside()
    person.show("textInput")  # where there is little room it opened further down, at its map
    window.inference._page.verticalScrollBar().setValue(0)
    watch.begin()
    person.run("The capital of Japan is [MASK], and that of Italy is another one.")
    watch.nothing_moved(but=_in_result(person))
    person.type_text("Something else [MASK].")
    watch.nothing_moved(but=_in_result(person))
    person.run(FRANCE)
    person.trigger("openBundled.mini-world-sentiment")
    watch.nothing_moved(but=(STATE, *_in_result(person)))
    person.run("I loved the film.")
    watch.nothing_moved(but=_in_result(person))
    person.click("modeFlow")
    watch.begin()
    person.trigger("openBundled.mini-world-bert")
    watch.nothing_moved(but=(STATE,))
    person.click("addTextButton")
    watch.nothing_moved(but=BELOW_TEXTS)
    person.click("pairsButton")
    watch.nothing_moved(but=(*BELOW_TEXTS, "remove.textInput.2"))
    person.click("runButton")
    watch.nothing_moved()
    window.centre.setCurrentWidget(window.compare)
    watch.begin()
    person.click("twinOtherButton")
    watch.nothing_moved()
    person.click("runBothButton")
    watch.nothing_moved()
    heads = window.compare.flows.heads
    for place in range(heads.count()):
        heads.setCurrentIndex(place)
        heads.activated.emit(place)
        watch.nothing_moved(but=("saveComparisonButton",))
    person.type_text("The capital is [MASK].", "compareText")
    watch.nothing_moved()
    person.click("runBothButton")
    watch.nothing_moved(but=("saveComparisonButton",))
    person.click("compareAddText")
    watch.nothing_moved(but=_below_text(person))
    person.trigger("openBundled.mini-world-sentiment")
    watch.nothing_moved(but=(STATE, *_below_text(person)))
    person.trigger("openBundled.mini-world-gpt2")
    watch.nothing_moved(but=(STATE,))


def _below_text(person: Person) -> tuple[str, ...]:
    """What is below the text in Compare: it makes way for a line of text."""
    choices = person.window.compare.choice.findChildren(QAbstractButton)
    results = ("compareFlowPlay", "saveComparisonButton")
    return (*results, *(each.objectName() for each in choices))


@pytest.mark.parametrize("size", ["1440x900", "1024x700"])
def test_what_a_picture_shows_grows_downwards(begin: Begin, size: str) -> None:
    person = begin("--size", size)
    created(person, "vit", "ViTForImageClassification", VIT)
    watch = _Watch(person)
    person.click("exampleFileButton")
    person.until(lambda: bool(person.window.inference.media.path))
    watch.nothing_moved(but=(*BELOW_TEXTS, *_in_result(person)))
    person.click("runButton")
    watch.nothing_moved(but=_in_result(person))


HEAD_ACTIONS = (
    "headMap", "headGrid", "attentionLayer", "attentionHead", "attentionBeside", "switchHeadButton",
    "switchLayerButton", "restoreHeadsButton", "wholeWords", "hideSpecial", "stretchShades",
)  # fmt: skip


@pytest.mark.parametrize(
    ("size", "text"), [("1440x900", "100"), ("1024x700", "100"), ("1024x700", "200")]
)
def test_a_head_that_goes_off_or_on_moves_nothing_of_its_view(
    begin: Begin, size: str, text: str
) -> None:
    person = begin("--size", size, "--text", text)
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    person.show("switchHeadButton")
    _settled(person)

    def places() -> dict[str, QRect]:
        controls = {name: person.find(QWidget, name) for name in HEAD_ACTIONS}
        return {
            name: QRect(each.mapTo(window, QPoint(0, 0)), each.size())
            for name, each in controls.items()
        }

    before = places()
    for name in ("switchHeadButton", "switchHeadButton", "switchLayerButton", "restoreHeadsButton"):
        person.click(name)
        person.until_idle()
        # What is below a layout hears of its new height in the next rounds of the event loop.
        person.until(lambda: places() == before)
        _settled(person)
        assert places() == before, name
    assert not window.inference.views.attention.off


@pytest.mark.parametrize("text", ["100", "200"])
@pytest.mark.parametrize("size", ["1440x900", "1024x700"])
def test_look_inside_opens_at_its_map(begin: Begin, size: str, text: str) -> None:
    person = begin("--size", size, "--text", text)
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    page = window.inference._page
    shown = window.inference.views.attention.map
    room = page.viewport().height()

    def in_sight() -> int:
        return shown.visibleRegion().boundingRect().height()

    least = min(shown.height(), room) // 2
    person.until(lambda: in_sight() >= least)
    _settled(person)
    assert in_sight() >= least
    if text == "100":
        assert not window.inference.mode.visibleRegion().isEmpty(), "and the way back"
        assert in_sight() >= 0.6 * shown.height()
    if (size, text) == ("1440x900", "100"):
        assert in_sight() == shown.height()
        assert page.verticalScrollBar().value() == 0


def test_a_wrong_value_does_not_move_create(person: Person) -> None:
    window = person.window
    person.show("createPane")
    foot = window.create_pane.foot
    person.until(foot.create_button.isEnabled)
    watch = _Watch(person)
    person.type_text("770", "field.hidden_size")
    person.until(lambda: not foot.create_button.isEnabled())
    now = _settled(person)
    assert now["createButton"] == watch._before["createButton"]
    person.type_text("768", "field.hidden_size")
    person.until(foot.create_button.isEnabled)
    assert _settled(person)["createButton"] == now["createButton"]


def test_the_titles_of_views_stay_under_the_pointer(begin: Begin) -> None:
    person = begin("--size", "1440x900")
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    person.look_inside()
    views = window.inference.views
    bar = views.tabBar()
    scroll = window.inference._page.verticalScrollBar()
    views.setCurrentWidget(views.view("hidden_states"))
    person.until_idle()
    _settled(person)
    scroll.setValue(bar.mapTo(window.inference._page.inner, QPoint(0, 0)).y())
    assert scroll.value()
    before = bar.mapTo(window, QPoint(0, 0))
    for place in range(views.count()):
        views.setCurrentIndex(place)
        person.until_idle()
        _settled(person)
        assert bar.mapTo(window, QPoint(0, 0)) == before, views.tabText(place)
    assert all("…" not in text for text in _titles(bar)), "there is room for every title"
    # Nothing is scrolled: a page that is lower than the one before leaves no empty room.
    scroll.setValue(0)
    heights = {}
    for name in ("hidden_states", "attention", "surprise", "attention"):
        views.setCurrentWidget(views.view(name))
        person.until_idle()
        _settled(person)
        heights[name] = views.height()
        assert views.height() == QTabWidget.heightForWidth(views, views.width()), name
    assert heights["attention"] < heights["hidden_states"]


def test_a_long_text_leaves_no_more_room_below_a_view_than_was_in_sight(begin: Begin) -> None:
    """The card of Patching was as high as the tallest view of a long text, and empty."""
    person = begin("--size", "1440x900")
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(" and ".join(7 * ["the capital of France is [MASK]"]))
    person.look_inside()
    views = window.inference.views
    page = window.inference._page
    scroll = page.verticalScrollBar()
    views.setCurrentWidget(views.view("hidden_states"))
    person.until_idle()
    _settled(person)
    scroll.setValue(views.mapTo(page.inner, QPoint(0, 0)).y())
    before = scroll.value()
    assert before
    assert views.height() > page.viewport().height()
    views.setCurrentWidget(views.patching)
    person.until_idle()
    _settled(person)
    needed = QTabWidget.heightForWidth(views, views.width())
    assert scroll.value() == before
    assert views.height() <= max(needed, page.viewport().height())
    scroll.setValue(0)
    person.run(FRANCE)
    _settled(person)
    assert views.height() == QTabWidget.heightForWidth(views, views.width())


def _titles(bar: QTabBar) -> list[str]:
    texts = []
    for place in range(bar.count()):
        texts.append(bar.tabText(place))
        wanted = bar.tabSizeHint(place).width()
        texts.append("" if bar.tabRect(place).width() >= wanted else "…")
    return texts


def test_the_first_model_moves_nothing_in_create(person: Person) -> None:
    window = person.window
    person.show("createPane")
    foot = window.create_pane.foot
    person.until(foot.create_button.isEnabled)
    before = _settled(person)["createButton"]
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.until(foot.create_button.isEnabled)
    assert _settled(person)["createButton"] == before


@pytest.mark.parametrize("size", ["1024x700", "1440x900"])
@pytest.mark.parametrize("text", ["150", "200"])
def test_a_weight_in_large_text_leaves_the_tree_some_rows(
    begin: Begin, size: str, text: str
) -> None:
    """One row was left of the tree, and of a part in it only the upper half."""
    person = begin("--size", size, "--text", text)
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    tab, tree = person.window.architecture, person.find(QTreeView, "moduleTree")
    person.window.reveal(tab)
    person.until_idle()
    _settled(person)
    tab.show_part("bert.embeddings.word_embeddings.weight")
    person.until_idle()
    person.until(tab.weight.isVisible)
    _settled(person)
    row = tree.visualRect(tree.currentIndex())
    assert tree.viewport().height() >= 2 * row.height()
    assert tree.viewport().visibleRegion().contains(row), "the part that was chosen"
    assert not tab.weight.visibleRegion().isEmpty(), "its numbers begin in sight"


def _covered(person: Person) -> list[str]:
    """What can be used and is under the message."""
    window, bar = person.window, person.window.message_bar
    place = QRect(bar.mapTo(window, QPoint(0, 0)), bar.size())
    kinds = (QAbstractButton, QAbstractSlider, QTabBar, QLineEdit)
    controls = (each for kind in kinds for each in window.findChildren(kind))
    names = []
    for each in controls:
        shown = each.visibleRegion().boundingRect()
        usable = each.isEnabled() and not isinstance(each, QScrollBar)
        if shown.isEmpty() or not usable or bar.isAncestorOf(each):
            continue
        if place.intersects(shown.translated(each.mapTo(window, QPoint(0, 0)))):
            names.append(each.objectName() or type(each).__name__)
    return names


@pytest.mark.parametrize(
    ("size", "text"), [("1440x900", "100"), ("1024x700", "100"), ("1024x700", "200")]
)
@pytest.mark.parametrize("page", ["flow", "look", "train", "architecture"])
def test_a_message_covers_nothing_that_is_pressed(
    begin: Begin, size: str, text: str, page: str
) -> None:
    person = begin("--size", size, "--text", text)
    window, bar = person.window, person.window.message_bar
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run(FRANCE)
    if page in ("flow", "look"):
        window.inference.mode.choose_mode("flow" if page == "flow" else "look")
    else:
        window.reveal(person.find(QWidget, f"{page}Tab"))
    person.until_idle()
    _settled(person)
    bar.tell(
        "That was the whole lesson: 12 of 29 tasks done. It can be taken again at any time.",
        Remedy("All lessons", "tourAction"),
    )
    person.until(lambda: bar.isVisible() and bar.height() == bar.heightForWidth(bar.width()))
    _settled(person)
    covered = _covered(person)
    assert "QTabBar" not in covered
    assert not any("Tab" in name or "qt_" in name for name in covered), covered
    assert "trainButton" not in covered
    if text == "100":
        assert covered == []


def _first_read(person: Person) -> list[QWidget]:
    """What is read or pressed first, and in sight: the lesson, titles, Python, main buttons."""
    window, roles = person.window, ("title", "display", "code", "primary")
    every = [person.find(QWidget, "lessonCard")]
    every += [each for each in window.findChildren(QWidget) if each.property("role") in roles]
    return [each for each in every if not each.visibleRegion().isEmpty()]


@pytest.mark.parametrize(
    ("size", "text"), [("1440x900", "100"), ("1024x700", "100"), ("1024x700", "200")]
)
def test_a_message_covers_neither_the_lesson_nor_python(begin: Begin, size: str, text: str) -> None:
    """It lay over the page of the lesson, where what is to be done next is written."""
    person = begin("--size", size, "--text", text)
    window, bar = person.window, person.window.message_bar
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    window.workbench.lessons.shelf.open_at("models", "flow")
    person.until_idle()
    for page in ("inferenceTab", "trainTab", "architectureTab", "explainPane"):
        if page != "explainPane":  # the message is there already when it comes into sight
            bar.clear()
        window.reveal(person.find(QWidget, page))
        person.until_idle()
        _settled(person)
        if page != "explainPane":
            bar.tell("Saved in /home/ada/my-model: 6 files, 2.2 MB.", Remedy("Check it", "none"))
        person.until(lambda: bar.isVisible() and bar.height() == bar.heightForWidth(bar.width()))
        _settled(person)
        area = QRect(bar.mapTo(window, QPoint(0, 0)), bar.size())
        first = _first_read(person)
        assert len(first) > 2
        for each in first:
            shown = each.visibleRegion().boundingRect().translated(each.mapTo(window, QPoint(0, 0)))
            assert not area.intersects(shown), (page, each.objectName())


def test_a_message_goes_when_what_it_speaks_of_is_past(person: Person) -> None:
    window, bar = person.window, person.window.message_bar
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    window.workbench.lessons.shelf.open_at("models", "ask")
    person.until_idle()
    person.trigger("lessonNext")
    assert "waits for its task" in person.message
    person.run(FRANCE)
    assert person.message == "", "its task is done"
    bar.tell("Saved in a folder.", Remedy("Check it", "checkSavedAction"))
    person.trigger("lessonNext")
    assert person.message == "", "the lesson is on another page"
    bar.tell("The whole lesson.", Remedy("Save it", "saveAction"))
    person.trigger("saveAction")
    assert person.message == "", "done from the menu"
    person.find(QPushButton, "saveCancel").click()
    window.tell_failure(Failed(1, Run(("",)), "This text is too long.", None, ""))
    person.trigger("openBundled.mini-world-gpt2")
    person.until_idle()
    assert person.message == "", "the model that could not read it is gone"
    window.tell_failure(Failed(1, SearchHub("bert"), "The Hub does not answer.", None, ""))
    person.trigger("lessonSkip")
    assert person.message == "The Hub does not answer.", "nobody has read it yet"


def test_esc_takes_away_what_tells_no_failure(person: Person) -> None:
    window, bar = person.window, person.window.message_bar
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    for remedy in (None, Remedy("Do it", "openAction")):
        bar.tell("Saved.", remedy)
        assert bar.isVisible()
        QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
        assert not bar.isVisible()
    _tell_failure(person)
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Escape)
    assert bar.isVisible(), "a failure stays until it is dismissed"
