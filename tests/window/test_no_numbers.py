"""Weights that are no numbers, in the places that look for the largest one."""

from __future__ import annotations

import dataclasses

import numpy as np

from explorer.features.attention.protocol import HeadRequest
from explorer.features.attention.view.head_reading import HeadReading
from tests.window import made_runs


def test_a_token_whose_weights_are_no_numbers_looks_nowhere() -> None:
    seen = made_runs.head(HeadRequest("self", 0, 0))
    weights = seen.weights.copy()
    weights[0] = np.nan
    weights[1, 0] = np.nan
    reading = HeadReading.of(dataclasses.replace(seen, weights=weights), "now", special=True)
    assert "not numbers" in reading.looks(0)
    assert "looks most at" in reading.looks(1)
