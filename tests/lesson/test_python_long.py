"""The Python of maps of long texts: one head by itself, and the cells that are shown."""

from __future__ import annotations

import numpy as np
import pytest

from explorer.engine.inside import attention_interface, capture
from explorer.features.attention import code as attention_code
from explorer.features.attention import code_long
from explorer.features.attention.protocol import HeadRequest
from explorer.features.hidden_states.protocol import SimilarityRequest
from explorer.features.python import code
from explorer.protocol.downsample import largest
from explorer.protocol.downsampled_map import MapPart
from explorer.protocol.inspection import AVERAGE
from explorer.protocol.model import LoadModel
from explorer.protocol.run import Run
from tests.lesson.conftest import THREADS, Bench, Checkpoints
from tests.lesson.execute import execute

TEXT = "the capital of france is paris . a cat says meow . the sky is blue ."
PART = MapPart((2, 13), (1, 14), 4, 5)


def test_it_gives_one_head_of_a_long_text_and_the_cells_that_are_shown(
    checkpoints: Checkpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "WHOLE_BYTES", 0)
    monkeypatch.setattr(attention_code, "_WHOLE_BYTES", 0)
    monkeypatch.setattr(attention_interface, "ROWS", 5)
    asked = (
        HeadRequest(row=1, head=2, part=PART),
        HeadRequest(row=0, head=AVERAGE),
        SimilarityRequest(row=1, part=PART),
    )
    results, codes = [], []
    for folder in (checkpoints.bert, checkpoints.gpt2):
        desk = Bench()
        desk.do(LoadModel(folder))
        desk.do(Run((TEXT,)))
        for request in asked:
            result = desk.do(request)
            results.append(result)
            codes.append(code(request, result, desk.summary, threads=THREADS))
    for result, done in zip(results, execute(codes), strict=True):
        if isinstance(result.request, SimilarityRequest):
            np.testing.assert_array_equal(done.arrays["own.cosine"], result.cosine)
            shown = result.cosine
        else:
            assert result.module
            np.testing.assert_allclose(done.arrays["own.weights"], result.weights, atol=1e-6)
            shown = result.weights
        if result.joined is None:
            continue
        assert result.joined.cells.shape == (4, 5)
        np.testing.assert_allclose(done.arrays["own.cells"], result.joined.cells, atol=1e-6)
        np.testing.assert_array_equal(largest(shown[2:13, 1:14], (3, 3)), result.joined.cells)


def test_where_one_layer_is_too_large_it_says_so(
    checkpoints: Checkpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capture, "WHOLE_BYTES", 0)
    monkeypatch.setattr(attention_code, "_WHOLE_BYTES", 0)
    monkeypatch.setattr(code_long, "_MOST_BYTES", 0)
    desk = Bench()
    desk.do(LoadModel(checkpoints.bert))
    desk.do(Run((TEXT,)))
    request = HeadRequest(row=1, head=2)
    written = code(request, desk.do(request), desk.summary, threads=THREADS)
    assert "fill" in written
    assert "register_forward_hook" not in written
