"""The Python of any tensor of a run: listed, read in part, written to a file.

Expects `model` and the `inputs` of the run.
"""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.attention.code import ATTENTIONS, attentive
from explorer.features.hidden_states.code import STATES, stateful
from explorer.features.tensors.protocol import SliceRead, TensorExported, TensorsListed
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import InspectionResult, RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.translation import tr


def tensor(name: str, result: InspectionResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """`tensor = ...`: one tensor of the run by its name in the program."""
    if any(info.name == name for info in ran.inputs):
        return fragment([f"tensor = inputs[{layout.string(name)}]"])
    root = name.partition("[")[0]
    get = fragment([f"tensor = outputs.{name}"])
    if root in ATTENTIONS.values():
        return attentive(result, ran, summary) + get
    if root in STATES.values() and all(output.name != name for output in ran.outputs):
        return stateful(ran, summary) + get
    return inputs.forward(ran, summary) + get


def listed(result: TensorsListed, ran: RunResult, summary: ModelSummary) -> Fragment:
    """Every tensor that went in or came out."""
    return inputs.forward(ran, summary) + fragment(
        [
            "for name, value in (*inputs.items(), *outputs.items()):",
            "    if torch.is_tensor(value):",
            "        print(name, value.dtype, tuple(value.shape))",
        ],
        torch=True,
    )


def table(result: SliceRead, ran: RunResult, summary: ModelSummary) -> Fragment:
    """A table out of a tensor."""
    asked, shape = result.request, result.shape
    if len(shape) < 2:
        place = "tensor.reshape(1, -1)"
    else:
        place = f"tensor{_index(shape, asked.rows, asked.columns, asked.at)}"
    rows, columns = asked.row_start, asked.column_start
    window = (
        f"[{rows}:{rows + max(1, asked.row_count)}, "
        f"{columns}:{columns + max(1, asked.column_count)}]"
    )
    return tensor(asked.name, result, ran, summary) + fragment(
        [f"table = {place}", f"table = table{window}", "print(table)"]
    )


def _index(shape: Sequence[int], rows: int, columns: int, at: Sequence[int]) -> str:
    axes = len(shape)
    shown = (rows % axes, columns % axes)
    places = [
        ":" if axis in shown else str(at[axis] if axis < len(at) else 0) for axis in range(axes)
    ]
    turned = ".T" if shown[0] > shown[1] else ""
    # Trailing colons say nothing.
    while places and places[-1] == ":":
        places.pop()
    return (f"[{', '.join(places)}]" if places else "") + turned


def exported(result: TensorExported, ran: RunResult, summary: ModelSummary) -> Fragment:
    """A tensor written to a file."""
    values = "values = tensor.float().cpu().numpy()"
    if any(
        info.name == result.name and "int" in info.dtype for info in (*ran.inputs, *ran.outputs)
    ):
        values = "values = tensor.cpu().numpy()"
    got = tensor(result.name, result, ran, summary)
    return got + fragment([values]).then(written(result.path))


def written(path: str) -> Fragment:
    """`values` in a file, as the program writes them: .npy, or .csv."""
    lines = layout.assigned("path", path)
    if path.lower().endswith(".npy"):
        lines.append("np.save(path, values)")
    else:
        lines += [
            *layout.comment(tr("The program's file also counts rows and columns")),
            "rows = values.reshape(-1, values.shape[-1])",
            # 9 digits tell any two float32 numbers apart.
            'np.savetxt(path, rows, fmt="%.9g", delimiter=",")',
        ]
    return Fragment(tuple(lines), numpy=True)
