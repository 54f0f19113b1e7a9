"""Requests and results of tasks beyond masks, next tokens and labels of a whole text.

Each request runs the model once; the run is then the last run, and every view looks into it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.run import (
    NOTHING_BY_HAND,
    Candidate,
    ManualInputs,
    Prediction,
    Run,
    RunResult,
    TextRun,
    Token,
)
from explorer.protocol.task_run import Answer, PoolingStep, TaskRun
from explorer.text.translation import tr
from explorer.widgets.token_words import plain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AnswerTask = Literal[
    "token-classification",
    "question-answering",
    "multiple-choice",
    "sentence-similarity",
    "text-to-text",
]


@dataclass(frozen=True)
class LabelTokens(TextRun):
    """A label for every token, and the spans that neighbouring tokens of one label make."""

    texts: tuple[str, ...] = ()
    input_ids: tuple[tuple[int, ...], ...] = ()
    by_hand: ManualInputs = NOTHING_BY_HAND


@dataclass(frozen=True)
class LabelledToken:
    """One token's labels, likeliest first. `position` is its place in the row."""

    position: int
    label: str
    probability: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class LabelledSpan:
    """Tokens `first` to `last` that belong together. `start` and `end` are characters of the text,
    -1 without a tokenizer; `probability` is the mean of its tokens'."""

    text_index: int
    label: str
    first: int
    last: int
    start: int
    end: int
    text: str
    probability: float


@dataclass(frozen=True)
class TokensLabelled(Answer):
    """Labels of every token that is not special, by row, and the spans that they make."""

    request: LabelTokens
    run: TaskRun
    labels: tuple[str, ...]
    tokens: tuple[tuple[LabelledToken, ...], ...]
    spans: tuple[LabelledSpan, ...]

    def given(self) -> Run:
        """The texts, or the input IDs."""
        request = self.request
        return Run(() if request.input_ids else request.texts or ("",), request.input_ids)

    def ranked(self) -> tuple[Prediction, ...]:
        """The labels of each token."""
        return tuple(
            Prediction(
                "label", row, token.position, tr("Labels"), token.candidates, len(self.labels)
            )
            for row, tokens in enumerate(self.tokens)
            for token in tokens
        )


@dataclass(frozen=True)
class AskQuestion(TextRun):
    """Find the answer to a question inside a context."""

    question: str
    context: str
    top: int = 5

    @property
    def missing(self) -> str:
        """Both texts are needed."""
        if self.question.strip() and self.context.strip():
            return ""
        return tr("Write a question, and the text in which to look for the answer.")


@dataclass(frozen=True)
class SpanAnswer:
    """One stretch of the context: tokens of the row, characters of the context, its probability.

    The probability is that of its first token being the start times that of its last being the
    end, both over the tokens of the context alone.
    """

    first: int
    last: int
    start: int
    end: int
    text: str
    probability: float


@dataclass(frozen=True)
class QuestionAnswered(Answer):
    """Answers, best first. `start` and `end` are the probabilities of every token of the row,
    float32 [tokens], 0 outside the context."""

    request: AskQuestion
    run: TaskRun
    answers: tuple[SpanAnswer, ...]
    start: NDArray[np.float32]
    end: NDArray[np.float32]

    def given(self) -> Run:
        """The question and its context as a pair."""
        return Run((self.request.question,), pairs=(self.request.context,))

    def ranked(self) -> tuple[Prediction, ...]:
        """The answers, best first."""
        answers = tuple(
            Candidate(plain(span.text), number, span.probability, 0.0)
            for number, span in enumerate(self.answers)
        )
        return (Prediction("answer", 0, -1, tr("Likeliest answers"), answers, 0),)


@dataclass(frozen=True)
class ChooseAnswer(TextRun):
    """Which of several endings fits a text best."""

    text: str
    choices: tuple[str, ...]

    @property
    def missing(self) -> str:
        """There must be something to choose from."""
        if len(self.choices) > 1 and all(choice.strip() for choice in self.choices):
            return ""
        return tr("Write at least two choices, and none of them empty.")


@dataclass(frozen=True)
class AnswerChosen(Answer):
    """The choices with their probabilities, in the order given; `id` is the place of each."""

    request: ChooseAnswer
    run: TaskRun
    choices: tuple[Candidate, ...]
    best: int

    def given(self) -> Run:
        """The text in a pair with each choice."""
        choices = self.request.choices
        return Run((self.request.text,) * len(choices), pairs=choices)

    def as_run(self) -> RunResult:
        """Its rows are choices, and no texts of their own."""
        return replace(super().as_run(), of_choices=True)

    def ranked(self) -> tuple[Prediction, ...]:
        """The choices, likeliest first."""
        ordered = tuple(sorted(self.choices, key=lambda choice: -choice.probability))
        return (Prediction("label", 0, -1, tr("Choices"), ordered, len(ordered)),)


@dataclass(frozen=True)
class CompareTexts(TextRun):
    """How alike texts are: their vectors, pooled over tokens, compared by cosine.

    `pooling` "own" is what the checkpoint's modules.json says, and the mean where it has none.
    """

    texts: tuple[str, ...] = ()
    input_ids: tuple[tuple[int, ...], ...] = ()
    pooling: Literal["own", "mean", "cls", "lasttoken"] = "own"
    by_hand: ManualInputs = NOTHING_BY_HAND


@dataclass(frozen=True)
class TextsCompared(Answer):
    """Cosine similarity of each pair of texts, float32 [texts, texts], and the pooled vectors,
    float32 [texts, size]. `how` says in words how they were pooled, `steps` exactly."""

    request: CompareTexts
    run: TaskRun
    cosine: NDArray[np.float32]
    vectors: NDArray[np.float32]
    how: str
    steps: tuple[PoolingStep, ...]

    def given(self) -> Run:
        """The texts, or the input IDs."""
        request = self.request
        return Run(() if request.input_ids else request.texts or ("",), request.input_ids)


@dataclass(frozen=True)
class RunWithTarget(TextRun):
    """Run an encoder-decoder model on a text and on the beginning of its answer."""

    text: str = ""
    input_ids: tuple[int, ...] = ()
    target: str = ""
    target_ids: tuple[int, ...] = ()
    top: int = 5


@dataclass(frozen=True)
class TargetRan(Answer):
    """What the decoder would write after each token it was given; the last is the next token."""

    request: RunWithTarget
    run: TaskRun
    target_tokens: tuple[Token, ...]
    predictions: tuple[Prediction, ...]

    def given(self) -> Run:
        """What the encoder read."""
        request = self.request
        return Run((), (request.input_ids,)) if request.input_ids else Run((request.text,))

    def ranked(self) -> tuple[Prediction, ...]:
        """What the decoder would write."""
        return self.predictions


@dataclass(frozen=True)
class CheckRows(Request):
    """Is each text of the last run, which answered `of` with the model `serial`, as alone?"""

    replaces: ClassVar[str | None] = "check-rows"
    yields: ClassVar[bool] = True
    title: ClassVar[str] = tr("Comparing each text with the text alone")
    serial: int
    of: Request


@dataclass(frozen=True)
class RowsChecked:
    """What came of it; no check where the outputs cannot be compared."""

    request: CheckRows
    checks: tuple[SelfCheck, ...]


MOST_CHECKED = 8
"""Texts of a batch up to which each is run alone as well."""
