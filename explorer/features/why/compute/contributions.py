"""Direct logit attribution: what each part of a model adds to the logit of the answer by itself.

The last vector of a model is a sum: the embeddings and what each attention and each feed-forward
part has added. A norm on the way, with its scale fixed at what it was, is linear, whether it comes
at the end of all (GPT, T5, mBART) or after each sum (BART, Marian). So is the matrix that makes the
logits, and the logit is a sum over the parts. Whether it is one is checked with numbers.

In a model of two stacks the parts are the decoder's: its attention to itself and to the encoder.
"""

from __future__ import annotations

import copy
import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import torch
from torch import nn

from explorer.engine import forward
from explorer.engine.inside import (
    head_mask,
    hidden_states,
    output_projection,
    patch_positions,
    unembedding,
)
from explorer.engine.inside.arrays import floats
from explorer.engine.inside.head_mask import HeadTargets
from explorer.engine.inside.inspection import Inspection
from explorer.engine.inside.patch_positions import Places
from explorer.engine.inside.unembedding import After
from explorer.engine.model_holder import ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.tensors import first_tensor, has_rank
from explorer.engine.weights.on_disk import is_on_disk, weight_of
from explorer.features.why.compute.question import Asked, NoQuestion, ask
from explorer.features.why.protocol import ContributionsResult, Part, SumStep, WhyContributions
from explorer.protocol.failures import RunFailed
from explorer.protocol.inspection import Kind, SelfCheck
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
        sums, parts, values = _added_up(holder, asked)
    except (NoQuestion, RunFailed) as why:
        note = str(why) if isinstance(why, NoQuestion) else why.sentence
        return ContributionsResult(
            request=request,
            model_serial=loaded.serial,
            note=note,
            values=floats(torch.zeros(0)),
        )
    sentence = tr(
        "The parts add up to {total:.6f}; the logit of the run is {logit:.6f}.",
        total=float(values.sum()),
        logit=asked.question.logit,
    )
    asked.runs += 2  # to find the head, and to follow the vector
    return ContributionsResult(
        request=request,
        **asked.facts(started),
        parts=parts,
        values=floats(values),
        checks=(SelfCheck(tr("the parts add up"), True, sentence),),
        place=sums.place,
        row=sums.row,
        head=sums.head_name,
        steps=tuple(sums.steps),
        first=sums.first,
        entering=sums.trace.entering,
        before=sums.before,
        after=sums.after,
        final_bias=sums.final_bias is not None,
    )


def sum_refusal(holder: ModelHolder, asked: Asked) -> str:
    """Why the parts do not add up to this answer; empty where they do. It takes two runs, which a
    model that is read from disk is spared: there it is found out once somebody asks."""
    if asked.whole_row and any(map(is_on_disk, asked.loaded.model.parameters())):
        return ""
    try:
        _added_up(holder, asked)
    except NoQuestion as why:
        return str(why)
    except RunFailed as failed:
        return failed.sentence
    return ""


def _added_up(holder: ModelHolder, asked: Asked) -> tuple[_Sums, tuple[Part, ...], torch.Tensor]:
    """The parts and what each adds, float64 [parts]. Raises NoQuestion where that is not all."""
    sums = _Sums(holder, asked)
    with torch.inference_mode():  # the vectors that were kept were made in it
        parts, values = sums.parts()
    total, logit = float(values.sum()), asked.question.logit
    if abs(total - logit) > WITHIN * max(1.0, abs(logit)):
        raise NoQuestion(
            tr(
                "The parts of {name} do not add up to its logit ({total:.4f}, and the logit is "
                "{logit:.4f}): it does more on the way than add and normalise.",
                name=sums.name,
                total=total,
                logit=logit,
            )
        )
    return sums, parts, values


@dataclass
class _Trace:
    """What modules read and gave in one run at the answering position: float64 [size] each.

    `calls` are the modules that were called after the first layer was entered, in order.
    """

    state: torch.Tensor
    entering: str = ""
    calls: list[str] = field(default_factory=list)
    read: dict[str, torch.Tensor] = field(default_factory=dict)
    gave: dict[str, torch.Tensor] = field(default_factory=dict)


class _Sums:
    """The parts of the last vector of a run. Raises NoQuestion where it is not their sum."""

    def __init__(self, holder: ModelHolder, asked: Asked) -> None:
        self.asked = asked
        self.model = asked.loaded.model
        self.name = type(self.model).__name__
        self.check = asked.runner.check
        if not asked.whole_row:
            raise NoQuestion(
                tr("What contributed is added up for a text that ran alone. Run this one alone.")
            )
        # Where the vector is that the head reads, and which row of its matrix gives the logit.
        self.place = asked.question.position if asked.question.kind == "mask" else -1
        self.row = asked.question.id
        self.decodes = bool(self.model.config.is_encoder_decoder)
        if self.decodes:
            places = patch_positions.of_decoder(asked.loaded, self.check)
            self.length = forward.decoder_ids(self.model, asked.inputs).shape[-1]
        else:
            places = holder.part(Inspection).patch_positions(self.check)
            self.length = asked.length
        if places.why_none:
            raise NoQuestion(places.why_none)
        self.first = places.first
        self.adding = self._adding(places)
        if asked.question.kind in ("next", "mask"):
            self._unembedding()
        else:
            self._classifier()
        self.trace = self._traced()
        self.steps = self._steps()

    def _adding(self, places: Places) -> dict[str, SumStep]:
        """The modules whose output is added to the vector, as steps of the sum."""
        own: Kind = "decoder" if self.decodes else "self"
        known = head_mask.switches(self.asked.loaded, self.check)
        crosses = self.decodes and any(row.kind == "cross" for row in known.rows)
        kinds: list[tuple[Literal["attention", "feed-forward"], Kind, dict[int, str]]] = [
            ("attention", own, places.modules.get("attention", {})),
            ("feed-forward", own, places.feeds),
        ]
        if crosses:
            kinds.append(("attention", "cross", places.crossing))
        if any(len(modules) < places.layers for _, _, modules in kinds):
            raise NoQuestion(
                tr(
                    "In {name} it is not known for every layer what its attention and its "
                    "feed-forward part add.",
                    name=self.name,
                )
            )
        heads = self._heads(known)
        return {
            name: SumStep(kind, where, layer, name, heads.get(name, 0))
            for kind, where, modules in kinds
            for layer, name in modules.items()
        }

    def _heads(self, known: HeadTargets) -> dict[str, int]:
        """How many heads the modules mix; nothing of those where they cannot be told apart."""
        mixes = known.projections or known.mixes
        if known.means == "interface" and known.rows and not mixes:
            mixes = known.mixes = output_projection.mixes(
                self.asked.loaded, known.rows, head_mask.probe(self.asked.loaded), self.check
            )
        heads = {}
        for row in known.rows:
            matrix = (
                _matrix(self.model.get_submodule(mixes[row.module]))
                if row.module in mixes
                else None
            )
            if matrix is not None and matrix.shape[0] % row.heads == 0:
                heads[mixes[row.module]] = row.heads
        return heads

    def _unembedding(self) -> None:
        """The matrix that makes the logits, what it reads, and the scales and biases around it."""
        with unembedding.watched(self.model) as calls:
            outputs, _ = Runner(self.asked.loaded, self.check).again("output_hidden_states")
        states = hidden_states.states_of(self.asked.loaded, outputs, calls, self.check)
        path = states.path
        if path is None or len(path.steps) != 1 or states.speaking:
            raise NoQuestion(
                tr(
                    "{class_name} does not go from its last vector through one matrix to its "
                    "logits, so no part adds to a logit directly.",
                    class_name=self.name,
                )
            )
        after = path.after
        if after.kind not in ("nothing", "times", "divided by", "bias"):
            raise NoQuestion(
                tr(
                    "{name} bends its logits afterwards ({after}), so they are no sum.",
                    name=self.name,
                    after=after.words(),
                )
            )
        head = path.steps[0]
        weight = getattr(head.module, "weight", None)
        if not isinstance(weight, torch.Tensor) or weight.dim() != 2:
            raise NoQuestion(
                tr("The head of {class_name} is no single matrix.", class_name=self.name)
            )
        self.head, self.head_name = head.module, head.name
        self.matrix = weight_of(weight, self.check)  # [vocabulary, size]
        self.before = _times(path.before) if path.before is not None else 1.0
        self.after, self.final_bias = _times(after), after.bias
        rows = states.stacks.get("decoder", states.stacks.get("self", []))
        self.last = rows[-1][0, self.place].double()  # [size]: what the head reads, unscaled

    def _classifier(self) -> None:
        """The same for a label, or for where a span starts or ends: the last linear module whose
        output holds the logit. Whether it reads the last vector itself, the sum will tell."""
        asked = self.asked
        rows, _ = asked.rows_of(asked.outputs, [list(range(asked.length))])
        logits = rows[0].float()  # [labels], or [tokens] of a span
        calls: list[tuple[str, nn.Linear, torch.Tensor, torch.Tensor]] = []

        def watch_of(name: str) -> Any:
            def watch(module: nn.Linear, args: tuple[torch.Tensor, ...], output: Any) -> None:
                calls.append((name, module, args[0], output))

            return watch

        # Two numbers for each token say where a span starts and ends; XLM has a module for each.
        widths = (logits.numel(),) if asked.question.kind == "label" else (1, 2)
        with ExitStack() as stack:
            for name, module in self.model.named_modules():
                if isinstance(module, nn.Linear) and module.out_features in widths:
                    stack.enter_context(module.register_forward_hook(watch_of(name)))
            asked.runner.forward(asked.inputs)
        for name, module, read, output in reversed(calls):
            answers = self._answering(output.flatten(0, -2).float(), logits)
            if answers is not None:
                self.place, self.row = answers
                self.head, self.head_name = module, name
                self.matrix = weight_of(module.weight, self.check)
                self.before, self.after, self.final_bias = 1.0, 1.0, None
                self.last = read.flatten(0, -2)[self.place].double()  # [size]
                return
        raise NoQuestion(
            tr(
                "{class_name} does not end in one matrix that gives this logit, so no part adds "
                "to it directly.",
                class_name=self.name,
            )
        )

    def _answering(self, outputs: torch.Tensor, logits: torch.Tensor) -> tuple[int, int] | None:
        """The row and the column of what a module returned, [tokens, width], that is the logit."""
        question = self.asked.question
        if question.kind != "label":
            if len(outputs) <= question.id:
                return None
            same = (outputs[question.id] == logits[question.id]).nonzero().flatten().tolist()
            return (question.id, same[0]) if same else None
        # Of a whole text a class takes the first place, the last, or the last that is no padding.
        places = [question.position] if question.position >= 0 else reversed(range(len(outputs)))
        for place in places:
            if place < len(outputs) and torch.equal(outputs[place], logits):
                return place, question.id
        return None

    def _traced(self) -> _Trace:
        """One run, and what each norm and each adding part read and gave."""
        trace = _Trace(torch.zeros(0))
        form = (1, self.length, self.last.shape[0])

        def enter(module: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
            given = [("", args[0])] if args else []
            for name, value in (*given, *named.items()):
                if has_rank(value, 3) and tuple(value.shape) == form:
                    trace.state, trace.entering = value[0, self.place].double(), name
                    return

        def watch_of(name: str) -> Any:
            def watch(
                module: nn.Module, args: tuple[Any, ...], named: dict[str, Any], output: Any
            ) -> None:
                read, gave = first_tensor(args), first_tensor(output)
                # OPT makes one axis of rows and tokens on its way: [tokens, size].
                if gave is None or tuple(gave.shape) not in (form, form[1:]):
                    return
                if not trace.state.numel():
                    return
                trace.calls.append(name)
                trace.gave[name] = gave.flatten(0, -2)[self.place].double()
                if read is not None and read.shape[:-1] == gave.shape[:-1]:
                    trace.read[name] = read.flatten(0, -2)[self.place].double()

            return watch

        with ExitStack() as stack:
            first = self.model.get_submodule(self.first)
            stack.enter_context(first.register_forward_pre_hook(enter, with_kwargs=True))
            for name, module in self.model.named_modules():
                if name in self.adding or "norm" in type(module).__name__.lower():
                    hook = module.register_forward_hook(watch_of(name), with_kwargs=True)
                    stack.enter_context(hook)
            self.asked.runner.forward(self.asked.inputs)
        if not trace.state.numel():
            raise NoQuestion(
                tr("What enters the first layer of {name} was not seen.", name=self.name)
            )
        return trace

    def _steps(self) -> list[SumStep]:
        """From what enters the first layer to what the head reads: parts that add, and norms that
        the sum itself goes through. What each norm reads tells which it is."""
        trace, steps = self.trace, list[SumStep]()
        # The sum so far; what a norm made of it, in case the sum goes on from there; and the parts
        # since then.
        total, norm, waiting = trace.state, "", list[SumStep]()

        def reached(vector: torch.Tensor) -> torch.Tensor | None:
            """The sum, where it and the parts make this vector: with the norm in it, or without."""
            nonlocal norm
            added = sum((self._gives(step) for step in waiting), torch.zeros_like(total))
            if _same(total + added, vector):
                return total + added
            if norm and _same(trace.gave[norm] + added, vector):
                steps.append(SumStep("norm", "self", -1, norm))
                return trace.gave[norm] + added
            return None

        for name in trace.calls:
            if name in self.adding:
                waiting.append(self.adding[name])
                continue
            read = trace.read.get(name)
            if read is None or read.shape != total.shape:
                continue
            here = reached(read)
            if here is not None:
                steps += waiting
                total, norm = here, name
                waiting.clear()
            elif waiting and _same(self._gives(waiting[-1]), read):
                waiting[-1] = replace(waiting[-1], norm=name)  # what it gives is normed, then added
        if reached(self.last) is None or len(steps) + len(waiting) == 0:
            raise NoQuestion(
                tr(
                    "In {class_name} the last vector is not the sum of what its parts add: "
                    "something else happens to them on the way. So no part adds to the logit "
                    "directly.",
                    class_name=self.name,
                )
            )
        steps += waiting
        if sum(step.kind != "norm" for step in steps) < len(self.adding):
            raise NoQuestion(
                tr(
                    "Not all parts of {class_name} were seen to add to its last vector.",
                    class_name=self.name,
                )
            )
        return steps

    def _gives(self, step: SumStep) -> torch.Tensor:
        return self.trace.gave[step.norm or step.module]

    def parts(self) -> tuple[tuple[Part, ...], torch.Tensor]:
        """The parts and what each adds to the logit: float64 [parts].

        From the end backwards: how much of the logit a vector gives that is added there.
        """
        direction = self.matrix[self.row].double() * (self.before * self.after)  # [size]
        rest = torch.zeros((), dtype=torch.float64)
        bias = getattr(self.head, "bias", None)
        if isinstance(bias, torch.Tensor):
            rest = rest + weight_of(bias, self.check)[self.row].double() * self.after
        if self.final_bias is not None:
            rest = rest + self.final_bias[0, self.row].double()
        groups: list[list[tuple[Part, torch.Tensor]]] = []
        for step in reversed(self.steps):
            if step.kind == "norm":
                direction, more = self._through(step.module, direction)
                rest = rest + more
                continue
            own = direction
            if step.norm:
                own, more = self._through(step.norm, own)
                rest = rest + more
            groups.append(self._of_step(step, own))
        where: Kind = "decoder" if self.decodes else "self"
        groups.append([(Part("embeddings", where, -1, -1), self.trace.state @ direction)])
        pairs = [pair for group in reversed(groups) for pair in group]
        pairs.append((Part("biases", where, -1, -1), rest))
        return tuple(part for part, _ in pairs), torch.stack([value for _, value in pairs])

    def _of_step(self, step: SumStep, direction: torch.Tensor) -> list[tuple[Part, torch.Tensor]]:
        """What a part gives: each of its heads, and its bias, where they can be told apart."""
        own = self.trace.gave[step.module] @ direction
        count = step.heads
        module = self.model.get_submodule(step.module)
        matrix = _matrix(module, self.check) if count else None
        if matrix is None:
            return [(Part(step.kind, step.where, step.layer, -1), own)]  # type: ignore[arg-type]
        # [heads × size, width] → [heads, size, width]: a head's rows of the matrix.
        split = matrix.double().unflatten(0, (count, -1)) @ direction
        each = (self.trace.read[step.module].unflatten(0, (count, -1)) * split).sum(-1)  # [heads]
        pairs = [(Part("head", step.where, step.layer, head), each[head]) for head in range(count)]
        own = own - each.sum()
        if float(own.abs()) > 1e-9:
            pairs.append((Part("attention bias", step.where, step.layer, -1), own))
        return pairs

    def _through(self, name: str, direction: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """How much of the logit a vector gives before a norm, float64 [size], where `direction` is
        that behind it; and what the norm's bias gives. Its scale is that of this run; a norm that
        takes the mean away does so of each part."""
        read = self.trace.read[name]
        with forward.failures(self.model):
            norm = copy.deepcopy(self.model.get_submodule(name)).double()
            # [1, 3, size]: the vector; nothing, which leaves the bias; and the vector moved.
            rows = torch.stack([read, torch.zeros_like(read), read + read.abs().max()])[None]
            whole, shift, moved = norm(rows)[0].double()
        # Does the same for all numbers change nothing? Then the mean is taken away.
        centred = torch.allclose(moved, whole, rtol=1e-3, atol=1e-4)
        if centred:
            read = read - read.mean()
        # What each number is multiplied with; 0 where there is nothing to multiply.
        scale = torch.where(read.abs() > 0, (whole - shift) / read, torch.zeros_like(read))
        scaled = direction * scale
        return scaled - scaled.mean() if centred else scaled, direction @ shift


def _times(scale: After) -> float:
    return {"times": scale.by, "divided by": 1 / scale.by if scale.by else 0.0}.get(scale.kind, 1.0)


def _same(vector: torch.Tensor, other: torch.Tensor) -> bool:
    return float((vector - other).abs().max()) <= WITHIN * max(1.0, float(other.abs().max()))


def _matrix(module: nn.Module, check: Check | None = None) -> torch.Tensor | None:
    """What a projection multiplies with, [in, out]; None where it is no plain matrix.

    Without `check` its form alone: numbers that are on disk are not read.
    """
    weight = getattr(module, "weight", None)
    if not isinstance(weight, torch.Tensor) or weight.dim() != 2:
        return None
    if check is not None:
        weight = weight_of(weight, check)
    # GPT-2's Conv1D keeps [in, out], a Linear [out, in].
    return weight.T if isinstance(module, nn.Linear) else weight
