"""Strangers' strings in what a person takes along stay data: Python, notebooks, pages, tables."""

from __future__ import annotations

import ast
import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
import torch
from transformers.models.bert import BertConfig, BertForMaskedLM, BertTokenizer

from explorer.boundary.atomic_write import usable_name
from explorer.features.attention.protocol import AttentionRequest
from explorer.features.create.protocol.config import CheckConfig
from explorer.features.export.notebook import notebook
from explorer.features.export.page import page
from explorer.features.export.session_script import session_script
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.protocol.config import ConfigEdit
from explorer.protocol.explanation import Step
from explorer.protocol.model import CreateModel, LoadModel
from explorer.protocol.run import Run
from explorer.text import table
from explorer.text.python import layout
from explorer.text.python.fragment import fragment
from tests.fresh_python import run_fresh
from tests.lesson.conftest import THREADS, Bench

RAN = "ran_by_an_export"
CALL = f"open('{RAN}', 'w').close()"
NASTY = (
    f"\n{CALL}\n",
    f"\r{CALL}\r",
    f'"); {CALL} #',
    f"'''; {CALL}; '''",
    f'"""\n{CALL}\n"""',
    f"\\\n{CALL}",
    f"{{{CALL}}}",
    "=HYPERLINK(\"http://127.0.0.1\")",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "-2+3",
    "\t=1",
    "<script>alert(1)</script>",
    '" onmouseover="alert(1)',
    "</style></pre></code><img src=x onerror=alert(1)>",
    "]]><script>",
    "[x](javascript:alert(1)) ![x](http://127.0.0.1/x.png)",
    "\u202egnp.exe\u202c",
    "a\x00b\x07c\x1bd",
)  # fmt: skip


def checkpoint(folder: Path) -> str:
    """A tiny BERT whose tokens, labels and mask are all strangers' strings."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", f"[MASK]\n{CALL}\n", "the", "cat", *NASTY]
    words = list(dict.fromkeys(words))
    labels = dict(enumerate(NASTY))
    config = BertConfig(
        vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, id2label=labels, label2id={name: n for n, name in labels.items()},
    )  # fmt: skip
    torch.manual_seed(1)
    BertForMaskedLM(config).save_pretrained(folder)
    BertTokenizer(
        vocab={word: n for n, word in enumerate(words)}, mask_token=words[4]
    ).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Step, ...]:
    desk = Bench()
    folder = tmp_path_factory.mktemp("a") / f'it\'s "{chr(10)}{CALL.replace("/", "")}" 🐈 \u202ex'
    found = []
    strange = {"__float__": f'"); {CALL} #'}
    edit = ConfigEdit(
        "bert", "BertModel",
        json.dumps({"num_hidden_layers": 1, "hidden_size": 24, "num_attention_heads": 2,
                    "intermediate_size": 8, "vocab_size": 30, "strange": strange,
                    "id2label": {str(n): text for n, text in enumerate(NASTY)}}),
    )  # fmt: skip
    for request in (
        CheckConfig(edit),
        CreateModel(edit, 1),
        LoadModel(checkpoint(folder), 'a "name"\n' + CALL),
        Run(tuple(f"the cat {text} {chr(10)}" for text in NASTY[:4])),
        Run(input_ids=((2, 5, 4, 3),)),
        AttentionRequest(),
        LogitLensRequest(0, 5, 0, 0),
    ):
        result = desk.do(request)
        found.append(Step(request, result, desk.summary))
    return tuple(found)


def calls(text: str) -> set[str]:
    """The plain names that a text calls."""
    return {
        node.func.id
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }


def test_exported_python_holds_no_call_of_a_stranger(
    steps: tuple[Step, ...], tmp_path: Path
) -> None:
    script = session_script(steps, threads=THREADS)
    assert "open" not in calls(script)
    book = json.loads(notebook(steps, threads=THREADS))
    cells = ["".join(one["source"]) for one in book["cells"] if one["cell_type"] == "code"]
    assert cells
    for cell in cells:
        assert "open" not in calls(cell)
    done = run_fresh(script, tmp_path, timeout=300)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.iterdir())


def test_a_float_that_json_lacks_is_one_of_three_words() -> None:
    assert layout.literal({"__float__": "-Infinity"}) == 'float("-inf")'
    for text in (f'"); {CALL} #', "inf", 5, ["NaN"], None):
        written = layout.literal({"__float__": text})
        assert ast.literal_eval(written) == {"__float__": text}


@pytest.mark.parametrize("text", NASTY)
def test_a_comment_stays_on_its_line(text: str) -> None:
    made = fragment([f"# about {text}", "print(1)"])
    tree = ast.parse("\n".join(made.lines).replace("\0", ""))
    assert len(tree.body) == 1


class Markup(HTMLParser):
    """Collects what could act."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "link", "base", "form", "foreignobject"):
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or "javascript:" in (value or "").lower():
                self.found.append(f"{tag} {name}")
            if name in ("src", "href") and not (value or "").startswith(("#", "data:image/")):
                self.found.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_page_shows_strangers_strings_and_runs_none(steps: tuple[Step, ...]) -> None:
    text = page(steps, threads=THREADS)
    markup = Markup()
    markup.feed(text)
    assert not markup.found
    assert "default-src 'none'" in text
    assert not any(sign in text for sign in "\u202e\x00\x07\x1b")
    assert "<script>alert(1)</script>" in "".join(markup.texts)


def test_no_cell_of_a_table_is_a_formula() -> None:
    rows = [(text, -1, -0.5, None, "-0.5", text.replace("=", "＝")) for text in NASTY]
    written = table.make_table(("=head", "-1"), rows).csv()
    read = list(csv.reader(io.StringIO(written, newline="")))
    assert len(read) == len(rows) + 1
    for row in read[1:]:
        assert row[1:3] == ["-1", "-0.5"]  # numbers stay numbers
    for cell in (cell for row in read for place, cell in enumerate(row) if place not in (1, 2)):
        assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert "\0" not in written


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mini-world-bert", "mini-world-bert"),
        ("untrained twin of bert", "untrained-twin-of-bert"),
        ("org/name", "org-name"),
        ("größe 日本", "größe-日本"),
        ("../../etc/passwd", "etc-passwd"),
        ("con", "con_"),
        ("NUL.txt", "NUL.txt_"),
        ("a\n\x00b:c?", "a-b-c"),
        ("\u202egnp.exe", "gnp.exe"),
        (" .. ", "model"),
        ("x" * 5000, "x" * 80),
        ("é" * 5000, "é" * 40),
    ],
)
def test_a_proposed_name_is_one_that_every_system_takes(text: str, name: str) -> None:
    assert usable_name(text, "model") == name
