"""What was done since the start, kept for scripts and for showing it again. Without Qt widgets."""

from __future__ import annotations

from collections import deque

from explorer.features.attention.protocol import HeadResult
from explorer.features.generation.protocol import Generated
from explorer.features.hidden_states.protocol import SimilarityResult
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import InspectionResult, RunResult

MOST_STEPS = 300
MOST_LOOKS = 120
"""Looks inside that are kept to be shown again: each holds pictures of a few hundred kB."""

MOST_LARGE = 3
"""Maps that are kept of a long text: one head at 4,096 tokens is 67 MB."""
_LARGE = 1_000_000
_MOST_NUMBERS = 100_000_000


class SessionRecord:
    """The steps that were told, and the looks that belong to each run; the oldest are dropped."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque(maxlen=MOST_STEPS)
        self._looks: deque[tuple[Request, InspectionResult]] = deque(maxlen=MOST_LOOKS)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything that was told, in order."""
        return tuple(self._steps)

    @property
    def looks(self) -> tuple[InspectionResult, ...]:
        """What was seen inside the runs, in order."""
        return tuple(result for _, result in self._looks)

    @property
    def runs(self) -> tuple[Step, ...]:
        """The steps that can be shown again: runs of the model, and texts that it wrote."""
        return tuple(
            step for step in self._steps if isinstance(step.result, (RunResult, Generated))
        )

    def keep(self, request: Request, result: object, summary: ModelSummary | None) -> Step:
        """One more step."""
        step = Step(request, result, summary)
        if self._steps and _same_map(self._steps[-1].result, result):
            self._steps.pop()  # another part of the same map says the same
        self._steps.append(step)
        if _large(result):
            large = [item for item in self._steps if _large(item.result)]
            old = {id(entry) for entry in large[: -_kept_of(result)]}  # arrays have no one truth
            self._steps = deque(
                (element for element in self._steps if id(element) not in old), MOST_STEPS
            )
        return step

    def keep_look(self, request: Request, result: InspectionResult) -> None:
        """A look inside, also one that was not told."""
        if not _large(result):
            self._looks.append((request, result))

    def look_again(self, ran: RunResult, request: Request) -> InspectionResult | None:
        """What this very request showed of this very run."""
        for asked, result in reversed(self._looks):
            if result.ran is ran and asked == request:
                return result
        return None


def _numbers(result: object) -> int:
    """How many numbers the map of a look has; 0 where it is no map."""
    if isinstance(result, HeadResult):
        return result.weights.size
    return result.cosine.size if isinstance(result, SimilarityResult) else 0


def _large(result: object) -> bool:
    """Whether a result is a map between the tokens of a long text."""
    return _numbers(result) > _LARGE


def _kept_of(result: object) -> int:
    """How many maps of this size are kept: one of 16,384 tokens alone is 1.1 GB."""
    return max(1, min(MOST_LARGE, _MOST_NUMBERS // _numbers(result)))


def only_sharper(before: object, result: object) -> bool:
    """Whether a look shows what `before` showed, in other cells: nobody asked for that."""
    if not _same_map(before, result):
        return False
    if isinstance(before, HeadResult) and isinstance(result, HeadResult):
        downsampled_map, other, alike = before.joined, result.joined, before.request.shown
        return (
            downsampled_map is not None
            and other is not None
            and (
                (downsampled_map.rows, downsampled_map.columns, downsampled_map.shape, alike)
                == (other.rows, other.columns, other.shape, result.request.shown)
            )
        )
    if isinstance(before, SimilarityResult) and isinstance(result, SimilarityResult):
        downsampled_map, other = before.joined, result.joined
        return (
            downsampled_map is not None
            and other is not None
            and ((downsampled_map.rows, downsampled_map.columns) == (other.rows, other.columns))
        )
    return False


def _same_map(item: object, other: object) -> bool:
    """Whether two looks show parts of one map."""
    if isinstance(item, HeadResult) and isinstance(other, HeadResult):
        return item.ran is other.ran and item.weights is other.weights
    if isinstance(item, SimilarityResult) and isinstance(other, SimilarityResult):
        return item.ran is other.ran and item.cosine is other.cosine
    return False
