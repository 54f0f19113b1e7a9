"""Coloured Python: whatever is coloured, no letter of the code is lost or changed."""

from __future__ import annotations

import html
import re

import pytest

from explorer.app.colouring import coloured

COLOURS = {one: f"#{one}" for one in ("comment", "keyword", "number", "string", "name")}
CODE = """import torch

# 12 numbers
text = (
    "one piece "
    'and "another", with <b> & more'
)
input_ids = torch.tensor(
    [
        [
            101, 7592, 999, 102,
            101, 4658,
        ],
    ]
)  # fmt: skip
with torch.inference_mode():
    print(f"{text} \\" {input_ids[0, -1]:.1%}")
"""


@pytest.mark.parametrize("code", [CODE, "", "\n\n", "7", "[[1, 2],\n [3, 4]]\n"])
def test_every_letter_stays(code: str) -> None:
    plain = html.unescape(re.sub(r"<[^>]*>", "", coloured(code, COLOURS)))
    assert plain == code


def test_kinds_have_their_colours() -> None:
    made = coloured(CODE, COLOURS)
    assert '<span style="color: #keyword">import</span>' in made
    assert '<span style="color: #comment"># 12 numbers</span>' in made
    number = next(one for one in made.split("</span>") if "101, 7592" in one)
    assert "#number" in number
    assert "4658" in number, "one span for all lines of numbers"
    assert "#string" in next(one for one in made.split("</span>") if "one piece" in one)


def test_lines_may_break_between_names_and_not_within_empty_brackets() -> None:
    made = re.sub(r"<[^>]*>", "", coloured("model.head(one)[0.5]; model.eval()", COLOURS, "|"))
    assert made == "model.head(|one)[|0.5]; model.eval()"
    made = re.sub(r"<[^>]*>", "", coloured("print(\n    model.eval()\n)", COLOURS, "|"))
    assert made == "print(|\n    model|.eval()\n)"


PATH = "/home/somebody/pytest-of-somebody/0123456789012345678901234567890123456789/model"


@pytest.mark.parametrize("code", [f'    "{PATH}"\n', f'opened = path("{PATH}")  # {PATH}\n'])
def test_a_long_path_may_break_within_its_text(code: str) -> None:
    made = html.unescape(re.sub(r"<[^>]*>", "", coloured(code, COLOURS, "|")))
    assert made.replace("|", "") == code
    assert max(len(part) for part in re.split(r"[|\s]", made)) <= len("0123456789" * 4 + "/")
    assert "home/|" in made
    plain = '"A short text, its words whole"\n'
    assert html.unescape(re.sub(r"<[^>]*>", "", coloured(plain, COLOURS, "|"))) == plain


def test_the_name_of_a_weight_is_broken_at_its_dots_alone() -> None:
    code = 'x = parts["bert.embeddings.word_embeddings.weight"]\n'
    made = html.unescape(re.sub(r"<[^>]*>", "", coloured(code, COLOURS, "|")))
    assert made == 'x = parts[|"bert.|embeddings.|word_embeddings.|weight"]\n'


def test_no_escape_is_broken() -> None:
    code = '    "' + r"\\" * 40 + r"\n" * 40 + '"\n'
    made = html.unescape(re.sub(r"<[^>]*>", "", coloured(code, COLOURS, "|")))
    assert made.replace("|", "") == code
    assert all(
        len(part) - len(part.rstrip("\\")) in (0, *range(0, 99, 2)) for part in made.split("|")
    )


def test_a_line_of_one_text_with_escapes_is_one_piece() -> None:
    """100,000 line breaks of a text, each a piece of its own, took the window three seconds."""
    line = '    "' + r"\n\u200d\"\\" * 1_000 + '"\n'
    made = coloured(line * 3 + "x = 1\n", COLOURS)
    assert made.count("#string") == 1
    assert html.unescape(re.sub(r"<[^>]*>", "", made)) == line * 3 + "x = 1\n"
