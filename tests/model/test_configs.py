"""The catalogue, the form, presets, JSON both ways, the footprint, the tree and the weights."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers

from explorer import resources
from explorer.engine import build
from explorer.engine.model_class import choose_class
from explorer.features.architecture.compute.module_tree import tree_of_edit, tree_of_model
from explorer.features.architecture.compute.weight_view import file_names, look_at_weight
from explorer.features.architecture.protocol import WeightRequest
from explorer.features.create.compute import catalogue
from explorer.features.create.compute.catalogue import make, read_catalogue, shipped
from explorer.features.create.compute.edit import build_config
from explorer.features.create.compute.fields.form import form_of
from explorer.features.create.compute.start import start_from_json, start_from_preset
from explorer.features.create.compute.verdict import check_config
from explorer.features.create.protocol.catalogue import Catalogue, ReadCatalogue
from explorer.features.create.protocol.config import (
    CheckConfig,
    FormField,
    StartFromJson,
    StartFromPreset,
)
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import ConfigRefused, WeightGone
from explorer.text import translation
from tests.conftest import ROOT
from tests.pseudo import Pseudo, pseudo

torch.set_num_threads(1)
SAMPLE = (
    "bert",
    "llama",
    "t5",
    "clip",
    "vit",
    "whisper",
    "qwen3_vl",
    "mamba",
    "deepseek_v3",
    "mpt",
)


def quiet(*args: Any, **more: Any) -> None:
    """A check that never stops, a report that nobody reads."""


def flat(fields: tuple[FormField, ...]) -> dict[str, FormField]:
    found: dict[str, FormField] = {}
    for one in fields:
        found[one.path] = one
        found |= flat(one.fields)
    return found


# -- the catalogue ---------------------------------------------------------------------------


def test_the_catalogue_opens_without_torch_and_at_once() -> None:
    code = (
        "import time, sys; t = time.perf_counter()\n"
        "from explorer.features.create.compute.catalogue import shipped\n"
        "c = shipped()\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules\n"
        "assert time.perf_counter() - t < 2, time.perf_counter() - t\n"
        "assert len(c.types) >= 600\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_catalogue_has_every_type_that_transformers_names() -> None:
    from transformers.models.auto import configuration_auto, modeling_auto

    named: dict[str, set[str]] = {}
    for mapping, types in vars(modeling_auto).items():
        if re.fullmatch(r"MODEL_\w*MAPPING_NAMES", mapping):
            for kind, classes in types.items():
                listed = {classes} if isinstance(classes, str) else set(classes)
                named.setdefault(kind, set()).update(listed)
    made = make()
    assert made.transformers_version == transformers.__version__
    every = {c.name for one in made.types for c in one.classes}
    for kind in vars(configuration_auto)["CONFIG_MAPPING_NAMES"].keys() & named.keys():
        found = made.type(kind)
        assert found is not None, kind
        assert named[kind] <= every, kind
    assert len(every) >= 1_700
    if shipped().transformers_version == transformers.__version__:
        assert made.to_json() == shipped().to_json()


def test_the_catalogue_of_another_transformers_is_made_once_and_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make()
    translation.use(Pseudo())
    monkeypatch.setattr(catalogue, "shipped", lambda: Catalogue("5.0.0", ()))
    calls: list[object] = []

    def made_again(check: object) -> Catalogue:
        calls.append(check)
        return made

    monkeypatch.setattr(catalogue, "make", made_again)
    try:
        for _ in range(2):
            found = read_catalogue(ReadCatalogue(str(tmp_path / "cache")), quiet, quiet)
            assert pseudo("Text encoders") in {one.family for one in found.types}, (
                "translated when it is read"
            )
    finally:
        translation.use(None)
    assert len(calls) == 1
    (file,) = (tmp_path / "cache").iterdir()
    assert file.read_text(encoding="utf-8") == made.to_json(), "English is kept"
    for damaged in ('{"transformers": "5', "[]", '{"transformers": 5}', "[" * 100_000):
        file.write_text(damaged, encoding="utf-8")
        calls.clear()
        assert read_catalogue(ReadCatalogue(str(tmp_path / "cache")), quiet, quiet) == made
        assert len(calls) == 1, damaged[:20]
    (tmp_path / "a file").touch()  # nothing can be kept there; and an empty folder keeps nothing
    for folder in (str(tmp_path / "a file"), ""):
        assert read_catalogue(ReadCatalogue(folder), quiet, quiet) == made


def test_finding_in_the_catalogue() -> None:
    every = shipped()
    assert every.types[0].name == "bert"
    assert every.find("Llama")[0].name == "llama"
    assert every.find("gpt-2")[0].name == "gpt2"
    assert "dpr" in [one.name for one in every.find("DPRContextEncoder")]
    assert every.find("no such thing") == ()
    bert = every.type("bert")
    assert bert is not None
    assert bert.default_class == "BertModel"
    assert all(c.purpose for one in every.types for c in one.classes)
    assert all(one.line and one.title for one in every.types)


# -- the form --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLE)
def test_the_form_has_every_field_of_the_class(kind: str) -> None:
    from dataclasses import fields

    form = form_of(ConfigEdit(kind, "AutoModel"))
    config = build_config(ConfigEdit(kind, "AutoModel"))
    own = {one.name for one in fields(config)}
    shown = {one.name for one in form.fields}
    from transformers import PreTrainedConfig

    hidden = {one.name for one in fields(PreTrainedConfig)}
    assert own - hidden <= shown
    for one in form.fields:
        if one.kind != "config":
            assert json.loads(one.value) is not None or one.optional or one.default == "null"


def test_the_form_says_what_it_needs_to() -> None:
    found = flat(form_of(ConfigEdit("bert", "BertModel")).fields)
    size = found["hidden_size"]
    assert (size.kind, size.default, size.group, size.low) == ("int", "768", "sizes", 1)
    assert size.plain == "Size of each token's vector"
    assert "hidden" in size.description
    assert found["hidden_act"].kind == "choice"
    assert "gelu" in found["hidden_act"].choices
    assert found["id2label"].kind == "labels"
    assert flat(form_of(ConfigEdit("gpt2", "")).fields)["n_embd"].aliases == ("hidden_size",)
    llama = flat(form_of(ConfigEdit("llama", "")).fields)
    assert llama["rope_parameters"].kind == "rope"
    assert json.loads(llama["head_dim"].value) == 128


def test_a_free_slot_takes_another_model_type() -> None:
    edit = ConfigEdit(
        "llava", "LlavaModel", '{"text_config": {"model_type": "qwen2", "hidden_size": 64}}'
    )
    found = flat(form_of(edit).fields)
    assert found["text_config"].model_type == "qwen2"
    assert "gpt2" in found["text_config"].model_types
    assert found["text_config.hidden_size"].value == "64"
    assert found["text_config.hidden_size"].changed
    config = build_config(
        ConfigEdit("llava", "LlavaModel", '{"vision_config": {"hidden_size": 2048}}')
    )
    assert config.vision_config.image_size == 336, "a slot's own values stay when one is edited"


def test_a_config_is_fresh_each_time() -> None:
    edit = ConfigEdit("llama", "LlamaModel", '{"rope_parameters": {"rope_theta": 5000.0}}')
    one, other = build_config(edit), build_config(edit)
    assert one is not other
    one.rope_parameters["rope_theta"] = 1.0
    assert build_config(edit).rope_parameters["rope_theta"] == 5000.0
    assert build_config(ConfigEdit("llama", "LlamaModel", '{"hidden_size": 64}')).head_dim == 2


# -- starting points -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLE)
@pytest.mark.parametrize("preset", ["tiny", "small"])
def test_presets_can_be_created(kind: str, preset: str) -> None:
    start = start_from_preset(StartFromPreset(kind, "AutoModel", preset), quiet, quiet)
    found = check_config(CheckConfig(start.edit, free_bytes=10**12, what_if=False), quiet, quiet)
    assert found.can_create, [one.sentence for one in found.problems]
    assert found.footprint is not None
    assert found.footprint.parameters < (20_000_000 if preset == "tiny" else 200_000_000)


@pytest.mark.parametrize("config", sorted(resources.path("models").glob("*/config.json")))
def test_a_tiny_model_reads_with_each_tokenizer_that_came_with_the_program(config: Path) -> None:
    start = start_from_preset(StartFromPreset("gpt2", "AutoModel", "tiny"), quiet, quiet)
    tokens = len(transformers.AutoTokenizer.from_pretrained(config.parent))
    assert tokens <= json.loads(start.edit.overrides)["vocab_size"]


@pytest.mark.parametrize("kind", SAMPLE)
def test_a_config_survives_the_way_through_json(kind: str) -> None:
    start = start_from_preset(StartFromPreset(kind, "AutoModel", "tiny"), quiet, quiet)
    text = build_config(start.edit).to_json_string(use_diff=False)
    again = start_from_json(StartFromJson(text), quiet, quiet)
    assert build_config(again.edit).to_json_string(use_diff=False) == text
    assert not [one for one in again.problems if one.level == "error"]


def test_json_that_names_no_type_is_refused_with_a_hint() -> None:
    with pytest.raises(ConfigRefused, match="model_type"):
        start_from_json(StartFromJson("{}"), quiet, quiet)
    with pytest.raises(ConfigRefused, match="llama"):
        start_from_json(StartFromJson('{"model_type": "lama"}'), quiet, quiet)
    start = start_from_json(StartFromJson('{"hidden_size": 64}', "bert", "BertModel"), quiet, quiet)
    assert start.edit == ConfigEdit("bert", "BertModel", '{"hidden_size": 64}')
    named = '{"model_type": "bert", "architectures": ["BertForMaskedLM"], "hidden_size": 768}'
    assert start_from_json(StartFromJson(named), quiet, quiet).edit == ConfigEdit(
        "bert", "BertForMaskedLM", "{}"
    )


# -- footprint -------------------------------------------------------------------------------


def test_bert_has_109_482_240_parameters() -> None:
    found = check_config(CheckConfig(ConfigEdit("bert", "BertModel")), quiet, quiet)
    size = found.footprint
    assert size is not None
    assert size.parameters == 109_482_240
    assert sum(part.parameters for part in size.parts) == size.parameters
    assert abs(sum(part.share for part in size.parts) - 1) < 1e-9
    assert size.float32_bytes == 4 * size.parameters
    assert json.loads(found.config_json or "")["hidden_size"] == 768
    assert json.loads(found.differences_json or "") == {}
    for hint in found.what_ifs:
        other = ConfigEdit("bert", "BertModel", json.dumps({hint.path: json.loads(hint.value)}))
        again = check_config(CheckConfig(other, what_if=False), quiet, quiet)
        assert again.footprint is not None
        assert again.footprint.parameters == hint.parameters


def test_tied_weights_count_once() -> None:
    found = check_config(CheckConfig(ConfigEdit("gpt2", "GPT2LMHeadModel")), quiet, quiet)
    assert found.footprint is not None
    assert found.footprint.parameters == 124_439_808


def test_670_billion_parameters_count_in_a_moment() -> None:
    edit = ConfigEdit("deepseek_v3", "DeepseekV3ForCausalLM")
    choose_class(edit, build_config(edit))  # its import is not part of an edit
    started = time.process_time()
    found = check_config(CheckConfig(edit, what_if=False), quiet, quiet)
    assert time.process_time() - started < 2
    assert found.footprint is not None
    assert found.footprint.parameters > 670_000_000_000
    assert not found.footprint.fits


# -- the tree and the weights ----------------------------------------------------------------


@pytest.mark.parametrize("kind", SAMPLE)
def test_shares_of_the_tree_sum_to_the_whole(kind: str) -> None:
    start = start_from_preset(StartFromPreset(kind, "AutoModel", "tiny"), quiet, quiet)
    tree = tree_of_edit(start.edit, 1, 16, quiet, quiet)
    root = tree.rows[0]
    assert root.parameters == tree.parameters
    for index, row in enumerate(tree.rows):
        children = [one for one in tree.rows if one.parent == index]
        if children and row.repeats == 1:
            total = row.own_parameters + sum(one.parameters for one in children)
            assert total == row.parameters, row.path
    tops = [one for one in tree.rows if one.parent == 0]
    share = sum(one.share for one in tops) + root.own_parameters / tree.parameters
    assert abs(share - 1) < 1e-9


@pytest.mark.parametrize("name", ["GPT2ForSequenceClassification", "BertForTokenClassification"])
def test_the_tree_of_a_model_with_a_padding_token_has_all_shapes(name: str) -> None:
    kind = "gpt2" if name.startswith("GPT2") else "bert"
    edit = ConfigEdit(
        kind,
        name,
        '{"num_hidden_layers": 2, "vocab_size": 500, "pad_token_id": 0, "num_labels": 3}',
    )
    tree = tree_of_edit(edit, 1, 16, quiet, quiet)
    assert tree.note == ""
    shapes = {one.path: one.shape for one in tree.rows}
    ends = {"GPT2ForSequenceClassification": "score", "BertForTokenClassification": "classifier"}
    assert shapes[ends[name]] == "[1, n, 3]"


def test_the_tree_of_bert_before_and_after_creation_is_the_same() -> None:
    edit = ConfigEdit("bert", "BertModel", '{"num_hidden_layers": 3, "vocab_size": 500}')
    before = tree_of_edit(edit, 1, 16, quiet, quiet)
    model = build.from_edit(edit, 0, quiet, quiet, lambda need: None)
    after = tree_of_model(model, 1, 16, quiet, quiet)
    assert before.rows == after.rows
    assert after.real
    assert not before.real
    layers = next(one for one in after.rows if one.repeats == 3)
    assert layers.label == "0 … 2  ×3"
    assert layers.shape == "[1, n, 768]"
    assert after.rows[after.find("query")[0].row].role.startswith("768 → 768")


def test_a_weight_is_looked_at_in_slices() -> None:
    edit = ConfigEdit("bert", "BertModel", '{"num_hidden_layers": 1}')
    model = build.from_edit(edit, 0, quiet, quiet, lambda need: None)
    name = "embeddings.word_embeddings.weight"
    weight = model.get_parameter(name)
    with torch.no_grad():
        weight[7, 3] = 9.0
        weight[8, 4] = float("nan")
    started = time.process_time()
    view = look_at_weight(model, WeightRequest(name, row=6, column=2), quiet)
    assert time.process_time() - started < 3
    assert view.shape == (30_522, 768)
    assert view.greatest == 9.0
    assert view.bad_values == 1
    assert int(view.counts.sum()) == view.elements - 1
    assert view.numbers.shape == (12, 8)
    assert view.numbers[1, 1] == 9.0
    good = weight.detach()[torch.isfinite(weight)].double()
    assert abs(view.mean - float(good.mean())) < 1e-9
    assert abs(view.deviation - float(good.std(correction=0))) < 1e-7
    assert view.overview.shape == (512, 512)
    assert view.overview.dtype == np.uint8
    assert not view.overview.flags.writeable
    with pytest.raises(WeightGone):
        look_at_weight(model, WeightRequest("no.such.weight"), quiet)


def test_a_weight_that_a_file_calls_otherwise() -> None:
    tiny = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "vocab_size": 50}
    heads = {"num_attention_heads": 4, "num_key_value_heads": 2, "num_local_experts": 2}
    edit = ConfigEdit("mixtral", "MixtralForCausalLM", json.dumps({**tiny, **heads}))
    model = build.from_edit(edit, 0, quiet, quiet, lambda need: None)
    names = file_names(model, "model.layers.0.mlp.experts.down_proj")
    assert names == tuple(
        f"model.layers.0.block_sparse_moe.experts.{n}.w2.weight" for n in range(2)
    )
    assert file_names(model, "model.norm.weight") == ()
