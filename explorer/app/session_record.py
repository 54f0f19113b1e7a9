"""What was done since the start, kept for scripts and for showing it again. Without Qt widgets."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, replace
from functools import singledispatch
from typing import TYPE_CHECKING

from explorer.features.attention.protocol import HeadResult
from explorer.features.flow.protocol import FlowResult, TextFlowRequest
from explorer.features.generation.protocol import Generated
from explorer.features.hidden_states.protocol import SimilarityResult
from explorer.protocol.downsampled_map import WHOLE
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import SEEN_SECONDS, InspectionResult, RunResult, is_live
from explorer.protocol.task_run import Answer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_STEPS = 300
MOST_LOOKS = 120
"""Looks inside that are kept to be shown again: each holds pictures of a few hundred kB."""

MOST_LARGE = 3
"""Maps that are kept of a long text: one head at 4,096 tokens is 67 MB."""
_LARGE = 1_000_000
_MOST_NUMBERS = 100_000_000


class SessionRecord:
    """The explained steps, and the looks that belong to each run; the oldest are dropped."""

    def __init__(self) -> None:
        self._steps: deque[Step] = deque(maxlen=MOST_STEPS)
        self._looks: deque[tuple[Request, InspectionResult]] = deque(maxlen=MOST_LOOKS)
        self._kept_at = 0.0  # when the last step was, in seconds

    @property
    def steps(self) -> tuple[Step, ...]:
        """Everything that was explained, in order."""
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
        last = self._steps[-1] if self._steps else None
        before, self._kept_at = self._kept_at, time.monotonic()
        if last is not None and _same_map(last.result, result):
            self._steps.pop()  # another part of the same map says the same
        elif last is not None and _takes_place(
            request, last.request, soon=self._kept_at - before < SEEN_SECONDS
        ):
            self._steps.pop()
            stored = (look for look in self._looks if not _belongs(look[1], last.result))
            self._looks = deque(stored, MOST_LOOKS)
        self._steps.append(step)
        if _large(result):
            large = [item for item in self._steps if _large(item.result)]
            old = {id(entry) for entry in large[: -_kept_of(result)]}  # arrays have no one truth
            self._steps = deque(
                (element for element in self._steps if id(element) not in old), MOST_STEPS
            )
        return step

    def keep_look(self, request: Request, result: InspectionResult) -> None:
        """A look inside, also one that was not explained."""
        if not _large(result):
            self._looks.append((request, result))

    def look_again(self, ran: RunResult, request: Request) -> InspectionResult | None:
        """What this very request showed of this very run."""
        for asked, result in reversed(self._looks):
            if result.ran is ran and asked == request:
                return result
        return None

    def flow_of(self, result: object) -> FlowResult | None:
        """The newest picture that was drawn of a run, or of a text that was written."""
        for asked, look in reversed(self._looks):
            if not isinstance(look, FlowResult) or not look.stacks:
                continue
            match result:
                case Generated() if isinstance(asked, TextFlowRequest):
                    if look.model_serial == result.model_serial and _wrote(result, asked):
                        return look
                case RunResult() | Answer() if _shows(look, result):
                    return look
        return None


def _shows(look: FlowResult, result: RunResult | Answer) -> bool:
    """Whether a picture is of this run, with the same heads off and the same patch."""
    if isinstance(result, Answer):
        return look.answer is result and look.silenced == result.silenced
    # A run whose heads were switched afterwards is kept as a copy with the same rows.
    same = look.ran is not None and look.ran.rows is result.rows
    return same and (look.silenced, look.patch) == (result.silenced, result.patch)


def _wrote(result: Generated, drawn: TextFlowRequest) -> bool:
    """Whether a picture is of the whole text that was written, or of all but its last token."""
    ids = [token.id for token in (*result.prompt, *(each.token for each in result.tokens))]
    read = [*drawn.input_ids, *drawn.decoder_ids[1:]]
    return len(result.tokens) > 0 and read in (ids, ids[:-1])


def _takes_place(request: Request, last: Request, *, soon: bool) -> bool:
    """Whether a step takes the place of the one before: a run of a text that was still being typed,
    or what no longer needs separate Python, as the places of a slider do."""
    if type(last) is type(request) and last.superseded_by((request,)):
        return True
    return is_live(last) and (request == last or (soon and is_live(request)))


def _belongs(look: InspectionResult, result: object) -> bool:
    return look.ran is result or look.answer is result


@dataclass(frozen=True)
class _TokenMap:
    """A map between the tokens of a run: its numbers, and which part of it is drawn, if any."""

    ran: RunResult | None
    values: NDArray[np.float32]
    part: tuple[object, ...] | None


@singledispatch
def _map_of(result: object) -> _TokenMap | None:
    """The map that a result is; None for any other result."""
    return None


@_map_of.register
def _(result: HeadResult) -> _TokenMap:
    drawn = result.joined
    if drawn is None:
        return _TokenMap(result.ran, result.weights, None)
    part = (drawn.rows, drawn.columns, drawn.shape, result.request.shown)
    return _TokenMap(result.ran, result.weights, part)


@_map_of.register
def _(result: SimilarityResult) -> _TokenMap:
    drawn = result.joined
    part = (drawn.rows, drawn.columns) if drawn is not None else None
    return _TokenMap(result.ran, result.cosine, part)


def _numbers(result: object) -> int:
    """How many numbers the map of a look has; 0 where it is no map."""
    token_map = _map_of(result)
    return token_map.values.size if token_map is not None else 0


def _large(result: object) -> bool:
    """Whether a result is a map between the tokens of a long text."""
    return _numbers(result) > _LARGE


def _kept_of(result: object) -> int:
    """How many maps of this size are kept: one of 16,384 tokens alone is 1.1 GB."""
    return max(1, min(MOST_LARGE, _MOST_NUMBERS // _numbers(result)))


def only_sharper(before: object, result: object) -> bool:
    """Whether a look shows what `before` showed, in other cells: nobody asked for that."""
    first, second = _map_of(before), _map_of(result)
    if first is None or second is None or not _same_map(before, result):
        return False
    return first.part is not None and first.part == second.part


def _same_map(item: object, other: object) -> bool:
    """Whether two looks show parts of one map."""
    first, second = _map_of(item), _map_of(other)
    if first is None or second is None or type(item) is not type(other):
        return False
    if first.ran is not second.ran:
        return False
    return first.values is second.values or (
        _asked(item) == _asked(other) and _same_values(first.values, second.values)
    )


def _asked(result: object) -> object:
    """What a map was asked for, whichever part of it."""
    match result:
        case HeadResult() | SimilarityResult():
            return replace(result.request, part=WHOLE)
    return None


def _same_values(values: NDArray[np.float32], others: NDArray[np.float32]) -> bool:
    """Whether two maps hold the same numbers: another computer sends a new array each time."""
    if values.shape != others.shape:
        return False
    # Different maps nearly always differ in the last row, which is quick to compare.
    return all(
        bool((values[rows] == others[rows]).all()) for rows in (slice(-1, None), slice(None))
    )
