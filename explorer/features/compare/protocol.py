"""Requests and results of running the same input through two models, side by side.

The engine owns one model. "The other" exists only for comparing: it is made from a `LoadOther`,
kept until another one is wanted, the model changes or its memory is needed, and then made again
from the same request when both are run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from explorer.features.attention.protocol import HeadResult
from explorer.features.flow.protocol import ANSWERING, FlowResult
from explorer.protocol.inspection import AVERAGE, Kind
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import AblatedHeads, ModelResult, RunResult, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OtherKind = Literal["twin", "checkpoint", "dtype", "heads", "adapter"]
"""The untrained twin of the model in memory, another checkpoint, the same checkpoint in another
dtype, the same model with every head on while some are off now, or the same model with its adapter
off where it is on now, or on where it is off."""


@dataclass(frozen=True)
class LoadOther(Request):
    """Get a second model to compare the one in memory with.

    `seed` counts for a twin; `path`, `name` and `revision` for a checkpoint (which keeps its own
    class); `dtype` for a dtype.
    """

    title: ClassVar[str] = tr("Getting the second model")
    kind: OtherKind = "twin"
    seed: int = 42
    path: str = ""
    name: str = ""
    revision: str = ""
    dtype: str = ""

    @property
    def second_model(self) -> str:
        """The kind of the second model."""
        return self.kind

    def superseded_by(self, later: Sequence[Request]) -> bool:
        """Running both gets it again, after the first has run."""
        return any(isinstance(request, RunBoth) and request.other == self for request in later)


@dataclass(frozen=True)
class OtherReady:
    """The second model is there. `model_serial` is that of the model in memory.

    `sentence` says in what the two differ, before anything was run.
    """

    request: LoadOther
    model_serial: int
    summary: ModelSummary
    sentence: str


@dataclass(frozen=True)
class ForgetOther(Request):
    """Give the second model's memory back."""

    title: ClassVar[str] = tr("Removing the second model")
    stoppable: ClassVar[bool] = False


@dataclass(frozen=True)
class OtherForgotten:
    """There is no second model any more; `freed` is the bytes its weights occupied."""

    freed: int


@dataclass(frozen=True)
class HeadChoice:
    """Which attention map of both is shown; `row` and `head` as in `HeadRequest`."""

    kind: Kind = "self"
    row: int = 0
    head: int = 0
    text_index: int = 0


FIRST_HEAD = HeadChoice()


@dataclass(frozen=True)
class RunBoth(Request):
    """Run the same texts, or the same input IDs, through both models.

    The second model is made from `other` first where it is not there.
    """

    makes_inputs: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "run-both"
    title: ClassVar[str] = tr("Running both models")
    other: LoadOther
    texts: tuple[str, ...] = ()
    input_ids: tuple[tuple[int, ...], ...] = ()
    top: int = 5
    look: HeadChoice = FIRST_HEAD

    @property
    def second_model(self) -> str:
        """The kind of the second model."""
        return self.other.kind


@dataclass(frozen=True)
class HeadsOf:
    """The attention maps that a model has of one kind: labels of its layers, heads of each."""

    kind: Kind
    title: str
    labels: tuple[str, ...]
    heads: tuple[int, ...]


@dataclass(frozen=True)
class ComparedRun:
    """One model's side: what it is, its run, its attention maps, and the one that is shown.

    `maps` is empty where it has no attention to show; `head.note` says why a map is missing.
    """

    summary: ModelSummary
    ran: RunResult
    maps: tuple[HeadsOf, ...]
    head: HeadResult


@dataclass(frozen=True)
class AttentionChange:
    """How much each weight of one map differs, of the tokens that both have.

    `change` is float32 [from, to]: the size of the main model's weight less the other's. The
    places say which rows and columns of the two maps those are. `alone` counts the tokens that
    are only on one side. Empty with a `note` where no weight can be compared.
    """

    change: NDArray[np.float32]
    other_from: tuple[int, ...] = ()
    main_from: tuple[int, ...] = ()
    other_to: tuple[int, ...] = ()
    main_to: tuple[int, ...] = ()
    alone: int = 0
    note: str = ""


@dataclass(frozen=True)
class AnswerPair:
    """One answer of a prediction with its probability in both models; None where not known.

    Where `is_score`, the numbers are scores and not probabilities.
    """

    text: str
    other: float | None
    main: float | None
    is_score: bool = False


@dataclass(frozen=True)
class PredictionPair:
    """What both say at one place. `other` and `main` are places in their predictions.

    `answers` are the first answers of both, the main model's first. `moved` is how much of the
    probability is elsewhere (0..1, half the sum of all absolute differences), None where the
    two do not choose among the same answers.
    """

    caption: str
    other: int
    main: int
    answers: tuple[AnswerPair, ...]
    moved: float | None


@dataclass(frozen=True)
class OutputChange:
    """The largest absolute difference of one output; None where it is not known, with why."""

    name: str
    largest: float | None
    disabled_reason: str = ""


@dataclass(frozen=True)
class ComparisonResult(ModelResult):
    """Both models on the same input.

    `aligned` pairs the tokens of each text: (place in the other's row, place in the main's), -1
    where a token has none. `same_tokens` tells that both were given the same IDs. `sentence` says
    what differs between the two; `disabled_reason` why outputs cannot be compared number by
    number, empty where they can. `attention` is how much the map that is looked at differs; None
    where one of the two has no such map."""

    switches_heads: ClassVar[bool] = True
    request: RunBoth
    model_serial: int
    other: ComparedRun
    main: ComparedRun
    aligned: tuple[tuple[tuple[int, int], ...], ...]
    same_tokens: bool
    predictions: tuple[PredictionPair, ...]
    outputs: tuple[OutputChange, ...]
    sentence: str
    disabled_reason: str
    attention: AttentionChange | None = None

    @property
    def same_pieces(self) -> bool:
        """Whether both cut the text into the same pieces, whatever IDs these have."""
        cuts = [[[token.piece for token in row] for row in each.ran.rows]
                for each in (self.other, self.main)]  # fmt: skip
        return cuts[0] == cuts[1]

    @property
    def silenced(self) -> tuple[AblatedHeads, ...]:
        """The heads of the main model that were off."""
        return self.main.ran.silenced

    @property
    def second_model(self) -> str:
        """The kind of the second model."""
        return self.request.other.kind


@dataclass(frozen=True, kw_only=True)
class ComparisonLook(ModelResult):
    """A look into the last run of both, which is `both`."""

    switches_heads: ClassVar[bool] = True
    both: ComparisonResult | None = None

    @property
    def silenced(self) -> tuple[AblatedHeads, ...]:
        """The heads of the main model that were off."""
        return self.both.silenced if self.both is not None else ()

    @property
    def second_model(self) -> str:
        """The kind of the second model."""
        return self.both.second_model if self.both is not None else ""


@dataclass(frozen=True)
class ComparedHeadsRequest(Request):
    """The same attention map of both, of the last run of both."""

    makes_inputs: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "look-both"
    title: ClassVar[str] = tr("Looking at a head of both")
    look: HeadChoice = FIRST_HEAD


@dataclass(frozen=True)
class ComparedHeadsResult(ComparisonLook):
    """One map of each model; a `note` where a model has no such map.

    `attention` is how much the two differ, None where one is missing.
    """

    request: ComparedHeadsRequest
    model_serial: int
    other: HeadResult
    main: HeadResult
    attention: AttentionChange | None = None


@dataclass(frozen=True)
class ComparedHiddenStatesRequest(Request):
    """How far apart the hidden states of both are, of the last run of both."""

    makes_inputs: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "look-both-hidden"
    title: ClassVar[str] = tr("Comparing hidden states of both")
    text_index: int = 0


@dataclass(frozen=True)
class ComparedFlowRequest(Request):
    """The last run of both as two pictures; `head` as in `FlowRequest`.

    `position` is the token of the main model that its picture is drawn from, `other_position` the
    other's where the two have rows of their own.
    """

    makes_inputs: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "look-both-flow"
    title: ClassVar[str] = tr("Drawing both runs")
    text_index: int = 0
    position: int = ANSWERING
    other_position: int = ANSWERING
    head: int = AVERAGE


@dataclass(frozen=True)
class ComparedFlowResult(ComparisonLook):
    """The pictures of both. `note` says why their rows are not the same ones, empty where they are.

    `heads` is how many can be chosen: those that every layer of both has.
    """

    request: ComparedFlowRequest
    model_serial: int
    other: FlowResult
    main: FlowResult
    heads: int
    note: str = ""

    @property
    def shared(self) -> bool:
        """Whether both have the same rows, and are drawn from the same one."""
        return not self.note


@dataclass(frozen=True)
class HiddenPair:
    """One stack of both: rows are `names`, columns the `tokens` that both have. `kind` is the main
    model's, `other_kind` what it is compared with in the other.

    `cosine` and `distance` (the norm of the difference) are float32 [rows, tokens], empty where
    the vectors have different sizes; the norms are each model's own. `note` says what was matched
    how.
    """

    kind: Kind
    title: str
    names: tuple[str, ...]
    tokens: tuple[Token, ...]
    cosine: NDArray[np.float32]
    distance: NDArray[np.float32]
    other_norms: NDArray[np.float32]
    main_norms: NDArray[np.float32]
    note: str
    other_kind: Kind = "self"

    @property
    def written(self) -> tuple[int, ...]:
        """The columns of tokens that are no padding, which is no part of a text; else all."""
        columns = tuple(place for place, token in enumerate(self.tokens) if not token.padding)
        return columns or tuple(range(len(self.tokens)))


@dataclass(frozen=True)
class ComparedHiddenStatesResult(ComparisonLook):
    """The stacks that both have; empty with a `note` where there is none."""

    request: ComparedHiddenStatesRequest
    model_serial: int
    stacks: tuple[HiddenPair, ...]
    note: str
