"""Integrated gradients: what each token's embedding adds to the logit on the way from nothing.

Sundararajan et al. 2017, "Axiomatic Attribution for Deep Networks": the gradient of the answer's
logit is integrated along the straight line from zero vectors to the embeddings of the text, by
Gauss-Legendre quadrature. The parts must add up to the difference between both ends.
"""

from __future__ import annotations

import time
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

STEPS = 32
"""Points of the line that are tried first; twice as many where the parts do not add up."""

MOST_STEPS = 256

POWER = 4
"""Points of the line are at the fourth powers of evenly spread ones."""

AT_ONCE = 8
"""Points that go through the model together: each keeps what its gradient needs."""

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
    steps = STEPS
    while True:
        parts = line.integrated(steps, check, report)
        apart = abs(float(parts.sum()) - (end - start))
        if apart <= WITHIN * max(abs(end - start), 1e-6) or steps >= MOST_STEPS:
            break
        steps *= 2
    check_sum = _complete(float(parts.sum()), end - start)
    if not check_sum.passed:
        note = tr(
            "Even with {steps} points of the line the parts do not add up, so they are not shown. "
            "{sums}",
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
        at_once=AT_ONCE,
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

    def integrated(self, steps: int, check: Check, report: Report) -> torch.Tensor:
        """float64 [tokens]: the integral of gradient × embedding, by so many points."""
        # Points and weights on [-1, 1] → [0, 1].
        points, weights = np.polynomial.legendre.leggauss(steps)
        points, weights = (points + 1) / 2, weights / 2
        # Closer together near zero: a norm makes all that is not zero as long as any other, so
        # what enters one changes most there. With equal steps the sums of RMSNorm models failed.
        shares, weights = points**POWER, weights * POWER * points ** (POWER - 1)
        parts = torch.zeros(self.embeddings.shape[1], dtype=torch.float64)
        for start in range(0, steps, AT_ONCE):
            check()
            some = shares[start : start + AT_ONCE].tolist()
            scale = torch.tensor(some, dtype=self.embeddings.dtype)[:, None, None]
            given = (scale * self.embeddings).requires_grad_()  # [points, tokens, size]
            with torch.enable_grad():
                total = self._logits(some, given).sum()
                (slope,) = torch.autograd.grad(total, given)
            each = (slope.double() * self.embeddings.double()).sum(-1)  # [points, tokens]
            parts += torch.tensor(weights[start : start + AT_ONCE]) @ each
            report(tr("Integrating gradients"), min(1.0, (start + len(some)) / steps))
        return parts
