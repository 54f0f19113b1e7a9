"""The Python of saving: as transformers does it, or as its older format wants it."""

from __future__ import annotations

from explorer.features.checkpoints import code as checkpoints_code
from explorer.features.checkpoints.protocol import CompareSaved
from explorer.protocol.model import (
    SHARD_BYTES,
    ModelSaved,
    ModelSummary,
    Prepare,
    SaveModel,
    UnloadModel,
)
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.python.model import obtain
from explorer.text.translation import tr


def saved(request: SaveModel, summary: ModelSummary | None, *, own_names: bool = False) -> Fragment:
    """Write the folder that was written; expects `model`, and `tokenizer` where there is one.

    The model card and the note about random weights are this program's own.
    """
    options = request.options
    rounded = bool(options.dtype) and (summary is None or options.dtype != summary.dtype)
    name = "rounded" if rounded else "model"
    lines = ["import copy", ""] if rounded else []
    lines += layout.assigned("folder", request.folder)
    if rounded:
        lines += layout.comment(tr("A rounded copy: the model itself stays as it is"))
        lines.append(f"rounded = copy.deepcopy(model).to(torch.{options.dtype})")
    if options.format == "pickle":
        lines += [
            *layout.comment(tr("save_pretrained of a model notes these in its config")),
            # save_pretrained of the config alone does not know its model's class and dtype.
            f"{name}.config.architectures = [type({name}).__name__]",
            f"{name}.config.dtype = {name}.dtype",
            f"{name}.config.save_pretrained(folder)",
        ]
        if options.shard_bytes < SHARD_BYTES:
            lines += layout.comment(
                tr("In one file; transformers has no call that spreads this format")
            )
        lines.append(f'torch.save({name}.state_dict(), f"{{folder}}/pytorch_model.bin")')
        if options.generation_config:
            lines.append(f"if {name}.can_generate():")
            lines.append(f"    {name}.generation_config.save_pretrained(folder)")
    else:
        arguments = ["folder"]
        if options.shard_bytes < SHARD_BYTES:
            arguments.append(f"max_shard_size={options.shard_bytes}")
        if own_names:
            lines += layout.comment(
                tr("Under the usual names not all weights of this class would be found again.")
            )
            arguments.append("save_original_format=False")
        lines += layout.called(f"{name}.save_pretrained", arguments)
    if options.tokenizer and summary is not None and summary.tokenizer:
        lines.append("tokenizer.save_pretrained(folder)")
    if options.card:
        lines += layout.comment(
            tr("README.md, the model card, is of this program: transformers writes none here.")
        )
    return fragment(lines, torch=any("torch." in line for line in lines))


def show_versions(request: Prepare, result: object, summary: ModelSummary | None) -> Fragment:
    return fragment(
        [
            "import torch",
            "import transformers",
            "",
            "print(torch.__version__, transformers.__version__)",
        ]
    )


def save_model(request: SaveModel, result: object, summary: ModelSummary | None) -> Fragment:
    own = isinstance(result, ModelSaved) and result.own_names
    return checkpoints_code.saved(request, summary, own_names=own)


def open_saved(result: ModelSaved) -> Fragment:
    """Open what was saved of a snapshot, which stays for some days only: its folder lasts."""
    note = tr("It was saved with save_pretrained(folder); this opens the folder")
    return remark(note).then(obtain(result.summary.read_from(result.folder)))


def compare_saved(request: CompareSaved, result: object, summary: ModelSummary | None) -> Fragment:
    """Load the folder beside `model` and compare every tensor; it ends with `different`."""
    lines = [
        *layout.assigned("folder", request.folder),
        *layout.comment(tr("Load what was saved beside the model in memory")),
        'again = type(model).from_pretrained(folder, dtype="auto").eval()',
        "",
        *layout.comment(tr("Weights, and buffers that a state dict may leave out")),
        "def tensors(each):",
        "    named = list(each.named_parameters(remove_duplicate=False))",
        "    return dict(named + list(each.named_buffers(remove_duplicate=False)))",
        "",
        "",
        *layout.comment(tr("Every bit: not-a-number equals itself, 0 differs from -0")),
        "def same(first, second):",
        "    if first.dtype != second.dtype or first.shape != second.shape:",
        "        return False",
        "    pair = [each.detach().cpu().contiguous().reshape(-1) for each in (first, second)]",
        "    return torch.equal(*(each.view(torch.uint8) for each in pair))",
        "",
        "",
        "mine, saved = tensors(model), tensors(again)",
        "different = [",
        "    name",
        "    for name in {**mine, **saved}",
        "    if name not in mine or name not in saved or not same(mine[name], saved[name])",
        "]",
        *layout.printed(
            tr("{count} tensors compared, different: {different}"),
            count="len({**mine, **saved})",
            different="different",
        ),
    ]
    return fragment(lines, torch=True)


def unload_model(request: UnloadModel, result: object, summary: ModelSummary | None) -> Fragment:
    note = layout.comment(tr("Python frees the memory once nothing uses the model"))
    return fragment([*note, "del model"] if summary is not None else note)
