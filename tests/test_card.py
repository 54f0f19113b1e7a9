"""Model cards: every hostile one is cut in a moment into pieces that are small in every way."""

from __future__ import annotations

import re
import unicodedata

import pytest

from explorer.boundary.card import FIRST_SIGNS, pieces
from explorer.boundary.limits import CARD
from tests.hostile.hub import CARDS


def text_of(name: str) -> str:
    return CARDS[name].encode("utf-8", "surrogatepass")[:CARD].decode("utf-8", "replace")


@pytest.mark.parametrize("name", CARDS)
@pytest.mark.timeout(20)
def test_every_piece_is_bounded(name: str) -> None:
    """The time is the test's own limit: `![` and `<a ` took minutes."""
    made, _ = pieces(text_of(name))
    assert len(made) <= 100
    for number, piece in enumerate(made):
        assert len(piece) <= FIRST_SIGNS + 2_000
        assert number == 0 or len(piece) <= 4_000
        assert piece.count("\n") <= 2 * 60
        assert "![" not in piece or piece.startswith("```")
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00\x1b]", piece)
        depth = max((len(re.match(r"[\s>*+-]*", one)[0]) for one in piece.split("\n")), default=0)  # type: ignore[index]
        assert depth <= 400
        marks = 0
        for sign in piece:
            marks = marks + 1 if unicodedata.combining(sign) else 0
            assert marks <= 16


def test_what_does_not_fit_is_told() -> None:
    assert pieces("a\n\n" * 66_000)[1]
    assert pieces("x" * CARD)[1]
    assert pieces("# Plain\n\nA card.\n") == (("# Plain\n\nA card.",), False)
    assert pieces("") == ((), False)


def test_an_ordinary_long_card_is_whole() -> None:
    card = "\n\n".join(f"## Part {n}\n\n{'word ' * 60}" for n in range(300))
    made, more = pieces(card)
    assert not more
    assert "\n\n".join(made).split() == card.split()


def test_a_long_table_keeps_its_head_in_every_part() -> None:
    rows = "\n".join(f"| row {n} | {n} |" for n in range(300))
    made, _ = pieces(f"| name | number |\n| --- | ---: |\n{rows}\n")
    whole = "\n\n".join(made)
    assert all(f"| row {n} |" in whole for n in range(300))
    for part in whole.split("\n\n"):
        assert part.startswith("| name | number |\n| --- | ---: |\n")
        assert part.count("\n") <= 32


def test_links_survive_html_and_pictures_do_not() -> None:
    card = (
        '<p align="center"><a class="x" href="https://example.com/a">A page</a></p>\n\n'
        "[![badge](https://x/y.svg)](https://example.com/b) <https://example.com/c>\n\n"
        '<a href="javascript:alert(1)">no page</a> <img src="http://x/spy.png">'
    )
    whole = "\n\n".join(pieces(card)[0])
    assert "[A page](https://example.com/a)" in whole
    assert "[(picture: badge)](https://example.com/b)" in whole
    assert "<https://example.com/c>" in whole
    assert "javascript" not in whole
    assert "spy" not in whole


def test_entities_never_break_it() -> None:
    made, _ = pieces("a &amp; b &#" + "9" * 5_000 + "; &#xD800; &#0; &lt;script&gt;")
    whole = "".join(made)
    assert whole.startswith("a & b ")
    whole.encode()


def test_a_table_with_an_empty_head_begins_with_its_first_row() -> None:
    parts, _ = pieces("| | |\n|---|---|\n| class | `Bert` |\n| layers | 4 |\n")
    (table,) = (part for part in parts if "|---|" in part)
    assert table.splitlines() == ["| class | `Bert` |", "|---|---|", "| layers | 4 |"]
