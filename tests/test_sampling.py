"""The numpy sampling: against transformers' own processors, and fast enough for a slider."""

from __future__ import annotations

import time

import numpy as np
import pytest
import torch

from explorer.features.generation.compute.choose import Chooser
from explorer.features.generation.sampling import reshape_distribution, softmax
from explorer.protocol.sampling import Sampling

SETTINGS = [
    Sampling(),
    Sampling(repetition_penalty=1.5),
    Sampling(sample=True),
    Sampling(sample=True, temperature=0.3),
    Sampling(sample=True, temperature=3.0, top_k=7),
    Sampling(sample=True, top_k=10_000),
    Sampling(sample=True, top_p=0.2),
    Sampling(sample=True, top_p=0.0),
    Sampling(sample=True, temperature=0.7, top_k=50, top_p=0.9, repetition_penalty=1.2),
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_same_as_transformers(settings: Sampling) -> None:
    generator = np.random.default_rng(0)
    for _ in range(20):
        logits = (generator.standard_normal(1000) * 4).astype(np.float32)
        seen = generator.integers(0, 1000, 30)
        chooser = Chooser(settings)
        scores = chooser.scores(torch.tensor(logits), seen.tolist())
        wanted = chooser.probabilities(scores).numpy()
        after = reshape_distribution(logits, settings, seen)
        assert np.allclose(after, wanted, atol=1e-6)
        assert np.array_equal(after > 0, wanted > 0)


def test_the_logits_are_left_alone() -> None:
    logits = np.zeros(10, np.float32)
    logits.flags.writeable = False
    reshape_distribution(logits, SETTINGS[-1], np.array([1, 2]))
    assert softmax(logits) == pytest.approx(np.full(10, 0.1))


def test_a_slider_is_redrawn_at_once() -> None:
    logits = np.random.default_rng(0).standard_normal(150_000).astype(np.float32)
    settings = Sampling(sample=True, temperature=0.7, top_p=0.9)
    times = []
    for _ in range(5):
        started = time.process_time()
        reshape_distribution(logits, settings)
        times.append(time.process_time() - started)
    assert min(times) < 0.05
