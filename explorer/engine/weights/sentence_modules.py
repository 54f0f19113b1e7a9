"""How a checkpoint of sentence-transformers makes one vector of a text, as its own files say.

`modules.json` lists what follows the transformer: pooling over the tokens, dense layers, layer
norms, normalisation. Each is in a sub-folder with a config.json, and weights where it has any.
No class that these files name is imported: what they ask for is computed by
`explorer.features.answers.compute.similarity`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from explorer.boundary import limits
from explorer.boundary.path_containment import LeadsOut, contained
from explorer.boundary.typed_json import Malformed, convert, parse, read_bytes
from explorer.boundary.values import as_dict, as_size, as_text, several
from explorer.engine.numbers import go_on
from explorer.engine.weights.stored import StoredWeights
from explorer.engine.weights.weight_files import weight_files
from explorer.protocol.failures import Failure
from explorer.protocol.job import Check
from explorer.protocol.task_run import PoolingStep
from explorer.text.translation import tr

MODULES = "modules.json"
# One name without a slash that does not begin with a dot: nothing that leads out of the folder.
_FOLDER = re.compile(r"\w[\w.-]*")
_LARGEST = 1_000_000_000
"""Bytes of the weights of one module; a dense layer of 16,384 × 16,384 values has as many."""

_ACTIVATIONS = frozenset(
    {"Identity", "Tanh", "ReLU", "GELU", "SiLU", "Sigmoid", "ELU", "LeakyReLU", "Mish", "Softplus"}
)
"""Classes of torch.nn that take no arguments and change each value by itself."""

_OLD_MODES = {
    "pooling_mode_cls_token": "cls",
    "pooling_mode_max_tokens": "max",
    "pooling_mode_mean_tokens": "mean",
    "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
    "pooling_mode_weightedmean_tokens": "weightedmean",
    "pooling_mode_lasttoken": "lasttoken",
}
"""The switches of 1_Pooling/config.json before version 5.2, in the order of their vectors."""

Tensors = dict[str, dict[str, torch.Tensor]]


@dataclass
class SentenceModules:
    """What follows the transformer; `disabled_reason` says why it cannot be computed here.

    `tensors` are the weights by the `file` of their step. `files` are the texts of all JSON files
    by their path beside a transformer that is at the root, to be saved so. `most_tokens` is
    where sentence-transformers cuts a text (0: nowhere), `prompt` what it puts before it, and
    `lower` whether it writes it in lower case.
    """

    steps: tuple[PoolingStep, ...] = ()
    disabled_reason: str = ""
    tensors: Tensors = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    most_tokens: int = 0
    prompt: str = ""
    lower: bool = False

    def write(self, folder: Path) -> None:
        """Save all of it beside a transformer; nothing where it was not understood."""
        from safetensors.torch import save_file

        if self.disabled_reason:
            return
        for name, text in self.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        for name, tensors in self.tensors.items():
            file = folder / Path(name).parent.name / "model.safetensors"
            save_file(tensors, file)


def has_modules(folder: Path) -> bool:
    """Whether the transformer in this folder is one for sentence-transformers."""
    return _listed(folder) is not None


def read(folder: Path | None, check: Check = go_on) -> SentenceModules | None:
    """The modules of a checkpoint; None where it names none. Never raises for what is in it."""
    listing = _listed(folder) if folder is not None else None
    if folder is None or listing is None:
        return None
    above, rows = listing
    modules = SentenceModules()
    # Saved with the transformer at the root, whatever its sub-folder was.
    rows = [{**rows[0], "path": ""}, *rows[1:]]
    modules.files[MODULES] = json.dumps(rows, indent=2)
    _settings(modules, folder, above)
    try:
        modules.steps = tuple(
            pooling_step
            for row in rows[1:]
            if (pooling_step := _step(modules, folder, above, row, check)) is not None
        )
    except _Unknown as unknown:
        modules.disabled_reason = str(unknown)
    except (OSError, Malformed, Failure, RuntimeError, ValueError, TypeError) as error:
        modules.disabled_reason = tr("its files cannot be read ({error})", error=str(error)[:200])
    return modules


class _Unknown(Exception):
    """A module that is not computed here, with the reason in words."""


def _listed(folder: Path) -> tuple[Path, list[dict[str, Any]]] | None:
    """The folder that holds modules.json, and its rows; the first row is the transformer.

    Old checkpoints keep the transformer in a sub-folder (0_Transformer, 0_BERT): where that is
    opened, modules.json is above it.
    """
    for above, path in ((folder, ""), (folder.parent, folder.name)):
        try:
            data = read_bytes(contained(above, MODULES), limits.PROCESSOR_CONFIG.bytes)
            rows = convert(parse(data, limits.PROCESSOR_CONFIG), list[dict[str, Any]])
        except (OSError, Malformed, LeadsOut):
            continue
        if rows and rows[0].get("path", "") == path:
            return above, rows
    return None


def _keep(modules: SentenceModules, folder: Path, name: str) -> dict[str, Any]:
    """Read a JSON file of the checkpoint, and remember its text for saving."""
    try:
        data = read_bytes(contained(folder, name), limits.PROCESSOR_CONFIG.bytes)
        value = parse(data, limits.PROCESSOR_CONFIG)
    except (OSError, Malformed, LeadsOut):
        return {}
    modules.files[name] = data.decode("utf-8", "replace")
    return as_dict(value)


def _settings(modules: SentenceModules, folder: Path, above: Path) -> None:
    """What sentence-transformers does to a text before the transformer reads it."""
    about = _keep(modules, folder, "sentence_bert_config.json")
    modules.most_tokens = as_size(about.get("max_seq_length"))
    modules.lower = about.get("do_lower_case") is True
    whole = _keep(modules, above, "config_sentence_transformers.json")
    prompts = as_dict(whole.get("prompts"))
    name: Any = whole.get("default_prompt_name")
    modules.prompt = as_text(prompts.get(name))


def _step(
    modules: SentenceModules, folder: Path, above: Path, row: dict[str, Any], check: Check
) -> PoolingStep | None:
    # `sentence_transformers.models.Pooling`: the class's name alone; the class itself is never
    # imported.
    kind = str(row.get("type", "")).rsplit(".", 1)[-1]
    path = str(row.get("path", ""))
    if not _FOLDER.fullmatch(path):
        raise _Unknown(tr("modules.json names the folder “{path}”", path=path[:80]))
    config = _keep(modules, above, f"{path}/config.json")
    if config.get("module_input_name", "sentence_embedding") != "sentence_embedding":
        raise _Unknown(tr("{path} works on single tokens", path=path))
    if kind == "Pooling":
        return PoolingStep("pooling", modes=_modes(config))
    if kind == "Normalize":
        return PoolingStep("normalize")
    # L2 norm, so that a dot product of two vectors is their cosine.
    if kind == "Dropout":
        return None  # only training drops anything
    if kind not in ("Dense", "LayerNorm"):
        raise _Unknown(tr("{path} is a {kind}, which is not computed here", path=path, kind=kind))
    if config.get("use_residual"):
        raise _Unknown(tr("{path} adds its input to its output", path=path))
    file, tensors = _weights(above, path, check)
    part = "linear" if kind == "Dense" else "norm"
    weight = tensors.get(f"{part}.weight")
    bias = tensors.get(f"{part}.bias")
    if weight is None or weight.dim() != (2 if kind == "Dense" else 1):
        raise _Unknown(tr("{path} has no usable weights", path=path))
    if bias is not None and bias.shape != weight.shape[:1]:
        raise _Unknown(tr("{path} has no usable weights", path=path))
    # sentence-transformers writes the class's full path, torch.nn.modules.activation.Tanh.
    activation = str(config.get("activation_function", "Tanh")).rsplit(".", 1)[-1]
    if kind == "Dense" and activation not in _ACTIVATIONS:
        raise _Unknown(
            tr("{path} needs the function {name}, which is not known here", path=path,
               name=activation[:80])
        )  # fmt: skip
    # Seen from the folder of the transformer, as the Python that does the same sees it.
    name = file if above == folder else f"../{file}"
    modules.tensors[name] = tensors
    return PoolingStep(
        "dense" if kind == "Dense" else "layer_norm",
        file=name,
        activation=activation if kind == "Dense" else "",
        # A Linear's weight is [out, in]; as sizes (in, out).
        sizes=tuple(reversed(weight.shape)),
        bias=bias is not None,
    )


def _modes(config: dict[str, Any]) -> tuple[str, ...]:
    """The ways of pooling whose vectors are set side by side."""
    listed = config.get("pooling_mode")
    if listed is None:
        # Without any switch on, sentence-transformers pools by the mean.
        listed = [mode for key, mode in _OLD_MODES.items() if config.get(key)] or ["mean"]
    modes = tuple(map(str, several(listed)))
    for pooling_mode in modes:
        if pooling_mode not in _OLD_MODES.values():
            raise _Unknown(
                tr("it pools by “{pooling}”, which is not known here", pooling=pooling_mode[:80])
            )
    return modes


def _weights(above: Path, path: str, check: Check) -> tuple[str, dict[str, torch.Tensor]]:
    """The weights of one module, as float32, and the file they are in. Pickles in safe mode only.

    Raises the failures of `weight_files`.
    """
    weights = weight_files(contained(above, path), check=check)
    if weights.bytes > _LARGEST:
        raise Malformed(tr("its weights have {size:,} bytes", size=weights.bytes), path)
    tensors = StoredWeights(weights, check).state_dict()
    return f"{path}/{weights.files[0].name}", {name: tensors[name][...].float() for name in tensors}
