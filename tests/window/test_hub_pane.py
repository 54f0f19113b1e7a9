"""The Hub pane with a stand-in for the Hub room: typing, narrowing, paging, empty results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.features.hub.protocol.search import ListStarters, SearchHub
from explorer.features.hub.view import hub_filters
from explorer.features.hub.view.hub_filters import Filters, read_size, size_words
from explorer.features.hub.view.hub_pane import HubPane
from explorer.features.hub.view.hub_texts import badge_of, row_entry, short
from explorer.protocol.failures import HubOffline, HubUnreachable
from explorer.widgets.entry_list import ListEntry
from tests.window import fake_hub
from tests.window.fake_hub import GATED, NAME, ROWS, FakeHub, fit, page
from tests.window.hub_fixtures import FakeLane


class Person:
    """Types and clicks in the pane."""

    def __init__(self, pane: HubPane, lane: FakeLane, qtbot: QtBot) -> None:
        self.pane, self.lane, self.qtbot = pane, lane, qtbot
        self.pages: list[str] = []
        pane.page_wanted.connect(self.pages.append)

    def type_text(self, text: str) -> None:
        self.pane.box.clear()
        self.qtbot.keyClicks(self.pane.box, text)

    def search(self, text: str) -> None:
        """Type, press Return, and wait for the answer."""
        self.type_text(text)
        self.qtbot.keyClick(self.pane.box, Qt.Key.Key_Return)
        self.lane.answer()

    @property
    def titles(self) -> list[str]:
        return [one.title for one in self.pane.list.entries.entries]

    def press(self, name: str) -> None:
        found = self.pane.findChild(QPushButton, name)
        assert found is not None, f"there is no {name}"
        assert found.isEnabled()
        assert found.isVisible()
        found.click()
        self.lane.answer()


@pytest.fixture
def person(qtbot: QtBot) -> Iterator[Person]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    look = Theme(application)
    look.choose("light", 100)
    pane = HubPane(look)
    lane = FakeLane(pane, FakeHub())
    pane.resize(320, 700)
    qtbot.addWidget(pane)
    pane.show()
    qtbot.waitUntil(lambda: bool(lane.sent))
    lane.answer()
    yield Person(pane, lane, qtbot)
    look.deleteLater()


def test_without_a_search_the_starters_are_shown_and_nothing_is_searched(person: Person) -> None:
    assert person.lane.count(ListStarters) == 1
    assert person.lane.count(SearchHub) == 0
    entries = person.pane.list.entries.entries
    assert entries[0].facts == "Fills in missing words."
    assert entries[0].badge == "downloaded"
    assert not person.pane.more.isVisible()


def test_typing_asks_once_and_only_after_a_pause(person: Person) -> None:
    person.type_text("bert")
    assert person.lane.count(SearchHub) == 0
    person.qtbot.waitUntil(lambda: person.lane.count(SearchHub) == 1)
    assert person.lane.last(SearchHub).text == "bert"
    person.lane.answer()
    assert person.titles == [row.name for row in ROWS]


def test_an_answer_to_an_older_search_is_dropped(person: Person) -> None:
    person.type_text("old")
    person.pane.search()
    old = person.lane.last(SearchHub)
    person.type_text("bert")
    person.pane.search()
    person.lane.give(fake_hub.FakeHub().answer(old), old)
    assert person.pane.status.text() == "Searching…"
    person.lane.answer()
    assert len(person.titles) == len(ROWS)


def test_filters_and_order_travel_with_the_search(person: Person) -> None:
    pane = person.pane
    person.search("bert")
    task = pane.findChild(QComboBox, "hubTask")
    assert task is not None
    task.setCurrentIndex(task.findData("fill-mask"))
    task.activated.emit(task.currentIndex())
    person.lane.answer()
    pane.bar.fits.click()
    pane.bar.set_filters(
        replace(
            pane.bar.filters,
            library="transformers",
            language="en",
            licence="mit",
            max_parameters=10_000_000,
            safetensors_only=True,
            not_gated=True,
            author="google",
            sort="likes",
        )
    )
    person.lane.answer()
    asked = person.lane.last(SearchHub)
    assert (asked.task, asked.fits_only, asked.library, asked.language) == (
        "fill-mask",
        True,
        "transformers",
        "en",
    )
    assert (asked.licence, asked.max_parameters, asked.sort) == ("mit", 10_000_000, "likes")
    assert asked.safetensors_only
    assert asked.not_gated
    person.press("hubChip.licence")
    assert person.lane.last(SearchHub).licence == ""
    assert person.lane.last(SearchHub).language == "en"


def test_the_menu_adds_filters_and_asks_for_other_values(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions = {one.objectName(): one for one in person.pane.bar.findChildren(QAction)}
    actions["hubFilter.licence.mit"].trigger()
    assert person.lane.last(SearchHub).licence == "mit"
    monkeypatch.setattr(hub_filters, "ask_text", lambda *words: "10M-200M")
    actions["hubFilter.parameters.other"].trigger()
    asked = person.lane.last(SearchHub)
    assert (asked.min_parameters, asked.max_parameters) == (10_000_000, 200_000_000)
    monkeypatch.setattr(hub_filters, "ask_text", lambda *words: "")
    number = len(person.lane.sent)
    actions["hubFilter.author.other"].trigger()
    assert len(person.lane.sent) == number


def test_pages_are_added_at_the_end_by_the_button_and_by_scrolling(person: Person) -> None:
    person.search("bert")
    assert person.pane.more.isVisible()
    person.press("hubMore")
    assert person.lane.last(SearchHub).cursor == "1"
    assert len(person.titles) == 2 * len(ROWS)
    bar = person.pane.list.verticalScrollBar()
    person.qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    person.lane.answer()
    assert person.lane.last(SearchHub).cursor == "2"
    assert len(person.titles) == 3 * len(ROWS)
    assert not person.pane.more.isVisible()


def test_the_next_page_belongs_to_the_search_that_is_shown(person: Person) -> None:
    person.search("bert")
    person.type_text("other")
    person.pane.read_more()
    assert person.lane.last(SearchHub).text == "bert"


def test_nothing_found_says_what_to_loosen(person: Person) -> None:
    person.search("nothing")
    assert person.pane.notice.isVisible()
    assert not person.pane.list.isVisible()
    person.pane.bar.fits.click()
    person.lane.answer()
    without = person.pane.findChild(QPushButton, "hubNotice.without:fits_only")
    assert without is not None
    assert "“Fits”" in without.text()  # as the filter itself is called
    person.press("hubNotice.without:fits_only")
    assert not person.lane.last(SearchHub).fits_only
    person.press("hubNotice.clear")
    assert person.pane.list.isVisible()
    assert person.pane.box.text() == ""


def test_a_server_that_is_down_leaves_a_reason_and_a_retry(person: Person) -> None:
    person.lane.hub.failures[SearchHub] = HubUnreachable("huggingface.co")
    person.search("bert")
    assert "opens and runs without" in person.pane.notice.sentence.text()
    assert person.titles == []
    person.press("hubNotice.retry")
    assert len(person.titles) == len(ROWS)
    assert not person.pane.notice.isVisible()


def test_offline_leads_to_what_is_on_this_computer(person: Person) -> None:
    asked: list[bool] = []
    person.pane.local_wanted.connect(lambda: asked.append(True))
    person.lane.hub.failures[SearchHub] = HubOffline()
    person.search("bert")
    person.press("hubNotice.local")
    assert asked == [True]


def test_a_next_page_that_fails_keeps_the_rows(person: Person) -> None:
    person.search("bert")
    person.lane.hub.failures[SearchHub] = HubUnreachable("huggingface.co")
    person.press("hubMore")
    assert len(person.titles) == len(ROWS)
    assert person.pane.more.text() == "Ask for more again"
    person.press("hubMore")
    assert len(person.titles) == 2 * len(ROWS)


@pytest.mark.usefixtures("other_language")
def test_scrolling_does_not_ask_again_for_a_page_that_failed(person: Person) -> None:
    person.search("bert")
    person.press("hubMore")
    bar = person.pane.list.verticalScrollBar()
    person.qtbot.waitUntil(lambda: bar.maximum() > 0)
    person.lane.hub.failures[SearchHub] = HubUnreachable("huggingface.co")
    person.press("hubMore")
    asked = person.lane.count(SearchHub)
    bar.setValue(bar.maximum())
    person.lane.answer()
    assert person.lane.count(SearchHub) == asked
    person.press("hubMore")
    assert person.lane.count(SearchHub) == asked + 1


def test_a_stopped_search_can_be_asked_again(person: Person) -> None:
    person.type_text("bert")
    person.pane.search()
    request = person.lane.waiting.pop()
    person.lane.replies.stop(request)
    assert person.pane.notice.heading.text() == "The search was stopped"
    person.press("hubNotice.retry")
    assert len(person.titles) == len(ROWS)


def test_a_name_opens_its_page_with_return_and_stands_first(person: Person) -> None:
    person.search("some-org/some-model")
    assert person.pages == ["some-org/some-model"]
    assert person.titles[0] == "some-org/some-model"


def test_a_click_and_return_on_a_row_open_its_page(person: Person) -> None:
    person.search("bert")
    view = person.pane.list
    view.setCurrentIndex(view.entries.index(1))
    person.qtbot.keyClick(view, Qt.Key.Key_Return)
    assert person.pages == [NAME]
    place = view.visualRect(view.entries.index(0)).center()
    person.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert person.pages[-1] == ROWS[0].name


def test_a_download_changes_the_badge(person: Person) -> None:
    person.search("bert")
    person.pane.note_on_disk(NAME)
    entry = next(one for one in person.pane.list.entries.entries if one.key == NAME)
    assert entry.badge == "downloaded"


def test_a_page_that_worked_out_whether_it_fits_changes_the_badge(person: Person) -> None:
    """The row kept "fit unknown" beside a page that said how much it needs."""
    person.search("bert")
    name = ROWS[5].name

    def entry() -> ListEntry:
        return next(one for one in person.pane.list.entries.entries if one.key == name)

    unknown = replace(page(), checkpoint=name, parameters=None, tensors=())
    person.pane.note_fit(unknown, fit(verdict="cannot tell", weights=0))
    assert entry().badge == "fit unknown"
    person.pane.note_fit(replace(unknown, parameters=108_000_000), fit(verdict="tight"))
    assert (entry().badge, entry().badge_role) == ("tight", "warn")
    assert (
        entry().facts
        == "no task given · 108\N{NO-BREAK SPACE}M · 433\N{NO-BREAK SPACE}MB of weights"
    )
    person.pane.note_fit(replace(unknown, checkpoint=NAME), fit(verdict="too large"))
    assert next(one for one in person.pane.list.entries.entries if one.key == NAME).badge == "fits"


def test_ten_thousand_rows_are_appended_without_being_drawn(person: Person) -> None:
    person.search("bert")
    many = [row_entry(replace(ROWS[0], name=f"org/model-{n}")) for n in range(10_000)]
    person.pane.list.entries.append(many)
    assert person.pane.list.entries.rowCount() == 10_000 + len(ROWS)


@pytest.mark.parametrize(
    ("name", "badge", "role"),
    [
        (ROWS[0].name, "downloaded", "good"),
        (NAME, "fits", "good"),
        (ROWS[3].name, "tight", "warn"),
        (ROWS[4].name, "too large", "bad"),
        (ROWS[5].name, "fit unknown", ""),
        (GATED, "needs sign-in", "warn"),
    ],
)
def test_badges(name: str, badge: str, role: str) -> None:
    row = next(one for one in ROWS if one.name == name)
    assert badge_of(row) == (badge, role)


def test_what_is_not_known_is_said() -> None:
    entry = row_entry(ROWS[5])
    assert entry.facts == "no task given · size unknown"
    assert short(None) == "?"


def test_ranges_of_parameters() -> None:
    assert read_size("10M-200M") == (10_000_000, 200_000_000)
    assert read_size("-1b") == (None, 1_000_000_000)
    assert read_size("7B-") == (7_000_000_000, None)
    assert read_size("500m") == (None, 500_000_000)
    assert read_size("big") is None
    assert read_size("2b-1b") is None
    assert size_words(None, 10_000_000).startswith("under 10")
    assert Filters().any is False
    assert Filters(sort="likes").any is False
    assert Filters(not_gated=True).without("not_gated") == Filters()
