"""The Python that downloads a checkpoint and reads its config.

In the script of a session `checkpoint` and `revision` belong to the model in memory.
"""

from __future__ import annotations

from explorer.features.hub.protocol.checkpoint_page import ConfigRead, ReadConfig
from explorer.features.hub.protocol.transfer import Download
from explorer.protocol.model import ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.translation import tr


def download(request: Download, result: object, summary: ModelSummary | None) -> Fragment:
    plan = request.plan
    lines = [
        *layout.assigned("repository", plan.checkpoint),
        # The commit, not the branch: a branch moves on, and the same Python must give the same
        # files.
        *layout.assigned("commit", plan.commit),
        *layout.comment(tr("Only the files that loading opens; kept in the cache")),
        *layout.assigned_list("files", [file.path for file in plan.files]),
        *layout.called(
            "folder = snapshot_download",
            ["repository", "revision=commit", "allow_patterns=files"],
        ),
        "print(folder)",
    ]
    return Fragment(tuple(lines), hub=frozenset({"snapshot_download"}))


def read_config(request: ReadConfig, result: object, summary: ModelSummary | None) -> Fragment:
    assert isinstance(result, ConfigRead)
    lines = [
        *layout.assigned("repository", result.checkpoint),
        *layout.assigned("commit", result.commit),
        *layout.called("config = AutoConfig.from_pretrained", ["repository", "revision=commit"]),
        "print(config)",
    ]
    return fragment(lines, "AutoConfig")
