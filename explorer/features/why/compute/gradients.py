"""Integrated gradients: what each token's embedding adds to the logit on the way from nothing.

Sundararajan et al. 2017, "Axiomatic Attribution for Deep Networks": the gradient of the answer's
logit is integrated along the straight line from zero vectors to the embeddings of the text, by
Gauss-Legendre quadrature. The parts must add up to the difference between both ends. That is so of
each piece of the line too, so the piece where they differ most is halved until they do.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from explorer.engine import forward
from explorer.engine.inside.arrays import floats
from explorer.engine.model_holder import ModelHolder
from explorer.features.why.compute.asked import Asked, NoQuestion, ask
from explorer.features.why.protocol import GradientsResult, WhyGradients
from explorer.protocol.failures import RunFailed
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

PIECES = 4
"""Into how many pieces the line is cut at first."""

POINTS = 8
"""Points of a piece. They go through the model together: each keeps what its gradient needs."""

MOST_PIECES = 64

POWER = 4
"""Points of the line are at the fourth powers of those in the pieces."""

WITHIN = 1e-3
"""How far the sum of the parts may be from the difference, as a share of it."""


def gradients(
    holder: ModelHolder, request: WhyGradients, check: Check, report: Report
) -> GradientsResult:
    """What each token adds to the logit of the answer. Raises as `ask`."""
    started = time.perf_counter()
    loaded = holder.loaded
    try:
        asked = ask(holder, request.choice, check)
        line = _Line(asked)
        start, end = line.ends()
    except NoQuestion as why:
        return _none(request, loaded.serial, str(why))
    except RunFailed as failure:
        note = tr(
            "{name} does not read embeddings in place of tokens, so there is no line to walk "
            "along.",
            name=type(loaded.model).__name__,
        )
        return _none(request, loaded.serial, f"{note} {failure.details}".strip()[:400])
    pieces = line.pieces(end - start, check, report)
    parts = torch.stack([piece.parts for piece in pieces]).sum(0)  # [tokens]
    steps = POINTS * len(pieces)
    check_sum = _complete(float(parts.sum()), end - start)
    if not check_sum.passed:
        note = tr(
            "Even with {steps} points of the line the parts do not add up, so they are not shown. "
            "{sums} A logit that jumps on the way, as where other experts are chosen, has no "
            "gradient there.",
            steps=steps,
            sums=check_sum.sentence,
        )
        return _none(request, loaded.serial, note)
    return GradientsResult(
        request=request,
        model_serial=loaded.serial,
        question=asked.question,
        tokens=asked.tokens,
        runs=asked.runs,
        seconds=time.perf_counter() - started,
        whole_row=asked.whole_row,
        parts=floats(parts),
        start=start,
        end=end,
        steps=steps,
        edges=(0.0, *(piece.stop for piece in pieces)),
        checks=(check_sum,),
    )


def _none(request: WhyGradients, serial: int, note: str) -> GradientsResult:
    empty = floats(torch.zeros(0))  # [tokens]
    return GradientsResult(request=request, model_serial=serial, note=note, parts=empty)


def _complete(total: float, difference: float) -> SelfCheck:
    passed = abs(total - difference) <= WITHIN * max(abs(difference), 1e-6)
    sentence = tr(
        "The parts add up to {total:.5f}; the logit of the text less that of zero vectors is "
        "{difference:.5f}.",
        total=total,
        difference=difference,
    )
    return SelfCheck(tr("the parts add up"), passed, sentence)


@dataclass
class _Piece:
    """A piece of the line, what each token adds in it, float64 [tokens], and how much the sum of
    that differs from what the logit gains. `start` and `stop` are before the power."""

    start: float
    stop: float
    parts: torch.Tensor
    missing: float


class _Line:
    """The line from zero vectors to the embeddings of a text, and the logit along it.

    Raises NoQuestion where the class has no table of embeddings to take them from.
    """

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        model = asked.loaded.model
        try:
            table = model.get_input_embeddings()
        except NotImplementedError:
            table = None
        name = type(model).__name__
        if table is None:
            raise NoQuestion(tr("{name} has no table of token embeddings.", name=name))
        with torch.no_grad():
            # A clone: what inference mode made cannot take part in a gradient.
            self.embeddings = table(asked.inputs["input_ids"].clone()).detach().clone()
        if self.embeddings.dim() != 3:
            raise NoQuestion(tr("{name} has no table of token embeddings.", name=name))

    def _logits(self, shares: list[float], embeddings: torch.Tensor) -> torch.Tensor:
        """The logit of the answer [points], with the embeddings times each of `shares`."""
        asked, count = self.asked, len(shares)
        asked.runs += count
        model = asked.loaded.model
        arguments: dict[str, Any] = forward.arguments(model, asked.copies(count))
        arguments.pop("input_ids")
        arguments = {
            name: value.clone() if isinstance(value, torch.Tensor) else value
            for name, value in arguments.items()
        }
        arguments["inputs_embeds"] = embeddings
        stops = forward.checked_at_modules(model, asked.runner.check)
        with forward.failures(model), stops:
            outputs = model(**arguments, return_dict=True)
        rows, ids = asked.rows_of(outputs, [list(range(asked.length))] * count)
        return rows.float().gather(-1, ids[:, None])[:, 0]

    def ends(self) -> tuple[float, float]:
        """The logit of zero vectors, and that of the text; the latter must be that of the run."""
        both = torch.cat([torch.zeros_like(self.embeddings), self.embeddings])
        with torch.no_grad():
            start, end = self._logits([0.0, 1.0], both).tolist()
        if abs(end - self.asked.question.logit) > 1e-3 * max(1.0, abs(end)):
            raise NoQuestion(
                tr(
                    "Given embeddings in place of tokens, {name} computes something else, so its "
                    "gradients would be about another text.",
                    name=type(self.asked.loaded.model).__name__,
                )
            )
        return start, end

    def pieces(self, difference: float, check: Check, report: Report) -> list[_Piece]:
        """The line in pieces, in order, halved where they add up least."""
        edges = [piece / PIECES for piece in range(PIECES + 1)]
        pieces: list[_Piece] = []

        def add(edges: list[float]) -> None:
            logits = self._at([edge**POWER for edge in edges])
            for place in range(len(edges) - 1):
                check()
                parts = self._integrated(edges[place], edges[place + 1])
                gained = float(logits[place + 1] - logits[place])
                missing = abs(float(parts.sum()) - gained)
                pieces.append(_Piece(edges[place], edges[place + 1], parts, missing))
                known = len(pieces) / PIECES if len(pieces) <= PIECES else None
                report(tr("Integrating gradients"), known)

        add(edges)
        most = WITHIN * max(abs(difference), 1e-6)
        while sum(piece.missing for piece in pieces) > most and len(pieces) < MOST_PIECES:
            worst = max(pieces, key=lambda piece: piece.missing)
            pieces.remove(worst)
            add([worst.start, (worst.start + worst.stop) / 2, worst.stop])
        return sorted(pieces, key=lambda piece: piece.start)

    def _at(self, shares: list[float]) -> torch.Tensor:
        """The logit [points] with the embeddings times each of `shares`."""
        scale = torch.tensor(shares, dtype=self.embeddings.dtype)[:, None, None]
        with torch.no_grad():
            return self._logits(shares, scale * self.embeddings)

    def _integrated(self, start: float, stop: float) -> torch.Tensor:
        """float64 [tokens]: the integral of gradient × embedding over a piece."""
        # Points and weights on [-1, 1] → [start, stop].
        points, weights = np.polynomial.legendre.leggauss(POINTS)
        points, weights = start + (stop - start) * (points + 1) / 2, weights * (stop - start) / 2
        # Closer together near zero: a norm makes all that is not zero as long as any other, so
        # what enters one changes most there. With equal steps the sums of RMSNorm models failed.
        shares, weights = points**POWER, weights * POWER * points ** (POWER - 1)
        scale = torch.tensor(shares.tolist(), dtype=self.embeddings.dtype)[:, None, None]
        given = (scale * self.embeddings).requires_grad_()  # [points, tokens, size]
        with torch.enable_grad():
            total = self._logits(shares.tolist(), given).sum()
            (slope,) = torch.autograd.grad(total, given)
        each = (slope.double() * self.embeddings.double()).sum(-1)  # [points, tokens]
        return torch.tensor(weights) @ each
