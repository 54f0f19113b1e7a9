"""Raw tensors: any tensor of a run, number by number."""

from __future__ import annotations

from explorer.features.tensors.protocol import (
    ExportTensor,
    ListTensors,
    ReadSlice,
    SliceRead,
    TensorExported,
    TensorsListed,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="tensors",
    title=tr("Raw tensors"),
    about_a_run=True,
    inspection_view="view.raw_view:RawView",
    compute={
        ListTensors: "compute:list_tensors",
        ReadSlice: "compute:read_slice",
        ExportTensor: "compute:export_tensor",
    },
    explain={
        TensorsListed: "explain:listed",
        SliceRead: "explain:table",
        TensorExported: "explain:exported",
    },
    code_of_result={
        TensorsListed: "code:listed",
        SliceRead: "code:table",
        TensorExported: "code:exported",
    },
    export={
        SliceRead: "export:piece",
    },
)
