"""The page that plays a run: what is in it, exactly, and that nothing in it can act."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import itertools
import json
import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from explorer.features.answers.protocol import AskQuestion, QuestionAnswered, SpanAnswer
from explorer.features.flow import animation, explain, scene
from explorer.features.flow.protocol import FlowRequest, FlowResult
from explorer.protocol.run import Candidate, Prediction
from explorer.protocol.task_run import TaskRun
from explorer.text import numbers
from tests.back_translation import english
from tests.model.test_flow import drawn
from tests.window.made_runs import ran, summary, tokens
from tests.window.test_flow_view import flow

HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    '"onload="alert(1)',
    "{{data}}",
    "a\u202eb\x00\x1b",
    "\ud800",
    "\u2028",
    "שלום",
    "&lt;img src=x onerror=alert(1)&gt;",
    "'",
)


class Parts(HTMLParser):
    """The tags of a page with their attributes, and what is in its scripts and its style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._open = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: dict[str, list[str]] = {"script": [], "style": [], "title": []}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag
        if tag in self.inside:
            self.inside[tag].append("")

    def handle_data(self, data: str) -> None:
        if self._open in self.inside:
            self.inside[self._open][-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._open = ""


def made(result: FlowResult | None = None, **changes: Any) -> FlowResult:
    """A made-up picture with the run that it is of."""
    return dataclasses.replace(result or flow(FlowRequest()), ran=ran(tokens()), **changes)


def data_of(result: FlowResult) -> dict[str, Any]:
    """What the page's script reads."""
    run = Parts(animation.page(result, summary())).inside["script"][0]
    found: dict[str, Any] = json.loads(run)
    return found


def test_it_loads_nothing_and_runs_nothing_but_its_own_script() -> None:
    text = animation.page(made(), summary())
    parts = Parts(text)
    named = {key for _, attributes in parts.tags for key in attributes}
    assert not named & {"src", "href", "srcset", "action", "onload", "onclick", "style"}
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/2000/svg)", text)
    (policy,) = (
        attributes["content"]
        for _, attributes in parts.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for kind, inside in (
        ("script", parts.inside["script"][1]),
        ("style", parts.inside["style"][0]),
    ):
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert len(text.encode()) < 60_000


def test_hostile_texts_stay_texts() -> None:
    plain = Parts(animation.page(made(), summary()))
    words = tokens(HOSTILE)
    result = made(flow(FlowRequest(position=0), words))
    run = ran(words)
    answers = tuple(Candidate(text, 0, 0.1, 0.0) for text in HOSTILE[:5])
    run = dataclasses.replace(
        run,
        request=dataclasses.replace(run.request, texts=("".join(HOSTILE),)),
        predictions=(Prediction("next", 0, 9, "Next", answers, 10),),
    )
    words_of_lens = {number: HOSTILE[number] for number in result.words}
    result = dataclasses.replace(result, ran=run, words=words_of_lens, notes=HOSTILE)
    text = animation.page(result, summary(name=HOSTILE[0]))
    text.encode("utf-8")  # no half of a surrogate pair is left as it is
    parts = Parts(text)
    assert [tag for tag, _ in parts.tags] == [tag for tag, _ in plain.tags]
    assert parts.inside["script"][1] == plain.inside["script"][1]
    data = json.loads(parts.inside["script"][0])
    named = [token["name"] for token in data["stacks"][0]["tokens"]]
    assert named[0] == HOSTILE[0]
    assert named[3] == "{{data}}"
    assert named[7].startswith("שלום")
    assert "\u202e" not in parts.inside["script"][0] + json.dumps(data, ensure_ascii=False)
    assert "<" not in parts.inside["script"][0]


def test_no_access_token_and_no_control_sign_is_handed_on() -> None:
    words = tokens(("hf_abcdefghijklmnop", "b\x07"))
    text = animation.page(made(flow(FlowRequest(position=0), words)), summary())
    assert "hf_abcdefghijklmnop" not in text
    assert "\\u0007" not in text


def test_every_number_is_the_same_float32_again() -> None:
    result = drawn("BertForMaskedLM")
    stack = result.stacks[0]
    (shown,) = data_of(result)["stacks"]
    vectors = np.array(shown["vectors"], np.float64).astype(np.float32)
    np.testing.assert_array_equal(vectors, stack.vectors)
    assert shown["chosen"] == stack.position
    assert [token["id"] for token in shown["tokens"]] == [token.id for token in stack.tokens]
    for layer, drawn_layer in zip(stack.layers, shown["layers"], strict=True):
        for key in ("weights", "probabilities", "turned"):
            again = np.array(drawn_layer[key], np.float64).astype(np.float32)
            np.testing.assert_array_equal(again, getattr(layer, key))
        assert drawn_layer["ids"] == layer.ids.tolist()


def test_numbers_that_are_none_are_written_as_such() -> None:
    stack = flow(FlowRequest()).stacks[0]
    vectors = stack.vectors.copy()
    vectors[0, :3] = (np.nan, np.inf, -np.inf)
    result = made(stacks=(dataclasses.replace(stack, vectors=vectors),))
    assert data_of(result)["stacks"][0]["vectors"][0][:3] == ["nan", "inf", "-inf"]


def test_its_words_are_those_of_the_window() -> None:
    result = made()
    data = data_of(result)
    assert result.ran is not None
    steps = explain.steps(result, "text", result.ran.predictions)
    assert [step["sentence"] for step in data["steps"]] == [step.sentence for step in steps]
    assert [step["name"] for step in data["steps"]] == [step.name for step in steps]
    assert data["sentence"] == ["text", "paris", ""]
    assert data["answers"][0] == {
        "text": "paris", "amount": numbers.percent(0.9), "probability": 0.9,
    }  # fmt: skip
    assert "made (Trained weights)" in data["made"]
    paired = dataclasses.replace(result.ran.request, texts=("text",), pairs=("more",))
    run = dataclasses.replace(result.ran, request=paired)
    first = data_of(dataclasses.replace(result, ran=run))["steps"][0]["sentence"]
    assert english(first) == "The two texts have 8 characters together."


def test_an_encoder_and_its_decoder() -> None:
    result = drawn("BartForConditionalGeneration")
    encoder, decoder = data_of(result)["stacks"]
    assert encoder["chosen"] == -1
    for layer, shown in zip(result.stacks[1].layers, decoder["layers"], strict=True):
        assert layer.cross is not None
        again = np.array(shown["cross_weights"], np.float64).astype(np.float32)
        np.testing.assert_array_equal(again, layer.cross)
        strongest = np.argsort(-layer.cross, kind="stable")[:5]
        assert [ribbon[0] for ribbon in shown["cross"]] == strongest.tolist()
    steps = [step["layer"] for step in data_of(result)["steps"] if step["layer"]]
    assert steps == [[0, 0], [0, 1], [1, 0], [1, 1], [1, 2]]


def test_what_a_model_lacks_is_left_out() -> None:
    layer = data_of(made(flow(FlowRequest(), attends=False)))["stacks"][0]["layers"][0]
    assert (layer["weights"], layer["ribbons"], layer["faint"]) == (None, [], [])
    layer = data_of(made(flow(FlowRequest(), asked=False)))["stacks"][0]["layers"][0]
    assert layer["words"] == ["0.2500"] * 9
    assert layer["share"] == ""
    empty = FlowResult(FlowRequest(), 1, (), {}, 0, ("Nothing here.",), (), 0.0)
    assert data_of(empty)["notes"] == ["Nothing here."]


def test_of_a_long_text_the_rows_of_the_window_are_drawn() -> None:
    words = tokens([f"w{n}" for n in range(376)])
    data = data_of(made(flow(FlowRequest(position=375), words)))
    (stack,) = data["stacks"]
    places = [token["position"] for token in stack["tokens"]]
    # Between two tokens that do not follow each other there is a mark, and it counts them.
    ends = (-1, *places, 376)
    missing = [after - before - 1 for before, after in itertools.pairwise(ends)]
    texts = [numbers.ntr("+{count} token hidden", "+{count} tokens hidden", n) for n in missing]
    assert sum(missing) == 176
    assert [full for _, full, _ in stack["gaps"]] == [
        text for text, count in zip(texts, missing, strict=True) if count
    ]
    lines = sorted([*stack["lines"], *(line for line, *_ in stack["gaps"])])
    assert lines == list(range(len(lines)))
    assert stack["lines"] == sorted(stack["lines"])
    assert data["hidden"] == (
        "176 of 376\xa0tokens hidden in all" if len(stack["gaps"]) > 1 else ""
    )
    assert len(stack["tokens"]) == len(stack["layers"][0]["weights"]) == 200
    assert stack["tokens"][stack["chosen"]]["position"] == 375
    # The one before it has 70 %, whatever its row is.
    ((source, target, *_),) = stack["layers"][0]["ribbons"]
    assert (stack["tokens"][source]["position"], target) == (374, stack["chosen"])


@pytest.mark.parametrize("name", ["BertForSequenceClassification", "BertModel", "LlamaForCausalLM"])
def test_models_of_other_kinds_have_a_page(name: str) -> None:
    data = data_of(drawn(name))
    assert data["steps"][0]["name"] == "Text"
    assert len(data["stacks"][0]["layers"]) >= 2


def test_the_answer_of_any_task_is_in_the_page() -> None:
    request = AskQuestion("Who?", "Anna did.")
    best = SpanAnswer(0, 0, 0, 4, "Anna", 0.75)
    shares = np.zeros(len(tokens()), np.float32)
    answer = QuestionAnswered(
        request, TaskRun(1, (tokens(),), (), (), 0.1), (best,), shares, shares
    )
    data = data_of(dataclasses.replace(flow(FlowRequest()), answer=answer))
    assert data["answers"] == [{"text": "Anna", "amount": "75.0\xa0%", "probability": 0.75}]
    assert "Anna" in data["steps"][-1]["sentence"]
    assert data["sentence"][0].startswith("Who?")


def test_rows_that_a_sentence_names_come_before_others() -> None:
    """The first of each layer is drawn, also where another layer has larger weights elsewhere."""
    words = tokens([f"w{n}" for n in range(40)])
    (stack,) = flow(FlowRequest(position=39), words).stacks
    weights = np.full((len(stack.layers), 40), 0.001, np.float32)
    weights[0, 3:33] = 0.02 + np.arange(30, dtype=np.float32) / 1000
    for place in range(1, len(stack.layers)):
        weights[place, place * 2] = 0.01 + place / 1e4
    layers = tuple(
        dataclasses.replace(layer, weights=row)
        for layer, row in zip(stack.layers, weights, strict=True)
    )
    rows = scene.rows_of(dataclasses.replace(stack, layers=layers), 2 + len(layers))
    assert {39, *(int(row.argmax()) for row in weights)} <= set(rows)
