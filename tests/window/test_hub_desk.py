"""The desk between the Hub's panes and its lanes: real lanes, a stand-in for the room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from explorer.app.app_state import AppState
from explorer.app.settings import Recent, Settings
from explorer.app.theme import Theme
from explorer.features.checkpoints.view.local_pane import LocalPane, bundled
from explorer.features.hub.protocol.account import SignIn, SignOut, WhoAmI
from explorer.features.hub.protocol.cache import (
    CleanOrphans,
    DeleteRevisions,
    ListCache,
    VerifyRevision,
)
from explorer.features.hub.protocol.checkpoint_page import OpenPage, ReadConfig
from explorer.features.hub.protocol.request import HubRequest
from explorer.features.hub.protocol.search import SearchHub
from explorer.features.hub.protocol.transfer import Download, PlanDownload
from explorer.features.hub.view import browser
from explorer.features.hub.view.hub_controller import HubController
from explorer.lanes.thread import Lane
from explorer.protocol.failures import HubUnreachable, LicenceNotAccepted
from explorer.protocol.job import Done, Failed, Request
from explorer.protocol.model import LoadModel, Prepare, Prepared
from tests.window import fake_hub
from tests.window.fake_hub import COMMIT, GATED, NAME, FakeHub

SECRET = "hf_not-a-real-token"


class Frame(QWidget):
    """Plays the main window: routes results, keeps failures and sentences."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.look = Theme(application)
        self.look.choose("light", 100)
        self.fake = FakeHub()
        self.hub = Lane("hub", lambda report: self.fake, self)
        self.transfer = Lane("transfer", lambda report: self.fake, self)
        self.profile = Settings(str(folder))
        self.local = LocalPane(self.look, self.profile, bundled())
        self.state = AppState(self.hub, self)
        self.desk = HubController(self.look, self.hub, self.transfer, self.local, self.state, self)
        self.desk.build_tab()
        self.failures: list[Failed] = []
        self.told: list[str] = []
        self.loads: list[LoadModel] = []
        self.shown: list[QWidget] = []
        self.explained: list[tuple[object, object]] = []
        self.cleared = 0
        self.desk.message_wanted.connect(self.told.append)
        self.desk.load_wanted.connect(self.loads.append)
        self.desk.shown.connect(self.shown.append)
        self.desk.acted.connect(self._clear)
        self.desk.explained.connect(self._explain)
        for session in (self.hub, self.transfer):
            session.replied.connect(self.state.on_reply)
        self.state.failure.connect(self.failures.append)
        column = QVBoxLayout(self)
        for page in (self.desk.pane, self.desk.tab, self.local):
            column.addWidget(page)

    @Slot()
    def _clear(self) -> None:
        self.cleared += 1

    @Slot(object, object)
    def _explain(self, request: object, result: object) -> None:
        self.explained.append((request, result))

    def close_lanes(self) -> None:
        self.fake.go.set()
        assert self.hub.close()
        assert self.transfer.close()


class Person:
    """Presses buttons by their names and waits for facts."""

    def prepare(self) -> None:
        """The engine is ready."""
        self.frame.state.on_reply(Done(1, Prepare(), Prepared("", "", ("cpu",), 0, 0.0)))

    def retry(self, place: int) -> None:
        request = self.frame.failures[place].request
        assert isinstance(request, HubRequest)
        self.desk.retry(request)

    def __init__(self, frame: Frame, qtbot: QtBot) -> None:
        self.frame, self.qtbot = frame, qtbot
        self.desk, self.fake, self.local = frame.desk, frame.fake, frame.local

    def until(self, fact: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(fact()), timeout=10_000)

    def idle(self) -> None:
        self.until(lambda: not self.frame.hub.jobs and not self.frame.transfer.jobs)

    def press(self, name: str, where: QObject | None = None) -> None:
        found = (where or self.frame).findChild(QPushButton, name)
        assert found is not None, f"there is no {name}"
        assert found.isEnabled(), f"{name} is disabled"
        found.click()

    def choose(self, text: str) -> None:
        """Select the first row of the local list that has this in its title or badge."""
        view = self.local.list
        for place, entry in enumerate(view.entries.entries):
            if text in (entry.title, entry.badge):
                view.setCurrentIndex(view.entries.index(place))
                return
        raise AssertionError(f"there is no {text}")


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    frame = Frame(tmp_path)
    frame.resize(1000, 900)
    qtbot.addWidget(frame)
    frame.show()
    person = Person(frame, qtbot)
    person.idle()
    yield person
    frame.close_lanes()
    frame.look.deleteLater()


def test_the_config_of_a_checkpoint_is_handed_over(person: Person) -> None:
    texts: list[str] = []
    person.desk.config_wanted.connect(texts.append)
    person.desk.read_config(NAME)
    person.idle()
    assert texts == ['{"model_type": "llama"}']
    assert person.frame.explained[-1][0] == ReadConfig(NAME)


# -- Lanes -----------------------------------------------------------------------------------


def test_the_disk_is_not_read_before_it_may_be(person: Person) -> None:
    assert ListCache not in [type(one) for one in person.fake.asked]
    person.prepare()
    person.idle()
    assert isinstance(person.fake.asked[-1], ListCache)


def test_a_search_is_answered_while_a_download_runs(person: Person) -> None:
    person.fake.steps = [fake_hub.progress()]
    person.desk.open_page(NAME)
    person.idle()
    assert person.frame.shown[-1] is person.desk.tab
    person.press("downloadButton")
    person.until(lambda: person.desk.tab.transfer.progress is not None)
    person.desk.pane.box.setText("bert")
    person.desk.pane.search()
    person.until(lambda: len(person.desk.pane.list.entries.entries) == len(fake_hub.ROWS))
    assert person.frame.transfer.jobs
    person.fake.go.set()
    person.idle()
    assert person.frame.loads == [LoadModel(NAME, NAME, revision=COMMIT)]
    assert person.desk.pane.list.entries.entries[1].badge == "downloaded"
    assert isinstance(person.fake.asked[-1], ListCache)
    kinds = [type(result).__name__ for _, result in person.frame.explained]
    assert kinds == ["DownloadPlan", "Downloaded"]


def test_what_a_page_works_out_is_on_the_row_of_the_search(person: Person) -> None:
    name = fake_hub.ROWS[5].name
    pane = person.desk.pane
    pane.search_for("bert")
    person.idle()
    person.desk.open_page(name)
    person.idle()
    badges = {entry.key: entry.badge for entry in pane.list.entries.entries}
    assert badges[name] == "fits"


def test_stop_pauses_and_resume_goes_on(person: Person) -> None:
    person.fake.steps = [fake_hub.progress()]
    person.desk.open_page(NAME)
    person.idle()
    person.press("downloadButton")
    person.until(lambda: person.desk.tab.transfer.progress is not None)
    person.frame.transfer.stop()
    person.until(lambda: person.desk.tab.transfer.state == "paused")
    person.press("pauseButton")
    person.until(lambda: person.desk.tab.transfer.state == "downloading")
    person.press("pauseButton")
    person.until(lambda: person.desk.tab.transfer.state == "paused")
    person.press("pauseButton")
    person.fake.go.set()
    person.idle()
    assert len(person.frame.loads) == 1


def test_cancelling_a_running_download_discards_after_it_stopped(person: Person) -> None:
    person.fake.steps = [fake_hub.progress()]
    person.desk.open_page(NAME)
    person.idle()
    person.press("downloadButton")
    person.until(lambda: person.desk.tab.transfer.progress is not None)
    person.press("cancelButton")
    dialog = person.desk.tab.transfer.dialog
    assert dialog is not None
    dialog.discard.click()
    person.until(lambda: "DiscardPartial" in person.fake.kinds())
    person.idle()
    assert person.desk.tab.transfer.state == "idle"
    assert any("removed" in sentence for sentence in person.frame.told)


def test_what_follows_by_itself_takes_no_message_away(person: Person) -> None:
    before = person.frame.cleared
    person.prepare()
    person.idle()
    assert person.frame.cleared == before
    person.desk.open_page(NAME)
    person.idle()
    assert person.frame.cleared == before + 1


def test_retry_asks_the_same_again(person: Person) -> None:
    person.fake.failures[OpenPage] = HubUnreachable("huggingface.co")
    person.desk.open_page(NAME)
    person.until(lambda: person.frame.failures)
    person.retry(0)
    person.idle()
    assert person.desk.tab.page is not None
    person.fake.failures[SearchHub] = HubUnreachable("huggingface.co")
    person.desk.pane.box.setText("bert")
    person.desk.pane.search()
    person.idle()
    person.retry(-1)
    person.idle()
    assert len(person.desk.pane.list.entries.entries) == len(fake_hub.ROWS)


def test_retry_of_a_broken_download_plans_anew(person: Person) -> None:
    person.desk.open_page(NAME)
    person.idle()
    person.fake.failures[Download] = HubUnreachable("huggingface.co")
    person.press("downloadButton")
    person.idle()
    assert person.desk.tab.transfer.state == "broken"
    person.fake.go.set()
    person.retry(0)
    person.until(lambda: person.frame.loads)
    assert person.fake.kinds().count("PlanDownload") == 2
    assert isinstance(person.fake.last(PlanDownload), Request)


def test_a_licence_is_accepted_in_the_browser(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_address(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(browser, "open_address", open_address)
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    person.fake.failures[OpenPage] = LicenceNotAccepted(GATED, "")
    person.desk.open_page(GATED)
    person.until(lambda: person.frame.failures)
    person.desk.open_gated_page()
    assert opened == [f"https://huggingface.co/{GATED}"]


# -- On this computer ------------------------------------------------------------------------


def test_the_cache_is_listed_below_what_came_with_the_program(person: Person) -> None:
    person.prepare()
    person.idle()
    entries = person.local.list.entries.entries
    assert entries[0].badge == "bundled"
    badges = [one.badge.replace("\N{NO-BREAK SPACE}", " ") for one in entries[-3:]]
    assert badges == ["downloaded", "27 % here", "partial"]
    assert [one.dim for one in entries[-3:]] == [False, True, True]
    status = person.frame.findChild(QLabel, "cacheStatus")
    assert status is not None
    assert "3" in status.text()


def test_a_complete_checkpoint_opens(person: Person) -> None:
    person.prepare()
    person.idle()
    person.choose("google-bert/bert-base-uncased")
    person.press("openLocalButton")
    name = "google-bert/bert-base-uncased"
    assert person.frame.loads == [LoadModel(name, name, revision=COMMIT)]


def test_what_will_not_load_is_grey_and_says_why(person: Person) -> None:
    person.prepare()
    person.idle()
    person.choose("partial")
    button = person.frame.findChild(QPushButton, "openLocalButton")
    assert button is not None
    assert not button.isEnabled()
    assert "model.safetensors is missing" in person.local.disabled_reason.text()


def test_an_unfinished_download_is_resumed(person: Person) -> None:
    person.prepare()
    person.idle()
    person.choose(NAME)
    person.fake.go.set()
    person.press("resumeButton")
    person.until(lambda: person.frame.loads)
    assert person.fake.last(Download).plan.checkpoint == NAME


def test_offline_nothing_is_resumed(person: Person) -> None:
    person.fake.answers[ListCache] = fake_hub.listing(offline=True)
    person.prepare()
    person.idle()
    person.choose(NAME)
    button = person.frame.findChild(QPushButton, "resumeButton")
    assert button is not None
    assert not button.isEnabled()
    assert "cannot continue" in person.local.disabled_reason.text()


def test_a_cache_that_cannot_be_read_is_told_in_its_place_only(person: Person) -> None:
    person.fake.failures[ListCache] = HubUnreachable("nobody")
    person.prepare()
    person.idle()
    cache = person.local.cache
    assert cache is not None
    assert cache.status.text().startswith("The cache could not be read.")
    assert person.frame.failures == []
    person.press("readCacheButton")
    person.idle()
    assert cache.listing is not None


def test_verifying_tells_what_it_found(person: Person) -> None:
    person.prepare()
    person.idle()
    person.choose("downloaded")
    person.press("verifyButton")
    person.idle()
    assert person.fake.last(VerifyRevision).commit == COMMIT
    assert "as the Hub names them" in person.frame.told[-1]


def test_deleting_is_confirmed_with_the_exact_bytes(person: Person) -> None:
    person.prepare()
    person.idle()
    person.choose("downloaded")
    person.press("deleteCachedButton")
    cache = person.local.cache
    assert cache is not None
    person.until(lambda: cache.dialog is not None)
    assert cache.dialog is not None
    assert "436,192,200" in cache.dialog.text()
    cache.dialog.reject()
    assert "DeleteRevisions" not in person.fake.kinds()
    person.press("deleteCachedButton")
    person.until(lambda: cache.dialog is not None)
    person.press("confirmButton", cache.dialog)
    person.idle()
    assert person.fake.last(DeleteRevisions).commits == (COMMIT,)
    assert isinstance(person.fake.asked[-1], ListCache)


def test_after_deleting_the_list_has_the_keyboard(person: Person, qtbot: QtBot) -> None:
    with qtbot.waitActive(person.frame):
        person.frame.activateWindow()
    person.prepare()
    person.idle()
    person.choose("downloaded")
    delete = person.frame.findChild(QPushButton, "deleteCachedButton")
    assert delete is not None
    delete.setFocus()
    cache = person.local.cache
    assert cache is not None
    person.fake.answers[ListCache] = fake_hub.listing(checkpoints=())
    cache.ask()
    person.idle()
    assert not delete.isVisible()
    assert person.local.list.hasFocus()


def test_what_was_deleted_from_the_cache_leads_back_to_its_page(person: Person) -> None:
    person.frame.profile.remember(Recent(NAME, NAME, "BertModel", "trained", revision=COMMIT))
    person.fake.answers[ListCache] = fake_hub.listing(checkpoints=())
    person.prepare()
    person.idle()
    person.choose(NAME)
    person.until(lambda: person.local.disabled_reason.isVisible())
    assert "can be downloaded again" in person.local.disabled_reason.text()
    assert "folder" not in person.local.disabled_reason.text()
    person.press("downloadAgainButton")
    person.idle()
    asked = person.fake.last(OpenPage)
    assert (asked.checkpoint, asked.revision) == (NAME, COMMIT)
    assert person.frame.shown[-1] is person.desk.tab
    sentences: list[str] = []
    person.local.message_wanted.connect(lambda sentence, _: sentences.append(sentence))
    person.press("forgetRecentButton")
    assert "folder" not in sentences[-1]


def test_orphans_are_cleaned_after_a_question(person: Person) -> None:
    person.prepare()
    person.idle()
    person.press("cleanOrphansButton")
    cache = person.local.cache
    assert cache is not None
    assert cache.dialog is not None
    assert "12.4" in cache.dialog.text()
    person.press("confirmButton", cache.dialog)
    person.idle()
    assert person.fake.last(CleanOrphans)


def test_a_bundled_model_shows_its_card(person: Person) -> None:
    person.choose("bundled")
    person.press("localCardButton")
    assert person.frame.shown[-1] is person.desk.tab
    assert person.desk.tab.local is not None


# -- Signing in ------------------------------------------------------------------------------


def test_signing_in_and_out(person: Person) -> None:
    person.desk.sign_in()
    person.idle()
    dialog = person.desk.dialog
    assert dialog is not None
    assert dialog.state.text() == "Nobody is signed in"
    assert not dialog.enter.isEnabled()
    dialog.token.setText(SECRET)
    assert dialog.token.displayText() != SECRET
    dialog.enter.click()
    assert dialog.token.text() == ""
    person.idle()
    assert dialog.state.text() == "Signed in as ada (Ada Lovelace)"
    assert person.fake.last(SignIn).token == SECRET
    dialog.leave.click()
    person.idle()
    assert person.fake.last(SignOut)
    assert dialog.state.text() == "Nobody is signed in"
    dialog.close()
    assert person.desk.dialog is None


def test_a_wrong_token_is_told_and_kept_nowhere(person: Person) -> None:
    person.desk.sign_in()
    person.idle()
    dialog = person.desk.dialog
    assert dialog is not None
    dialog.token.setText("a-wrong-token")
    dialog.enter.click()
    person.idle()
    assert "does not accept" in dialog.problem.text()
    failed = person.frame.failures[-1]
    assert "a-wrong-token" not in repr(failed)
    assert isinstance(failed.request, WhoAmI)
    assert failed.remedy is not None
    assert failed.remedy.action == "signInAction"
    dialog.close()


def test_a_token_is_never_written_in_a_request(person: Person) -> None:
    assert SECRET not in repr(SignIn(SECRET))


def test_signing_in_opens_the_page_again(person: Person) -> None:
    person.fake.answers[OpenPage] = fake_hub.page(GATED, access="needs sign-in")
    person.desk.open_page(GATED)
    person.idle()
    person.desk.sign_in()
    person.idle()
    assert person.desk.dialog is not None
    person.fake.answers.clear()
    person.desk.dialog.token.setText(SECRET)
    person.desk.dialog.enter.click()
    person.idle()
    person.until(lambda: person.desk.tab.plan is not None)
    assert person.fake.last(OpenPage).refresh
    person.desk.dialog.close()
