"""The Python that gets a model and a tokenizer: created from a config, its twin, or loaded."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from explorer import resources
from explorer.boundary.packages import packed
from explorer.boundary.weight_names import key_mapping
from explorer.protocol.config import ConfigEdit
from explorer.protocol.model import FROM_PYTHON, ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr

# As huggingface_hub lays its cache out: models--org--name/snapshots/<commit>.
_SNAPSHOT = re.compile(r"models--(?P<id>[^/\\]+)[/\\]snapshots[/\\](?P<commit>[0-9a-f]{40})[/\\]?$")


@dataclass(frozen=True)
class CheckpointPlace:
    """Where a checkpoint is read from, as `from_pretrained` is told: a folder or a Hub id.

    `in_memory` says that its files are read rather than mapped, as the engine does with folders
    that a person could change: the numbers can differ in the last digit otherwise. `bundled` says
    that `checkpoint` is the name of a model that comes with this program. `file` is the GGUF file
    in that folder, empty for other checkpoints.
    """

    checkpoint: str
    revision: str
    in_memory: bool
    bundled: bool = False
    file: str = ""

    def options(self, revision: str = "revision") -> list[str]:
        """The arguments of `from_pretrained` that say which files are meant; `revision` is the
        variable that `assigned` made."""
        return [
            *([f"revision={revision}"] if self.revision else []),
            *([f"gguf_file={layout.string(self.file)}"] if self.file else []),
        ]

    def assigned(self, name: str, revision: str) -> Fragment:
        """`name = ...`, and `revision = ...` where there is one.

        A bundled model is found through the installed package: its full path would name a place
        on this computer alone.
        """
        if self.bundled:
            note = tr("This model comes with Transformer Explorer")
            if not packed():
                note = tr(
                    "This model comes with Transformer Explorer: run this with the Python that "
                    "the program was installed in"
                )
            return remark(note).then(shipped(name, "models", self.checkpoint))
        lines = layout.assigned(name, self.checkpoint)
        if self.revision:
            lines += layout.assigned(revision, self.revision)
        return fragment(lines)


def place(path: str, revision: str = "") -> CheckpointPlace:
    """Read a path as the engine does; a folder of the Hub's cache becomes its id and commit."""
    match = _SNAPSHOT.search(path)
    if match:
        # Another computer has the id, and not this path.
        return CheckpointPlace(match["id"].replace("--", "/"), match["commit"], in_memory=False)
    folder = Path(path)
    if folder.is_absolute() and (path.lower().endswith(".gguf") or os.path.isfile(path)):
        return CheckpointPlace(str(folder.parent), "", in_memory=False, file=folder.name)
    if not os.path.isdir(folder):
        return CheckpointPlace(path, revision, in_memory=False)
    # resolve() on both sides: the package may be installed through a link.
    if folder.resolve().parent == resources.path("models").resolve():
        return CheckpointPlace(folder.resolve().name, "", in_memory=False, bundled=True)
    return CheckpointPlace(path, revision, in_memory=True)


def file_at(name: str, path: str) -> Fragment:
    """`name = ...`: the path of a file that was chosen; an example is found by the package."""
    within = resources.path().resolve()
    whole = Path(path).resolve()
    if not whole.is_relative_to(within):
        return fragment(layout.assigned(name, path))
    note = tr("This file comes with Transformer Explorer")
    if not packed():
        note = tr(
            "This file comes with Transformer Explorer: run this with the Python that the program "
            "was installed in"
        )
    return remark(note).then(shipped(name, *whole.relative_to(within).parts, string=True))


def shipped(name: str, *parts: str, string: bool = False) -> Fragment:
    """`name = ...`: the path of what comes with the program, as a `string` where that is needed.

    No other Python finds a packed program's package: there it is the place on this computer.
    """
    if packed():
        return fragment(layout.assigned(name, str(resources.path(*parts))))
    place = f"resources.path({', '.join(layout.string(part) for part in parts)})"
    return Fragment((f"{name} = {f'str({place})' if string else place}",), resources=True)


def is_loaded(summary: ModelSummary) -> bool:
    """Whether the weights were read from a checkpoint, rather than drawn."""
    return summary.report is not None


def obtain(summary: ModelSummary) -> Fragment:
    """Everything that gets `tokenizer` (where there is one) and `model` as they are in memory."""
    if summary.from_python:
        return _given(summary) + tokenizer(summary, named=True) + _twin_of_given(summary)
    return _checkpoint(summary) + tokenizer(summary, named=True) + model(summary)


def _given(summary: ModelSummary) -> Fragment:
    """Nothing to get: whoever opened the window has it."""
    note = tr("`model`: what explorer.show was given")
    if summary.tokenizer == FROM_PYTHON:
        note = tr("`model`, `tokenizer`: what explorer.show was given")
    return fragment([*layout.comment(note), *layout.noted("model.eval()", tr("no dropout"))])


def _twin_of_given(summary: ModelSummary) -> Fragment:
    if not summary.twin_of:
        return Fragment()
    lines = [
        *layout.comment(tr("The same config, without the weights: they are drawn at random")),
        "config = copy.deepcopy(model.config)",
        f"torch.manual_seed({summary.seed})",
        "model = type(model)(config)",
        "model.eval()",
    ]
    return Fragment(tuple(lines), torch=True, imports=frozenset({"import copy"}))


def _checkpoint(summary: ModelSummary) -> Fragment:
    """`checkpoint = ...` where the model or its config is read from one."""
    if not _from_checkpoint(summary):
        return Fragment()
    return place(summary.source, summary.revision).assigned(*_NAMES)


def _from_checkpoint(summary: ModelSummary) -> bool:
    return is_loaded(summary) or summary.edit is None


def tokenizer(summary: ModelSummary, *, named: bool) -> Fragment:
    """`tokenizer = ...`; `named` says that the variable `checkpoint` is there already."""
    if not summary.tokenizer:
        return Fragment()
    if summary.tokenizer == FROM_PYTHON:
        return Fragment() if named else remark(tr("`tokenizer`: what explorer.show was given"))
    own = summary.tokenizer == summary.source
    where = place(summary.tokenizer, summary.revision if own else "")
    taken = named and _from_checkpoint(summary)
    name, revision = ("other", "other_revision") if taken and not own else _NAMES
    result = Fragment() if taken and own else where.assigned(name, revision)
    lines = layout.called(
        "tokenizer = AutoTokenizer.from_pretrained", [name, *where.options(revision)]
    )
    return result.then(fragment(lines, "AutoTokenizer"))


_NAMES = ("checkpoint", "revision")


def model(summary: ModelSummary) -> Fragment:
    """`model = ...`; expects the variable `checkpoint` where it comes from one."""
    got = _loaded(summary) if is_loaded(summary) else config(summary) + _drawn(summary)
    if summary.device == "cpu":
        return got
    return got.then(fragment([f"model.to({layout.string(summary.device)})"]))


def _loaded(summary: ModelSummary) -> Fragment:
    where = place(summary.source, summary.revision)
    loader = summary.auto_class or summary.class_name
    report = summary.report
    names = _NAMES
    if report is not None and report.base:
        where, names = place(report.base, report.base_revision), ("base", "base_revision")
    arguments = [names[0], *where.options(names[1])]
    if summary.variant:
        arguments.append(f"variant={layout.string(summary.variant)}")
    lines = []
    if summary.prefix:
        lines += layout.comment(
            tr("The names in the file begin with what a wrapper around the model added"), width=80
        )
        mapping = layout.literal(key_mapping(summary.prefix), 4 + len("key_mapping="))
        arguments.append(f"key_mapping={mapping}")
    dtype = summary.asked_dtype or "auto"
    # "auto" would take the config's dtype, which need not be that of the model in memory.
    if dtype == "auto" and summary.dtype not in ("", "float32"):
        dtype = summary.dtype
    if dtype != "auto":
        arguments.append(f"dtype=torch.{dtype}")
    if report is not None and report.trained < report.total:
        if summary.seed is not None:
            lines += layout.comment(tr("Weights that the checkpoint lacks are drawn at random"))
            lines.append(f"torch.manual_seed({summary.seed})")
        else:
            lines += layout.comment(tr("Weights that the checkpoint lacks: random, new each time"))
    if where.file:
        arguments.append("quantization_config=GgufConfig(dequantize=True)")
    packed = report is not None and report.rounded == "FP8"
    if packed:
        lines += layout.comment(tr("Unpacked into plain numbers"))
        arguments.append("quantization_config=FineGrainedFP8Config(dequantize=True)")
    if report is not None and report.on_disk:
        lines += layout.comments(
            tr(
                "Larger than memory: its file is mapped, and the system reads what is needed.\n"
                "The same numbers; a last digit may differ where they begin elsewhere"
            ),
            width=80,
        )
    elif where.in_memory:
        lines += layout.comment(tr("Read whole, not mapped: the file may change later"))
        arguments.append("disable_mmap=True")
    if report is not None and report.mismatched:
        arguments.append("ignore_mismatched_sizes=True")
    lines += layout.called(f"model = {loader}.from_pretrained", arguments)
    result = _importing(lines, loader, summary)
    if packed:
        result = result.then(fragment((), "FineGrainedFP8Config"))
    if names is not _NAMES:
        after = _switched_off() if summary.adapter == "off" else _merged()
        result = where.assigned(*names).then(result).then(after)
    if where.file:
        lines = [
            *layout.comment(
                tr("numpy's memory begins anywhere, which the last digit depends on"), width=80
            ),
            "for parameter in model.parameters():",
            "    parameter.data = parameter.data.clone()",
        ]
        result = result.then(fragment(lines, "GgufConfig"))
    return replace(result, torch=any("torch." in line for line in result.lines))


def _merged() -> Fragment:
    return Fragment(
        (
            *layout.comment(
                tr("The product of the adapter's matrices is added to the weights of its base"),
                width=80,
            ),
            "model = PeftModel.from_pretrained(model, checkpoint)",
            "model = model.merge_and_unload()",
        ),
        imports=frozenset({"from peft import PeftModel"}),
    )


def _switched_off() -> Fragment:
    return remark(tr("Its adapter is switched off: these are the weights of its base"))


def config(summary: ModelSummary) -> Fragment:
    """`config = ...`: from the edited fields, or from the checkpoint's config.json."""
    if summary.edit is not None:
        return edited_config(summary.config_class, summary.edit)
    where = place(summary.source, summary.revision)
    return fragment(
        [
            *layout.comment(tr("The same config, without the weights")),
            *layout.called("config = AutoConfig.from_pretrained", ["checkpoint", *where.options()]),
        ],
        "AutoConfig",
    )


def edited_config(config_class: str, edit: ConfigEdit) -> Fragment:
    """`config = BertConfig(...)` with the fields that were given, and only those."""
    if config_class:
        start, name = f"config = {config_class}", config_class
        first = []
    else:
        start, name = "config = AutoConfig.for_model", "AutoConfig"
        first = [layout.string(edit.model_type)]
    overrides: dict[str, Any] = json.loads(edit.overrides)
    arguments = first + _arguments(overrides)
    return fragment(
        [*layout.comment(tr("Building the config")), *layout.called(start, arguments)], name
    )


def _arguments(overrides: dict[str, Any]) -> list[str]:
    words = []
    odd = {}
    for key, value in overrides.items():
        if key == "id2label" and isinstance(value, dict):
            # JSON has text as keys; the class wants numbers.
            value = {int(number): label for number, label in value.items()}
        if key.isidentifier():
            words.append(f"{key}={layout.literal(value, 4 + len(key) + 2)}")
        else:
            # A key that is no name of Python can still be passed by **.
            odd[key] = value
    return [*words, *([f"**{layout.literal(odd, 6)}"] if odd else [])]


def _drawn(summary: ModelSummary) -> Fragment:
    lines = layout.comment(tr("Building the model: random weights"))
    if summary.seed is not None:
        lines.append(f"torch.manual_seed({summary.seed})")
    # Through the class itself: from_config would take the config's dtype, the engine does not.
    lines.append(f"model = {summary.class_name}(config)")
    lines += layout.noted("model.eval()", tr("no dropout: we only look"))
    result = _importing(lines, summary.class_name, summary)
    return replace(result, torch=summary.seed is not None)


def _importing(lines: list[str], loader: str, summary: ModelSummary) -> Fragment:
    """Lines with the import of the class they use; some are not exported at the top."""
    if loader != summary.class_name or not summary.class_module:
        return fragment(lines, loader)
    line = f"from {summary.class_module} import {loader}"
    return Fragment(tuple(lines), imports=frozenset({line}))
