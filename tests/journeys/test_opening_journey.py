"""Double click, drop and link: each type of file and each link opens what it names."""

from __future__ import annotations

import configparser
import json
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QPushButton

from explorer import resources
from explorer.app import desktop_entry
from explorer.features.hub.view.hub_controller import HubController
from explorer.features.lessons.course.format import read
from explorer.features.sessions.view import sessions_controller
from tests.back_translation import english
from tests.dragging import drag_enter
from tests.journeys.conftest import Begin, Person
from tests.test_opened import HOSTILE

dropped = pytest.mark.here("what is dropped is on this computer")
LINK = "transformer-explorer://hf/google-bert/bert-base-cased"
BERT = resources.path("models", "mini-world-bert")


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The pages of the Hub that were asked for; none is looked up."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(HubController, "open_page", lambda self, *words: asked.append(words))
    return asked


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    data = json.loads(resources.path("lessons", "models.json").read_text(encoding="utf-8"))
    data["title"] = "A lesson of a teacher's"
    path = tmp_path / "für die Klasse.explorer-lesson.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.fixture
def session(begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "my desk.explorer-session.json"
    monkeypatch.setattr(sessions_controller, "ask_save_session", lambda *words: str(path))
    person = begin(str(BERT))
    person.trigger("saveSessionAction")
    person.until(path.exists)
    person.until_idle()
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(BERT, tmp_path / "a model")
    return tmp_path / "a model"


def double_clicked(tmp_path: Path, target: str) -> tuple[str, ...]:
    """The words that a desktop hands over, by the line in the entry that one command installs."""
    parser = configparser.RawConfigParser()
    parser.read(tmp_path / "applications" / "transformer-explorer.desktop", encoding="utf-8")
    line = parser["Desktop Entry"]["Exec"]
    own = len(desktop_entry.command())
    return tuple(word.replace("%u", target) for word in shlex.split(line)[own:])


def drop(person: Person, url: QUrl) -> None:
    data = QMimeData()
    data.setUrls([url])
    how = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton)
    keys = Qt.KeyboardModifier.NoModifier
    entering = drag_enter(QPoint(5, 5), Qt.DropAction.CopyAction, data)
    person.window.dragEnterEvent(entering)
    assert entering.isAccepted()
    person.window.dropEvent(QDropEvent(QPoint(5, 5), *how, keys, QEvent.Type.Drop))
    person.until_idle()


def opens_lesson(person: Person) -> None:
    lesson = person.window.workbench.lessons.lesson
    assert lesson is not None
    assert lesson.title == "A lesson of a teacher's"


def opens_session(person: Person) -> None:
    person.until(lambda: person.window.summary is not None)
    assert person.message == "The session my desk.explorer-session.json is open."


def previews_folder(person: Person) -> None:
    person.until(lambda: person.find(QPushButton, "openCheckpoint").isEnabled())
    person.click("openCheckpoint")
    person.until_idle()
    opens_folder(person)


def opens_folder(person: Person) -> None:
    assert person.window.summary is not None
    assert english(person.window.summary.name) == "a model"


@pytest.mark.parametrize("as_address", [False, True])
@pytest.mark.parametrize(
    ("kind", "opens"),
    [("lesson", opens_lesson), ("session", opens_session), ("folder", opens_folder)],
)
def test_a_double_click_opens_each_type(
    begin: Begin,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    opens: Callable[[Person], None],
    as_address: bool,
) -> None:
    """By the Exec line; a desktop may hand the file over as a path or as an address."""
    path: Path = request.getfixturevalue(kind)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    desktop_entry.install()
    person = begin(*double_clicked(tmp_path, path.as_uri() if as_address else str(path)))
    person.until_idle()
    opens(person)


@pytest.mark.parametrize(
    ("kind", "opens"),
    [
        ("lesson", opens_lesson),
        ("session", opens_session),
        pytest.param("folder", previews_folder, marks=dropped),
    ],
)
def test_a_drop_opens_each_type(
    person: Person, request: pytest.FixtureRequest, kind: str, opens: Callable[[Person], None]
) -> None:
    drop(person, QUrl.fromLocalFile(str(request.getfixturevalue(kind))))
    opens(person)


def test_a_link_opens_the_page_and_nothing_else(
    begin: Begin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: list[tuple[str, ...]]
) -> None:
    """From a browser, and dropped; nothing is downloaded or loaded."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    desktop_entry.install()
    person = begin(*double_clicked(tmp_path, LINK))
    assert pages == [("google-bert/bert-base-cased", "main")]
    assert person.window.summary is None
    assert not person.window.transfer.jobs
    drop(person, QUrl("transformer-explorer://hf/org/picture.png"))
    assert pages[1:] == [("org/picture.png", "main")]


def test_hostile_links_are_refused_with_a_sentence(
    person: Person, pages: list[tuple[str, ...]]
) -> None:
    for link in HOSTILE:
        person.window.workbench.files.load(link)
        assert person.message.startswith("This link cannot be opened"), link
        person.window.message_bar.clear()
    person.until_idle()
    assert pages == []


def test_a_broken_lesson_says_what_is_wrong(begin: Begin, tmp_path: Path) -> None:
    path = tmp_path / "bad.explorer-lesson.json"
    path.write_text("{", encoding="utf-8")
    assert read("{", frozenset())[0] is None
    person = begin(str(path))
    assert person.message.startswith("bad.explorer-lesson.json cannot be opened as a lesson.")


@pytest.mark.here("the page of a folder reads its files itself, on this computer")
def test_the_checkpoint_tab_is_about_the_folder_that_was_opened(begin: Begin, folder: Path) -> None:
    """It comes into the list only after it was opened."""
    person = begin(str(folder))
    person.until_idle()
    person.show("checkpointTab")
    tab = person.window.checkpoint
    assert tab.local is not None
    assert tab.local.path == str(folder)
    assert not tab.empty.isVisible()


@pytest.mark.here("the page of a folder reads its files itself, on this computer")
def test_a_page_of_the_hub_opened_while_a_model_comes_stays_in_sight(
    begin: Begin, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who chose it during the start was taken away by the model of the last time."""
    person = begin(str(folder))
    person.until_idle()
    window = person.window
    controller = window.workbench.hub_controller
    monkeypatch.setattr(controller.tab, "open_page", lambda *_, **__: None)
    window.workbench.load(str(BERT))
    controller.open_page("org/name")
    person.until_idle()
    assert window.summary is not None
    assert window.summary.name == "mini-world-bert"
    assert window.centre.currentWidget() is window.checkpoint
    # From the page itself, or when it was there before, a model that is opened comes into sight.
    window.workbench.load(str(folder))
    person.until_idle()
    assert window.centre.currentWidget() is window.workbench.inference
