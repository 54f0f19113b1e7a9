"""The frame: columns that fit, messages with remedies, the theme, what is remembered."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QFontInfo, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.appearance import first_size
from explorer.app.columns import CENTRE, LEFT, RIGHT, Columns
from explorer.app.message_bar import DetailsDialog, MessageBar
from explorer.app.settings import Recent, Settings
from explorer.app.theme import ZOOMS, Theme, ThemeColors
from explorer.features.checkpoints.view import questions
from explorer.features.hub.protocol.search import SearchHub
from explorer.features.inputs.view.ids_text import read_ids
from explorer.lanes.thread import BackgroundWriter
from explorer.protocol.failures.connection import TRY_AGAIN
from explorer.protocol.job import Failed, Remedy, Request
from explorer.protocol.model import TrainingRecord
from explorer.protocol.run import Candidate, Prediction, Run, TensorInfo, Token
from explorer.widgets.bars import Bars
from explorer.widgets.blocks import Card, button
from explorer.widgets.flow_layout import FlowLayout, HeadRow
from explorer.widgets.tabs import Tabs
from explorer.widgets.tensor_table import TensorTable
from explorer.widgets.token_strip import TokenStrip
from tests.window.made_runs import summary

# -- columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("width", "zoom", "room"),
    [(1440, 100, 3), (1024, 100, 2), (1440, 200, 2), (1024, 200, 1), (1024, 300, 1)],
)
def test_as_many_columns_are_shown_as_the_text_has_room_for(
    qtbot: QtBot, look: Theme, width: int, zoom: int, room: int
) -> None:
    panes = (QWidget(), QWidget(), QWidget())
    columns = Columns(look, panes)
    qtbot.addWidget(columns)
    columns.resize(width, 700)
    columns.show()
    look.choose("light", zoom)
    assert columns.room == room
    assert sum(pane.isVisible() for pane in panes) == room
    assert panes[CENTRE].isVisible()
    for place in (LEFT, RIGHT, CENTRE):
        columns.show_column(place)
        assert panes[place].isVisible()
        assert sum(pane.isVisible() for pane in panes) == room


def test_the_sides_have_the_same_share_whatever_was_visited(qtbot: QtBot, look: Theme) -> None:
    """A lesson beside them takes room from all, and a page that needs it all gives it back."""
    columns = Columns(look, (QWidget(), QWidget(), QWidget()))
    qtbot.addWidget(columns)
    columns.resize(120 * look.em, 600)
    columns.show()
    wide = columns.splitter.sizes()
    columns.resize(90 * look.em, 600)
    narrow = columns.splitter.sizes()
    assert narrow[LEFT] < wide[LEFT]
    assert narrow[RIGHT] < wide[RIGHT]
    columns.spare_left(True)  # as Train does
    columns.resize(120 * look.em, 600)
    columns.spare_left(False)
    assert columns.splitter.sizes() == wide
    columns.resize(90 * look.em, 600)
    assert columns.splitter.sizes() == narrow
    # Whoever drags a border finds it where it was.
    columns.splitter.moveSplitter(narrow[LEFT] + 40, 1)
    dragged = columns.splitter.sizes()
    assert dragged[LEFT] > narrow[LEFT]
    columns.spare_left(True)
    columns.spare_left(False)
    after = columns.splitter.sizes()
    assert all(abs(a - b) <= 2 for a, b in zip(after, dragged, strict=True)), (after, dragged)


def test_the_next_start_has_all_columns_wherever_the_last_one_ended(
    qtbot: QtBot, look: Theme
) -> None:
    """Ended on the start page, the program opened the next time with sides of one pixel."""
    first, second = (Columns(look, (QWidget(), QWidget(), QWidget())) for _ in range(2))
    for columns in (first, second):
        qtbot.addWidget(columns)
        columns.resize(120 * look.em, 600)
        columns.show()
    laid = second.splitter.sizes()
    first.show_alone(True)
    second.drag(first.dragged)
    assert second.splitter.sizes() == laid
    for lost in ([0, 1416, 0], [1, 1390, 1], [], [300, 900]):  # as earlier sessions have them
        second.drag(lost)
        assert second.splitter.sizes() == laid
    first.show_alone(False)
    first.splitter.moveSplitter(laid[LEFT] + 40, 1)
    wanted = first.splitter.sizes()
    first.show_alone(True)
    second.drag(first.dragged)
    after = second.splitter.sizes()
    assert all(abs(a - b) <= 4 for a, b in zip(after, wanted, strict=True)), (after, wanted)


def test_what_is_beside_the_titles_is_never_over_them(qtbot: QtBot) -> None:
    """It was painted at the left, over the first title, until Qt laid the tabs out."""
    tabs = Tabs("tabs", "Pages")
    qtbot.addWidget(tabs)
    tabs.addTab(QWidget(), "Inference")
    tabs.resize(600, 300)
    tabs.show()
    beside = QLabel("Export")
    tabs.setCornerWidget(beside)
    assert beside.isVisible()
    assert beside.geometry().right() > 500  # no event was handled meanwhile
    tabs.show_titles(False)
    tabs.resize(800, 300)
    QApplication.processEvents()
    tabs.show_titles(True)
    assert beside.isVisible()
    assert beside.geometry().right() > 700


def test_the_first_window_is_no_larger_than_the_screen(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A projector that nobody has shown this program on before."""
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    assert first_size(QSize(2560, 1400)) == QSize(1440, 900)
    small = first_size(QSize(1024, 728))
    assert small.width() <= 1024
    assert small.height() < 728


def test_hiding_the_explanation_gives_its_room_away_but_not_its_button(
    qtbot: QtBot, look: Theme
) -> None:
    panes = (QWidget(), QWidget(), QWidget())
    columns = Columns(look, panes)
    qtbot.addWidget(columns)
    columns.resize(1440, 700)
    columns.show()
    columns.want_right(False)
    assert not panes[RIGHT].isVisible()
    columns.resize(1024, 700)
    columns.show_column(RIGHT)
    assert panes[RIGHT].isVisible()


def test_a_flow_wraps_and_keeps_its_right_end(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, gap=10)
    boxes = []
    for _ in range(4):
        box = QWidget()
        box.setFixedSize(100, 20)
        boxes.append(box)
    for box in boxes[:3]:
        flow.addWidget(box)
    flow.add_right(boxes[3])
    assert flow.heightForWidth(1000) == 20
    assert flow.heightForWidth(250) == 50
    assert flow.heightForWidth(110) == 110
    holder.resize(1000, 20)
    holder.show()
    assert boxes[3].geometry().right() == 999
    assert boxes[2].geometry().left() == 220


def test_controls_that_are_hidden_keep_no_row_of_a_heading_to_themselves(qtbot: QtBot) -> None:
    """Compare had an empty row below its title in large text, before there was a second model."""
    holder = QWidget()
    qtbot.addWidget(holder)
    row = HeadRow(holder, gap=10)
    boxes = [QWidget() for _ in range(3)]
    for box in boxes:
        box.setFixedSize(100, 20)
    row.addWidget(boxes[0])
    for box in boxes[1:]:
        row.add_control(box)
        policy = box.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        box.setSizePolicy(policy)
    holder.show()
    for box in boxes[1:]:
        box.hide()
    assert row.heightForWidth(320) == 20
    assert row.heightForWidth(210) == 20, "the second of them would have a row of its own"
    boxes[2].show()
    assert row.heightForWidth(210) == 50


def test_a_card_without_a_hint_keeps_no_row_for_it(qtbot: QtBot, look: Theme) -> None:
    card = Card("A title that needs the whole of a narrow card")
    qtbot.addWidget(card)
    margins = card.body.contentsMargins()
    card.show()
    card.resize(card.title.sizeHint().width() + margins.left() + margins.right() + 4, 200)
    wide = card.body.contentsRect().width()
    card.head.invalidate()
    assert card.head.heightForWidth(wide) == card.title.heightForWidth(card.title.width())
    card.hint.setText("now there is one")
    qtbot.waitUntil(lambda: card.hint.height() > 0)
    assert card.hint.y() > card.title.geometry().bottom()
    card.hint.setText("")
    qtbot.waitUntil(lambda: card.hint.height() == 0)


# -- messages --------------------------------------------------------------------------------


def test_a_failure_is_a_sentence_with_a_button_and_details_on_demand(
    qtbot: QtBot, look: Theme
) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    failed = Failed(1, Request(), "It did not work.", Remedy("Try again", "retry"), "Traceback …")
    wanted: list[object] = []
    bar.remedy_wanted.connect(wanted.append)
    bar.tell_failure(failed)
    bar.show()
    assert bar.sentence.text() == "It did not work."
    assert "Traceback" not in bar.sentence.text()
    bar.details.click()
    dialog = bar.findChild(DetailsDialog)
    assert dialog is not None
    assert "Traceback" in dialog.text.toPlainText()
    dialog.show()
    assert QFontInfo(dialog.text.font()).fixedPitch(), "indents can be read"
    assert dialog.text.lineWrapMode() == QPlainTextEdit.LineWrapMode.NoWrap
    dialog.copy.click()
    assert "Traceback" in QApplication.clipboard().text()
    dialog.close()
    bar.remedy.click()
    assert wanted == [failed]
    assert not bar.isVisible()
    assert bar.failure is None


def test_another_model_takes_away_only_failures_of_the_one_before(qtbot: QtBot) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    for request, stays in ((Request(), True), (Run(("A text",)), False)):
        bar.tell_failure(Failed(1, request, "It cannot be opened.", None, ""))
        bar.drop_failure_of_model()
        assert (bar.failure is not None) is stays, request


def test_being_offline_is_no_alarm_and_a_loss_is_one(qtbot: QtBot, look: Theme) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    offline = Failed(1, SearchHub("bert"), "There is no connection.", TRY_AGAIN, "")
    bar.tell_failure(offline)
    assert bar.property("role") == "message-info"
    assert bar.failure is offline, "it is a failure all the same"
    # The page of the Hub says it too, and would be left with a box over whatever is opened next.
    assert bar.is_going
    bar.tell_failure(Failed(2, Request(), "Nothing was saved.", TRY_AGAIN, ""))
    assert bar.property("role") == "message"
    assert not bar.is_going, "it stays until somebody has read it"


def test_what_a_library_says_is_shown_as_plain_text(qtbot: QtBot, look: Theme) -> None:
    bar = MessageBar()
    qtbot.addWidget(bar)
    bar.tell_failure(Failed(1, Request(), "<b>bold</b><img src='http://x/'>", None, ""))
    assert bar.sentence.textFormat() == bar.sentence.textFormat().PlainText
    assert not bar.remedy.isVisibleTo(bar)
    assert not bar.details.isVisibleTo(bar)


# -- theme -----------------------------------------------------------------------------------


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("name", "least"),
    [("light", 4.5), ("dark", 4.5), ("presenting", 7.0), ("presenting-dark", 7.0)],
)
def test_text_can_be_read_on_what_it_stands_on(name: str, least: float) -> None:
    theme = ThemeColors.read(name)
    colours = theme.colours
    pairs = [
        (text, back)
        for text in ("text", "muted")
        for back in ("back", "frame", "card", "field", "chip", "hover", "accent_soft")
    ]
    pairs += [("accent", back) for back in ("back", "card", "accent_soft")]
    pairs += [(one, f"{one}_back") for one in ("good", "warn", "bad")]
    pairs += [(one, "card") for one in ("good", "warn", "bad", "special")]
    pairs += [("on_accent", "accent"), ("special", "accent_soft"), ("text", "select")]
    weak = {
        f"{text} on {back}": round(contrast(colours[text], colours[back]), 2)
        for text, back in pairs
        if contrast(colours[text], colours[back]) < least
    }
    weak |= {
        f"text on token {tint}": round(contrast(colours["text"], tint), 2)
        for tint in theme.tokens
        if contrast(colours["text"], tint) < least
    }
    weak |= {
        f"code {kind}": round(contrast(colour, colours["field"]), 2)
        for kind, colour in theme.code.items()
        if contrast(colour, colours["field"]) < least
    }
    assert not weak


@pytest.mark.parametrize("name", ["dark", "presenting", "presenting-dark"])
def test_all_themes_name_the_same_colours(name: str) -> None:
    light, other = ThemeColors.read("light"), ThemeColors.read(name)
    assert light.colours.keys() == other.colours.keys()
    assert light.code.keys() == other.code.keys()
    assert len(light.tokens) == len(other.tokens)
    assert len(light.ramp) == len(other.ramp)


def test_lengths_grow_with_the_text(look: Theme) -> None:
    small = look.units(100)
    look.choose("dark", 200)
    assert look.theme.dark
    assert look.units(100) == 2 * small
    assert look.zoom in ZOOMS
    look.choose("light", 163)
    assert look.zoom in (150, 175)


# -- what is remembered ----------------------------------------------------------------------


@pytest.mark.parametrize("aside", [None, BackgroundWriter("settings")])
def test_settings_survive_and_damaged_ones_do_no_harm(
    qtbot: QtBot, tmp_path: Path, aside: BackgroundWriter | None
) -> None:
    one = Settings(str(tmp_path), aside)
    one.keep("zoom", 150)
    one.keep("geometry", QByteArray(b"shape"))
    one.remember(Recent("/a", "a", "BertModel", "trained"))
    one.remember(Recent("/b", "b", "BertModel", "random"))
    one.remember(Recent("/a", "a", "BertModel", "trained"))
    one.finish()
    other = Settings(str(tmp_path))
    assert other.number("zoom", 100) == 150
    assert other.data("geometry") == QByteArray(b"shape")
    assert [recent.path for recent in other.recent()] == ["/a", "/b"]
    other.keep("recent", '[{"path": 1}]')
    other.keep("zoom", "large")
    assert other.recent() == ()
    assert other.number("zoom", 100) == 100
    one.keep("theme", "dark")  # of two windows none takes away what the other kept
    one.finish()
    assert Settings(str(tmp_path)).text("zoom") == "large"
    assert Settings(str(tmp_path)).text("theme") == "dark"
    for spoilt in (b"{", b"[]", b'{"geometry": {"base64": "\xff"}, "zoom": null}', b"[" * 100_000):
        (tmp_path / "settings.json").write_bytes(spoilt)
        assert Settings(str(tmp_path)).number("zoom", 100) == 100
        assert Settings(str(tmp_path)).data("geometry").isEmpty()


# -- what a run shows ------------------------------------------------------------------------


def _token(piece: str, number: int, *, mask: bool = False) -> Token:
    return Token(piece, piece, number, piece.startswith("["), mask, -1, -1)


def test_tokens_wrap_and_are_told_in_words(qtbot: QtBot, look: Theme) -> None:
    strip = TokenStrip(look)
    qtbot.addWidget(strip)
    strip.resize(600, 200)
    strip.show_rows((tuple(_token(f"word{number}", number) for number in range(200)),))
    wide = strip.heightForWidth(600)
    assert strip.heightForWidth(300) > wide
    assert "200\N{NO-BREAK SPACE}tokens" in strip.accessibleDescription()
    strip.show()
    pointed: list[tuple[int, int]] = []
    strip.hovered.connect(lambda row, place: pointed.append((row, place)))
    strip._point(3)
    assert pointed == [(0, 3)]
    strip.grab()


def test_thousands_of_tokens_are_painted(qtbot: QtBot, look: Theme) -> None:
    strip = TokenStrip(look)
    qtbot.addWidget(strip)
    cut: list[bool] = []
    strip.shortened.connect(cut.append)
    strip.show_rows((tuple(_token(f"w{number}", number) for number in range(5_000)),))
    strip.resize(600, strip.heightForWidth(600))
    assert (strip.shown, strip.total, cut) == (240, 5_000, [True])
    assert strip.height() < 1_500
    strip.show()
    whole = TokenStrip(look, "all", most=0)
    qtbot.addWidget(whole)
    whole.show_rows(strip.rows)
    whole.resize(600, whole.heightForWidth(600))
    assert (whole.shown, whole.height() > 10_000) == (5_000, True)
    assert whole.at(whole._chips[4_321].area.center()) == 4_321
    whole.grab()


def test_bars_say_what_they_show(qtbot: QtBot, look: Theme) -> None:
    candidates = (Candidate("paris", 1, 0.9, 5.0), Candidate("rome", 2, 0.05, 1.0))
    bars = Bars(look, Prediction("mask", 0, 6, "Top 2 for [MASK]", candidates, 1000))
    qtbot.addWidget(bars)
    assert "paris" in bars.accessibleName()
    assert "90.0" in bars.accessibleName()
    assert bars.prediction.uniform == pytest.approx(0.001)
    bars.resize(400, bars.sizeHint().height())
    bars.show()
    bars.grab()


def test_the_tensor_table_is_as_high_as_its_rows(qtbot: QtBot, look: Theme) -> None:
    table = TensorTable(look)
    qtbot.addWidget(table)
    one = TensorInfo("input_ids", "int64", (1, 9), "1, 2, 3")
    table.show_tensors((one,))
    low = table.sizeHint().height()
    table.show_tensors((one,) * 3, (TensorInfo("logits", "float32", (1, 9, 99), "…", -1.0, 2.0),))
    assert table.sizeHint().height() > low
    model = table.model()
    assert model.index(0, 0).data().endswith("input_ids")
    assert model.index(3, 0).data().startswith("←")
    assert model.index(0, 2).data() == "[1, 9]"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("[[101, 7592, 999, 102], [101, 4658, 1012, 102]]", 2),
        ("[101, 102]", 1),
        ("101 102 103", 1),
        ("101, 102,103", 1),
    ],
)
def test_input_ids_are_read_as_people_paste_them(text: str, rows: int) -> None:
    found, problem = read_ids(text)
    assert not problem
    assert len(found) == rows
    assert all(isinstance(one, int) for row in found for one in row)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "hello", "[[1, 2", "[[1.5]]", "[[true]]", "[1, [2]]", '{"a": 1}', "[[null]]",
     "[" * 5000, "[" + "1," * 200_001 + "1]"],
)  # fmt: skip
def test_what_is_no_list_of_ids_is_told_in_a_sentence(text: str) -> None:
    found, problem = read_ids(text)
    assert found == ()
    assert problem.endswith(".")


def test_labels_never_read_markup(qtbot: QtBot) -> None:
    from explorer.widgets.blocks import label

    one = label("<h1>big</h1>")
    qtbot.addWidget(one)
    assert isinstance(one, QLabel)
    assert one.text() == "<h1>big</h1>"
    assert one.textFormat() == one.textFormat().PlainText


def test_the_ring_of_the_focus_takes_no_room_from_a_button(look: Theme) -> None:
    """Its frame grows by a pixel: without less padding the lower ends of letters are cut off."""
    sheet = re.sub(r"/\*.*?\*/", "", look._sheet, flags=re.DOTALL)
    padded, ringed = set(), set()
    for names, rule in re.findall(r"([^{}]+)\{([^}]*)\}", sheet):
        for role, focus in re.findall(r'QPushButton\[role="([\w-]+)"\](:focus)?(?=[,\s]|$)', names):
            if focus:
                ringed.add(role)
            elif "padding" in rule:
                padded.add(role)
    assert {"start", "chip-bad"} <= padded
    assert padded <= ringed


@pytest.mark.parametrize("role", ["", "start", "primary", "link"])
def test_a_button_that_tab_came_to_has_one_ring(qtbot: QtBot, look: Theme, role: str) -> None:
    """The style draws a second frame round the words of what the keyboard came to."""
    window = QWidget()
    first, second = button("one"), button("", role)
    column = QVBoxLayout(window)
    for each in (first, second):
        each.setMinimumSize(200, 60)
        column.addWidget(each)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    qtbot.waitUntil(second.hasFocus)
    inside = second.grab().toImage().copy(second.rect().adjusted(6, 6, -6, -6))
    colours = {inside.pixel(x, y) for x in range(inside.width()) for y in range(inside.height())}
    assert len(colours) == 1


def test_a_trained_model_that_is_kept_is_not_said_to_be_lost(qtbot: QtBot) -> None:
    made = summary(source="", seed=7)
    learned = TrainingRecord("Capitals", 9, "masked words", 5, 4, 1e-3, 1, 0.5, None, "random", "")
    opened = replace(made, source="/1/step-5", training=learned, is_snapshot=True)
    for about, kept in ((made, False), (opened, True)):
        parent = QWidget()
        qtbot.addWidget(parent)
        box = questions.unsaved_box(parent, about)
        assert ("only in memory" in box.informativeText()) is not kept
        assert ("30\N{NO-BREAK SPACE}days" in box.informativeText()) is kept
        # Another step of the same training may be saved.
        assert ("after step 5" in box.text()) is kept
