"""The Python of switching heads off and running again."""

from __future__ import annotations

from explorer.lesson.snippets import patching, running
from explorer.lesson.snippets.fragment import Fragment, fragment
from explorer.lesson.snippets.silencing import silence
from explorer.lesson.snippets.tasks import ran_of
from explorer.messages.model import ModelSummary
from explorer.messages.views.switches import HeadsSwitched


def heads(result: HeadsSwitched, summary: ModelSummary) -> Fragment:
    """Heads off (or all on), and the last run again."""
    off = silence(result.silenced, summary)
    ran = ran_of(result)
    if ran is None:
        return off or fragment(["# All heads are on"])
    # The patch comes from a run of the model as it is now: heads first.
    again = patching.put_in(result.patch, ran, summary) + running.forward(ran, summary)
    return off + again + running.answers(ran, result.after, summary)
