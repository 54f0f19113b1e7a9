"""Python that computes with another number of threads than what is around it."""

from __future__ import annotations

from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.translation import tr


def computed_with(work: Fragment, count: int) -> Fragment:
    """`work` with so many threads, as each worker had; as it is where that is 0."""
    if not count:
        return work
    before = fragment(
        [
            *layout.comment(tr("As many threads as each worker: the same last digits")),
            "usual_threads = torch.get_num_threads()",
            f"torch.set_num_threads({count})",
        ],
        torch=True,
    )
    return before + work + fragment(["torch.set_num_threads(usual_threads)"], torch=True)
