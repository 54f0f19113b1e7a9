"""Adapter folders: merged as peft merges them, and what is refused of a stranger's config."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tqdm import tqdm

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import summary
from explorer.engine.weights import adapter
from explorer.engine.weights.memory import WeightsNeed
from explorer.features import python
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.checkpoints.compute import open_model
from explorer.features.checkpoints.protocol import CompareSaved, ModelPreview, PreviewModel
from explorer.features.compare.protocol import (
    ComparedHiddenStatesRequest,
    ComparisonResult,
    ForgetOther,
    LoadOther,
    RunBoth,
)
from explorer.features.export.session_script import session_script
from explorer.protocol.explanation import Step
from explorer.protocol.failures import (
    AdapterAlone,
    AdapterAlwaysOn,
    ConfigBroken,
    Failure,
    MemoryTooSmall,
    WeightsBroken,
)
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.model import CreateRandomCopy, LoadModel, ModelReady, SaveModel
from explorer.protocol.run import Run
from tests.lesson.execute import execute
from tests.model import tiny

GPT2 = resources.path("models", "mini-world-gpt2")
BERT = resources.path("models", "mini-world-bert")
TEXT = "Anna has a dog"


@pytest.fixture(autouse=True, scope="module")
def _quiet() -> None:
    from transformers import logging

    logging.disable_progress_bar()
    tqdm.monitor_interval = 0  # a thread that watches bars, and stays


@pytest.fixture
def peft() -> Any:
    return pytest.importorskip("peft", reason="adapters need the package peft")


def written(
    folder: Path, base: Path = GPT2, kind: str = "AutoModelForCausalLM", **more: Any
) -> Path:
    """An adapter that peft itself wrote, with matrices that are not zero."""
    import peft
    import transformers

    torch.manual_seed(3)
    model = getattr(transformers, kind).from_pretrained(base)
    options = {"r": 4, "lora_alpha": 8, "task_type": "CAUSAL_LM", **more}
    around = peft.get_peft_model(model, peft.LoraConfig(**options))
    for name, parameter in around.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.2)
    around.save_pretrained(folder)
    return folder


def _bare(folder: Path, base: Path = GPT2) -> Any:
    """The merged model, as bare transformers and peft make it."""
    import peft
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base, disable_mmap=True)
    return peft.PeftModel.from_pretrained(model, folder).merge_and_unload().eval()


_KINDS: dict[str, dict[str, Any]] = {
    "usual": {},
    "all layers": {"target_modules": "all-linear"},
    "rsLoRA": {"use_rslora": True},
    "DoRA": {"use_dora": True},
    "ranks of its own": {
        "rank_pattern": {"h.0.attn.c_attn": 2},
        "alpha_pattern": {"h.1.attn.c_attn": 3},
    },
}


@pytest.mark.parametrize("name", _KINDS)
@pytest.mark.filterwarnings("ignore")  # peft's own, of GPT-2's turned layers
def test_every_weight_is_that_of_peft(peft: Any, engine: Engine, tmp_path: Path, name: str) -> None:
    folder = written(tmp_path / "adapter", **_KINDS[name])
    ready = engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    assert isinstance(ready, ModelReady)
    bare = _bare(folder).state_dict()
    own = engine.loaded.model.state_dict()
    assert own.keys() == bare.keys()
    for key, tensor in bare.items():
        assert torch.equal(own[key], tensor), key
    assert ready.summary.class_name == "GPT2LMHeadModel"
    assert ready.summary.state_text == "Weights from a file, with an adapter merged in"
    assert ready.summary.report is not None
    assert ready.summary.report.base == str(GPT2)
    # Without a tokenizer of its own, it reads as its base does.
    assert ready.summary.tokenizer == str(GPT2)


@pytest.mark.filterwarnings("ignore")
def test_its_python_gives_the_same_bits_and_it_is_saved_as_a_whole_model(
    peft: Any, engine: Engine, tmp_path: Path
) -> None:
    folder = written(tmp_path / "adapter")
    steps = []
    for request in (LoadModel(str(folder)), Run((TEXT,)), SaveModel(str(tmp_path / "saved"))):
        result = engine(request, tiny.no_check, tiny.no_report)
        steps.append(Step(request, result, summary(engine.loaded)))
    logits = engine.loaded.run_outputs["logits"].numpy()
    compared: Any = engine(CompareSaved(str(tmp_path / "saved")), tiny.no_check, tiny.no_report)
    assert compared.identical
    shutil.rmtree(tmp_path / "saved")
    (ran,) = execute([session_script(steps, threads=torch.get_num_threads())])
    assert np.array_equal(ran.arrays["outputs.logits"], logits)


@pytest.mark.filterwarnings("ignore")
def test_with_and_without_are_compared_and_its_twin_has_the_config_of_its_base(
    peft: Any, engine: Engine, tmp_path: Path
) -> None:
    folder = written(tmp_path / "adapter")
    engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    other = LoadOther("checkpoint", path=str(GPT2), name="without")
    both = engine(RunBoth(other, (TEXT,)), tiny.no_check, tiny.no_report)
    assert isinstance(both, ComparisonResult)
    assert both.other.summary.report is not None
    assert both.other.summary.report.base == ""
    twin = engine(CreateRandomCopy(), tiny.no_check, tiny.no_report)
    assert isinstance(twin, ModelReady)
    assert twin.summary.source == str(GPT2)


# -- off and on ------------------------------------------------------------------------------------


def _ask(engine: Engine, request: Any) -> Any:
    return engine(request, tiny.no_check, tiny.no_report)


def _plain() -> Any:
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(GPT2, disable_mmap=True).eval()


def _same_weights(engine: Engine, bare: Any) -> None:
    own, wanted = engine.loaded.model.state_dict(), bare.state_dict()
    assert own.keys() == wanted.keys()
    assert [name for name, value in wanted.items() if not torch.equal(own[name], value)] == []


@pytest.mark.parametrize("name", _KINDS)
@pytest.mark.filterwarnings("ignore")
def test_switched_off_it_is_its_base_and_on_again_what_peft_merged(
    peft: Any, engine: Engine, tmp_path: Path, name: str
) -> None:
    folder = written(tmp_path / "adapter", **_KINDS[name])
    base = _plain()
    first = _ask(engine, LoadModel(str(folder))).summary
    with_it = _ask(engine, Run((TEXT,))).predictions
    off = _ask(engine, LoadModel(str(folder), adapter=False)).summary
    assert (first.adapter, off.adapter) == ("on", "off")
    assert off.serial != first.serial, "for every view it is another model"
    assert off.state_text == "Weights from a file, its adapter switched off"
    assert "switched off" in (off.report.sentence if off.report else "")
    _same_weights(engine, base)
    without = _ask(engine, Run((TEXT,)))
    given = {key: value for key, value in engine.loaded.run_inputs.items() if key != "use_cache"}
    with torch.inference_mode():
        assert torch.equal(base(**given).logits, engine.loaded.run_outputs["logits"])
    assert without.predictions != with_it
    again = _ask(engine, LoadModel(str(folder))).summary
    assert again.adapter == "on"
    _same_weights(engine, _bare(folder))
    assert _ask(engine, Run((TEXT,))).predictions == with_it


@pytest.mark.filterwarnings("ignore")
def test_a_switch_reads_nothing_and_another_request_does(
    peft: Any, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.engine.weights import load

    folder = written(tmp_path / "adapter")
    _ask(engine, LoadModel(str(folder), adapter=False))
    assert summary(engine.loaded).adapter == "off"
    loads: list[str] = []
    known = load.load

    def counted(path: str, **more: Any) -> Any:
        loads.append(path)
        return known(path, **more)

    monkeypatch.setattr(load, "load", counted)
    _ask(engine, AblateHeads((HeadPlace("self", 0, 1),)))
    _ask(engine, LoadModel(str(folder)))
    assert not loads
    assert not head_mask.off(engine.loaded.model), "it begins with every head on"
    _ask(engine, LoadModel(str(folder), adapter=False, dtype="bfloat16"))
    assert loads
    assert summary(engine.loaded).adapter == "off"


@pytest.mark.filterwarnings("ignore")
def test_compare_shows_it_with_and_without_in_one_memory(
    peft: Any, engine: Engine, tmp_path: Path
) -> None:
    folder = written(tmp_path / "adapter")
    for now in (True, False):
        _ask(engine, LoadModel(str(folder), adapter=now))
        _ask(engine, Run((TEXT,)))
        ready = _ask(engine, LoadOther("adapter"))
        both = _ask(engine, RunBoth(LoadOther("adapter"), (TEXT,)))
        states = (both.main.summary.adapter, both.other.summary.adapter)
        assert states == (("on", "off") if now else ("off", "on"))
        assert ready.summary.adapter == states[1]
        names = {"on": "adapter with its adapter", "off": "adapter without its adapter"}
        for side in (both.main, both.other):
            assert side.summary.name == names[side.summary.adapter]
        assert both.same_tokens
        assert "The only difference is what the adapter changes" in both.sentence
        bare = {
            "off": _plain(),
            "on": _bare(folder),
        }
        given = engine.loaded.run_inputs["input_ids"]
        for side in (both.main, both.other):
            with torch.inference_mode():
                logits = bare[side.summary.adapter](given).logits[0, -1]
            best = side.ran.predictions[0].candidates[0]
            assert best.id == int(logits.argmax())
            assert best.probability == pytest.approx(float(logits.softmax(-1).max()), rel=1e-6)
        hidden = _ask(engine, ComparedHiddenStatesRequest())
        assert hidden.both is both
        assert summary(engine.loaded).adapter == ("on" if now else "off"), "as it was"
        assert _ask(engine, ForgetOther()).freed == 0


@pytest.mark.parametrize("now", [True, False])
@pytest.mark.filterwarnings("ignore")
def test_the_python_of_both_states_gives_the_same_bits(
    peft: Any, engine: Engine, tmp_path: Path, now: bool
) -> None:
    folder = written(tmp_path / "adapter")
    scripts, wanted, given = [], [], []
    for request in (Run((TEXT,)), RunBoth(LoadOther("adapter"), (TEXT,))):
        steps = []
        for each in (LoadModel(str(folder), adapter=now), request):
            result = _ask(engine, each)
            steps.append(Step(each, result, summary(engine.loaded)))
        scripts.append(session_script(steps, threads=torch.get_num_threads()))
        wanted.append(engine.loaded.run_outputs.get("logits"))
        given.append(engine.loaded.run_inputs.get("input_ids"))
    alone, both = execute(scripts)
    assert wanted[0] is not None
    assert np.array_equal(alone.arrays["outputs.logits"], wanted[0].numpy())
    # After both, the outputs are those of the other state, computed for its attention too.
    bare = _bare(folder) if not now else _plain()
    bare.set_attn_implementation("eager")
    with torch.inference_mode():
        logits = bare(given[0]).logits.numpy()
    assert np.array_equal(both.arrays["outputs.logits"], logits)


@pytest.mark.filterwarnings("ignore")
def test_what_is_saved_is_what_is_in_memory_and_says_so(
    peft: Any, engine: Engine, tmp_path: Path
) -> None:
    folder = written(tmp_path / "adapter")
    from safetensors.torch import load_file

    base = load_file(GPT2 / "model.safetensors")
    for now in (True, False):
        _ask(engine, LoadModel(str(folder), adapter=now))
        saved = tmp_path / f"saved{now}"
        _ask(engine, SaveModel(str(saved)))
        assert not list(saved.glob("adapter*")), "its own files stay where they are"
        same = [torch.equal(value, base[name]) for name, value in load_file(
            saved / "model.safetensors").items()]  # fmt: skip
        assert all(same) != now
        card = (saved / "README.md").read_text(encoding="utf-8")
        assert ("An adapter was merged" in card, "was switched off" in card) == (now, not now)
        assert _ask(engine, CompareSaved(str(saved))).identical


@pytest.mark.filterwarnings("ignore")
def test_one_that_brings_a_head_stays_on_and_one_without_room_too(
    peft: Any, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = "AutoModelForSequenceClassification"
    head = written(tmp_path / "head", BERT, kind, task_type="SEQ_CLS")
    assert _ask(engine, LoadModel(str(head))).summary.adapter == ""
    with pytest.raises(AdapterAlwaysOn, match="brings whole layers"):
        _ask(engine, LoadModel(str(head), adapter=False))
    folder = written(tmp_path / "adapter")
    with_copies: list[int] = []
    known = open_model._make_room

    def room(engine: Engine, request: LoadModel, need: WeightsNeed) -> int | None:
        with_copies.append(need.bytes)
        if len(with_copies) == 1:
            raise MemoryTooSmall(need.bytes, 0)
        return known(engine, request, need)

    monkeypatch.setattr(open_model, "_make_room", room)
    assert _ask(engine, LoadModel(str(folder))).summary.adapter == ""
    assert with_copies[0] > with_copies[1]
    assert _ask(engine, LoadModel(str(folder))).summary.adapter == "on"


@pytest.mark.filterwarnings("ignore")
def test_a_head_that_was_trained_with_it_comes_from_its_folder(
    peft: Any, engine: Engine, tmp_path: Path
) -> None:
    kind = "AutoModelForSequenceClassification"
    folder = written(tmp_path / "adapter", BERT, kind, task_type="SEQ_CLS")
    ready = engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    assert isinstance(ready, ModelReady)
    assert ready.summary.class_name == "BertForSequenceClassification"
    from safetensors.torch import load_file

    saved = load_file(folder / "adapter_model.safetensors")["base_model.model.classifier.weight"]
    assert torch.equal(engine.loaded.model.state_dict()["classifier.weight"], saved)
    assert ready.summary.report is not None
    assert "classifier.weight" not in ready.summary.report.missing


@pytest.mark.filterwarnings("ignore")
def test_the_preview_says_whose_facts_it_shows(peft: Any, engine: Engine, tmp_path: Path) -> None:
    folder = written(tmp_path / "adapter")
    preview = engine(PreviewModel(str(folder)), tiny.no_check, tiny.no_report)
    whole = engine(PreviewModel(str(GPT2)), tiny.no_check, tiny.no_report)
    assert isinstance(preview, ModelPreview)
    assert isinstance(whole, ModelPreview)
    assert (preview.base, preview.parameters) == (str(GPT2), whole.parameters)
    assert [file.name for file in preview.files] == [
        "adapter_model.safetensors",
        "model.safetensors",
    ]
    assert preview.need("auto") > whole.need("auto")
    assert preview.tokenizer == whole.tokenizer


def _changed(folder: Path, **values: Any) -> Path:
    file = folder / "adapter_config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | values))
    return folder


@pytest.mark.parametrize(
    "values",
    [
        {"r": 0},
        {"r": 10**9},
        {"r": "many"},
        {"bias": "some"},
        {"rank_pattern": {"(a+)+b": 4}},
        {"alpha_pattern": {".*": 4}},
        {"modules_to_save": [".*"]},
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_makes_no_sense_is_refused(
    peft: Any, engine: Engine, tmp_path: Path, values: dict[str, Any]
) -> None:
    folder = _changed(written(tmp_path / "adapter"), **values)
    for way in (PreviewModel, LoadModel):
        with pytest.raises(ConfigBroken) as caught:
            engine(way(str(folder)), tiny.no_check, tiny.no_report)
        assert str(folder) in caught.value.sentence


@pytest.mark.filterwarnings("ignore")
def test_no_pattern_and_no_module_of_a_stranger_reaches_peft(
    peft: Any, engine: Engine, tmp_path: Path
) -> None:
    import sys

    folder = _changed(
        written(tmp_path / "adapter"),
        target_modules="(((a+)+)+)+b|c_attn|.*c_attn",
        megatron_config={"a": 1},
        megatron_core="this",
        auto_mapping={"base_model_class": "x", "parent_library": "antigravity"},
    )
    engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    assert not {"this", "antigravity"} & set(sys.modules)


@pytest.mark.filterwarnings("ignore")
def test_an_adapter_of_another_model_is_refused_and_the_former_one_stays(
    peft: Any, engine: Engine, tmp_path: Path
) -> None:
    engine(LoadModel(str(BERT)), tiny.no_check, tiny.no_report)
    serial = engine.loaded.serial
    folder = _changed(written(tmp_path / "adapter"), base_model_name_or_path=str(BERT))
    with pytest.raises(WeightsBroken):
        engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    assert engine.loaded.serial == serial


def _alone(folder: Path, **more: object) -> Path:
    folder.mkdir()
    about = {"peft_type": "LORA", "base_model_name_or_path": str(GPT2), **more}
    (folder / "adapter_config.json").write_text(json.dumps(about))
    (folder / "adapter_model.safetensors").write_bytes(b"x")
    return folder


def _refused(engine: Engine, folder: Path) -> Failure:
    with pytest.raises(AdapterAlone) as caught:
        engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    return caught.value


def test_without_the_package_it_says_what_to_install(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from explorer.protocol.failures import other_formats

    for module in (adapter, other_formats):
        monkeypatch.setattr(module, "installed", lambda name: False)
    failure = _refused(engine, _alone(tmp_path / "lora"))
    assert "needs the package peft" in failure.sentence
    assert "[lora]" in failure.details
    assert failure.remedy is not None
    assert (failure.remedy.action, failure.remedy.target) == ("open", str(GPT2))


def test_a_base_that_is_not_here_is_offered(peft: Any, engine: Engine, tmp_path: Path) -> None:
    folder = _alone(tmp_path / "lora", base_model_name_or_path="some/base")
    failure = _refused(engine, folder)
    assert "some/base is not on this computer" in failure.sentence
    assert failure.remedy is not None
    assert (failure.remedy.action, failure.remedy.target) == ("page", "some/base")
    itself = _changed(folder, base_model_name_or_path=str(folder))
    assert _refused(engine, itself).sentence


@pytest.mark.parametrize(
    "base", ["//host/share", "\\\\host\\share", "a" * 5000, "/" + "b" * 5000, "a\0b"]
)
def test_a_base_that_is_no_place_here_is_never_looked_for(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    monkeypatch.setattr(adapter, "installed", lambda *_: True)
    looked: list[str] = []
    for name in ("isfile", "isdir", "exists"):
        known = getattr(os.path, name)

        def look(path: Any, known: Any = known) -> bool:
            looked.append(os.fspath(path))
            return bool(known(path))

        monkeypatch.setattr(os.path, name, look)
    assert _refused(engine, _alone(tmp_path / "lora", base_model_name_or_path=base)).sentence
    assert not [path for path in looked if path.startswith(("//", "\\\\"))]


def test_other_kinds_of_adapters_are_named(engine: Engine, tmp_path: Path) -> None:
    failure = _refused(engine, _alone(tmp_path / "ia3", peft_type="IA3"))
    assert "It is of the kind IA3" in failure.sentence


@pytest.mark.filterwarnings("ignore")
def test_a_base_in_the_cache_of_the_hub_is_found(
    peft: Any, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from huggingface_hub import constants

    commit = "0123456789abcdef" * 2 + "01234567"
    cache = tmp_path / "cache"
    kept = cache / "models--some--base"
    shutil.copytree(GPT2, kept / "snapshots" / commit)
    (kept / "refs").mkdir()
    (kept / "refs" / "main").write_text(commit)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    folder = written(tmp_path / "adapter")
    bare = _bare(folder).state_dict()
    _changed(folder, base_model_name_or_path="some/base")
    ready = engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)
    assert isinstance(ready, ModelReady)
    assert ready.summary.report is not None
    assert ready.summary.report.base == "some/base"
    for key, tensor in engine.loaded.model.state_dict().items():
        assert torch.equal(tensor, bare[key]), key
    code = python.code(LoadModel(str(folder)), ready, ready.summary)
    assert 'base = "some/base"' in code
