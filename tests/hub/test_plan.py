"""The plan against transformers itself: what it takes is what loading opens, and is enough."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from explorer.boundary import network, quantisation
from explorer.features.hub.protocol.checkpoint_page import OpenPage
from explorer.features.hub.protocol.fit import CheckFit
from explorer.features.hub.protocol.transfer import Download
from explorer.features.hub.remote.download.choose import (
    PYTHON_ONLY,
    PYTHON_ONLY_TYPES,
    choose,
    weights,
)
from explorer.protocol.failures import Failure, NoWeightsToLoad, Quantised
from tests.foreign import FOLDERS, QUANTISED
from tests.hub.conftest import Asking
from tests.loopback import LoopbackHub
from tests.loopback.checkpoints import config, plain, safetensors

ROOT = Path(__file__).parents[2]


def child(*arguments: str, said: str = "", **environment: str) -> str:
    """Run a module of the tests in a fresh process."""
    done = subprocess.run(
        [sys.executable, *arguments],
        input=said,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1", **environment},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="inotify tells which files are opened")
@pytest.mark.timeout(180)
def test_planned_is_what_loading_opens(
    loopback: LoopbackHub, ask: Asking, cache: Path, tmp_path: Path
) -> None:
    child("-m", "tests.hub.shapes", "make", str(tmp_path / "made"))
    plans = {}
    for folder in sorted((tmp_path / "made").iterdir()):
        content = {
            p.relative_to(folder).as_posix(): p.read_bytes()
            for p in folder.rglob("*")
            if p.is_file()
        }
        name = f"shape/{folder.name}"
        loopback.add(name, content)
        plans[name] = ask.plan(name)
        ask(Download(plans[name]))
    assert len(plans) >= 12
    said = json.dumps([(name, plan.variant) for name, plan in plans.items()])
    rows = json.loads(
        child(
            *("-m", "tests.hub.shapes", "load"),
            said=said,
            HF_HUB_CACHE=str(cache),
            HF_ENDPOINT="http://127.0.0.1:9",
        )
    )
    for row in rows:
        plan = plans[row["checkpoint"]]
        opened = sum(f.size for f in plan.files if f.etag in row["opened"])
        shape = row["checkpoint"].removeprefix("shape/")
        print(f"{shape:24} planned {plan.total:>9,} opened {opened:>9,} {plan.total / opened:.4f}")
        assert plan.total <= 1.02 * opened, (shape, row["opened"])
        assert not row["missing"], shape
        assert len(row.get("ids", [1, 2])) > 1, shape
    by_shape = {row["checkpoint"].removeprefix("shape/"): row for row in rows}
    assert by_shape["chat"]["templates"] == ["default", "tool_use"]
    assert plans["shape/variant-only"].variant == "fp16"
    assert plans["shape/variant-beside"].variant == ""
    assert by_shape["bpe-pairs-only"]["ids"] == by_shape["bpe-json-and-pairs"]["ids"]
    # And the library, asked through its own client, finds every one of these files in order.
    from huggingface_hub import HfApi

    for name in plans:
        with network.allowed():
            found = HfApi(endpoint=loopback.url).verify_repo_checksums(name, cache_dir=cache)
        assert not found.mismatches
        assert found.checked_count == len(plans[name].files)


def test_python_only_tokenizers_are_those_of_transformers() -> None:
    """Read from its sources, because importing a tokenizer may need a package that is absent."""
    spec = find_spec("transformers")
    assert spec is not None
    assert spec.origin is not None
    found: set[str] = set()
    for path in Path(spec.origin).parent.glob("models/*/tokenization_*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                over = {getattr(b, "id", "") for b in node.bases}
                if over & {"PreTrainedTokenizer", "SentencePieceBackend", "PythonBackend"}:
                    found.add(node.name.removesuffix("Tokenizer"))
    assert found - {"BertTokenizerLegacy"} <= PYTHON_ONLY
    from transformers.models.auto.tokenization_auto import TOKENIZER_MAPPING_NAMES

    types = {
        kind
        for kind, name in TOKENIZER_MAPPING_NAMES.items()
        if name and name.removesuffix("Tokenizer") in found
    }
    assert types <= PYTHON_ONLY_TYPES


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"README.md": b"x"}, "no weights at all"),
        ({"weights/model.safetensors": b"x"}, "sub-folders"),
        ({"model.safetensors.index.json": b'{"weight_map": {"a": "gone.safetensors"}}'}, "shards"),
    ],
)
def test_nothing_to_load_is_said_in_words(
    loopback: LoopbackHub, ask: Asking, files: dict[str, bytes], words: str
) -> None:
    loopback.add("o/odd", {"config.json": config(), **files})
    with pytest.raises(NoWeightsToLoad, match=words):
        ask.plan("o/odd")


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_not_for_transformers_is_named_before_a_download(
    loopback: LoopbackHub, ask: Asking, name: str
) -> None:
    """The same words as for a folder on this computer, on the page and in place of a plan."""
    files, words, _ = FOLDERS[name]
    loopback.add("o/odd", {**files, "README.md": b"x"})
    with pytest.raises(Failure, match=re.escape(words)) as caught:
        ask.plan("o/odd")
    assert caught.value.remedy is not None
    assert caught.value.remedy.action in ("hubSearch", "page")
    page = ask(OpenPage("o/odd"))
    assert page.tensors_note == caught.value.sentence
    assert loopback.sent(".safetensors") == loopback.sent(".bin") == 0


@pytest.mark.parametrize("name", QUANTISED)
def test_packed_weights_are_named_before_a_download(
    loopback: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(quantisation, "installed", lambda package: False)
    files, words = QUANTISED[name]
    repository = loopback.add("o/packed", files)
    repository.about["tags"] = ["base_model:o/other", "base_model:quantized:o/plain"]
    with pytest.raises(Quantised, match=re.escape(words)) as caught:
        ask.plan("o/packed")
    assert caught.value.remedy is not None
    assert (caught.value.remedy.action, caught.value.remedy.target) == ("page", "o/plain")
    page = ask(OpenPage("o/packed"))
    assert page.parameters is None  # packed words are no parameters
    assert ask(CheckFit("o/packed")).verdict == "cannot tell"


def test_fp8_is_downloaded_where_it_can_be_converted(
    loopback: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    tensors = QUANTISED["tensors of FP8"][0]
    loopback.add("o/fp8", {**tensors, "config.json": QUANTISED["named fp8"][0]["config.json"]})
    monkeypatch.setattr(quantisation, "installed", lambda package: True)
    assert "model.safetensors" in {file.path for file in ask.plan("o/fp8").files}
    # The files do not say how much memory the plain numbers take.
    assert ask(CheckFit("o/fp8")).verdict == "cannot tell"


def test_every_file_has_its_reason(loopback: LoopbackHub, ask: Asking) -> None:
    content = plain() | {
        "modeling_own.py": b"import os",
        "tf_model.h5": b"x",
        "pytorch_model.bin": b"y",
        "onnx/model.onnx": b"z",
        "optimizer.pt": b"o",
    }
    loopback.add("o/m", content)
    plan = ask.plan("o/m")
    skipped = {file.path: file.why for file in plan.skipped}
    assert set(skipped) | {f.path for f in plan.files} == set(content)
    assert "never runs" in skipped["modeling_own.py"]
    assert "sub-folder onnx" in skipped["onnx/model.onnx"]
    assert "same weights again" in skipped["pytorch_model.bin"]
    assert "other software" in skipped["tf_model.h5"]
    assert "training" in skipped["optimizer.pt"]
    assert "tokenizer.json" in skipped["vocab.txt"]
    assert "reading" in skipped["README.md"]
    assert all(file.why for file in plan.files)
    assert plan.total == sum(file.size for file in plan.files) == plan.missing


def test_a_config_may_name_its_weights() -> None:
    paths = ("config.json", "model.safetensors", "special.safetensors")
    named: dict[str, Any] = {"transformers_weights": "special.safetensors"}
    assert weights(paths, named).files == ("special.safetensors",)  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "gone.safetensors", "a/../../b"])
def test_shards_never_lead_elsewhere(loopback: LoopbackHub, ask: Asking, name: str) -> None:
    index = json.dumps({"weight_map": {"a": name, "b": "ok.safetensors", "c": 3}}).encode()
    files = {"model.safetensors.index.json": index, "ok.safetensors": safetensors({"b": (1,)})}
    loopback.add("o/m", {"config.json": config(), **files})
    with pytest.raises(NoWeightsToLoad, match="not all in the repository"):
        ask.plan("o/m")


def test_the_newest_of_versioned_tokenizers_is_taken() -> None:
    paths = ("model.safetensors", "tokenizer.json", "tokenizer.4.0.json", "tokenizer.4.1.json")
    said = {"fast_tokenizer_files": list(paths[1:])}
    chosen = weights(paths, {})
    assert chosen is not None
    needed = dict(choose(paths, {}, said, chosen).needed)
    assert "tokenizer.4.1.json" in needed
    assert "tokenizer.json" not in needed


def test_the_steps_of_sentence_transformers_are_needed(loopback: LoopbackHub, ask: Asking) -> None:
    steps = ("1_Pooling/config.json", "2_Dense/config.json", "2_Dense/model.safetensors")
    settings = ("sentence_bert_config.json", "config_sentence_transformers.json")
    content = plain() | dict.fromkeys((*steps, *settings, "modules.json"), b"{}")
    content |= {"2_Dense/pytorch_model.bin": b"x", "onnx/config.json": b"{}"}
    loopback.add("o/sentences", content)
    plan = ask.plan("o/sentences")
    needed = {file.path: file.why for file in plan.files}
    assert {*steps, *settings, "modules.json"} <= set(needed)
    assert "2_Dense/pytorch_model.bin" not in needed
    assert "onnx/config.json" not in needed
    assert "1_Pooling" in needed["1_Pooling/config.json"]
    del content["modules.json"], content["2_Dense/model.safetensors"]
    loopback.add("o/others", content)  # without modules.json nobody reads the sub-folders
    assert not {file.path for file in ask.plan("o/others").files} & {*steps, *settings}
    pickled = [path for path in content if "safetensors" not in path] + ["modules.json"]
    chosen = weights([*pickled, "model.safetensors"], {})
    assert chosen is not None
    assert "2_Dense/pytorch_model.bin" in dict(choose(pickled, {}, {}, chosen).needed)
