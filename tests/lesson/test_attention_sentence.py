"""The sentence of an attention map begins with the token that the answer is read from."""

from __future__ import annotations

import pytest

from explorer import resources
from explorer.features.attention import explain
from explorer.features.attention.protocol import HeadRequest
from explorer.features.flow.protocol import FlowRequest
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import Bench


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mini-world-sentiment", "I loved the film."),
        ("mini-world-bert", "The capital of France is [MASK]."),
        ("mini-world-gpt2", "Once upon a time"),
    ],
)
def test_the_token_is_that_of_flow(desk: Bench, name: str, text: str) -> None:
    desk.do(LoadModel(str(resources.path("models", name))))
    desk.do(Run((text,)))
    stack = desk.do(FlowRequest()).answering
    head = desk.do(HeadRequest(row=0, head=0))
    assert explain.first_row(head) == stack.position
    spoken = explain.head(head, desk.summary).paragraphs[0]
    assert stack.tokens[stack.position].shown.strip("·") in spoken.split(" looks most at ")[0]
