"""Requests and results of asking why: one answer, and what is left of it after interventions."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from explorer.protocol.inspection import Kind, SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LIKELIEST = -1
"""As an answer's ID: the likeliest one."""

QuestionKind = Literal["mask", "next", "label", "start", "end"]
"""What is answered: a gap, the next token, a label, or where a span starts or ends."""

Removal = Literal["remove", "replace"]
"""A word's tokens are taken out, or each is replaced by the mask token (else the unknown one)."""


@dataclass(frozen=True)
class AnswerChoice:
    """The answer in question, as a person chose it; empty fields mean the first and likeliest.

    `position` is a token of the row, -1 where the task decides. `id` is a token, a label, or for a
    span the position of its token; `typed` a word whose token is looked up.
    """

    text_index: int = 0
    kind: QuestionKind | Literal[""] = ""
    position: int = -1
    id: int = LIKELIEST
    typed: str = ""


@dataclass(frozen=True)
class Question:
    """The answer in question as it was understood; `position` is where the model answers.

    `rank` is 1 for the model's first answer, which is `best_name`. `out_of` are the possible ones.
    """

    kind: QuestionKind
    text_index: int
    position: int
    id: int
    name: str
    probability: float
    logit: float
    rank: int
    out_of: int
    best_name: str = ""
    independent: bool = False
    """Whether each label is judged by itself, by a sigmoid."""


@dataclass(frozen=True)
class Word:
    """A word of the text: the tokens of the row that it is made of. `text` as it was written."""

    text: str
    positions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class WhyResult:
    """What all answers share: `question` is None where none can be asked, and `note` says why.

    `runs` counts texts that went through the model, also where several went together.
    """

    model_serial: int
    question: Question | None = None
    tokens: tuple[Token, ...] = ()
    note: str = ""
    runs: int = 0
    seconds: float = 0.0
    checks: tuple[SelfCheck, ...] = ()
    whole_row: bool = True
    """Whether the text in question is all that ran: Python needs not cut it out of a batch."""


@dataclass(frozen=True, kw_only=True)
class SharedResult(WhyResult):
    """What several processes may have measured together: `workers` of them, each with `threads`
    threads, 0 for as many as ever; `workers_note` says why there were no more."""

    workers: int = 1
    threads: int = 0
    workers_note: str = ""


_ANSWERING = frozenset(
    {"fill-mask", "text-generation", "text-classification", "token-classification"}
    | {"question-answering", "text-to-text", "next-sentence"}
)
"""Tasks in which a class chooses an answer, so that it has a probability."""


def refusal(task: str, reads: tuple[str, ...]) -> str:
    """Why nothing can be asked of a class with this task; empty where something can."""
    if "text" not in reads:
        return tr("Why leaves words out, and this model reads no text")
    if task == "multiple-choice":
        return tr("Why asks about one text; this model reads several side by side")
    if task not in _ANSWERING:
        return tr("Why needs an answer with a probability, and this class only returns tensors")
    return ""


# -- which words mattered --------------------------------------------------------------------------


@dataclass(frozen=True)
class WhyWords(Request):
    """Leave one word out after the other."""

    replaces: ClassVar[str | None] = "why"
    title: ClassVar[str] = tr("Leaving words out")
    choice: AnswerChoice = field(default_factory=AnswerChoice)
    removal: Removal = "remove"

    @property
    def failure_in_place(self) -> bool:
        """What is wrong with a typed answer is said where it was typed."""
        return bool(self.choice.typed)


@dataclass(frozen=True, kw_only=True)
class WordsResult(WhyResult, InspectionResult):
    """What is left of the answer without each word: float32 [words], NaN where it was not asked.

    `best` int64 [words] is the likeliest answer then, and `names` says what it stands for.
    `batches` are the words that went through the model together. `filler` is the ID that takes
    the place of a word's tokens, -1 where they are taken out.
    """

    request: WhyWords
    words: tuple[Word, ...] = ()
    probabilities: NDArray[np.float32]
    logits: NDArray[np.float32]
    best: NDArray[np.int64]
    names: dict[int, str] = field(default_factory=dict)
    batches: tuple[tuple[int, ...], ...] = ()
    filler: int = -1
    filler_name: str = ""
    kinds_of_removal: tuple[Removal, ...] = ("remove",)
    """What this tokenizer allows."""
    no_parts: str = ""
    no_gradients: str = ""
    """Why the parts do not add up to this answer, and why its gradients cannot be integrated; empty
    where they do, can, or it is not known yet. Some runs tell, which `runs` does not count."""


# -- another word in its place ---------------------------------------------------------------------


@dataclass(frozen=True)
class WhySwaps(Request):
    """Put other words in the place of `positions`, one token each."""

    replaces: ClassVar[str | None] = "why"
    title: ClassVar[str] = tr("Trying other words")
    choice: AnswerChoice = field(default_factory=AnswerChoice)
    positions: tuple[int, ...] = ()


@dataclass(frozen=True)
class Swap:
    """One token put in the place of another, and the probability of the answer then."""

    position: int
    id: int
    name: str
    probability: float


@dataclass(frozen=True, kw_only=True)
class SwapsResult(WhyResult, InspectionResult):
    """All that were tried. `proposed_by` says where they come from: the model's own guesses for
    that place, or the tokens with the most similar embeddings.

    `counterpart` are the input IDs with the word swapped whose swaps keep least of the answer;
    empty without one. Whether it takes the answer away, `summary.counterpart` says.
    """

    request: WhySwaps
    swaps: tuple[Swap, ...] = ()
    proposed_by: Literal["model", "embeddings", ""] = ""
    at_once: int = 1
    counterpart: tuple[int, ...] = ()

    def at(self, position: int) -> tuple[Swap, ...]:
        """The swaps that were tried at a position."""
        return tuple(swap for swap in self.swaps if swap.position == position)


# -- which heads carry it --------------------------------------------------------------------------


@dataclass(frozen=True)
class WhyParts(Request):
    """Switch off each head, each attention block and each feed-forward block alone.

    At most `workers` processes do it together. `part` is what one of them is asked for: a row of
    the result, attention blocks and feed-forward blocks behind it, and from which on.
    """

    replaces: ClassVar[str | None] = "why"
    title: ClassVar[str] = tr("Switching parts off")
    choice: AnswerChoice = field(default_factory=AnswerChoice)
    workers: int = 1
    part: tuple[int, int] | None = None


@dataclass(frozen=True)
class LayerHeads:
    """The heads of one attention. `mixes` is the module that mixes them, empty where zeros there
    are not the same as a head that is off."""

    kind: Kind
    layer: int
    heads: int
    module: str
    mixes: str


@dataclass(frozen=True, kw_only=True)
class PartsResult(SharedResult, InspectionResult):
    """What is left of the answer with one part off: `heads` float32 [rows, most heads], NaN where
    there is none; `attention` and `feed_forward` float32 [layers], NaN where it was not found.

    `eager` tells that attention is computed eagerly meanwhile; `batched` that the copies went
    through the model together, at most `at_once`.
    """

    request: WhyParts
    rows: tuple[LayerHeads, ...] = ()
    heads: NDArray[np.float32]
    attention: NDArray[np.float32]
    feed_forward: NDArray[np.float32]
    attention_modules: tuple[str, ...] = ()
    feed_modules: tuple[str, ...] = ()
    heads_note: str = ""
    blocks_note: str = ""
    eager: bool = False
    batched: bool = True
    at_once: int = 1

    @property
    def stack(self) -> Literal["encoder", "decoder", ""]:
        """The stack that the blocks are of, where a model has two."""
        for row in self.rows:
            if row.kind in ("encoder", "decoder") and (row.mixes or row.module) in (
                self.attention_modules
            ):
                return "encoder" if row.kind == "encoder" else "decoder"
        return ""


# -- where the information is ----------------------------------------------------------------------


@dataclass(frozen=True)
class WhyMap(Request):
    """Run a counterpart of equal length with one vector of the text's own run in it, everywhere.

    Why it could not is said below the map, where the counterpart is typed. The counterpart is
    `ids`, or `text` where a person typed one. At most `workers` processes do it together. `part` is
    what one of them is asked for: a row of the result, and from which position.
    """

    replaces: ClassVar[str | None] = "why"
    failure_shown: ClassVar[bool] = False
    title: ClassVar[str] = tr("Patching every layer and position")
    choice: AnswerChoice = field(default_factory=AnswerChoice)
    ids: tuple[int, ...] = ()
    text: str = ""
    workers: int = 1
    part: tuple[int, int] | None = None


@dataclass(frozen=True, kw_only=True)
class MapResult(SharedResult, InspectionResult):
    """The probability of the answer in the counterpart's run with one vector put in: float32
    [rows, tokens], NaN where it was not run yet.

    Row 0 is what enters `first` where `embeddings`, then each layer's output; `modules` are the
    layers. `without` is the probability without a patch. `counterpart` are its tokens.
    """

    request: WhyMap
    values: NDArray[np.float32]
    counterpart: tuple[Token, ...] = ()
    without: float = math.nan
    modules: tuple[str, ...] = ()
    first: str = ""
    embeddings: bool = True
    entering: str = ""
    """The name of the argument through which states enter the first layer; empty for the first."""
    at_once: int = 1

    @property
    def differing(self) -> tuple[int, ...]:
        """The positions at which the two texts have other tokens."""
        pairs = zip(self.tokens, self.counterpart, strict=False)
        return tuple(place for place, (item, two) in enumerate(pairs) if item.id != two.id)


# -- integrated gradients --------------------------------------------------------------------------


@dataclass(frozen=True)
class WhyGradients(Request):
    """What each token's embedding adds to the logit, on the line from zero vectors to the text."""

    replaces: ClassVar[str | None] = "why-more"
    title: ClassVar[str] = tr("Integrating gradients")
    choice: AnswerChoice = field(default_factory=AnswerChoice)


@dataclass(frozen=True, kw_only=True)
class GradientsResult(WhyResult, InspectionResult):
    """What each token adds, float32 [tokens]. `start` and `end` are the logits of zero vectors and
    of the text: the parts add up to their difference, by `steps` points of the line.

    The line is in pieces; `cuts` are the depths at which they begin, from the text (0) on. The last
    ends at zero vectors, and a depth d is the embeddings divided by 1000 to the power of d.
    `decoder_ids` are what a decoder reads that reads the text as well; it does not change.
    """

    request: WhyGradients
    parts: NDArray[np.float32]
    start: float = 0.0
    end: float = 0.0
    steps: int = 0
    cuts: tuple[float, ...] = (0.0,)
    at_once: int = 1
    decoder_ids: tuple[int, ...] = ()


# -- what contributed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class WhyContributions(Request):
    """What the embeddings, each head and each feed-forward part add to the logit directly."""

    replaces: ClassVar[str | None] = "why-more"
    title: ClassVar[str] = tr("Adding up what each part adds")
    choice: AnswerChoice = field(default_factory=AnswerChoice)


@dataclass(frozen=True)
class Part:
    """One summand of the last vector; `layer` and `head` count from 0, -1 where there is none.

    `where` is "decoder" or "cross" in a model of two stacks, else "self".
    """

    kind: Literal["embeddings", "head", "attention", "attention bias", "feed-forward", "biases"]
    where: Kind
    layer: int
    head: int


@dataclass(frozen=True)
class SumStep:
    """A step on the way from the embeddings to the head: something is added, or all is normed.

    `module` gives what is added; `heads` counts those it mixes, 0 where they cannot be told apart;
    `norm` is what norms it before it is added, empty for nothing.
    """

    kind: Literal["attention", "feed-forward", "norm"]
    where: Kind
    layer: int
    module: str
    heads: int = 0
    norm: str = ""


@dataclass(frozen=True, kw_only=True)
class ContributionsResult(WhyResult, InspectionResult):
    """What each part adds to the logit, float32 [parts]; they add up to it.

    `steps` lead from what enters `first`, the first layer (`entering` as in `MapResult`), to what
    the module `head` reads at `place`, the logit being that of a `row` of its matrix. By `before`
    that is multiplied, and the head's output by `after`; `final_bias` tells whether the model adds
    its `final_logits_bias` then.
    """

    request: WhyContributions
    values: NDArray[np.float32]
    parts: tuple[Part, ...] = ()
    steps: tuple[SumStep, ...] = ()
    place: int = -1
    row: int = 0
    head: str = ""
    first: str = ""
    entering: str = ""
    before: float = 1.0
    after: float = 1.0
    final_bias: bool = False

    @property
    def decodes(self) -> bool:
        """Whether the parts are those of a decoder beside an encoder."""
        return any(part.where == "decoder" for part in self.parts)


# -- tried again -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Intervention:
    """One thing that is done to a run, so that it can be done again.

    `without` leaves out `positions`, `replaced` puts `id` in their place; `head`, `attention` and
    `feed-forward` switch off a part: `part` is its place in `PartsResult`, (row, head) or (layer,
    -1). `patched` runs `ids` (or `text`) with the vector of `part`: (row, position).
    """

    kind: Literal["without", "replaced", "head", "attention", "feed-forward", "patched"]
    positions: tuple[int, ...] = ()
    id: int = -1
    part: tuple[int, int] = (-1, -1)
    ids: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class TryAgain(Request):
    """Do one intervention again, alone."""

    replaces: ClassVar[str | None] = "why-try"
    title: ClassVar[str] = tr("Trying it again")
    choice: AnswerChoice
    intervention: Intervention
    measured: float
    """The probability that came out before."""


@dataclass(frozen=True, kw_only=True)
class TriedAgain(WhyResult, InspectionResult):
    """The probability now. Alone and in a batch, numbers round otherwise in their last digits."""

    request: TryAgain
    probability: float

    @property
    def computed_in(self) -> type[Request] | None:
        """The map, or the grid of heads and blocks; a word that is left out has its own Python."""
        match self.request.intervention.kind:
            case "patched":
                return WhyMap
            case "head" | "attention" | "feed-forward":
                return WhyParts
        return None

    @property
    def agrees(self) -> bool:
        """Whether it is the same but for rounding."""
        return abs(self.probability - self.request.measured) <= ROUNDING


ROUNDING = 1e-3
"""How far apart two computations of one probability may be: in a batch, and alone."""
