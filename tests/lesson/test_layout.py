"""Snippets stay narrow and exact for odd texts, nested configs, and checkpoints of the Hub."""

from __future__ import annotations

import ast
import dataclasses
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import LoadModel
from explorer.text.python import layout
from explorer.text.python.fragment import source
from explorer.text.python.model import edited_config, obtain, place
from tests.lesson.conftest import Bench, Checkpoints

COMMIT = "0123456789abcdef0123456789abcdef01234567"
TEXTS = (
    "",
    "plain",
    'she said "no"',
    "it's",
    """both ' and " quotes""",
    "back\\slash\n\ttab \x07 bell \N{NO-BREAK SPACE} \u202e right-to-left",
    "a very long text that cannot stand on one line of a narrow pane " * 3,
    "/a/folder/" + "deep/" * 30,
    "nospacesatall" * 20,
    "中文字" * 40,
    "e\N{COMBINING ACUTE ACCENT}🙂" * 30,
)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_survives_and_fits(text: str) -> None:
    code = "\n".join(layout.assigned("text", text))
    assert ast.literal_eval(code.removeprefix("text = ")) == text
    assert max(layout.columns(line) for line in code.splitlines()) <= layout.WIDTH
    code = "\n".join(layout.assigned_list("texts", [text, "short", text]))
    assert ast.literal_eval(code.removeprefix("texts = ")) == [text, "short", text]
    assert max(layout.columns(line) for line in code.splitlines()) <= layout.WIDTH


WORDS = (
    *TEXTS[1:5],
    "a sentence that a translator made rather longer than it was " * 3,
    "{ a \\ b }",
)


@pytest.mark.parametrize("text", WORDS)
def test_words_of_a_translator_change_no_code(text: str) -> None:
    words = text.split()
    for made in (layout.comment(text, 4), layout.noted("    pass", text)):
        read = ast.parse("\n".join(["def f():", *made, "    pass"]))
        assert len(read.body) == 1
        assert max(layout.columns(line) for line in made) <= layout.WIDTH
        said = " ".join(line.partition("#")[2] for line in made)
        assert said.split() == words
    function = ast.parse("\n".join(["def f():", *layout.docstring(text)])).body[0]
    assert isinstance(function, ast.FunctionDef)
    kept = text.replace("\\", "/").replace('"', "'").split()
    assert (ast.get_docstring(function) or "").split() == kept
    literal = layout.f_string(text.replace("{", "(").replace("}", ")") + " {loss}", loss="n:.2f")
    printed = eval(literal, {"n": 0.5})
    assert printed == text.replace("{", "(").replace("}", ")") + " 0.50"


def test_a_comment_keeps_its_own_lines_and_fits_in_others() -> None:
    assert layout.comments("one thought\nand another") == ["# one thought", "# and another"]
    assert layout.noted("    x = 1", "of each") == ["    x = 1  # of each"]
    above = layout.noted("    x = 1", "a note that has no room behind the line that it is about")
    assert above[-1] == "    x = 1"
    assert all(line.startswith("    # ") for line in above[:-1])
    assert layout.printed("{done} of {all}", 4, done="n", all="len(m)") == [
        '    print(f"{n} of {len(m)}")'
    ]


OVERRIDES = {
    "text_config": {
        "model_type": "llama",
        "hidden_size": 64,
        "rope_parameters": {"rope_type": "linear", "factor": 2.0, "rope_theta": 10000.0},
        "layer_types": ["full_attention", "sliding_attention", "full_attention"],
    },
    "id2label": {"0": "sad", "1": "glad"},
    "limit": {"__float__": "-Infinity"},
    "empty": {},
    "flag": True,
    "nothing": None,
    "odd-name": 1,
}


def test_a_nested_config() -> None:
    code = source([edited_config("", ConfigEdit("llava", "", json.dumps(OVERRIDES)))])
    call = ast.parse(code).body[-1]
    assert isinstance(call, ast.Assign)
    assert isinstance(call.value, ast.Call)
    given = {one.arg: ast.unparse(one.value) for one in call.value.keywords}
    assert ast.literal_eval(given["text_config"]) == OVERRIDES["text_config"]
    assert ast.literal_eval(given["id2label"]) == {0: "sad", 1: "glad"}
    assert given["limit"] == "float('-inf')"
    assert given[None] == "{'odd-name': 1}"
    assert max(map(len, code.splitlines())) <= layout.WIDTH


def test_laid_out_as_ruff_would(tmp_path: Path) -> None:
    lines = []
    for number, text in enumerate(TEXTS[:8]):
        lines += layout.assigned(f"text_{number}", text)
        lines += layout.assigned_list(f"texts_{number}", ["short", text])
    (tmp_path / "texts.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = source([edited_config("", ConfigEdit("llava", "", json.dumps(OVERRIDES)))])
    (tmp_path / "config.py").write_text(config, encoding="utf-8")
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    assert ruff
    done = subprocess.run(
        [ruff, "format", "--isolated", "--line-length", "64", "--diff", str(tmp_path)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_a_folder_of_the_cache_becomes_its_hub_id() -> None:
    found = place(f"/somewhere/hub/models--google-bert--bert-base-cased/snapshots/{COMMIT}")
    assert (found.checkpoint, found.revision) == ("google-bert/bert-base-cased", COMMIT)
    assert not found.in_memory


def test_a_hub_checkpoint_with_another_tokenizer(desk: Bench, checkpoints: Checkpoints) -> None:
    summary = desk.do(LoadModel(checkpoints.bert)).summary
    hub = dataclasses.replace(summary, source="org/name", revision=COMMIT, tokenizer="org/name")
    code = source([obtain(hub)])
    assert "AutoTokenizer.from_pretrained(\n    checkpoint, revision=revision\n)" in code
    assert "disable_mmap" not in code
    other = dataclasses.replace(hub, tokenizer=checkpoints.gpt2)
    code = source([obtain(other)])
    assert "AutoTokenizer.from_pretrained(other)" in code
    assert "from_pretrained(\n    checkpoint, revision=revision\n)" in code
    compile(code, "other", "exec")


def test_partly_random_weights_are_seeded_where_the_seed_is_known(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    request = LoadModel(checkpoints.bert, class_name="BertForSequenceClassification")
    summary = desk.do(request).summary
    seeded = source([obtain(dataclasses.replace(summary, seed=42))])
    assert "torch.manual_seed(42)" in seeded
    assert "new each time" in source([obtain(dataclasses.replace(summary, seed=None))])
