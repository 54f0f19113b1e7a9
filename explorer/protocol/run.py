"""Requests and results of running the model: text, tokens, tensors, predictions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from explorer.protocol.job import Request
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Tokenize(Request):
    """Cut texts into tokens while a person types; the newest text is the only one wanted."""

    replaces: ClassVar[str | None] = "tokenize"
    makes_inputs: ClassVar[bool] = True
    failure_shown: ClassVar[bool] = False  # typing continues; Run tells it
    title: ClassVar[str] = tr("Tokenizing")
    texts: tuple[str, ...]
    pairs: tuple[str, ...] = ()

    def superseded_by(self, later: Sequence[Request]) -> bool:
        """A text that was still being typed, or that was run as it is."""
        return bool(later) and isinstance(later[0], (Tokenize, Run))


Numbers = tuple[tuple[int, ...], ...]
"""Rows of whole numbers, one for each text."""


@dataclass(frozen=True)
class ManualInputs:
    """What a person wrote beside the input IDs: rows as long as theirs.

    Empty where the usual is meant: every token attended to, the model's own token types and
    positions.
    """

    attention_mask: Numbers = ()
    token_type_ids: Numbers = ()
    position_ids: Numbers = ()

    def named(self) -> dict[str, Numbers]:
        """Those that were written, by the name of the model's argument."""
        mapping = {
            "attention_mask": self.attention_mask,
            "token_type_ids": self.token_type_ids,
            "position_ids": self.position_ids,
        }
        return {name: rows for name, rows in mapping.items() if rows}


NOTHING_BY_HAND = ManualInputs()
"""IDs alone, or no IDs either."""


@dataclass(frozen=True)
class TextRun(Request):
    """A run of what a person typed.

    A `live` one follows the typing: the next takes its place everywhere, and what it lacks is said
    beside the text alone.
    """

    replaces: ClassVar[str | None] = "run"
    title: ClassVar[str] = tr("Running the model")
    live: bool = field(default=False, kw_only=True, compare=False)

    @property
    def in_passing(self) -> bool:
        """One that follows the typing."""
        return self.live

    @property
    def missing(self) -> str:
        """What has to be written before it can run, as a sentence; empty where nothing is."""
        return ""


SEEN_SECONDS = 3.0
"""A run that followed the typing and was the newest for so long was looked at: the next one does
not take its place among what is kept."""


def is_live(request: Request) -> bool:
    """Whether a request is a run that follows the typing."""
    return isinstance(request, TextRun) and request.live


def settled(request: Request) -> Request:
    """The same request as if somebody had pressed Run."""
    return replace(request, live=False) if isinstance(request, TextRun) else request


@dataclass(frozen=True)
class Run(TextRun):
    """Run the model once on texts, on pairs of texts, or on input IDs given by hand.

    `input_ids` are rows of equal length; where they are given the tokenizer is not asked.
    `pairs` holds text B for each text, empty where the texts are single.
    """

    texts: tuple[str, ...] = ()
    input_ids: tuple[tuple[int, ...], ...] = ()
    top: int = 5
    pairs: tuple[str, ...] = ()
    by_hand: ManualInputs = NOTHING_BY_HAND


@dataclass(frozen=True)
class Token:
    """One token: its piece as the tokenizer writes it, what it stands for, and its ID.

    `start` and `end` are character offsets into the text, -1 where it stands for no character.
    `special` marks tokens that were added for the model, or that steer it, such as [MASK].
    `text` is the text of a pair that the characters are of: 0 for A, 1 for B. `type` is the token
    type, -1 where the model is given none; `attended` is False where the mask hides the token.
    `raw` are its bytes where these are no whole characters, else empty. `padding` marks the token
    that the tokenizer calls its padding token, however it is spelled; whether it fills a row up is
    what `attended` says, because a tokenizer without one lends another token for that. `unknown`
    marks the token of the tokenizer that stands for what is not in its vocabulary.
    """

    piece: str
    shown: str
    id: int
    special: bool
    mask: bool
    start: int
    end: int
    text: int = 0
    type: int = -1
    attended: bool = True
    raw: bytes = b""
    padding: bool = False
    unknown: bool = False


@dataclass(frozen=True)
class TensorInfo:
    """A named tensor: dtype, shape, its first values as text and, for floats, its range."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    values: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Tokenized:
    """One row of tokens a text, padded to the longest; the tensors the model would be given.

    `length` is how many tokens a row has, where it is too long for all of them to be in `rows`.
    """

    texts: tuple[str, ...]
    rows: tuple[tuple[Token, ...], ...]
    tensors: tuple[TensorInfo, ...]
    pairs: tuple[str, ...] = ()
    length: int = 0


@dataclass(frozen=True)
class Candidate:
    """One answer with its probability (0..1) and its logit. `id` is a token ID or a label.

    Where `is_score`, the class gives a number on its own scale, which is the `logit`: there is no
    choice between answers, and `probability` is not a number.
    """

    text: str
    id: int
    probability: float
    logit: float
    is_score: bool = False


@dataclass(frozen=True)
class Prediction:
    """What the model says at one place of one text.

    `kind` is mask, next, label or score. `position` is the token it speaks for, -1 for the whole
    text.
    `out_of` is how many answers were possible; `uniform` their equal share, 1 / out_of.
    `independent` is True where each label was judged by itself (a sigmoid each), so that several
    can be likely and they need not sum to 1. `piece` is the token that a mask's answer replaces.
    """

    kind: str
    text_index: int
    position: int
    caption: str
    candidates: tuple[Candidate, ...]
    out_of: int
    independent: bool = False
    piece: str = ""

    @property
    def uniform(self) -> float:
        """The probability that every answer would have if the model knew nothing."""
        return 1.0 / max(1, self.out_of)


@dataclass(frozen=True)
class AblatedHeads:
    """Heads of one attention that are off, out of `of`; `layer` and `heads` count from 0.

    `projection` is the module that mixes the heads' outputs, empty where silencing them there
    would not be the same; `module` is the attention itself. `eager` tells that attention is
    computed with eager meanwhile.
    """

    kind: str
    layer: int
    heads: tuple[int, ...]
    of: int
    projection: str
    eager: bool
    module: str = ""


PatchPart = Literal["residual", "attention", "mlp"]
"""What a patch replaces of a layer: the hidden state after it (the residual stream), or what its
attention or its feed-forward part adds to that."""


@dataclass(frozen=True)
class Patched:
    """Vectors of another run that are in the last run: of `part` of `layers` (from 0), at
    `positions` (from 0; none: all). `modules` are those whose output is replaced; `text` or
    `input_ids` what the other run was given.
    """

    part: PatchPart
    layers: tuple[int, ...]
    positions: tuple[int, ...]
    modules: tuple[str, ...]
    text: str = ""
    input_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class LastRun:
    """What a result belongs to: the last run or its answer, the heads that are off, the patch."""

    ran: RunResult | None
    answer: object | None
    silenced: tuple[AblatedHeads, ...]
    patch: Patched | None


class ModelResult:
    """A result that the model computed: the heads that were off and the threads count for it.

    `switches_heads` says that its Python switches the heads itself, after a run with all of them
    on; `patches` that it puts a patch in, or runs with the one that is in.
    """

    switches_heads: ClassVar[bool] = False
    patches: ClassVar[bool] = False

    @property
    def silenced(self) -> tuple[AblatedHeads, ...]:
        """The heads that were off."""
        return ()

    @property
    def second_model(self) -> str:
        """As of a request: the second model that its Python leaves as `model`."""
        return ""

    @property
    def computed_in(self) -> type[Request] | None:
        """The request whose Python computes this number among others; None for its own."""
        return None

    def of_run(self, last: LastRun) -> Self:
        """The same with what it belongs to."""
        return self


@dataclass(frozen=True)
class RunResult(ModelResult):
    """One forward pass, from text to predictions.

    `outputs` are the tensors that the model returned, by name. `seconds` is the forward pass
    alone. `note` says in a sentence why there are no predictions, where there are none.
    `silenced` are the heads that were off meanwhile, `patch` what was put in from another run.
    `spelled` is what input IDs given by hand stand for, as texts; empty where texts were run, and
    where a place in them is to be filled. `of_choices`: each row is a choice for the same text.
    """

    request: Run
    model_serial: int
    rows: tuple[tuple[Token, ...], ...]
    inputs: tuple[TensorInfo, ...]
    outputs: tuple[TensorInfo, ...]
    predictions: tuple[Prediction, ...]
    note: str
    seconds: float
    silenced: tuple[AblatedHeads, ...] = ()
    patch: Patched | None = None
    spelled: tuple[str, ...] = ()
    of_choices: bool = False

    @property
    def row_names(self) -> list[str]:
        """What each row is called where one of them is chosen."""
        if self.of_choices:
            return [tr("Choice {number}", number=place + 1) for place in range(len(self.rows))]
        return [tr("Text {text_number}", text_number=place + 1) for place in range(len(self.rows))]

    @property
    def texts(self) -> tuple[str, ...]:
        """What it read, as texts: as they were typed, or as the IDs spell them."""
        return self.request.texts or self.spelled

    def pair_of(self, text_index: int) -> str:
        """The second text that it read with a text; empty for none."""
        pairs = self.request.pairs
        return pairs[text_index] if text_index < len(pairs) else ""

    def of_run(self, last: LastRun) -> Self:
        """The same with the heads that were off."""
        return replace(self, silenced=last.silenced)

    def as_run(self) -> RunResult:
        """As of an answer: the run that the views of a run show."""
        return self

    def ranked(self) -> tuple[Prediction, ...]:
        """As of an answer: what it says as predictions."""
        return self.predictions


@dataclass(frozen=True, kw_only=True)
class InspectionResult(ModelResult):
    """What a look inside belongs to: the last run, heads that were off, and a patch.

    `ran` is None where another request than `Run` made it; `answer` is then that request's result,
    one of `answers.Answer`. `fills_choices` is True for what only fills the choices of a view: its
    words are shown where somebody asks for them.
    """

    fills_choices: ClassVar[bool] = False
    ran: RunResult | None = None
    answer: object | None = None
    silenced: tuple[AblatedHeads, ...] = ()
    patch: Patched | None = None

    def of_run(self, last: LastRun) -> Self:
        """The same with the run that it looks into."""
        return replace(
            self, ran=last.ran, answer=last.answer, silenced=last.silenced, patch=last.patch
        )


@dataclass(frozen=True)
class ReadOutput(Request):
    """Read one tensor of the last run in full, for export or for a test of equality."""

    replaces: ClassVar[str | None] = "read-output"
    title: ClassVar[str] = tr("Reading a tensor")
    name: str


@dataclass(frozen=True)
class OutputRead:
    """A tensor of the last run: float32 or integer values, read-only, in the model's shape."""

    name: str
    values: NDArray[np.generic]
