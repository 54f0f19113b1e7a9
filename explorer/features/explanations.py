"""What just happened, in plain words with this run's own numbers; and what will happen.

Every number is computed from the result or the summary. A result that nobody wrote words for
gets an honest neutral sentence, never an exception.
"""

from __future__ import annotations

from explorer import features
from explorer.features.checkpoints.explain_preview import before
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.translation import tr

__all__ = ["after", "before", "nothing_yet"]


def after(result: object, summary: ModelSummary | None) -> Explanation:
    """Explain a result; `summary` is the model in memory now, None where there is none."""
    explain = features.find("explain", type(result))
    if explain is None:
        return Explanation(
            tr("Done"), (tr("This step is done. There is nothing more to say about it."),)
        )
    explanation: Explanation = explain(result, summary)
    return explanation


def nothing_yet() -> Explanation:
    """What the pane shows before anything was done."""
    return Explanation(
        tr("What just happened"),
        (
            tr("Nothing yet. Open a model, or create one; then type a text and run it."),
            tr("After each step you can read here what happened, with the numbers of that step."),
        ),
    )
