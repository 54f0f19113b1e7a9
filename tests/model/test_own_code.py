"""Code that a checkpoint brings along never runs: not to look, to load, to run, nor to save it.

Each case is a checkpoint with one piece of code that leaves a mark when it runs. That transformers
itself runs it, once it is allowed to, is tried first: bait that nothing takes would prove nothing.
"""

from __future__ import annotations

import functools
import json
import pickle
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers

from explorer import resources
from explorer.engine.engine import Engine
from explorer.engine.sandbox.process import PROCESS
from explorer.features.attention.protocol import AttentionRequest
from explorer.features.checkpoints.protocol import PreviewModel, PreviewSave
from explorer.features.compare.protocol import LoadOther
from explorer.features.generation.protocol import Generate, RenderChat
from explorer.features.media.protocol import FilePreviewRequest, RunOnFile
from explorer.protocol.failures import Failure
from explorer.protocol.job import Request
from explorer.protocol.model import AttachTokenizer, CreateRandomCopy, LoadModel, SaveModel
from explorer.protocol.run import Run, Tokenize
from tests.model.tiny import no_check, no_report

PICTURE = str(resources.path("examples", "shapes.png"))
SOUND = str(resources.path("examples", "chord.wav"))
ALLOWED: dict[str, Any] = {"trust_remote_code": True}
_SIZES: dict[str, Any] = {
    "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2,
}  # fmt: skip
_PATCHES: dict[str, Any] = {"image_size": 32, "patch_size": 16}

CODE = """
from pathlib import Path
Path({mark!r}).touch()
from transformers import {base}
class Own({base}):
    pass
def generate(*args, **more):
    pass
"""
"""A module that leaves a mark when it is imported, with a class and a function to be asked for."""


@dataclass(frozen=True)
class Bait:
    """A checkpoint that brings code.

    `base` makes an ordinary checkpoint in a folder, `put` adds the code, which creates the file
    `mark`, and `allowed` lets transformers run it. `opens` tells whether the program loads it all
    the same, without the code.
    """

    base: Callable[[Path], object]
    put: Callable[[Path, Path], object]
    allowed: Callable[[Path], object]
    opens: bool = True


def _add(file: Path, **values: object) -> None:
    before = json.loads(file.read_text()) if file.exists() else {}
    file.write_text(json.dumps(before | values))


def _python(folder: Path, file: str, base: str, mark: Path) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(CODE.format(mark=str(mark), base=base))


def _named(
    folder: Path, mark: Path, *, file: str, base: str, autos: tuple[str, ...], **more: object
) -> None:
    """Code in own.py, named for these Auto classes in a JSON file that also asks for trust."""
    _python(folder, "own.py", base, mark)
    # With the folder in front, so that it is found as well from where the file is copied to.
    place = f"{folder}--own.Own"
    references = {name: [place, place] if name == "AutoTokenizer" else place for name in autos}
    _add(folder / file, auto_map=references, trust_remote_code=True, **more)


# -- ordinary checkpoints --------------------------------------------------------------------


def _bundled(name: str) -> Callable[[Path], object]:
    return functools.partial(shutil.copytree, resources.path("models", name))


def _built(name: str, config: str, **fields: Any) -> Callable[[Path], object]:
    def build(folder: Path) -> None:
        torch.manual_seed(1)
        model = getattr(transformers, name)(getattr(transformers, config)(**fields))
        model.save_pretrained(folder)

    return build


BERT, GPT2 = _bundled("mini-world-bert"), _bundled("mini-world-gpt2")
VIT = _built("ViTForImageClassification", "ViTConfig", **_SIZES, **_PATCHES)
WAV2VEC2 = _built(
    "Wav2Vec2ForSequenceClassification", "Wav2Vec2Config", **_SIZES, conv_dim=(16, 16),
    conv_stride=(5, 4), conv_kernel=(10, 3), num_conv_pos_embeddings=4,
    num_conv_pos_embedding_groups=2,
)  # fmt: skip


def _clip(folder: Path) -> None:
    """A model of pictures and texts, with a tokenizer."""
    text = _SIZES | {"vocab_size": 100, "projection_dim": 16}
    _built(
        "CLIPModel", "CLIPConfig", text_config=text, vision_config=_SIZES | _PATCHES,
        projection_dim=16,
    )(folder)  # fmt: skip
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(resources.path("models", "mini-world-bert", name), folder / name)
    transformers.CLIPImageProcessor(size={"shortest_edge": 32}).save_pretrained(folder)


# -- the code --------------------------------------------------------------------------------


def _custom_generate(folder: Path, mark: Path) -> None:
    _python(folder, "custom_generate/generate.py", "BertConfig", mark)
    _add(
        folder / "generation_config.json",
        custom_generate=str(folder),
        trust_remote_code=True,
        use_kernels=True,
    )


def _asks_for_kernels(folder: Path, mark: Path) -> None:
    """Functions of other people's, from a package that would download and import them."""
    kernel = "kernels-community/flash-attn"
    _add(
        folder / "config.json",
        use_kernels=True,
        kernel_config={"attention": kernel},
        attn_implementation=kernel,
        _attn_implementation=kernel,
        experts_implementation=kernel,
        allow_all_kernels=True,
    )
    (folder / "taken.txt").write_text(str(mark))


def _reaching(mark: Path) -> str:
    return "{{ cycler.__init__.__globals__.os.mkdir(" + json.dumps(str(mark)) + ") }}"


def _template(folder: Path, mark: Path, text: str) -> None:
    """A chat template, also under every other name that a tokenizer may have one by."""
    (folder / "evil.jinja").write_text(_reaching(mark))
    (folder / "additional_chat_templates").mkdir()
    for file in ("chat_template.jinja", "additional_chat_templates/other.jinja"):
        (folder / file).write_text(text)
    _add(folder / "tokenizer_config.json", chat_template=text)
    _add(folder / "chat_template.json", chat_template=text)


def _rendered(folder: Path, **more: Any) -> None:
    """Render the template as Jinja does without a fence."""
    import jinja2

    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(folder))
    environment.from_string((folder / "chat_template.jinja").read_text()).render(**more)


class _Evil:
    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return Path.mkdir, (self._mark,)


def _pickled(folder: Path, mark: Path) -> None:
    """Weights that run code when they are unpickled, and the files that trainers leave behind."""
    (folder / "model.safetensors").unlink()
    for name in ("pytorch_model.bin", "training_args.bin", "optimizer.pt", "scheduler.pt"):
        torch.save({"weight": torch.zeros(2), "evil": _Evil(mark)}, folder / name)


def _pickled_with_python(folder: Path, mark: Path) -> None:
    """The same as a bare pickle, which older versions of torch wrote."""
    (folder / "model.safetensors").unlink()
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps(_Evil(mark)))


_AUTO_MODELS = ("AutoModel", "AutoModelForMaskedLM", "AutoModelForCausalLM")
BAITS: dict[str, Bait] = {
    "the config": Bait(
        BERT,
        functools.partial(_named, file="config.json", base="BertConfig", autos=("AutoConfig",)),
        lambda folder: transformers.AutoConfig.from_pretrained(folder, **ALLOWED),
    ),
    "the config of an unknown type": Bait(
        BERT,
        functools.partial(
            _named, file="config.json", base="BertConfig", autos=("AutoConfig",),
            model_type="unheard_of",
        ),
        lambda folder: transformers.AutoConfig.from_pretrained(folder, **ALLOWED),
        opens=False,
    ),
    "the model": Bait(
        BERT,
        functools.partial(
            _named, file="config.json", base="BertForMaskedLM", autos=_AUTO_MODELS
        ),
        lambda folder: transformers.AutoModelForMaskedLM.from_pretrained(folder, **ALLOWED),
    ),
    "the model that writes": Bait(
        GPT2,
        functools.partial(
            _named, file="config.json", base="GPT2LMHeadModel", autos=_AUTO_MODELS
        ),
        lambda folder: transformers.AutoModelForCausalLM.from_pretrained(folder, **ALLOWED),
    ),
    "the model that only its own code has": Bait(
        GPT2,
        functools.partial(
            _named, file="config.json", base="GPT2LMHeadModel", autos=_AUTO_MODELS,
            architectures=["Own"],
        ),
        lambda folder: transformers.AutoModelForCausalLM.from_pretrained(folder, **ALLOWED),
        opens=False,
    ),
    "the tokenizer": Bait(
        BERT,
        functools.partial(
            _named, file="tokenizer_config.json", base="BertTokenizer", autos=("AutoTokenizer",),
            tokenizer_class="Own",
        ),
        lambda folder: transformers.AutoTokenizer.from_pretrained(folder, **ALLOWED),
    ),
    "the image processor": Bait(
        VIT,
        functools.partial(
            _named, file="preprocessor_config.json", base="ViTImageProcessorPil",
            autos=("AutoImageProcessor",), image_processor_type="Own",
        ),
        lambda folder: transformers.AutoImageProcessor.from_pretrained(
            folder, backend="pil", **ALLOWED
        ),
    ),
    "the feature extractor": Bait(
        WAV2VEC2,
        functools.partial(
            _named, file="preprocessor_config.json", base="Wav2Vec2FeatureExtractor",
            autos=("AutoFeatureExtractor",), feature_extractor_type="Own",
        ),
        lambda folder: transformers.AutoFeatureExtractor.from_pretrained(folder, **ALLOWED),
    ),
    "the processor": Bait(
        _clip,
        functools.partial(
            _named, file="processor_config.json", base="CLIPProcessor", autos=("AutoProcessor",),
            processor_class="Own",
        ),
        lambda folder: transformers.AutoProcessor.from_pretrained(folder, **ALLOWED),
    ),
    "the processor's image processor": Bait(
        _clip,
        functools.partial(
            _named, file="preprocessor_config.json", base="CLIPImageProcessorPil",
            autos=("AutoImageProcessor", "AutoProcessor"), image_processor_type="Own",
        ),
        lambda folder: transformers.AutoImageProcessor.from_pretrained(
            folder, backend="pil", **ALLOWED
        ),
    ),
    "generation": Bait(
        GPT2,
        _custom_generate,
        lambda folder: transformers.AutoModelForCausalLM.from_pretrained(folder, **ALLOWED),
    ),
    "generation, when it is asked for": Bait(
        GPT2,
        _custom_generate,
        lambda folder: transformers.AutoModelForCausalLM.from_pretrained(folder).generate(
            torch.tensor([[1]]), custom_generate=str(folder), **ALLOWED
        ),
    ),
    "kernels of attention": Bait(
        BERT,
        _asks_for_kernels,
        lambda folder: transformers.AutoModelForMaskedLM.from_pretrained(folder),
    ),
    "kernels of layers": Bait(
        GPT2,
        _asks_for_kernels,
        lambda folder: transformers.AutoModelForCausalLM.from_pretrained(
            folder, use_kernels=True, attn_implementation="eager"
        ),
    ),
    "a template that reaches into Python": Bait(
        GPT2,
        lambda folder, mark: _template(folder, mark, _reaching(mark)),
        _rendered,
    ),
    "a template that includes a file": Bait(
        GPT2,
        lambda folder, mark: _template(folder, mark, "{% include 'evil.jinja' %}"),
        _rendered,
    ),
    "a template that imports a file": Bait(
        GPT2,
        lambda folder, mark: _template(folder, mark, "{% import 'evil.jinja' as evil %}{{ evil }}"),
        _rendered,
    ),
    "a template that extends a file": Bait(
        GPT2,
        lambda folder, mark: _template(folder, mark, "{% extends 'evil.jinja' %}"),
        _rendered,
    ),
    "pickled weights": Bait(
        BERT,
        _pickled,
        lambda folder: torch.load(folder / "pytorch_model.bin", weights_only=False),
        opens=False,
    ),
    "weights that are a bare pickle": Bait(
        BERT,
        _pickled_with_python,
        lambda folder: pickle.loads((folder / "pytorch_model.bin").read_bytes()),
        opens=False,
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What transformers copies and imports goes with the test."""
    from transformers import dynamic_module_utils

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    monkeypatch.setattr(dynamic_module_utils, "HF_MODULES_CACHE", str(tmp_path / "modules"))
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield
    for name in [name for name in sys.modules if name.startswith("transformers_modules")]:
        del sys.modules[name]
    PROCESS.end()


def _take_kernels(mark: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where transformers would get and run a kernel, it leaves the mark."""

    def fetch(*names: object, **more: object) -> None:
        mark.touch()
        raise ImportError("a kernel was fetched")

    def set_use(model: object, use_kernels: object, *more: object) -> None:
        if use_kernels:
            mark.touch()

    for name in ("lazy_import_flash_attention", "kernelize"):
        monkeypatch.setattr(transformers.modeling_utils, name, fetch)
    for name in ("load_and_register_attn_kernel", "get_kernel"):
        monkeypatch.setattr(transformers.integrations.hub_kernels, name, fetch)
    monkeypatch.setattr(transformers.PreTrainedModel, "set_use_kernels", set_use)


def _laid(name: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The folder of the checkpoint, and the mark that its code would leave."""
    folder, mark = place / "brings_code", place / "it ran"
    BAITS[name].base(folder)
    BAITS[name].put(folder, mark)
    _take_kernels(mark, monkeypatch)
    return folder, mark


@pytest.mark.parametrize("name", list(BAITS))
def test_the_code_would_run_if_it_were_allowed_to(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, mark = _laid(name, tmp_path, monkeypatch)
    problem = ""
    try:
        BAITS[name].allowed(folder)
    except Exception as error:  # it may well not be of use: it ran, and that counts
        problem = f"{type(error).__name__}: {error}"
    assert mark.exists(), problem


@pytest.mark.parametrize("name", list(BAITS))
def test_the_code_never_runs(
    name: str, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, mark = _laid(name, tmp_path, monkeypatch)
    saved = tmp_path / "saved"
    looks: list[Request] = [PreviewModel(str(folder)), LoadModel(str(folder))]
    uses: list[Request] = [
        Tokenize(("a cat",)),
        Run(("a [MASK] cat",)),
        Run(input_ids=((1, 2, 3),)),
        RenderChat("Hello"),
        RenderChat("Hello", template="other"),
        Generate("a", max_new_tokens=2),
        Generate("a", chat=True, max_new_tokens=2),
        AttentionRequest(),
        FilePreviewRequest(PICTURE),
        RunOnFile(PICTURE, ("a cat",)),
        FilePreviewRequest(SOUND),
        RunOnFile(SOUND),
        LoadOther("checkpoint", path=str(folder)),
        AttachTokenizer(str(folder)),
        PreviewSave(str(saved)),
        SaveModel(str(saved)),
    ]
    done = [
        _do(engine, request)
        for request in (*looks, *uses, LoadModel(str(saved)), *uses[:6], CreateRandomCopy(1))
    ]
    assert done[1] == BAITS[name].opens
    assert not mark.exists()


def _do(engine: Engine, request: Request) -> bool:
    """Whether it was done; what a checkpoint cannot do is refused in words."""
    try:
        engine(request, no_check, no_report)
    except Failure:
        return False
    return True


def test_weights_are_asked_for_without_code_network_or_pickles(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []
    library = transformers.BertForMaskedLM.from_pretrained

    def spy(*args: Any, **more: Any) -> object:
        asked.append(more)
        return library(*args, **more)

    monkeypatch.setattr(transformers.BertForMaskedLM, "from_pretrained", staticmethod(spy))
    engine(LoadModel(str(resources.path("models", "mini-world-bert"))), no_check, no_report)
    assert asked
    for more in asked:
        assert more["trust_remote_code"] is False
        assert more["local_files_only"] is True
        assert more["weights_only"] is True
