"""A lesson in a low window can be folded to its title and its steps: the page gets the room."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from tests.journeys.conftest import Begin, Person
from tests.journeys.lesson_keys import pick


def _height_of_page(person: Person) -> int:
    for _ in range(5):
        QApplication.processEvents()
    return int(person.window.columns.visibleRegion().boundingRect().height())


def test_a_folded_strip_gives_the_page_its_room(begin: Begin) -> None:
    person = begin("--size", "1024x700", "--text", "200")
    window = person.window
    pick(person, "act.0.1")
    person.until_idle()
    card = window.workbench.lessons.card
    assert card is not None
    fold = person.find(QPushButton, "lessonFold")
    assert fold.isVisible()
    assert fold.accessibleName() or fold.text()
    strip, before = card.height(), _height_of_page(person)
    person.click("lessonFold")
    after = _height_of_page(person)
    assert card.height() < strip // 2
    assert after > 200
    assert after > before + 100
    seen = {"lessonTitle", "lessonBackButton", "lessonNextButton", "lessonFold"}
    for name in (*seen, "lessonText", "lessonWhere", "lessonTask.1", "lessonActs", "lessonLeave"):
        part = person.find(QWidget, name)
        assert part.isVisible() == (name in seen), name
        if name in seen:
            assert card.rect().contains(part.rect().translated(part.mapTo(card, part.pos() * 0)))
    assert window.focusWidget() is not None
    assert person.find(QLabel, "lessonTitle").text()
    person.click("lessonFold")
    assert _height_of_page(person) == before
    assert card.height() == strip
    person.click("lessonFold")
    person.click("lessonNextButton" if card.next.isEnabled() else "lessonSkipButton")
    assert not card.folded, "another page is read first"
    assert person.find(QWidget, "lessonText").isVisible()


def test_beside_the_columns_nothing_is_to_fold(begin: Begin) -> None:
    person = begin("--size", "1024x700", "--text", "200")
    window = person.window
    pick(person, "act.0.1")
    person.click("lessonFold")
    window.look.choose("light", 100)
    window.resize(1440, 900)
    _height_of_page(person)
    assert not person.find(QPushButton, "lessonFold").isVisible()
    for name in ("lessonText", "lessonWhere", "lessonActs", "lessonLeave"):
        assert person.find(QWidget, name).isVisible(), name
