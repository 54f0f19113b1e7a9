"""A sample of `python -m tests.surveys.round_trips`: what is saved any way is what is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sampling import sampled
from tests.surveys.round_trips import OTHERS, TEXT, chosen, round_trip, small

KINDS = {one.name: one for one in chosen(10**6)}


@pytest.mark.parametrize(
    "name", sampled(["gpt2", "bert", "t5", "mixtral", "mamba", "deberta-v2", "vit", "wav2vec2"], 3)
)
def test_every_weight_survives_every_way_of_saving(tmp_path: Path, name: str) -> None:
    """Tied, fused (mixtral), without attention (mamba), pictures and sound."""
    edit = small(KINDS[name])
    assert edit is not None
    assert round_trip(edit, tmp_path) == []


def test_the_long_run_takes_all_families_in_turn() -> None:
    assert {one.family for one in chosen(80)} == {*TEXT, *OTHERS}
