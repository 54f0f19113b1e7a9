"""Will it fit: the arithmetic, the verdicts, and that not knowing is an answer of its own."""

from __future__ import annotations

import json

import pytest

from explorer.features.hub.protocol.checkpoint_page import TensorHeader
from explorer.features.hub.protocol.fit import CheckFit, Fit
from explorer.features.hub.remote.lookup import fit as fit_room
from explorer.features.hub.remote.lookup.fit import read_sizes, work_out
from tests.hub.conftest import Asking
from tests.loopback import LoopbackHub
from tests.loopback.checkpoints import config, plain, safetensors

CONFIG = json.loads(config(hidden_size=256, vocab_size=30_000, architectures=["BertForMaskedLM"]))
TENSORS = (TensorHeader("w", "F32", (25_000_000,), 100_000_000, "model.safetensors"),)


def fit(room: int, **more: object) -> Fit:
    return work_out(TENSORS, CONFIG, CheckFit("o/m", **more), room)  # type: ignore[arg-type]


def test_the_three_verdicts_around_their_borders() -> None:
    needed = fit(10**10).needed
    assert fit(needed - 1).verdict == "too large"
    assert fit(needed).verdict == "tight"
    assert fit(int(needed / 0.85) - 2).verdict == "tight"
    assert fit(int(needed / 0.85) + 2).verdict == "fits"


def test_another_dtype_counts_the_file_beside_the_weights_while_loading() -> None:
    as_stored, converted = fit(10**10), fit(10**10, dtype="bfloat16")
    assert (as_stored.weights, converted.weights) == (100_000_000, 50_000_000)
    assert as_stored.dtype == "float32"
    assert converted.loading - as_stored.loading == 50_000_000
    assert converted.running < as_stored.running


def test_longer_texts_larger_batches_and_kept_attention_need_more() -> None:
    short, long = fit(10**10, length=32).running, fit(10**10, length=512).running
    assert short < long < fit(10**10, length=512, batch=4).running
    assert long < fit(10**10, length=512, attention=True).running


def test_the_arithmetic_can_be_followed() -> None:
    found = work_out(TENSORS, CONFIG, CheckFit("o/m", frees=1_000), 5_000_000_000)
    by_label = {line.label: line.bytes for line in found.lines}
    assert by_label["Memory free now"] + 1_000 == found.room
    assert by_label["Needed at the most"] == found.needed
    parts = ("Weights", "Working memory", "A first run's own buffers")
    assert sum(by_label[label] for label in parts) == found.running
    assert all(line.how for line in found.lines)


def test_unloading_frees_room(
    loopback: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_room, "memory_free", lambda: 1_000)
    loopback.add("o/m", plain())
    assert ask(CheckFit("o/m")).verdict == "too large"
    assert ask(CheckFit("o/m", frees=10**9)).verdict == "fits"
    assert loopback.sent("model.safetensors") <= 300_000


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"model.safetensors": safetensors({"w": (8,)}), "config.json": b"{}"}, "other sizes"),
        ({"config.json": config()}, "nothing to load"),
    ],
)
def test_cannot_tell_is_an_answer(
    loopback: LoopbackHub, ask: Asking, files: dict[str, bytes], words: str
) -> None:
    loopback.add("o/m", files)
    found = ask(CheckFit("o/m"))
    assert (found.verdict, found.needed, found.lines) == ("cannot tell", 0, ())
    assert words in found.sentence
    assert not found.sentence.endswith("..")


@pytest.mark.parametrize(
    ("said", "hidden", "layers"),
    [
        ({"n_embd": 768, "n_layer": 12, "n_head": 12, "vocab_size": 50257}, 768, 12),
        ({"d_model": 512, "num_layers": 6, "num_decoder_layers": 6, "d_kv": 64}, 512, 12),
        ({"dim": 768, "n_layers": 6, "n_heads": 12, "hidden_dim": 3072}, 768, 6),
        ({"text_config": {"hidden_size": 64, "num_hidden_layers": 2}}, 64, 2),
    ],
)
def test_sizes_under_their_usual_names(said: dict[str, object], hidden: int, layers: int) -> None:
    sizes = read_sizes(said)
    assert sizes is not None
    assert (sizes.hidden, sizes.layers) == (hidden, layers)


def test_what_writes_on_keeps_the_keys_and_values_of_every_layer() -> None:
    llama = {
        "architectures": ["LlamaForCausalLM"], "hidden_size": 64, "num_hidden_layers": 3,
        "num_attention_heads": 8, "num_key_value_heads": 2, "intermediate_size": 128,
        "vocab_size": 100,
    }  # fmt: skip
    keeping, without = (read_sizes({**llama, "use_cache": use}) for use in (True, False))
    assert keeping is not None
    assert without is not None
    more = fit_room.working_bytes(keeping, 2, 10, 4, attention=False)
    more -= fit_room.working_bytes(without, 2, 10, 4, attention=False)
    # Keys and values × 3 layers × 2 texts × 10 tokens × 2 heads of 8 numbers × 4 bytes each.
    assert more == 2 * 3 * 2 * 10 * (2 * 8) * 4
