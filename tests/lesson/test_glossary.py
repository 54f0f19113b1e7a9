"""The glossary: its form, how terms are found, and numbers that come from the model alone."""

from __future__ import annotations

import ast
import dataclasses
import json
import re
import string

import pytest

from explorer import resources
from explorer.protocol.model import LoadModel, ModelSummary
from explorer.protocol.run import Run
from explorer.text.glossary import Glossary
from explorer.text.search_rank import NAME_BEGINS, rank
from tests.conftest import ROOT
from tests.lesson.conftest import Bench, Checkpoints

ROWS = json.loads(resources.path("glossary.json").read_text(encoding="utf-8"))

RUN_FACTS = ("run_tokens", "run_texts", "run_seconds", "run_shape", "run_top", "run_top_share")
"""Facts of the last run that a sentence may use besides the fields of `ModelSummary`."""


def fields_of(sentence: str) -> tuple[str, ...]:
    """The names of the facts that a sentence needs."""
    return tuple(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return Glossary.load()


@pytest.mark.parametrize("key", ROWS)
def test_form(key: str) -> None:
    row = ROWS[key]
    assert re.fullmatch(r"[a-z0-9-]+", key)
    assert set(row) <= {"title", "line", "paragraph", "aliases", "numbers", "not_in", "only_after"}
    assert len(row["line"]) <= 90
    assert row["line"].endswith(".")
    sentences = re.findall(r"[^.]+(?:\.(?:json|co|bin|py)[^.]*)*\.", row["paragraph"])
    assert 2 <= len(sentences) <= 5, sentences
    known = {field.name for field in dataclasses.fields(ModelSummary)} | set(RUN_FACTS)
    for sentence in row.get("numbers", ()):
        assert fields_of(sentence), f"{key}: a sentence about a model without a fact of it"
        assert set(fields_of(sentence)) <= known
        assert not re.search(r"\d", re.sub(r"\bbetween 0 and\b", "", sentence))
    everything = " ".join([row["line"], row["paragraph"], *row.get("numbers", ())])
    assert "!" not in everything


@pytest.mark.parametrize(
    ("text", "key", "is_term"),
    [
        ("The softmax turns them into probabilities.", "turn", False),
        ("Models that turn texts into vectors. Turns text into sound.", "turn", False),
        ("Mask each token in turn; both take turns.", "turn", False),
        ("Each turn has a role, and the earlier turns stay as they were.", "turn", True),
        ("How an answer takes shape, layer by layer.", "shape", False),
        ("corta el texto de otra forma", "shape", False),
        ("A tensor has a shape.", "shape", True),
        ("In its head is the same as data.", "head", False),
        ("What the head reads.", "head", True),
        ("Inicia sesión con otra cuenta.", "session", False),
    ],
)
def test_a_word_in_its_everyday_sense_is_no_mention(
    glossary: Glossary, text: str, key: str, is_term: bool
) -> None:
    assert (key in {span.key for span in glossary.terms_in(text)}) is is_term


def test_an_everyday_word_is_still_found_when_it_is_asked_for(glossary: Glossary) -> None:
    term = glossary.find("turns")
    assert term is not None
    assert term.key == "turn"


@pytest.mark.parametrize("call", ["from_pretrained", "save_pretrained"])
def test_the_calls_of_the_python_are_found(glossary: Glossary, call: str) -> None:
    term = glossary.find(call)
    assert term is not None
    assert term.title == call


def test_no_name_means_two_things() -> None:
    seen: dict[str, str] = {}
    for key, row in ROWS.items():
        for name in {row["title"].lower(), *(alias.lower() for alias in row.get("aliases", ()))}:
            assert seen.setdefault(name, key) == key, name


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Input IDs", "input-ids"),
        ("input id", "input-ids"),
        ("input_ids", "input-ids"),
        ("checkpoints", "checkpoint"),
        ("Batches", "batch"),
        ("vocabularies", "vocabulary"),
        ("top-k", "top-k"),
        ("hidden-states", "hidden-states"),
        ("license", "licence"),
        ("LayerNorm", "layer-norm"),
    ],
)
def test_found_under_many_names(glossary: Glossary, words: str, key: str) -> None:
    found = glossary.find(words)
    assert found is not None
    assert found.key == key


def test_unknown_words_are_not_found(glossary: Glossary) -> None:
    assert glossary.find("bicycle") is None
    assert glossary.terms_in("A bicycle overheads.") == ()


def test_the_longest_term_wins_and_each_is_marked_once(glossary: Glossary) -> None:
    text = "An attention head looks; attention heads look. The last hidden states, in float32."
    spans = glossary.terms_in(text)
    assert [text[span.start : span.end] for span in spans] == [
        "attention head",
        "hidden states",
        "float32",
    ]
    every = glossary.terms_in(text, once=False)
    assert [text[span.start : span.end] for span in every][:2] == [
        "attention head",
        "attention heads",
    ]
    ends = [span.end for span in every]
    assert all(start.start >= end for start, end in zip(every[1:], ends, strict=False))


def test_numbers_of_the_model(glossary: Glossary, desk: Bench, checkpoints: Checkpoints) -> None:
    summary = desk.do(LoadModel(checkpoints.classifier, "tiny")).summary
    assert glossary.with_numbers("layer", summary) == "This model has 2\N{NO-BREAK SPACE}layers."
    assert "2\N{NO-BREAK SPACE}labels (“sad” and “glad”)" in glossary.with_numbers("label", summary)
    assert glossary.with_numbers("seed", summary) == "", "a loaded model was not drawn here"
    assert glossary.with_numbers("layer", None) == ""
    one = dataclasses.replace(summary, layers=1, seed=0)
    assert glossary.with_numbers("layer", one) == "This model has 1\N{NO-BREAK SPACE}layer."
    assert glossary.with_numbers("seed", one).endswith("seed 0.")
    ran = desk.do(Run(("a cat says meow .",)))
    assert "7\N{NO-BREAK SPACE}tokens" in glossary.with_numbers("token", summary, ran)
    assert "%" in glossary.with_numbers("probability", summary, ran)
    other = dataclasses.replace(summary, serial=summary.serial + 1)
    assert glossary.with_numbers("probability", other, ran) == "", "that was another model's run"
    for term in glossary.terms:
        assert "{" not in glossary.with_numbers(term.key, summary, ran)


def test_every_mark_in_the_lesson_room_has_an_entry(glossary: Glossary) -> None:
    used = set()
    for file in (ROOT / "explorer").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "term":
                key = node.args[1]
                assert isinstance(key, ast.Constant)
                used.add(key.value)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                # `key` stands for any in the words of a lesson's format.
                used |= set(re.findall(r"\]\(glossary:([\w-]+)\)", node.value)) - {"key"}
    assert len(used) > 40
    assert used <= set(ROWS)


@pytest.mark.parametrize(
    ("typed", "first"), [("weight", "weight"), ("tok", "token"), ("attention", "attention")]
)
def test_a_search_ranks_the_entry_itself_first(glossary: Glossary, typed: str, first: str) -> None:
    ranks = {
        term.title: rank(typed, (term.title,), (*term.aliases, term.line, term.paragraph))
        for term in glossary.terms
    }
    found = sorted((where, title) for title, where in ranks.items() if where is not None)
    assert found[0] == (NAME_BEGINS, first)
    assert len({where for where, _ in found}) > 1, "the rest comes after it"
