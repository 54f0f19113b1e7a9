"""Integrated gradients: what each token's embedding adds to the logit on the way from nothing.

Sundararajan et al. 2017, "Axiomatic Attribution for Deep Networks": the gradient of the answer's
logit is integrated along the straight line from zero vectors to the embeddings of the text, by
Gauss-Legendre quadrature. The parts must add up to the difference between both ends.

The same holds of each piece of the line, so a piece whose parts do not add up is cut in two. T5
needs it: its norms divide a short vector by at least sqrt(1e-6), each one makes what is near zero
a thousand times longer for the next, and so the logit of a tiny one changes already at 1e-20 of
the embeddings; and its ReLUs make the gradient jump about a thousand times on the way.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from explorer.engine import decoder_inputs, forward
from explorer.engine.inside.arrays import floats
from explorer.engine.model_holder import ModelHolder
from explorer.engine.tensors import has_rank
from explorer.engine.weights import on_disk
from explorer.features.why.compute.question import Asked, NoQuestion, ask
from explorer.features.why.protocol import GradientsResult, WhyGradients
from explorer.protocol.failures import RunFailed
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr

STEPS = 32
"""Points of the whole line, which are tried first."""

PIECE = 8
"""Points of a piece, where the line is cut: one batch."""

MOST_STEPS = 4096

POWER = 4
"""Points of the piece that begins at zero are at the fourth powers of evenly spread ones."""

CUT = 1000.0
"""By how much nearer to zero the piece that begins there ends once it is cut."""

AT_ONCE = 8
"""Points that go through the model together: each keeps what its gradient needs."""

WITHIN = 1e-3
"""How far the sum of the parts may be from the difference, as a share of it."""

PIECES_WITHIN = 1e-2
"""The same for all pieces together, whatever their signs: errors that only cancel would say
nothing about each token."""


def gradients(
    holder: ModelHolder, request: WhyGradients, check: Check, report: Report
) -> GradientsResult:
    """What each token adds to the logit of the answer. Raises as `ask`."""
    started = time.perf_counter()
    loaded = holder.loaded
    try:
        asked = ask(holder, request.choice, check)
        line, start, end = _line(asked)
    except NoQuestion as why:
        return _none(request, loaded.serial, str(why))
    try:
        with line.stoppable():
            pieces = line.integrated(start, end, report)
    except RunFailed as failure:
        note = tr("No gradient can be computed in {name}.", name=type(loaded.model).__name__)
        return _none(request, loaded.serial, f"{note} {failure.details}".strip()[:400])
    parts = pieces.parts
    if not math.isfinite(pieces.off):
        note = tr(
            "On the line there are points where the gradient of {name} is not a number, so "
            "nothing can be added up.",
            name=type(loaded.model).__name__,
        )
        return _none(request, loaded.serial, note)
    check_sum = _complete(pieces, end - start)
    if not check_sum.passed:
        note = tr(
            "Even so the parts do not add up, so they are not shown. {sums} {pieces}",
            sums=check_sum.sentence,
            pieces=check_sum.compared,
        )
        return _none(request, loaded.serial, note)
    return GradientsResult(
        request=request,
        **asked.facts(started),
        parts=floats(parts),
        start=start,
        end=end,
        steps=pieces.points,
        cuts=pieces.cuts,
        at_once=AT_ONCE,
        decoder_ids=tuple(line.decoder_ids[0].tolist()) if line.decoder_ids is not None else (),
        checks=(check_sum,),
    )


def line_refusal(asked: Asked) -> str:
    """Why no gradients can be integrated, as far as two runs tell; empty where nothing speaks
    against it. A model that is read from disk is spared these."""
    if any(map(on_disk.is_on_disk, asked.loaded.model.parameters())):
        return ""
    try:
        _line(asked)
    except NoQuestion as why:
        return str(why)
    return ""


def _line(asked: Asked) -> tuple[_Line, float, float]:
    """The line, and the logits at its ends. Raises NoQuestion where there is none."""
    line = _Line(asked)
    try:
        with line.stoppable():
            return line, *line.ends()
    except RunFailed as failure:
        note = tr(
            "{class_name} does not read embeddings in place of tokens, so its gradients cannot "
            "be added up along a line.",
            class_name=type(asked.loaded.model).__name__,
        )
        raise NoQuestion(f"{note} {failure.details}".strip()[:400]) from failure


def _none(request: WhyGradients, serial: int, note: str) -> GradientsResult:
    empty = floats(torch.zeros(0))  # [tokens]
    return GradientsResult(request=request, model_serial=serial, note=note, parts=empty)


def _complete(pieces: _Pieces, difference: float) -> SelfCheck:
    sentence = tr(
        "The parts add up to {total:.5f}; the logit of the text minus that of zero vectors is "
        "{difference:.5f}.",
        total=float(pieces.parts.sum()),
        difference=difference,
    )
    compared = numbers.ntr(
        "The line is in {count} piece, {points} points. Added up without their signs, its sums "
        "are off by {difference:.5f}.",
        "The line is in {count} pieces, {points} points. Added up without their signs, their "
        "sums are off by {difference:.5f}.",
        len(pieces),
        points=numbers.count(pieces.points),
        difference=pieces.off,
    )
    return SelfCheck(tr("the parts add up"), pieces.add_up(difference), sentence, compared)


@dataclass
class _Piece:
    """The line between two depths, by `points` of it: what each token adds there, float64 [tokens],
    and the logits at both ends. A depth d is the embeddings times CUT ** -d, inf zero vectors."""

    near: float
    far: float
    points: int
    at_near: float
    at_far: float
    parts: torch.Tensor
    off: float = field(init=False)
    """How far the sum of the parts is from what it should be."""

    def __post_init__(self) -> None:
        self.off = float(self.parts.sum()) - (self.at_near - self.at_far)


class _Pieces(list[_Piece]):
    """The whole line, from the text to zero vectors."""

    @property
    def parts(self) -> torch.Tensor:
        # Summed in the order of the exported Python, for the same bits.
        return sum((piece.parts for piece in self), torch.zeros_like(self[0].parts))

    @property
    def cuts(self) -> tuple[float, ...]:
        return tuple(piece.near for piece in self)

    @property
    def points(self) -> int:
        return sum(piece.points for piece in self)

    @property
    def off(self) -> float:
        """How far the sums of the pieces are from what they should be, all together."""
        return sum(abs(piece.off) for piece in self)

    def add_up(self, difference: float) -> bool:
        whole = max(abs(difference), 1e-6)
        apart = abs(float(self.parts.sum()) - difference)
        return apart <= WITHIN * whole and self.off <= PIECES_WITHIN * whole


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
            embedded = table(asked.inputs["input_ids"].clone())
        if not has_rank(embedded, 3):  # I-BERT's gives a scale as well
            raise NoQuestion(tr("{name} has no table of token embeddings.", name=name))
        self.embeddings = embedded.detach().clone()
        # What a decoder that reads the text as well makes of input_ids, which it is not given here.
        self.decoder_ids: torch.Tensor | None = None
        decoder_reads = decoder_inputs.takes_decoder_ids(model) and decoder_inputs.reads_text(model)
        if decoder_reads and "decoder_input_ids" not in asked.inputs:
            self.decoder_ids = forward.decoder_ids(model, asked.inputs)

    def _logits(self, embeddings: torch.Tensor) -> torch.Tensor:
        """The logit of the answer [points] with these embeddings [points, tokens, size]."""
        asked, count = self.asked, len(embeddings)
        asked.runs += count
        model = asked.loaded.model
        arguments: dict[str, Any] = forward.arguments(model, asked.copies(count))
        arguments.pop("input_ids")
        if self.decoder_ids is not None:
            arguments["decoder_input_ids"] = self.decoder_ids.repeat_interleave(count, 0)
        arguments = {
            name: value.clone() if isinstance(value, torch.Tensor) else value
            for name, value in arguments.items()
        }
        arguments["inputs_embeds"] = embeddings.clone()  # CTRL scales it in place
        with forward.failures(model):
            outputs = model(**arguments, return_dict=True)
        rows, ids = asked.rows_of(outputs, [list(range(asked.length))] * count)
        return rows.float().gather(-1, ids[:, None])[:, 0]

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Once around all points: thousands of times over, its hooks took a fifth of the time."""
        model = self.asked.loaded.model
        with (
            forward.checked_at_modules(model, self.asked.runner.check),
            on_disk.for_gradients(model),
        ):
            yield

    def ends(self) -> tuple[float, float]:
        """The logit of zero vectors, and that of the text; the latter must be that of the run."""
        both = torch.cat([torch.zeros_like(self.embeddings), self.embeddings])
        with torch.no_grad():
            start, end = self._logits(both).tolist()
        if abs(end - self.asked.question.logit) > 1e-3 * max(1.0, abs(end)):
            raise NoQuestion(
                tr(
                    "Given embeddings in place of tokens, {name} computes something else, so its "
                    "gradients would be about another text.",
                    name=type(self.asked.loaded.model).__name__,
                )
            )
        return start, end

    def integrated(self, start: float, end: float, report: Report) -> _Pieces:
        """The integral of gradient × embedding from one logit to the other.

        The piece whose sum is most wrong is cut in two, until all are right or points run out.
        """
        report(tr("Integrating gradients"))
        pieces = _Pieces([self._piece(0.0, math.inf, STEPS, end, start)])
        while not pieces.add_up(end - start) and pieces.points < MOST_STEPS:
            if not math.isfinite(pieces.off):
                break  # finer pieces would not make numbers of it
            place = max(range(len(pieces)), key=lambda n: abs(pieces[n].off))
            near, far = pieces[place].near, pieces[place].far
            middle = near + 1 if far == math.inf else (near + far) / 2
            scale = torch.tensor(CUT**-middle, dtype=self.embeddings.dtype)
            with torch.no_grad():
                (between,) = self._logits(scale * self.embeddings).tolist()
            pieces[place : place + 1] = [
                self._piece(near, middle, PIECE, pieces[place].at_near, between),
                self._piece(middle, far, PIECE, between, pieces[place].at_far),
            ]
            points = numbers.count(pieces.points)
            report(tr("Integrating gradients: {points} points", points=points))
        return pieces

    def _piece(self, near: float, far: float, steps: int, at_near: float, at_far: float) -> _Piece:
        # Points and weights on [-1, 1] → [0, 1].
        points, weights = np.polynomial.legendre.leggauss(steps)
        points, weights = (points + 1) / 2, weights / 2
        # Closer together near zero: a norm makes all that is not zero as long as any other, so
        # what enters one changes most there. With equal steps the sums of RMSNorm models failed.
        if far == math.inf:
            shares = CUT**-near * points**POWER
            weights = CUT**-near * weights * POWER * points ** (POWER - 1)
        else:
            shares = CUT ** -(near + (far - near) * points)
            weights = weights * shares * ((far - near) * float(np.log(CUT)))
        parts = torch.zeros(self.embeddings.shape[1], dtype=torch.float64)
        for start in range(0, steps, AT_ONCE):
            some = shares[start : start + AT_ONCE].tolist()
            scale = torch.tensor(some, dtype=self.embeddings.dtype)[:, None, None]
            given = (scale * self.embeddings).requires_grad_()  # [points, tokens, size]
            with torch.enable_grad():
                total = self._logits(given).sum()
                with forward.failures(self.asked.loaded.model):
                    (slope,) = torch.autograd.grad(total, given)
            each = (slope.double() * self.embeddings.double()).sum(-1)  # [points, tokens]
            parts += torch.tensor(weights[start : start + AT_ONCE]) @ each
        return _Piece(near, far, steps, at_near, at_far, parts)
