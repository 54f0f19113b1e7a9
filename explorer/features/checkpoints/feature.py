"""On this computer: opening and saving folders."""

from __future__ import annotations

from explorer.features.checkpoints.protocol import (
    CheckModel,
    CompareSaved,
    PreviewModel,
    PreviewSave,
    SavedCompared,
    TidyFolders,
)
from explorer.protocol.feature import Feature
from explorer.protocol.model import (
    AttachTokenizer,
    LoadModel,
    ModelReady,
    ModelSaved,
    ModelUnloaded,
    Prepare,
    Prepared,
    SaveModel,
    ShowModel,
    UnloadModel,
)
from explorer.text.translation import tr

FEATURE = Feature(
    name="checkpoints",
    title=tr("On this computer"),
    compute={
        Prepare: "compute.open_model:prepare",
        LoadModel: "compute.open_model:load_model",
        ShowModel: "compute.take_given:show_model",
        AttachTokenizer: "compute.open_model:attach_tokenizer",
        UnloadModel: "compute.open_model:unload_model",
        CheckModel: "compute.open_model:check_model",
        PreviewModel: "compute.requests:CheckpointRequests.preview_model",
        PreviewSave: "compute.requests:CheckpointRequests.preview_save",
        SaveModel: "compute.requests:CheckpointRequests.save",
        CompareSaved: "compute.requests:CheckpointRequests.compare",
        TidyFolders: "compute.requests:CheckpointRequests.tidy_folders",
    },
    explain={
        Prepared: "explain:prepared",
        ModelReady: "explain:ready",
        ModelSaved: "explain:saved",
        ModelUnloaded: "explain:unloaded",
        SavedCompared: "explain:compared",
    },
    code={
        Prepare: "code:show_versions",
        SaveModel: "code:save_model",
        UnloadModel: "code:unload_model",
        CompareSaved: "code:compare_saved",
    },
    export={
        ModelReady: "export:ready",
        ModelSaved: "export:saved",
    },
    lesson={
        SavedCompared: "lesson:compared",
    },
    explained_at_once=frozenset({SavedCompared}),
)
