"""Command search without a window: every word must occur, in any order, the best comes first."""

from __future__ import annotations

import pytest

from explorer.app.commands import Command, plain, search


def nothing() -> None:
    """What these commands do."""


COMMANDS = [
    Command("Open…", "File", nothing, "Ctrl+O"),
    Command("mini-world-bert", "File ▸ Open a bundled model", nothing),
    Command("Save the session as a notebook…", "File", nothing, why="Nothing was done yet."),
    Command("Attention…", "File ▸ Export ▸ Picture of", nothing, more="PNG SVG"),
    Command("Attention mask", "Glossary", nothing, more="masking what is"),
    Command("Larger text", "View", nothing, "Ctrl++"),
]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("open", ["Open…", "mini-world-bert"]),
        ("OPEN bundled", ["mini-world-bert"]),
        ("bert mini", ["mini-world-bert"]),
        ("att pict", ["Attention…"]),
        ("svg atten", ["Attention…"]),
        ("mask", ["Attention mask"]),
        ("ext larg", ["Larger text"]),
        ("session", ["Save the session as a notebook…"]),
        ("nonsense", []),
    ],
)
def test_words_find_commands_in_any_order(text: str, titles: list[str]) -> None:
    assert [one.title for one in search(COMMANDS, text)] == titles


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
