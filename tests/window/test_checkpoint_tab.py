"""The Checkpoint tab with a stand-in for the Hub room: page, fit, plan, download, safe cards."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from explorer.app.theme import Theme
from explorer.boundary.card import pieces
from explorer.features.checkpoints.view import local_pane
from explorer.features.hub.protocol.checkpoint_page import (
    CheckpointPage,
    FolderRead,
    HubFile,
    OpenPage,
    ReadFolder,
    TensorHeader,
)
from explorer.features.hub.protocol.fit import CheckFit
from explorer.features.hub.protocol.transfer import (
    DiscardPartial,
    Download,
    DownloadPlan,
    PlanDownload,
    TransferProgress,
)
from explorer.features.hub.view import browser
from explorer.features.hub.view.card_view import CardView
from explorer.features.hub.view.checkpoint_files import CheckpointFiles
from explorer.features.hub.view.checkpoint_tab import CheckpointTab
from explorer.features.hub.view.hub_texts import of_bytes, plan_sentence, transfer_numbers
from explorer.features.hub.view.load_request import load_request
from explorer.protocol.failures import GgufInside, HubLineCut, HubUnreachable, NoWeightsToLoad
from explorer.protocol.failures.checkpoints import SEARCH
from explorer.protocol.job import Failed
from explorer.protocol.model import LoadModel
from explorer.widgets.elided import elided_at_dots
from tests.afresh import now
from tests.window import fake_hub
from tests.window.fake_hub import COMMIT, GATED, NAME, FakeHub
from tests.window.hub_fixtures import FakeLane


class Person:
    """Looks at a page and presses its buttons."""

    def __init__(self, tab: CheckpointTab, lane: FakeLane, qtbot: QtBot) -> None:
        self.tab, self.lane, self.qtbot = tab, lane, qtbot
        self.loads: list[LoadModel] = []
        self.told: list[str] = []
        self.paused = 0
        tab.load_wanted.connect(self.loads.append)
        tab.arrived.connect(self.loads.append)
        tab.message_wanted.connect(self.told.append)
        tab.transfer.pause_wanted.connect(self._pause)

    def _pause(self) -> None:
        self.paused += 1

    def open(self, name: str = NAME) -> None:
        self.tab.open_page(name)
        self.lane.answer()

    def press(self, name: str) -> None:
        found = self.tab.findChild(QPushButton, name)
        assert found is not None, f"there is no {name}"
        assert found.isEnabled(), f"{name} is disabled"
        assert found.isVisible(), f"{name} is hidden"
        found.click()

    def begin_download(self) -> Download:
        self.open()
        self.press("downloadButton")
        request = self.lane.waiting.pop()
        assert isinstance(request, Download)
        return request

    def stop_download(self) -> None:
        self.lane.replies.stop(self.lane.last(Download))

    def progress(self, partial: TransferProgress) -> None:
        self.lane.replies.report(partial, self.lane.last(Download))

    def end_download(self, request: Download) -> None:
        self.lane.give(fake_hub.downloaded(), request)


@pytest.fixture
def person(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    look = Theme(application)
    look.choose("light", 100)
    tab = CheckpointTab(look)
    lane = FakeLane(tab, FakeHub())
    tab.resize(780, 760)
    qtbot.addWidget(tab)
    tab.show()
    opened: list[str] = []

    def open_address(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(browser, "open_address", open_address)
    person = Person(tab, lane, qtbot)
    person.opened = opened  # type: ignore[attr-defined]
    yield person
    look.deleteLater()


# -- The page --------------------------------------------------------------------------------


def test_an_empty_tab_says_what_to_do(person: Person) -> None:
    assert person.tab.empty.isVisible()
    assert not person.tab.body.isVisible()
    asked: list[bool] = []
    person.tab.search_wanted.connect(lambda: asked.append(True))
    person.press("searchHubButton")
    assert asked == [True]


def test_a_page_asks_for_its_plan_and_its_fit(person: Person) -> None:
    person.open()
    header = person.tab.header
    assert header.name.text() == NAME
    assert header.licence.text() == "apache-2.0"
    assert header.commit.text() == f"@ {COMMIT[:7]}"
    assert header.plan.text().startswith("Four\xa0files, 436")
    assert "are here already" in header.plan.text()
    assert header.fit.property("role") == "fit-good"
    assert header.download.isEnabled()
    assert header.download.text() == "Download and open"
    assert person.tab.plan == fake_hub.plan()


def test_the_same_page_is_not_asked_for_twice(person: Person) -> None:
    person.tab.open_page(NAME)
    person.tab.open_page(NAME)
    person.lane.answer()
    person.tab.open_page(NAME)
    assert person.lane.count(OpenPage) == 1


def test_an_answer_for_another_page_is_dropped(person: Person) -> None:
    person.tab.open_page("org/first")
    first = person.lane.last(OpenPage)
    person.tab.open_page(NAME)
    person.lane.give(fake_hub.page("org/first"), first)
    assert now(person.tab.page) is None
    person.lane.answer()
    assert person.tab.page is not None
    assert person.tab.page.checkpoint == NAME


def test_a_revision_opens_its_own_page(person: Person) -> None:
    person.open()
    box = person.tab.header.revision
    assert box.count() == 3
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert person.lane.last(OpenPage).revision == "v1.0"
    person.lane.answer()
    assert person.lane.last(PlanDownload).revision == "v1.0"


def test_a_page_that_cannot_be_read_offers_to_try_again(person: Person) -> None:
    person.lane.hub.failures[OpenPage] = HubUnreachable("huggingface.co")
    person.open()
    assert not person.tab.header.download.isEnabled()
    assert not person.tab.files.isVisible(), "an empty list says nothing"
    said = " ".join(label.text() for label in person.tab.findChildren(QLabel) if label.isVisible())
    assert "no connection to huggingface.co" in said
    assert "What is on this computer opens" in said
    person.press("checkpointRemedy.retry")
    assert person.tab.files.isVisible()
    person.lane.answer()
    assert person.tab.page is not None
    assert person.tab.header.download.isEnabled()


def test_a_gated_checkpoint_leads_to_its_page_and_is_not_planned(person: Person) -> None:
    person.lane.hub.answers[OpenPage] = fake_hub.page(GATED, access="needs licence")
    person.open(GATED)
    assert person.lane.count(PlanDownload) == 0
    assert not person.tab.header.download.isEnabled()
    assert "accept" in person.tab.header.reason.text()
    person.press("checkpointRemedy.web")
    assert person.opened == [f"https://huggingface.co/{GATED}"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("access", "remedy"), [("needs sign-in", "sign-in"), ("denied", "sign-in")]
)
def test_who_may_not_read_may_sign_in(person: Person, access: str, remedy: str) -> None:
    asked: list[bool] = []
    person.tab.sign_in_wanted.connect(lambda: asked.append(True))
    person.lane.hub.answers[OpenPage] = fake_hub.page(GATED, access=access)
    person.open(GATED)
    person.press(f"checkpointRemedy.{remedy}")
    assert asked == [True]


def test_no_room_on_the_disk_disables_and_says_so(person: Person) -> None:
    full = fake_hub.plan(room_on_disk=False, free_disk=1_000)
    person.lane.hub.answers[PlanDownload] = full
    person.open()
    assert not person.tab.header.download.isEnabled()
    assert "no room" in person.tab.header.reason.text()
    assert "1.0" in person.tab.header.plan.text()


def test_a_plan_that_fails_says_why(person: Person) -> None:
    person.lane.hub.failures[PlanDownload] = NoWeightsToLoad(NAME, "only GGUF files")
    person.open()
    assert "GGUF" in person.tab.header.reason.text()
    assert not person.tab.header.download.isEnabled()


def test_what_asking_again_cannot_mend_is_said_once_with_what_helps(person: Person) -> None:
    """A bar said the same sentence, and the page offered to ask the Hub again."""
    person.lane.hub.failures[PlanDownload] = GgufInside(NAME, ("model.gguf",), on_hub=True)
    person.open()
    assert person.lane.last(PlanDownload).failure_in_place
    remedies = person.tab.header.remedies
    assert remedies["retry"].isHidden()
    helps = remedies["own"]
    assert isinstance(helps, QPushButton)
    assert helps.text() == helps.accessibleName() == "Search the Hub"
    wanted: list[Failed] = []
    person.tab.mend_wanted.connect(wanted.append)
    person.press("checkpointRemedy.own")
    assert [failed.remedy for failed in wanted] == [SEARCH]
    # Where the next answer may be another one, it can be asked again.
    person.lane.hub.failures[PlanDownload] = HubUnreachable("huggingface.co")
    person.open("org/other")
    assert remedies["own"].isHidden()
    assert not remedies["retry"].isHidden()


def test_stopping_the_page_leaves_a_way_to_read_it(person: Person) -> None:
    person.tab.open_page(NAME)
    person.lane.replies.stop(person.lane.waiting.pop())
    person.press("checkpointRemedy.retry")
    person.lane.answer()
    assert person.tab.page is not None


def test_files_say_what_loading_needs(person: Person) -> None:
    person.open()
    rows = {row.path: row for row in person.tab.files.files.rows.rows}
    assert rows["model.safetensors"].on_disk.startswith("27")
    assert rows["config.json"].on_disk == "yes"
    assert rows["tf_model.h5"].on_disk == "not needed"
    assert "TensorFlow" in rows["tf_model.h5"].why
    person.tab.files.files.setCurrentIndex(person.tab.files.files.rows.index(0, 0))
    assert "the config" in person.tab.files.why.text()


def test_thousands_of_tensors_are_filtered_by_name_and_shape(person: Person) -> None:
    many = fake_hub.tensors(20_000)
    person.lane.hub.answers[OpenPage] = fake_hub.page(tensors=many)
    person.open()
    files = person.tab.files
    assert files.tensors.rows.rowCount() == 20_000
    files.filter.setText("layer.3.")
    assert files.tensors.rows.rowCount() == 16
    files.filter.setText("[1, 2]")
    assert files.tensors.rows.rowCount() == 0


def test_the_config_goes_to_create(person: Person) -> None:
    wanted: list[str] = []
    person.tab.config_wanted.connect(wanted.append)
    person.open()
    person.tab.files.tabs.setCurrentIndex(2)
    person.press("editConfigButton")
    assert '"hidden_size": 768' in wanted[0]


def test_a_bundled_model_shows_its_card_and_loads(person: Person) -> None:
    one = local_pane.bundled()[0]
    person.tab.open_local(local_pane.OnDisk(one.path, one.name, one.path, bundled=True))
    assert one.name in person.tab.card.toPlainText()
    (asked,) = person.lane.sent
    assert asked == ReadFolder(one.path), "only its own files are read"
    keys: list[str] = []
    person.tab.open_wanted.connect(keys.append)
    person.press("downloadButton")
    assert keys == [one.path]


def test_a_folder_lists_its_tensors(person: Person, tmp_path: Path) -> None:
    person.tab.open_local(local_pane.OnDisk(str(tmp_path), "mine", str(tmp_path)))
    files, asked = person.tab.files, ReadFolder(str(tmp_path))
    header = TensorHeader("wte.weight", "F32", (10, 4), 160, "model.safetensors")
    person.tab._on_folder(FolderRead("/elsewhere", (header,), ""), ReadFolder("/elsewhere"))
    assert files.tensors.rows.rowCount() == 0, "that of another folder is dropped"
    person.tab._on_folder(FolderRead(str(tmp_path), (header,), ""), asked)
    assert files.tensors.rows.rowCount() == 1
    assert "1\N{NO-BREAK SPACE}tensor with 40\N{NO-BREAK SPACE}numbers" in files.tensor_note.text()
    person.tab.open_local(local_pane.OnDisk(str(tmp_path), "mine", str(tmp_path)))
    note = "the tensors are not known before loading"
    person.tab._on_folder(FolderRead(str(tmp_path), (), note), asked)
    assert files.tensors.rows.rowCount() == 0
    assert files.tensor_note.text().startswith("The tensors are not known before loading. Once")


def test_a_folder_of_a_stranger_is_read_within_limits(person: Person, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Mine\n" + "word " * 1_000_000)
    (tmp_path / "config.json").write_text("[" * 6_000_000)
    os.mkfifo(tmp_path / "pipe")
    person.tab.open_local(local_pane.OnDisk(str(tmp_path), "mine", str(tmp_path)))
    assert "Mine" in person.tab.card.toPlainText()
    names = [row.path for row in person.tab.files.files.rows.rows]
    assert names == ["README.md", "config.json"]
    gone = str(tmp_path / "gone")
    person.tab.open_local(local_pane.OnDisk(gone, "gone", gone))
    assert not person.tab.files.files.rows.rows


# -- Will it fit? ----------------------------------------------------------------------------


def test_the_arithmetic_can_be_opened_and_asked_anew(person: Person) -> None:
    person.open()
    assert not person.tab.fit_card.isVisible()
    person.tab.header.fit.click()
    assert person.tab.fit_card.isVisible()
    assert person.tab.fit_card.lines.isVisible()
    person.tab.fit_card.length.setText("512")
    person.tab.fit_card.dtype.setCurrentIndex(2)
    person.tab.fit_card.changed.emit()
    asked = person.lane.last(CheckFit)
    assert (asked.dtype, asked.length) == ("bfloat16", 512)


def test_an_answer_to_older_choices_is_dropped(person: Person) -> None:
    person.open()
    old = person.lane.last(CheckFit)
    person.tab.fit_card.attention.setChecked(True)
    person.tab.fit_card.changed.emit()
    person.lane.give(fake_hub.fit(verdict="too large"), old)
    assert person.tab.fit_card.sentence.text() == "Working it out…"


@pytest.mark.parametrize(
    ("verdict", "role"), [("tight", "fit-warn"), ("too large", "fit-bad"), ("cannot tell", "fit")]
)
def test_not_knowing_is_neutral(person: Person, verdict: str, role: str) -> None:
    person.lane.hub.answers[CheckFit] = fake_hub.fit(verdict=verdict)
    person.open()
    assert person.tab.header.fit.property("role") == role
    assert verdict.replace("cannot tell", "fit unknown") in person.tab.header.fit.whole


def test_another_model_in_memory_changes_what_is_free(person: Person) -> None:
    person.open()
    person.tab.show_frees(4_000_000)
    assert person.lane.last(CheckFit).frees == 4_000_000


def test_memory_is_asked_for_again_where_the_tab_comes_back_into_sight(person: Person) -> None:
    person.open()
    person.tab.hide()
    person.tab.show_frees(4_000_000)
    person.tab.show()
    assert person.lane.last(CheckFit).frees == 4_000_000


# -- The download ----------------------------------------------------------------------------


def test_download_and_load(person: Person) -> None:
    request = person.begin_download()
    assert request.plan == fake_hub.plan()
    transfer = person.tab.transfer
    assert transfer.isVisible()
    assert not person.tab.header.download.isEnabled()
    person.progress(fake_hub.progress())
    assert transfer.heading.text() == "Downloading model.safetensors"
    assert "12.4" in transfer.numbers.text()
    assert transfer.bar.value() == 410
    rows = {row.path: row for row in person.tab.files.files.rows.rows}
    assert rows["model.safetensors"].on_disk.startswith("41")
    person.end_download(request)
    assert person.loads == [LoadModel(NAME, NAME, revision=COMMIT)]
    assert not transfer.isVisible()
    assert person.tab.header.download.text() == "Open"


def test_pause_and_resume_send_the_same_plan(person: Person) -> None:
    request = person.begin_download()
    person.press("pauseButton")
    assert person.paused == 1
    assert not person.tab.transfer.pause.isEnabled()
    person.stop_download()
    assert person.tab.transfer.heading.text().startswith("Paused")
    person.press("pauseButton")
    assert person.lane.last(Download) == request
    assert person.lane.count(Download) == 2


def test_the_main_button_resumes_a_paused_download(person: Person) -> None:
    person.begin_download()
    person.stop_download()
    assert person.tab.header.download.text() == "Resume and open"
    person.press("downloadButton")
    assert person.tab.transfer.state == "downloading"


def test_a_stall_is_called_a_stall(person: Person) -> None:
    person.begin_download()
    note = "The Hub is busy; trying again in 8 s."
    person.progress(fake_hub.progress(stalled=True, quiet_seconds=12.0, rate=None, note=note))
    assert person.tab.transfer.heading.text().startswith("Stalled")
    assert "12" in person.tab.transfer.note.text()
    assert note in person.tab.transfer.note.text()
    assert "/s" not in person.tab.transfer.numbers.text()


def test_checking_is_told_from_downloading(person: Person) -> None:
    person.begin_download()
    whole = fake_hub.progress(436_000_000)
    files = tuple(
        dataclasses.replace(one, state="checking") if one.state == "downloading" else one
        for one in whole.files
    )
    person.progress(dataclasses.replace(whole, files=files))
    assert person.tab.transfer.heading.text() == "Checking model.safetensors"


def test_cancel_and_keep(person: Person) -> None:
    person.begin_download()
    person.progress(fake_hub.progress())
    person.press("cancelButton")
    dialog = person.tab.transfer.dialog
    assert dialog is not None
    assert "179" in dialog.text()
    dialog.keep.click()
    assert person.paused == 1
    person.stop_download()
    assert person.tab.transfer.state == "idle"
    assert person.lane.count(DiscardPartial) == 0
    assert "kept" in person.told[0]
    assert person.tab.header.download.isEnabled()


def test_cancel_and_discard(person: Person) -> None:
    person.begin_download()
    person.press("cancelButton")
    dialog = person.tab.transfer.dialog
    assert dialog is not None
    dialog.discard.click()
    assert person.lane.count(DiscardPartial) == 0, "the job must have ended first"
    person.stop_download()
    assert person.lane.last(DiscardPartial) == DiscardPartial(NAME, COMMIT)


def test_cancel_and_think_again(person: Person) -> None:
    request = person.begin_download()
    person.press("cancelButton")
    dialog = person.tab.transfer.dialog
    assert dialog is not None
    dialog.back.click()
    assert person.tab.transfer.state == "downloading"
    person.end_download(request)
    assert len(person.loads) == 1


def test_a_download_that_ends_closes_the_question(person: Person) -> None:
    request = person.begin_download()
    person.press("cancelButton")
    person.end_download(request)
    assert person.tab.transfer.dialog is None
    assert person.tab.transfer.state == "idle"


def test_a_paused_download_is_discarded_at_once(person: Person) -> None:
    person.begin_download()
    person.stop_download()
    person.press("cancelButton")
    dialog = person.tab.transfer.dialog
    assert dialog is not None
    dialog.discard.click()
    assert person.lane.count(DiscardPartial) == 1


def test_a_broken_download_goes_on_with_a_new_plan(person: Person) -> None:
    request = person.begin_download()
    person.lane.fail(request, HubLineCut("huggingface.co"))
    assert person.tab.transfer.heading.text().startswith("Interrupted")
    person.press("pauseButton")
    assert isinstance(person.lane.waiting[-1], PlanDownload)
    asked = person.lane.waiting.pop()
    fresh = fake_hub.plan(missing=1_000)
    person.lane.give(fresh, asked)
    assert person.lane.last(Download).plan == fresh
    assert person.tab.transfer.state == "downloading"


def test_resuming_from_the_list_starts_when_the_plan_is_there(person: Person) -> None:
    person.tab.resume(NAME, "main")
    while not isinstance(person.lane.sent[-1], Download):
        request = person.lane.waiting.pop(0)
        person.lane.give(person.lane.hub.answer(request), request)
    assert person.tab.transfer.state == "downloading"


def test_another_page_says_whose_download_is_under_way(person: Person) -> None:
    person.begin_download()
    person.progress(fake_hub.progress())
    person.open("org/another")
    assert NAME in person.tab.transfer.heading.text()
    assert not person.tab.header.download.isEnabled()
    assert NAME in person.tab.header.reason.text()


def test_what_is_complete_is_loaded_without_a_download(person: Person) -> None:
    person.lane.hub.answers[PlanDownload] = fake_hub.plan(missing=0)
    person.open()
    assert person.tab.header.download.text() == "Open"
    person.tab.allow(False)
    assert not person.tab.header.download.isEnabled()
    person.tab.allow(True)
    person.press("downloadButton")
    assert person.loads == [LoadModel(NAME, NAME, revision=COMMIT)]


def test_a_folder_of_that_name_is_not_taken_for_the_checkpoint(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert load_request("gpt2", COMMIT, "/cache/snap").path == "gpt2"
    __import__("pathlib").Path("gpt2").mkdir()
    assert load_request("gpt2", COMMIT, "/cache/snap").path == "/cache/snap"


def test_a_variant_is_named_to_the_loader(person: Person) -> None:
    person.lane.hub.answers[PlanDownload] = fake_hub.plan(missing=0, variant="fp16")
    person.open()
    person.press("downloadButton")
    assert person.loads == [LoadModel(NAME, NAME, revision=COMMIT, variant="fp16")]


# -- Cards -----------------------------------------------------------------------------------


def test_a_card_brings_no_picture_no_script_and_no_html(person: Person) -> None:
    person.open()
    text = person.tab.card.toPlainText()
    assert "BERT base model" in text
    assert "never" not in text
    assert "<" not in text
    assert "img" not in text
    assert "(picture: a picture)" in text
    html = person.tab.card.toHtml()
    assert "spy.png" not in html
    url = QUrl("http://example.com/spy.png")
    kind = QTextDocument.ResourceType.ImageResource.value
    assert person.tab.card.loadResource(kind, url) is None
    assert person.tab.card.document().loadResource(kind, url) is None


def test_links_open_only_web_pages_and_only_in_the_browser(person: Person) -> None:
    person.open()
    view = person.tab.card
    view.anchorClicked.emit(QUrl("https://example.com/paper"))
    view.anchorClicked.emit(QUrl("config.json"))
    assert person.opened == [  # type: ignore[attr-defined]
        "https://example.com/paper",
        f"https://huggingface.co/{NAME}/blob/{COMMIT}/config.json",
    ]
    assert "BERT" in view.toPlainText(), "the view must not follow a link itself"
    host = "huggingf\N{CYRILLIC SMALL LETTER A}ce"  # looks like the Hub's own
    view.highlighted.emit(QUrl(f"https://{host}.co/x"))
    assert view.toolTip() == f"https://{host.encode('idna').decode()}.co/x"
    view.highlighted.emit(QUrl())
    assert not view.toolTip()


@pytest.mark.parametrize("address", ["file:///etc/passwd", "javascript:alert(1)", "hub:x", ""])
def test_the_browser_is_given_web_addresses_only(address: str) -> None:
    assert not browser.open_address(address)


def test_a_long_card_is_drawn_in_slices_until_it_is_whole(person: Person) -> None:
    lines = "\n\n".join(f"## Part {n}\n\n{'word ' * 60}" for n in range(300))
    person.lane.hub.answers[OpenPage] = fake_hub.page(card=pieces(lines)[0])
    person.open()
    assert not person.tab.card.is_whole
    assert "Part 0" in person.tab.card.toPlainText()
    person.qtbot.waitUntil(lambda: person.tab.card.is_whole)
    assert "Part 299" in person.tab.card.toPlainText()


def test_a_hidden_card_goes_on_when_it_is_seen(person: Person) -> None:
    person.tab.hide()
    person.tab.card.show_card(pieces("\n\n".join("word " * 100 for _ in range(100)))[0])
    assert not person.tab.card.is_whole
    person.tab.show()
    person.tab.body.show()
    person.qtbot.waitUntil(lambda: person.tab.card.is_whole)


def test_code_in_a_card_is_kept_as_it_is() -> None:
    card = "Text <b>bold</b>\n\n```html\n<p>\n\n<script>x</script>\n```\n\nEnd"
    whole = "\n\n".join(pieces(card)[0])
    assert "<script>x</script>" in whole
    assert "<b>" not in whole
    assert "bold" in whole


@pytest.mark.parametrize(
    ("card", "gone"),
    [
        ("a <!-- hidden --> b", "hidden"),
        ("a <!-- never closed", "never"),
        ("<script src=x>evil()", "evil"),
        ("![](http://x/y.png)", "y.png"),
        ("![a](http://x/y.png 'title')", "<img"),
        ("<img src='http://x/y.png'>", "y.png"),
    ],
)
def test_what_is_taken_out_of_cards(card: str, gone: str) -> None:
    assert gone not in "".join(pieces(card)[0])


# -- Words -----------------------------------------------------------------------------------


def test_numbers_of_a_transfer() -> None:
    text = transfer_numbers(fake_hub.progress()).replace("\N{NO-BREAK SPACE}", " ")
    assert text == "179 of 436 MB · 12.4 MB/s · 21 s left"
    assert of_bytes(900_000, 436_000_000).replace("\N{NO-BREAK SPACE}", " ") == "900 kB of 436 MB"


def test_sentences_of_plans() -> None:
    here = plan_sentence(fake_hub.plan(missing=0))
    assert "on this computer already" in here
    assert "pickle" in plan_sentence(fake_hub.plan(pickled=True))
    assert isinstance(fake_hub.page(), CheckpointPage)
    assert isinstance(fake_hub.plan(), DownloadPlan)


def test_narrow_tabs_put_the_files_below_the_card(person: Person) -> None:
    person.open()
    assert person.tab.split.orientation() == Qt.Orientation.Horizontal
    person.tab.resize(420, 760)
    person.qtbot.waitUntil(lambda: person.tab.split.orientation() == Qt.Orientation.Vertical)


def test_a_failure_of_another_pane_changes_nothing(person: Person) -> None:
    person.open()
    person.lane.replies.fail(OpenPage("org/other"), "No.")
    assert person.tab.header.download.isEnabled()


def test_what_is_very_long_is_shown_in_part_and_says_so(person: Person) -> None:
    files = tuple(HubFile(f"notes/{n}.txt", 1, "no", 0) for n in range(6_000))
    labels = ", ".join(f'"{n}": "label {n}"' for n in range(10_000))
    config = f'{{"id2label": {{{labels}}}}}'
    person.lane.hub.answers[OpenPage] = fake_hub.page(files=files, config_json=config)
    person.open()
    shown = person.tab.files
    assert shown.files.model().rowCount() == 5_000
    assert "1,000" in shown.why.text()
    assert len(shown.config.toPlainText()) == 60_000
    assert "only its beginning" in shown.config_note.text()
    edited: list[str] = []
    shown.edit_wanted.connect(edited.append)
    shown.edit.click()
    assert edited == [config]


def test_names_of_tensors_can_be_told_apart_in_a_narrow_table(qtbot: QtBot, look: Theme) -> None:
    """Names that begin alike give up what they share; no row is scrolled sideways."""
    files = CheckpointFiles(look)
    qtbot.addWidget(files)
    names = [f"bert.encoder.layer.{layer}.attention.output.LayerNorm.weight" for layer in range(3)]
    files.show_tensors(
        tuple(TensorHeader(name, "F32", (64,), 256, "model.safetensors") for name in names)
    )
    files.resize(300, 400)
    files.tabs.setCurrentIndex(1)
    files.show()
    table = files.tensors
    qtbot.waitUntil(lambda: table.viewport().width() > 0 and table.columnWidth(0) > 0)
    metrics, width = table.fontMetrics(), table.columnWidth(0)
    assert max(map(metrics.horizontalAdvance, names)) > width, "too wide for this test"
    shown = [elided_at_dots(name, metrics, width) for name in names]
    assert len({*shown}) == len(names), shown
    assert table.horizontalScrollBar().maximum() == 0


def test_the_first_card_of_a_start_is_shown_from_its_beginning(qtbot: QtBot, look: Theme) -> None:
    """Qt shows the cursor when a text is first seen, and it was behind what was written last."""
    card = CardView(look)
    qtbot.addWidget(card)
    card.resize(400, 200)
    card.show_card(pieces("\n\n".join("word " * 100 for _ in range(100)))[0])
    card.show()
    qtbot.waitUntil(lambda: card.is_whole)
    assert card.verticalScrollBar().maximum() > 0
    assert card.verticalScrollBar().value() == 0
