"""Direct logit attribution: what each part of a model adds to the logit of the answer by itself.

In a pre-norm model the last vector is a sum: the embeddings and what each attention and each
feed-forward part has added. With the final norm's scale fixed at what it was, the way from there to
a logit is linear, so the logit is a sum over the parts. Whether it is one is checked with numbers.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from explorer.engine.inside import head_mask, hidden_states, output_projection, unembedding
from explorer.engine.inside.arrays import floats
from explorer.engine.inside.inspection import Inspection
from explorer.engine.inside.patching import replace_output
from explorer.engine.inside.unembedding import UnembeddingPath
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.tensors import has_rank
from explorer.features.why.compute.asked import Asked, NoQuestion, ask
from explorer.features.why.protocol import ContributionsResult, Part, WhyContributions
from explorer.protocol.failures import RunFailed
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

WITHIN = 1e-4
"""How far the sum of the parts may be from the logit, as a share of the larger of it and 1."""


def contributions(
    holder: ModelHolder, request: WhyContributions, check: Check, report: Report
) -> ContributionsResult:
    """What each part adds to the logit. Raises as `ask`."""
    started = time.perf_counter()
    report(tr("Adding up what each part adds"))
    loaded = holder.loaded
    try:
        asked = ask(holder, request.choice, check)
        sums = _Sums(holder, asked)
        with torch.inference_mode():  # the vectors that were kept were made in it
            parts, values = sums.parts()
    except (NoQuestion, RunFailed) as why:
        note = str(why) if isinstance(why, NoQuestion) else why.sentence
        return ContributionsResult(
            request=request,
            model_serial=loaded.serial,
            note=note,
            values=floats(torch.zeros(0)),
        )
    total = float(values.sum())
    apart = abs(total - asked.question.logit)
    if apart > WITHIN * max(1.0, abs(asked.question.logit)):
        return ContributionsResult(
            request=request,
            model_serial=loaded.serial,
            values=floats(torch.zeros(0)),
            note=tr(
                "The parts of {name} do not add up to its logit ({total:.4f}, and the logit is "
                "{logit:.4f}): it does more on the way than add and normalise.",
                name=type(loaded.model).__name__,
                total=total,
                logit=asked.question.logit,
            ),
        )
    sentence = tr(
        "The parts add up to {total:.6f}; the logit of the run is {logit:.6f}.",
        total=total,
        logit=asked.question.logit,
    )
    return ContributionsResult(
        request=request,
        model_serial=loaded.serial,
        question=asked.question,
        tokens=asked.tokens,
        runs=asked.runs + 2,
        seconds=time.perf_counter() - started,
        whole_row=asked.whole_row,
        parts=parts,
        values=floats(values),
        checks=(SelfCheck(tr("the parts add up"), True, sentence),),
        norm=sums.norm_name,
        head=sums.head_name,
        attention_modules=tuple(sums.attention.values()),
        feed_modules=tuple(sums.feeds.values()),
        heads=tuple(sums.heads[layer] for layer in sums.attention),
        first=sums.first,
        entering=sums.entering,
        centred=sums.centred,
        factor=sums.factor,
    )


@dataclass
class _Kept:
    """Vectors at the answering position, float64 [size] each, of one run."""

    entering: torch.Tensor
    attention: dict[int, torch.Tensor]
    mixed: dict[int, torch.Tensor]
    feeds: dict[int, torch.Tensor]


class _Sums:
    """The parts of the last vector of a run. Raises NoQuestion where it is not their sum."""

    def __init__(self, holder: ModelHolder, asked: Asked) -> None:
        self.asked = asked
        self.model = asked.loaded.model
        self.name = type(self.model).__name__
        self.check = asked.runner.check
        if asked.question.kind not in ("next", "mask") or not asked.whole_row:
            raise NoQuestion(
                tr("What contributed is added up for the tokens of a single text alone.")
            )
        if self.model.config.is_encoder_decoder:
            raise NoQuestion(
                tr(
                    "{name} answers with its decoder, where attention to the encoder adds to the "
                    "vector as well; so far only models of one stack are added up.",
                    name=self.name,
                )
            )
        places = holder.part(Inspection).patch_positions(self.check)
        if places.why_none:
            raise NoQuestion(places.why_none)
        self.layers = list(places.modules["residual"].values())
        self.attention = places.modules.get("attention", {})
        self.feeds = places.modules.get("mlp", {})
        self.first = self.layers[0]
        if len(self.attention) < len(self.layers) or len(self.feeds) < len(self.layers):
            raise NoQuestion(
                tr(
                    "In {name} it is not known for every layer what its attention and its "
                    "feed-forward part add.",
                    name=self.name,
                )
            )
        self.entering = ""
        self.path = self._path()
        norm = self.path.norm
        assert norm is not None
        self.norm, self.norm_name = norm.module, norm.name
        self.head_name = self.path.steps[0].name
        self.read = norm.read
        self.heads = self._heads()

    def _path(self) -> UnembeddingPath:
        with unembedding.watched(self.model) as calls:
            outputs, _ = Runner(self.asked.loaded, self.check).again("output_hidden_states")
        states = hidden_states.states_of(self.asked.loaded, outputs, calls, self.check)
        path = states.path
        if path is None or len(path.steps) != 1 or path.norm is None or states.speaking:
            raise NoQuestion(
                tr(
                    "{name} does not go from its last vector through one norm and one matrix to "
                    "its logits, so no part adds to a logit directly. Models of this kind norm "
                    "after each sum.",
                    name=self.name,
                )
            )
        if path.after.kind not in ("nothing", "times", "divided by"):
            raise NoQuestion(
                tr(
                    "{name} bends its logits afterwards ({after}), so they are no sum.",
                    name=self.name,
                    after=path.after.words(),
                )
            )
        return path

    def _heads(self) -> dict[int, int]:
        """How many heads each layer's attention mixes; 0 where they cannot be told apart."""
        known = head_mask.switches(self.asked.loaded, self.check)
        mixes = known.projections or known.mixes
        if known.means == "interface" and known.rows and not mixes:
            mixes = known.mixes = output_projection.mixes(
                self.asked.loaded, known.rows, head_mask.probe(self.asked.loaded), self.check
            )
        by_module = {mixes.get(row.module, ""): row.heads for row in known.rows}
        return {layer: by_module.get(name, 0) for layer, name in self.attention.items()}

    def _kept(self) -> _Kept:
        place = self.asked.question.position if self.asked.question.kind == "mask" else -1
        stored = _Kept(torch.zeros(0), {}, {}, {})
        length = self.asked.length

        def enter(module: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
            given = [("", args[0])] if args else []
            for name, value in (*given, *named.items()):
                if has_rank(value, 3) and value.shape[:2] == (1, length):
                    stored.entering, self.entering = value[0, place].double(), name
                    return

        def keep_of(store: dict[int, torch.Tensor], layer: int) -> Any:
            def keep(state: torch.Tensor) -> None:
                store[layer] = state[0, place].double()

            return keep

        def mix_of(layer: int) -> Any:
            def mix(module: nn.Module, args: tuple[Any, ...]) -> None:
                stored.mixed[layer] = args[0][0, place].double()

            return mix

        with ExitStack() as stack:
            first = self.model.get_submodule(self.first)
            stack.enter_context(first.register_forward_pre_hook(enter, with_kwargs=True))
            for layer, name in self.attention.items():
                module = self.model.get_submodule(name)
                stack.enter_context(replace_output(module, keep_of(stored.attention, layer)))
                stack.enter_context(module.register_forward_pre_hook(mix_of(layer)))
            for layer, name in self.feeds.items():
                module = self.model.get_submodule(name)
                stack.enter_context(replace_output(module, keep_of(stored.feeds, layer)))
            self.asked.runner.forward(self.asked.inputs)
        if not stored.entering.numel():
            raise NoQuestion(
                tr("What enters the first layer of {name} was not seen.", name=self.name)
            )
        return stored

    def parts(self) -> tuple[tuple[Part, ...], torch.Tensor]:
        """The parts and what each adds to the logit: float64 [parts]."""
        stored = self._kept()
        place = self.asked.question.position if self.asked.question.kind == "mask" else -1
        last = self.read[0, place].double()  # [size]: what the norm read
        total = stored.entering + sum(stored.attention.values()) + sum(stored.feeds.values())
        size = float(last.abs().max())
        if float((total - last).abs().max()) > 1e-4 * max(1.0, size):
            raise NoQuestion(
                tr(
                    "In {name} the last vector is not the sum of what its parts add: a norm or a "
                    "scale comes after them (post-norm). So no part adds to the logit directly.",
                    name=self.name,
                )
            )
        direction, rest = self._direction(last)
        parts = [Part("embeddings", -1, -1)]
        values = [stored.entering @ direction]
        for layer, name in self.attention.items():
            own, count = stored.attention[layer] @ direction, self.heads[layer]
            matrix = _matrix(self.model.get_submodule(name))
            if count and matrix is not None and matrix.shape[0] % count == 0:
                # [heads × size, width] → [heads, size, width]: a head's rows of the matrix.
                split = matrix.double().reshape(count, -1, matrix.shape[1]) @ direction
                each = (stored.mixed[layer].reshape(count, -1) * split).sum(-1)  # [heads]
                for head in range(count):
                    parts.append(Part("head", layer, head))
                    values.append(each[head])
                own = own - each.sum()
                if float(own.abs()) > 1e-9:
                    parts.append(Part("attention bias", layer, -1))
                    values.append(own)
            else:
                parts.append(Part("attention", layer, -1))
                values.append(own)
            parts.append(Part("feed-forward", layer, -1))
            values.append(stored.feeds[layer] @ direction)
        parts.append(Part("biases", -1, -1))
        values.append(rest)
        return tuple(parts), torch.stack(values)

    def _direction(self, last: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """float64 [size]: how much of the logit a vector gives; and what the biases give.

        The final norm's scale is that of this run; a norm that takes the mean away does so of each
        part.
        """
        head = self.path.steps[0].module
        weight = getattr(head, "weight", None)
        if not isinstance(weight, torch.Tensor) or weight.dim() != 2:
            raise NoQuestion(tr("The head of {name} is no single matrix.", name=self.name))
        row = weight[self.asked.question.id].double()
        bias = getattr(head, "bias", None)
        normed = self.norm(last.to(self.read.dtype)[None])[0].double()
        factor = self._factor()
        self.factor = factor
        shift = getattr(self.norm, "bias", None)
        shift = shift.double() if isinstance(shift, torch.Tensor) else torch.zeros_like(last)
        self.centred = isinstance(self.norm, nn.LayerNorm)
        centred = last - last.mean() if self.centred else last
        # Element by element what the norm multiplies with; 0 where there is nothing to multiply.
        scale = torch.where(centred.abs() > 0, (normed - shift) / centred, torch.zeros_like(last))
        direction = row * scale * factor
        if self.centred:
            direction = direction - direction.mean()
        own = (row @ shift) * factor
        if isinstance(bias, torch.Tensor):
            own = own + bias[self.asked.question.id].double() * self._after()
        return direction, own

    def _after(self) -> float:
        after = self.path.after
        return {"times": after.by, "divided by": 1 / after.by if after.by else 0.0}.get(
            after.kind, 1.0
        )

    def _factor(self) -> float:
        before = self.path.before
        own = 1.0
        if before is not None:
            own = 1 / before.by if before.kind == "divided by" else before.by
        return own * self._after()


def _matrix(module: nn.Module) -> torch.Tensor | None:
    """What a projection multiplies with, [in, out]; None where it is no plain matrix."""
    weight = getattr(module, "weight", None)
    if not isinstance(weight, torch.Tensor) or weight.dim() != 2:
        return None
    # GPT-2's Conv1D keeps [in, out], a Linear [out, in].
    return weight.T if isinstance(module, nn.Linear) else weight
