"""A session as one page: whole, inert, escaped, with its numbers, and without secrets."""

from __future__ import annotations

import base64
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path

import numpy as np

from explorer import features, resources
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.architecture.protocol import ModuleTreeRequest
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.export.page import page
from explorer.features.export.results_page import shown
from explorer.features.generation.protocol import Generate
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.protocol.config import ConfigEdit
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.model import CreateModel, LoadModel, SaveModel
from explorer.protocol.run import InspectionResult, Run
from explorer.text.drawing import heat_map, mosaic, png
from explorer.text.markup import code, safe
from explorer.text.translation import localized
from tests.lesson.conftest import THREADS, Bench, Checkpoints

VOID = {"meta", "br", "img", "link", "input", "base"}
HOSTILE = '</code></pre><script>alert(1)</script><img src=x onerror="f()"> & " \' `'


class Reader(HTMLParser):
    """Checks that every tag is closed in order, and gathers what is there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def check(text: str) -> Reader:
    """It is well formed, loads nothing, runs nothing."""
    found = Reader(text)
    names = {tag for tag, _ in found.tags}
    assert not names & {"script", "img", "iframe", "link", "object", "embed", "form", "base"}
    for _, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href"):
            where = attributes.get(name) or "#"
            assert where.startswith(("#", "data:image/png;base64,"))
    assert "url(" not in text
    assert "@import" not in text
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    return found


def test_a_session_with_all_its_looks(
    desk: Bench, checkpoints: Checkpoints, tmp_path: Path
) -> None:
    text = "the capital of france is [MASK] ."
    desk.do(LoadModel(checkpoints.bert, "tiny-bert"))
    ran = desk.do(Run((text,)))
    looks = [
        desk.do(request)
        for request in (
            AttentionRequest(), HeadRequest(row=0, head=1), LogitLensRequest(),
            HiddenStatesRequest(), SimilarityRequest(), VectorRequest(position=2),
        )
    ]  # fmt: skip
    desk.do(AblateHeads((HeadPlace("self", 0, 0),)))
    desk.do(AblateHeads(()))
    desk.do(ModuleTreeRequest())
    desk.do(LoadModel(checkpoints.gpt2, "tiny-gpt2"))
    desk.do(Generate("a cat", max_new_tokens=4))
    desk.do(SaveModel(str(tmp_path / "saved")))
    made = page(desk.steps, threads=THREADS, when="2026-11-22")
    found = check(made)
    best = ran.predictions[0].candidates[0]
    assert best.text in found.text
    assert localized(f"{best.logit:.4g}") in found.text
    for word in ("input_ids", "logits", "france", "tiny-gpt2", "2026-11-22", "from_pretrained"):
        assert word in found.text, word
    pictures = [attributes for tag, attributes in found.tags if tag == "svg"]
    assert len(pictures) >= 4
    assert all(one["aria-label"] for one in pictures)
    assert "prefers-color-scheme:dark" in made
    for word in ('class="k"', 'class="s"', "In Python"):
        assert word in made

    # Looks that pages took by themselves are listed under their run; they are no steps.
    only = desk.steps[:2]
    with_looks = check(page(only, looks))
    without = check(page(only))
    kinds = [tag for tag, _ in with_looks.tags].count("svg")
    assert kinds == len(pictures)
    assert [tag for tag, _ in without.tags].count("svg") == 0
    assert isinstance(looks[0], InspectionResult)


def test_nothing_that_people_or_files_named_is_markup(
    desk: Bench, checkpoints: Checkpoints
) -> None:
    desk.do(LoadModel(checkpoints.bert, HOSTILE))
    desk.do(Run((HOSTILE,)))
    desk.do(CreateModel(ConfigEdit("bert", "BertModel", '{"hidden_act": "gelu"}'), 1))
    found = check(page(desk.steps, title=HOSTILE, when=HOSTILE))
    assert "<script>alert(1)</script>" in found.text
    check(page([]))


def test_no_secret_and_no_path_of_the_installation_is_handed_on(desk: Bench) -> None:
    bundled = resources.path("models", "mini-world-bert")
    desk.do(LoadModel(str(bundled), "mini-world-bert"))
    desk.do(Run(("my key is hf_abcdefghijKLMNOP1234 .",)))
    made = page(desk.steps, threads=THREADS)
    assert str(resources.path()) not in made
    assert "hf_abcdefghij" not in made
    assert "mini-world-bert" in made


def test_controls_and_turned_text_end_with_their_word() -> None:
    assert safe("a\x00b\u202ec\ud800") == "a\ufffdb\ufffdc\ufffd"
    assert safe("<a href='x'>&") == "&lt;a href=&#x27;x&#x27;&gt;&amp;"
    assert "<script>" not in code('x = "</code><script>"')


def test_a_picture_holds_the_numbers() -> None:
    levels = np.array([[0, 128, 255], [7, 8, 9]], np.uint8)
    data = png(levels)
    assert data.startswith(b"\x89PNG")
    start = data.index(b"IDAT") + 4
    lines = zlib.decompress(data[start : data.index(b"IEND") - 8])
    assert lines == b"\x00\x00\x80\xff\x00\x07\x08\x09"

    weights = np.array([[0.0, 1.0], [0.25, np.nan]], np.float32)
    drawn = heat_map(weights, ("<a>", "b"), ("c", "d"), 0, 1, "spoken", lambda r, c: f"{r}<{c}")
    Reader(drawn)
    assert re.findall(r'fill-opacity="([\d.]+)"', drawn) == ["0.000", "1.000", "0.250", "0.000"]
    assert "&lt;a&gt;" in drawn
    assert "<title>1&lt;0</title>" in drawn

    names = ["x"] * 64
    large = heat_map(np.eye(64, dtype=np.float32), names, names, 0, 1, "", lambda r, c: "")
    Reader(large)
    (coded,) = re.findall(r'base64,([^"]+)"', large)
    assert base64.b64decode(coded).startswith(b"\x89PNG")
    Reader(mosaic(np.zeros((48, 96), np.uint8), 4, 8, "heads"))


def test_what_has_no_picture_is_left_to_the_words() -> None:
    assert shown(object()) == ""
    assert all(callable(features.find("export", shown_)) for shown_ in features.table("export"))
