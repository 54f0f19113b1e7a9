"""The Python of switching heads off and running again."""

from __future__ import annotations

from explorer.features.ablation.protocol import AblateHeads, AblationResult
from explorer.features.activation_patching import code as activation_patching_code
from explorer.features.answers.code import ran_of
from explorer.protocol.inspection import SHOWN_ANSWERS
from explorer.protocol.model import ModelSummary
from explorer.text.python import inputs
from explorer.text.python.ablation import silence
from explorer.text.python.fragment import Fragment, remark
from explorer.text.run_facts import first_answers
from explorer.text.translation import tr


def heads(request: AblateHeads, result: object, summary: ModelSummary | None) -> Fragment:
    """Heads off (or all on), and the last run again."""
    if not isinstance(result, AblationResult) or summary is None:
        return Fragment()
    off = silence(result.silenced, summary)
    ran = ran_of(result)
    if ran is None:
        return off or remark(tr("All heads are on"))
    # The patch comes from a run of the model as it is now: heads first.
    again = activation_patching_code.put_in(result.patch, ran, summary) + inputs.forward(
        ran, summary
    )
    return off + again + inputs.answers(ran, first_answers(result.after, SHOWN_ANSWERS), summary)
