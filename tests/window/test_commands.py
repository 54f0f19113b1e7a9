"""Command search without a window: every word must occur, in any order, the best comes first."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from explorer.app.commands import Command, of_action, plain, search
from explorer.app.save_code import file_name


def nothing() -> None:
    """What these commands do."""


COMMANDS = [
    Command("Open…", "File", nothing, "Ctrl+O"),
    Command("Open mini-world-bert", "File ▸ Open a bundled model", nothing, name="mini-world-bert"),
    Command("Save the session as a notebook…", "File", nothing, why="Nothing was done yet."),
    Command(
        "Export a picture: Attention…",
        "File ▸ Export ▸ Picture of",
        nothing,
        more="PNG PDF",
        name="Attention…",
    ),
    Command(
        "Explain “attention mask”",
        "Glossary",
        nothing,
        more="masking what is",
        name="attention mask",
    ),
    Command("Make the text larger", "View", nothing, "Ctrl++", name="Larger text"),
]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("open", ["Open…", "Open mini-world-bert"]),
        ("OPEN bundled", ["Open mini-world-bert"]),
        ("bert mini", ["Open mini-world-bert"]),
        ("att", ["Export a picture: Attention…", "Explain “attention mask”"]),
        ("att pict", ["Export a picture: Attention…"]),
        ("pdf atten", ["Export a picture: Attention…"]),
        ("mask", ["Explain “attention mask”"]),
        ("ext larg", ["Make the text larger"]),
        ("session", ["Save the session as a notebook…"]),
        ("nonsense", []),
    ],
)
def test_words_find_commands_in_any_order(text: str, titles: list[str]) -> None:
    assert [one.title for one in search(COMMANDS, text)] == titles


@pytest.mark.parametrize("text", ["atencion", "ATENCIÓN", "mascara aten"])
def test_accents_need_not_be_typed(text: str) -> None:
    mask = Command("Explicar “máscara de atención”", "Glosario", nothing)
    assert search([*COMMANDS, mask], text) == [mask]


def test_a_file_is_named_by_whole_words_in_any_language() -> None:
    """José had jos-results.html, and a picture todas-las-cabezas-de-atenci-n.png."""
    assert file_name("Todas las cabezas de atención") == "todas-las-cabezas-de-atencion"
    assert file_name("José Ñúñez") == "jose-nunez"
    assert file_name("日本") == "explore"


def test_going_there_comes_before_taking_it_away() -> None:
    export = Command("Export a picture: Head finder…", "File", nothing, name="Head finder…")
    go = Command("Go to Head finder", "Pages", nothing, name="Head finder")
    assert search([export, go], "head") == [go, export]


def test_the_start_of_a_name_comes_before_a_word_and_that_before_the_rest() -> None:
    names = ["unweighted", "attention weight", "weight tying", "sum"]
    made = [Command(name, "x", nothing, more="a weighted sum") for name in names]
    found = [command.title for command in search(made, "weight")]
    assert found == ["weight tying", "attention weight", "unweighted", "sum"]


def test_doing_comes_before_reading_about_it() -> None:
    term = Command("untrained twin", "Glossary", nothing)
    action = Command("Create an untrained twin", "Model", nothing, why="Open a model first.")
    assert search([term, action], "twin untrained") == [action, term]
    assert search([term, action], "glossary twin") == [term]


def test_without_words_everything_is_listed_in_order() -> None:
    assert search(COMMANDS, "  ") == COMMANDS


def test_the_mark_of_a_key_is_no_part_of_a_title() -> None:
    assert plain("Save &as…") == "Save as…"
    assert plain("Salt && &pepper") == "Salt & pepper"


@pytest.mark.parametrize("text", ["spanish", "español", "language", "english"])
def test_a_language_finds_the_settings(qapp: QApplication, text: str) -> None:
    action = QAction("Settings…")
    action.setObjectName("settingsAction")
    other = QAction("Save")
    commands = [of_action(each, "Edit") for each in (other, action)]
    assert [command.title for command in search(commands, text)] == ["Settings…"]
