"""Steering: the difference of two texts' vectors, added while a model answers.

Nothing is left on the model: the vector is added by a hook that lives as long as one run, and with
strength 0 there is no hook.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from explorer.features.why.protocol import AnswerChoice, Question
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, Token
from explorer.text.translation import tr

STRONGEST = 8.0
"""The largest strength that is offered, towards one text or the other."""

WRITTEN = 30
"""Tokens that are written with and without the vector."""


@dataclass(frozen=True)
class SteeringTargetsRequest(Request):
    """Which layers of the last run a vector can be added to."""

    replaces: ClassVar[str | None] = "look-steering"
    title: ClassVar[str] = tr("Looking for what can be steered")


@dataclass(frozen=True)
class SteeringTargets:
    """`layers` is how many there are; `disabled_reason` says why nothing can be steered, and
    `no_writing` why it cannot be seen writing."""

    request: SteeringTargetsRequest
    model_serial: int
    layers: int = 0
    disabled_reason: str = ""
    no_writing: str = ""


@dataclass(frozen=True)
class SteeringVector:
    """Which vector: the mean hidden state of `toward` after a layer (from 0), less that of `away`,
    times `strength`."""

    toward: str
    away: str
    layer: int
    strength: float


@dataclass(frozen=True)
class Saved:
    """What a session keeps of it."""

    toward: str = ""
    away: str = ""
    layer: int = 0
    strength: float = 0.0


@dataclass(frozen=True)
class Steer(Request):
    """Run the last inputs again with the vector added at every token; `top` answers are named."""

    replaces: ClassVar[str | None] = "steer"
    title: ClassVar[str] = tr("Steering")
    vector: SteeringVector
    choice: AnswerChoice = field(default_factory=AnswerChoice)
    top: int = 4

    def superseded_by(self, later: Sequence[Request]) -> bool:
        """Another strength of the same vector was tried right after it: the slider was moved."""
        first = next(iter(later), None)
        return isinstance(first, Steer) and self == replace(
            first, vector=replace(first.vector, strength=self.vector.strength)
        )


@dataclass(frozen=True)
class SteeredAnswer:
    """One answer: its ID and name, and its probability without and with the vector."""

    id: int
    name: str
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class SteeringResult:
    """What both looks share; `question` is None where nothing can be steered, and `note` says why.

    `module` is the layer that the vector is added to. `toward_tokens` and `away_tokens` count the
    tokens over which each mean was taken. `length` is that of the vector with its strength,
    `state_length` the mean one of the vectors that it was added to (0 where none was).
    """

    model_serial: int
    question: Question | None = None
    tokens: tuple[Token, ...] = ()
    note: str = ""
    module: str = ""
    toward_tokens: int = 0
    away_tokens: int = 0
    length: float = 0.0
    state_length: float = 0.0
    checks: tuple[SelfCheck, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Steered(SteeringResult, InspectionResult):
    """The likeliest answers without and with the vector, likeliest with it first."""

    request: Steer
    answers: tuple[SteeredAnswer, ...] = ()

    @property
    def asked(self) -> SteeredAnswer:
        """The answer that is the likeliest without the vector."""
        assert self.question is not None
        return next(answer for answer in self.answers if answer.id == self.question.id)


@dataclass(frozen=True)
class WriteSteered(Request):
    """Write on from the last run's text, without and with the vector: the likeliest token each
    time."""

    replaces: ClassVar[str | None] = "steer-write"
    title: ClassVar[str] = tr("Writing with and without the vector")
    vector: SteeringVector
    choice: AnswerChoice = field(default_factory=AnswerChoice)
    most: int = WRITTEN


@dataclass(frozen=True)
class WrittenText:
    """The IDs that were written and their text; `ended` where an end token would have come next."""

    ids: tuple[int, ...] = ()
    text: str = ""
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class SteeredText(SteeringResult, InspectionResult):
    """What the model writes without and with the vector."""

    request: WriteSteered
    plain: WrittenText = WrittenText()
    steered: WrittenText = WrittenText()
    ends: tuple[int, ...] = ()
    start: int = -1
    """The ID that a separate decoder starts with; -1 for a model of one stack."""

    @property
    def parts_at(self) -> int:
        """The first new token, from 0, at which the two differ; -1 where they are the same."""
        pairs = zip((*self.plain.ids, -1), (*self.steered.ids, -1), strict=False)
        return next((place for place, (plain, steered) in enumerate(pairs) if plain != steered), -1)
