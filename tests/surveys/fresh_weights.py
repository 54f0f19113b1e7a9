"""Are random weights told from trained ones? `python -m tests.surveys.fresh_weights [--every N]`.

Every model type is made small and looked at as it is drawn, in float32, bfloat16 and float16, and
once more from the disk, as safetensors and as a pickle: each must look fresh. Then small models of
many families are trained here in many ways, for 20 to 200 steps: none may look fresh.
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from explorer import resources
from explorer.engine import build
from explorer.engine.model_class import choose_class
from explorer.engine.size import meta_forward
from explorer.engine.weights import load
from explorer.engine.weights.fresh_weights import looks_fresh
from explorer.features.create.compute.catalogue import shipped
from explorer.features.create.compute.edit import build_config
from explorer.protocol.config import ConfigEdit
from tests.shrink import shrunk
from tests.surveys.class_inputs import prepared

_MOST_PARAMETERS = 30_000_000
DTYPES = (torch.float32, torch.bfloat16, torch.float16)


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def in_memory(need: object) -> None:
    """Every model of the survey fits into memory, so no weight is left on disk."""


def fresh_looking(model: Any) -> bool:
    """Whether a model looks fresh, all of its parameters taken as read from a file."""
    return looks_fresh(model, {name for name, _ in model.named_parameters()}, nothing) is not None


def small(model_type: str, class_name: str, seed: int = 0) -> Any:
    """A freshly drawn small model of a type and class; None where none can be made here."""
    for edit in itertools.islice(shrunk(model_type), 5):
        try:
            config = build_config(ConfigEdit(edit.model_type, class_name, edit.overrides))
            cls = choose_class(ConfigEdit(edit.model_type, class_name, edit.overrides), config)
            with torch.device("meta"):
                size = sum(one.numel() for one in cls(config).parameters())
            if size > _MOST_PARAMETERS:
                return None
            config = build_config(ConfigEdit(edit.model_type, class_name, edit.overrides))
            return build.from_config(cls, config, seed, nothing, nothing, lambda need: None)
        except Exception:  # this way of making it small is not accepted; the next is tried
            continue
    return None


def from_disk(model: Any, folder: Path, *, pickled: bool) -> str:
    """The state that opening the saved model shows."""
    model.save_pretrained(folder)
    if pickled:
        for file in folder.glob("*.safetensors*"):
            file.unlink()
        torch.save(model.state_dict(), folder / "pytorch_model.bin")
    _, _, state = load.load(
        str(folder), room=in_memory, check=nothing, report=nothing, class_name=type(model).__name__
    )
    return state


# -- training ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Training:
    """One way of training a small model."""

    name: str
    steps: int = 60
    rate: float = 1e-3
    decay: float = 0.01
    optimizer: Callable[..., Any] = torch.optim.AdamW
    dtype: torch.dtype = torch.float32
    frozen: str = ""  # parameters whose name holds one of these words (with commas) stay


TRAININGS = (
    Training("AdamW"),
    Training("few steps", steps=20, rate=3e-4),
    Training("small rate", steps=200, rate=1e-4),
    Training("strong decay", decay=0.1),
    Training("no decay", decay=0.0),
    Training("plain SGD", optimizer=torch.optim.SGD, rate=0.1, decay=0.0),
    Training("bfloat16", dtype=torch.bfloat16, steps=100),
    Training("embeddings frozen", frozen="embed"),
    Training("norms and biases frozen", frozen="norm,bias,ln_", steps=100),
)
HALF = "half"
"""A way of its own: the first half of the parameters is frozen."""

FAMILIES: tuple[tuple[str, str], ...] = (
    *(("bert", "BertForMaskedLM"), ("bert", "BertForSequenceClassification")),
    *(("roberta", "RobertaForMaskedLM"), ("distilbert", "DistilBertForMaskedLM")),
    *(("gpt2", "GPT2LMHeadModel"), ("gpt_neox", "GPTNeoXForCausalLM")),
    *(("llama", "LlamaForCausalLM"), ("mistral", "MistralForCausalLM")),
    *(("qwen2", "Qwen2ForCausalLM"), ("qwen3", "Qwen3ForCausalLM"), ("gemma", "GemmaForCausalLM")),
    *(("gemma2", "Gemma2ForCausalLM"), ("phi3", "Phi3ForCausalLM"), ("olmo", "OlmoForCausalLM")),
    *(("olmo2", "Olmo2ForCausalLM"), ("mixtral", "MixtralForCausalLM")),
    *(("t5", "T5ForConditionalGeneration"), ("bart", "BartForConditionalGeneration")),
    *(("mamba", "MambaForCausalLM"), ("mamba2", "Mamba2ForCausalLM"), ("rwkv", "RwkvForCausalLM")),
    *(("electra", "ElectraForMaskedLM"), ("albert", "AlbertForMaskedLM")),
    *(("deberta-v2", "DebertaV2ForMaskedLM"), ("opt", "OPTForCausalLM")),
    *(("bloom", "BloomForCausalLM"), ("falcon", "FalconForCausalLM")),
    *(("vit", "ViTForImageClassification"), ("convnext", "ConvNextForImageClassification")),
    *(("swin", "SwinForImageClassification"), ("clip", "CLIPModel")),
    *(("wav2vec2", "Wav2Vec2ForCTC"), ("whisper", "WhisperForConditionalGeneration")),
    *(("resnet", "ResNetForImageClassification"), ("modernbert", "ModernBertForMaskedLM")),
)


def trained(model: Any, how: Training | str, seed: int = 0) -> bool:
    """Train a model in place on made-up, structured targets; False where it cannot be run."""
    training = TRAININGS[0] if isinstance(how, str) else how
    inputs = meta_forward.inputs_for(model, 4, 24, "cpu")
    inputs = prepared(model, inputs)
    if inputs is None:
        return False
    model.to(training.dtype).train(True)
    parameters = list(model.named_parameters())
    words = [one for one in training.frozen.split(",") if one]
    for place, (name, parameter) in enumerate(parameters):
        stays = any(word in name for word in words)
        if how == HALF:
            stays = place < len(parameters) // 2
        parameter.requires_grad_(not stays and parameter.is_floating_point())
    moving = [one for _, one in parameters if one.requires_grad]
    optimizer = training.optimizer(moving, lr=training.rate, weight_decay=training.decay)
    generator = torch.Generator().manual_seed(seed)
    try:
        for _ in range(training.steps):
            for name, value in inputs.items():
                if name.endswith("input_ids"):
                    # A text that continues by steps of 3, from another beginning each time.
                    start = torch.randint(5, 120, (value.shape[0], 1), generator=generator)
                    row = torch.arange(value.shape[-1]) * 3
                    inputs[name] = ((start + row) % 240 + 5).reshape(value.shape[0], -1)
                elif value.is_floating_point():
                    drawn = torch.randn(value.shape, generator=generator)
                    inputs[name] = (drawn + 0.5).to(training.dtype)
            loss = _loss(model(**inputs), inputs)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    except Exception as error:  # this class asks for other inputs
        print(f"   {type(model).__name__}: {type(error).__name__}: {str(error)[:80]}")
        return False
    finally:
        model.train(False)
    return True


def _loss(outputs: Any, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
    """What every class has: its scores should name the token they belong to, or class 1."""
    for name in ("logits", "prediction_logits", "logits_per_image", "last_hidden_state"):
        found = getattr(outputs, name, None)
        if isinstance(found, torch.Tensor) and found.requires_grad:
            scores = found.float()
            break
    else:
        raise ValueError("no output that training could start from")
    flat = scores.reshape(-1, scores.shape[-1])
    ids = inputs.get("decoder_input_ids", inputs.get("input_ids"))
    if ids is not None and ids.numel() == len(flat):
        target = ids.reshape(-1) % flat.shape[-1]
    else:
        target = torch.arange(len(flat)) % min(2, flat.shape[-1])
    return torch.nn.functional.cross_entropy(flat, target)


def trainings() -> Iterator[tuple[str, str, Training | str]]:
    """Each family in two ways, each way in many families."""
    ways: tuple[Training | str, ...] = (*TRAININGS, HALF)
    for place, (model_type, class_name) in enumerate(FAMILIES):
        yield model_type, class_name, ways[place % len(ways)]
        yield model_type, class_name, ways[(place * 3 + 1) % len(ways)]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.surveys.fresh_weights", description=__doc__
    )
    parser.add_argument("--every", type=int, default=1, help="only every Nth type")
    parser.add_argument("--classes", action="store_true", help="every class, not one of each type")
    given = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    import transformers

    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)
    made = seen = disk = disk_seen = 0
    for kind in shipped().types[:: given.every]:
        for found in kind.classes if given.classes else kind.classes[:1]:
            model = small(kind.name, found.name)
            if model is None:
                continue
            made += 1
            told = [fresh_looking(model.to(dtype)) for dtype in DTYPES]
            seen += all(told)
            if not all(told):
                print(f"not called fresh: {kind.name} {found.name} {told}", flush=True)
            if made % 10 == 1:
                with tempfile.TemporaryDirectory() as folder:
                    state = from_disk(model, Path(folder), pickled=made % 20 == 1)
                disk, disk_seen = disk + 1, disk_seen + (state == "fresh")
                if state != "fresh":
                    print(f"from the disk {state}: {kind.name} {found.name}", flush=True)
    print(f"fresh: {seen} of {made} are called so; from the disk {disk_seen} of {disk}")
    ran = wrong = 0
    for model_type, class_name, how in trainings():
        model = small(model_type, class_name)
        if model is None or not trained(model, how):
            continue
        ran += 1
        if fresh_looking(model):
            wrong += 1
            print(f"called fresh: {class_name}, {how if isinstance(how, str) else how.name}")
    for bundled in sorted(resources.path("models").iterdir()):
        if (bundled / "config.json").is_file():
            ran += 1
            model, _, _ = load.load(str(bundled), room=in_memory, check=nothing, report=nothing)
            wrong += fresh_looking(model)
    print(f"trained: {wrong} of {ran} are called fresh")
    return int(wrong > 0 or seen < 0.95 * made)


if __name__ == "__main__":
    raise SystemExit(main())
