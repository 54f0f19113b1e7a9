"""One whole weight of the model in memory into a file, in pieces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from explorer.boundary import atomic_write
from explorer.engine import tensor_file
from explorer.engine.numbers import dtype_name
from explorer.engine.weights.on_disk import weight_of
from explorer.features.architecture.compute.weight_view import tensor_of
from explorer.features.architecture.protocol import MOST_CSV, ExportWeight, WeightExported
from explorer.protocol.failures import BadInput, WeightNotWritable
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel


def export_weight(
    model: PreTrainedModel, request: ExportWeight, check: Check, report: Report
) -> WeightExported:
    """Write a parameter or a buffer as .npy or .csv; a former file stays until it is whole.

    Raises WeightGone, BadInput for another ending or a table that is too long, WeightNotWritable.
    """
    tensor = weight_of(tensor_of(model, request.name), check)
    ending = Path(request.path).suffix.lower()
    if ending not in (".npy", ".csv"):
        raise BadInput(tr("A tensor can be saved as .npy or as .csv: choose one of these endings."))
    if ending == ".csv" and tensor.numel() > MOST_CSV:
        raise BadInput(
            tr(
                "This tensor has {numbers} numbers, too many for a table (at most {most}). "
                "Save it as .npy.",
                numbers=numbers.count(tensor.numel()),
                most=numbers.count(MOST_CSV),
            )
        )
    try:
        with atomic_write.writing(request.path) as file:
            if ending == ".npy":
                tensor_file.write_npy(file, tensor, check, report)
            else:
                tensor_file.write_csv(file, tensor, check, report)
    except OSError as error:
        raise WeightNotWritable(request.path, atomic_write.why(error)) from error
    return WeightExported(
        path=request.path,
        name=request.name,
        shape=tuple(tensor.shape),
        dtype=dtype_name(tensor.dtype),
        written=tensor_file.dtype_in_file(tensor.dtype).name,
        bytes=Path(request.path).stat().st_size,
    )
