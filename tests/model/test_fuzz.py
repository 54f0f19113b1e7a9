"""Random edits leave no crash and no unexplained failure.

40 in the suite, 200 in its survey; 2,000 with figures by `python -m tests.model.test_fuzz`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explorer.features.create.compute.fields.form import form_of
from explorer.features.create.compute.verdict import check_config
from explorer.features.create.protocol.config import CheckConfig
from explorer.protocol.config import ConfigEdit

KINDS = (
    "bert",
    "gpt2",
    "llama",
    "t5",
    "mixtral",
    "vit",
    "clip",
    "llava",
    "whisper",
    "mamba",
    "qwen3",
    "deberta-v2",
    "swin",
    "wav2vec2",
    "gemma3",
    "bart",
)
_ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.sampled_from([-1, 0, 1, 2, 3, 5, 7, 8, 12, 64, 100, 128, 770, 1000]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.lists(st.integers(-5, 100), max_size=4),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
    st.sampled_from(["gelu", "relu", "silu", "default", "linear", "bfloat16"]),
)
SEEN: Counter[str] = Counter()


def quiet(*args: Any, **more: Any) -> None:
    """A check that never stops, a report that nobody reads."""


@st.composite
def edits(draw: Any) -> ConfigEdit:
    """A type and up to four settings of its form, with values that fit or that do not."""
    kind = draw(st.sampled_from(KINDS))
    form = form_of(ConfigEdit(kind, "AutoModel"))
    overrides: dict[str, Any] = {}
    for field in draw(st.lists(st.sampled_from(form.fields), max_size=4, unique=True)):
        value: Any
        if field.kind == "config" and field.fields and draw(st.booleans()):
            inner = draw(st.sampled_from(field.fields))
            value = {inner.name: draw(_ANYTHING)}
        elif field.kind == "int" and draw(st.booleans()):
            value = draw(st.integers(1, 300))
        elif field.choices and draw(st.booleans()):
            value = draw(st.sampled_from(field.choices))
        else:
            value = draw(_ANYTHING)
        overrides[field.name] = value
    if draw(st.integers(0, 9)) == 0:
        overrides[draw(st.text(max_size=12))] = draw(_ANYTHING)
    return ConfigEdit(kind, "AutoModel", json.dumps(overrides))


def judge(edit: ConfigEdit) -> None:
    """Whatever the edit is, it is drawn, and counted or refused with a sentence."""
    assert form_of(edit).fields
    found = check_config(CheckConfig(edit, free_bytes=10**12, what_if=False), quiet, quiet)
    errors = [one for one in found.problems if one.level == "error"]
    assert found.footprint is not None or errors or found.missing_packages, edit
    for one in found.problems:
        assert one.sentence.strip(), edit
        assert "Traceback" not in one.sentence, edit
    if found.footprint is not None:
        whole = sum(part.parameters for part in found.footprint.parts)
        assert whole == found.footprint.parameters, edit
    SEEN["refused" if errors else "counted"] += 1
    for one in errors:
        SEEN[f"refused by {one.source}"] += 1
        SEEN["with a value that works" if one.suggestions else "without a value"] += 1


@pytest.mark.parametrize("count", [40, pytest.param(200, marks=pytest.mark.survey)])
def test_random_edits_are_counted_or_explained(count: int) -> None:
    judge_many(count, derandomize=True)


def judge_many(count: int, *, derandomize: bool) -> None:
    """That many random edits; the same ones each time where it says so."""

    @settings(
        max_examples=count,
        deadline=None,
        derandomize=derandomize,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(edits())
    def run(edit: ConfigEdit) -> None:
        judge(edit)

    # What is imported for a form draws from `random`, which a strategy must not.
    for kind in KINDS:
        form_of(ConfigEdit(kind, "AutoModel"))
    run()


def main(examples: int) -> None:
    """Many more examples, and what became of them."""
    import warnings

    import transformers

    warnings.simplefilter("ignore")
    transformers.logging.set_verbosity_error()

    judge_many(examples, derandomize=False)
    print(json.dumps(SEEN, indent=2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
