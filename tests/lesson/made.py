"""Results of the config editor made by hand, for tests that need one without its engine."""

from __future__ import annotations

import dataclasses

import numpy as np

from explorer.features.architecture.protocol import WeightView
from explorer.features.create.protocol.config import ConfigVerdict
from explorer.protocol.config import ConfigEdit, Footprint, ModelPart

FOOTPRINT = Footprint(
    parameters=1_004_288,
    trainable_names=10,
    parts=(
        ModelPart("embeddings", "", 250_000, 0.25),
        ModelPart("encoder", "4 layers", 754_288, 0.75),
    ),
    float32_bytes=4_017_152,
    bfloat16_bytes=2_008_576,
    int8_bytes=1_004_288,
    activation_bytes=1,
    cache_bytes=0,
    run_bytes=5_000_000,
    batch=1,
    length=128,
    free_bytes=8_000_000_000,
    fits=True,
    sentence="",
    class_name="BertModel",
    seconds=0.1,
)

WEIGHT = WeightView(
    name="embeddings.weight",
    shape=(18, 64),
    dtype="float32",
    elements=1152,
    bytes=4608,
    mean=0.001,
    deviation=0.02,
    least=-0.07,
    greatest=0.08,
    zero_share=0.0,
    bad_values=0,
    edges=np.zeros(2, np.float32),
    counts=np.zeros(1, np.int64),
    limit=0.1,
    overview=np.zeros((1, 1), np.uint8),
    row=0,
    column=0,
    numbers=np.zeros((1, 1), np.float32),
)


def verdict(**changes: object) -> ConfigVerdict:
    """A config that can be built and fits, with these fields changed."""
    good = ConfigVerdict(ConfigEdit("bert"), (), (), "{}", "{}", (), (), (), FOOTPRINT, (), ())
    return dataclasses.replace(good, **changes)  # type: ignore[arg-type]
