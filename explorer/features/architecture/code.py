"""The Python that lists modules, reads a weight and writes it to a file."""

from __future__ import annotations

from explorer.features.architecture.protocol import (
    ExportWeight,
    ModuleTreeRequest,
    WeightExported,
    WeightRequest,
    WeightView,
)
from explorer.features.tensors import code as tensors_code
from explorer.protocol.model import ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.python.model import edited_config
from explorer.text.translation import tr


def list_modules(
    request: ModuleTreeRequest, result: object, summary: ModelSummary | None
) -> Fragment:
    model = "model" if request.edit is None else "empty"
    looked = fragment(
        [
            f"print({model})",
            f"for name, weight in {model}.named_parameters():",
            "    print(name, tuple(weight.shape))",
        ]
    )
    if request.edit is None:
        return looked
    name = request.edit.class_name or "AutoModel"
    build = f"{name}.from_config(config)" if name.startswith("Auto") else f"{name}(config)"
    built = fragment(['with torch.device("meta"):', f"    empty = {build}"], name, torch=True)
    return edited_config("", request.edit) + built + looked


def read_weight(request: WeightRequest, result: object, summary: ModelSummary | None) -> Fragment:
    lines = [
        *layout.assigned("name", request.name),
        "weight = model.state_dict()[name]",
        "print(weight.shape, weight.dtype)",
    ]
    axes = len(result.shape) if isinstance(result, WeightView) else 0
    first = f"{request.row}:{request.row + request.rows}"
    if axes == 1:
        lines.append(f"print(weight[{first}])")
    elif axes > 1:
        second = f"{request.column}:{request.column + request.columns}"
        # As the view shows it: what follows the first axis is flattened.
        table = "weight" if axes == 2 else "weight.flatten(1)"
        lines.append(f"print({table}[{first}, {second}])")
    return fragment(lines)


def export_weight(request: ExportWeight, result: object, summary: ModelSummary | None) -> Fragment:
    if not isinstance(result, WeightExported):
        return Fragment()
    lines = [
        *layout.assigned("name", request.name),
        "weight = model.state_dict()[name]",
    ]
    if result.written != result.dtype:
        lines += layout.comment(
            tr("NumPy has no {dtype}; float32 holds it exactly", dtype=result.dtype)
        )
        lines.append("weight = weight.float()")
    values = "values = weight.cpu().numpy()"
    return fragment([*lines, values]).then(tensors_code.written(request.path))
