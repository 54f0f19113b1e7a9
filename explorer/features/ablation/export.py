"""The answers before and after ablation, on a saved page."""

from __future__ import annotations

from explorer.features.ablation.protocol import AblationResult
from explorer.text.run_markup import predictions
from explorer.text.translation import tr

_FEW = 8


def switched(result: AblationResult) -> str:
    """The first answers before and after heads went off or on."""
    if not result.after:
        return ""
    return (
        f"<h3>{tr('Before')}</h3>{predictions(result.before, 1, _FEW)}"
        f"<h3>{tr('After')}</h3>{predictions(result.after, 1, _FEW)}"
    )
