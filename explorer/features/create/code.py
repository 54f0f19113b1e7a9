"""The Python that builds an edited config on the meta device."""

from __future__ import annotations

from explorer.features.create.protocol.config import CheckConfig, ConfigVerdict
from explorer.protocol.model import ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.python.model import edited_config
from explorer.text.translation import tr


def check_config(request: CheckConfig, result: object, summary: ModelSummary | None) -> Fragment:
    edit = request.edit
    if not isinstance(result, ConfigVerdict) or result.footprint is None:
        return edited_config("", edit)
    name = edit.class_name or result.footprint.class_name
    build = f"{name}.from_config(config)" if name.startswith("Auto") else f"{name}(config)"
    return edited_config("", edit) + fragment(
        [
            *layout.comment(tr("On the meta device a model has shapes, but no numbers")),
            'with torch.device("meta"):',
            f"    empty = {build}",
            *layout.printed(tr("{count} parameters"), count="empty.num_parameters():,"),
        ],
        name,
        torch=True,
    )
