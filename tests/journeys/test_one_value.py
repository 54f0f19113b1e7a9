"""One quantity has one value: whatever page of one model is looked at, its numbers agree."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QTextBrowser, QWidget

from explorer import resources
from tests.back_translation import english
from tests.journeys.conftest import Person

BERT = str(resources.path("models", "mini-world-bert"))
NUMBER = r"(-?[\d.,]+(?:e[+-]?\d+)?(?:\s?[%kMGT]B?)?)"
QUANTITIES = {
    "parameters": rf"\b{NUMBER}\sparameters",
    "tensors of weights": r"\b(\d+)\stensors of weights|of (\d+) tensors",
    "size of the vocabulary": r"\b([\d,]+)\stokens of its vocabulary|of all ([\d,]+)\stokens",
}
"""What is said of the model in words; whatever a page says of it, it is the same."""


def texts(person: Person) -> list[str]:
    """All words that are on the screen."""
    said = []
    for widget in person.window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, (QLabel, QAbstractButton)):
            said.append(widget.text())
        elif isinstance(widget, QTextBrowser):
            said.append(widget.toPlainText())
    return [english(text).replace("\N{NO-BREAK SPACE}", " ") for text in said if text]


def collect(person: Person, values: dict[str, dict[str, str]]) -> None:
    """Add what this screen says of each quantity: its values, each with a text that says it."""
    for text in texts(person):
        for name, pattern in QUANTITIES.items():
            for match in re.finditer(pattern, text):
                value = next(group for group in match.groups() if group)
                values[name].setdefault(value.strip(), text)


@pytest.fixture
def loaded(person: Person) -> Person:
    person.window.load(BERT)
    person.until(lambda: person.window.summary is not None)
    person.until_idle()
    return person


def test_no_two_values_for_one_quantity_on_any_page(loaded: Person, tmp_path: Path) -> None:
    person, window = loaded, loaded.window
    values: dict[str, dict[str, str]] = defaultdict(dict)
    collect(person, values)
    person.run("The capital of France is [MASK].")
    for page in (window.inference, window.architecture, window.compare):
        window.reveal(page)
        person.until_idle()
        collect(person, values)
    person.save_as(tmp_path / "saved")
    person.trigger("checkSavedAction")
    person.until_idle()
    assert "identical" in person.message
    collect(person, values)
    person.trigger("loadReportAction")
    person.until(lambda: any("from the checkpoint" in text for text in texts(person)))
    collect(person, values)
    assert window.summary is not None
    assert set(values["parameters"]) == {f"{window.summary.parameters:,}"}, values["parameters"]
    report = window.summary.report
    assert report is not None
    assert set(values["tensors of weights"]) == {str(report.total)}, values
    assert len(values["size of the vocabulary"]) <= 1, values


def test_a_view_and_the_pane_beside_it_say_the_same_number(loaded: Person) -> None:
    person, window = loaded, loaded.window
    person.run("The capital of France is [MASK].")
    views, pane = window.inference.views, window.explain_pane

    def told() -> str:
        return english(pane.words.toPlainText()).replace("\N{NO-BREAK SPACE}", " ")

    person.show("hiddenView")
    person.until_idle()
    norm = re.search(r"Norm (\S+)\. ", english(person.find(QLabel, "vectorNumbers").text()))
    assert norm is not None
    map_says = english(person.find(QLabel, "hiddenTold").text())
    assert map_says.endswith(f"norm {norm[1]}."), "the map and the vector below it"
    person.show("attentionView")
    person.until_idle()
    weight = re.search(r", ([\d.]+ %)$", views.attention.told.text().replace("\xa0", " "))
    assert weight is not None
    views.attention.grid.chosen.emit(0, 0)
    person.until(lambda: f"with {weight[1]} of its attention" in told())
