"""A text that was written, with every branch that was tried: what the history keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from explorer.features.generation.protocol import (
    WRITING,
    Generate,
    Generated,
    ReopenText,
)
from explorer.protocol.sampling import Sampling
from explorer.text.phrases import bare
from explorer.text.translation import tr
from explorer.widgets.token_words import word

_WORDS = 6


@dataclass(frozen=True)
class Written:
    """`request` began it; `branches` are its ends, the oldest first; `current` is the one that was
    looked at last."""

    request: Generate
    branches: tuple[Generated, ...]
    current: int = 0

    @property
    def result(self) -> Generated:
        """The branch that was looked at last."""
        return self.branches[self.current]

    @property
    def text(self) -> str:
        """What was written."""
        return self.result.text

    @property
    def sampling(self) -> Sampling:
        """The settings of the last step."""
        asked = self.result.request
        return asked.sampling if isinstance(asked, WRITING) else self.request.sampling

    def grown(self, result: Generated) -> Written:
        """With one more step: it makes a branch longer, begins one, or goes back in one."""
        new = _ids(result)
        for place, generated in enumerate(self.branches):
            known = _ids(generated)
            if known[: len(new)] == new and len(known) > len(new):
                return replace(self, current=place)  # a step back: the branch stays as it is
            if new[: len(known)] == known:
                branches = (*self.branches[:place], result, *self.branches[place + 1 :])
                return replace(self, branches=branches, current=place)
        return replace(self, branches=(*self.branches, result), current=len(self.branches))

    @property
    def tree(self) -> tuple[str, ...]:
        """One line for each branch, indented by where it leaves another one."""
        depths: list[int] = []
        lines = []
        for place, generated in enumerate(self.branches):
            parent, shared = self._parent(place)
            depths.append(depths[parent] + 1 if parent >= 0 else 0)
            words_ = " ".join(
                bare(word(token.token)) for token in generated.tokens[shared : shared + _WORDS]
            )
            more = " …" if len(generated.tokens) > shared + _WORDS else ""
            branch = words_ + more
            if parent >= 0:
                branch = tr("from token {position}: {words}", position=shared + 1, words=branch)
            lines.append(f"{'    ' * depths[-1]}{'↳ ' if depths[-1] else ''}{branch}")
        return tuple(lines)

    def _parent(self, place: int) -> tuple[int, int]:
        """The earlier branch that shares the most tokens, and how many; -1 for the first."""
        own = _ids(self.branches[place])
        best = (-1, 0)
        for other in range(place):
            shared = common(own, _ids(self.branches[other]))
            if best[0] < 0 or shared > best[1]:
                best = (other, shared)
        return best


def _ids(result: Generated) -> list[int]:
    return [token.token.id for token in result.tokens]


def common(numbers: Sequence[int], two: Sequence[int]) -> int:
    """How many of the first IDs are the same."""
    pairs = zip(numbers, two, strict=False)
    return next(
        (place for place, (a, b) in enumerate(pairs) if a != b), min(len(numbers), len(two))
    )


def reopening(result: Generated, sampling: Sampling) -> ReopenText:
    """The request that makes a text the one under way again."""
    return ReopenText(tuple(token.id for token in result.prompt), result.tokens, sampling)
