"""The way from a hidden state to the logits, found by watching one run of the model.

Which norm and which head a class uses is not written down anywhere that fits all of them. So the
modules outside the layers are watched during a run: those whose output is the logits, back to the
one that read the last hidden state, are the head; the one that made the last hidden state is the
final norm. Each step is found by the tensor itself, not by a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from explorer.boundary.values import as_number
from explorer.engine import hooks
from explorer.engine.config_values import text_part
from explorer.engine.inside.capture import layer_of
from explorer.engine.tensors import first_tensor
from explorer.engine.weights import on_disk
from explorer.protocol.inspection import LensPath
from explorer.protocol.job import Check
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel


@dataclass(eq=False)
class Call:
    """One call of a module outside the layers: what went in, what else, what came out.

    A call is equal to itself alone: comparing tensors would fail, or take two calls for one.
    """

    name: str
    module: nn.Module
    read: torch.Tensor
    more: tuple[tuple[Any, ...], dict[str, Any]]
    output: torch.Tensor


@dataclass
class UnembeddingPath:
    """How logits are made from the hidden state of a layer.

    `norm` is applied to every row but the last, which has passed it; `steps` to all of them;
    `before` scales what the first step reads, and `after` is what becomes of the head's output.
    """

    norm: Call | None
    steps: list[Call]
    vocab_size: int = 0
    before: After | None = None
    after: After = field(default_factory=lambda: After("nothing", 0.0))

    def logits(self, state: torch.Tensor, *, last: bool) -> torch.Tensor:
        """Logits [..., vocabulary] of hidden states [..., size]."""
        if self.norm is not None and not last:
            # transformers hands out the last state normed already, and all others before the
            # norm.
            state = _again(self.norm, state)
        if self.before is not None:
            state = self.before(state)
        for step in self.steps:
            state = _again(step, state)
        return self.after(state)

    def reads(self, row: torch.Tensor, last: torch.Tensor) -> bool:
        """Whether a hidden state of this form can go this way."""
        return row.shape == (last if self.norm is None else self.norm.read).shape

    def at_hand(self) -> AbstractContextManager[None]:
        """Inside, weights of the way that are on disk are read once and not for each layer."""
        return on_disk.in_memory(step.module for step in self.steps)

    def describe(self) -> LensPath:
        """The way by names, for the window and the Python."""
        calls = [*self.steps, *([self.norm] if self.norm is not None else [])]
        return LensPath(
            norm=self.norm.name if self.norm is not None else "",
            steps=tuple(step.name for step in self.steps),
            before=self.before.by if self.before is not None else None,
            divided=self.before is not None and self.before.kind == "divided by",
            after=self.after.kind,
            by=self.after.by,
            alone=not any(rest or named for rest, named in (call.more for call in calls)),
        )

    def words(self) -> str:
        """The way in a sentence, with the names of the modules."""
        modules = " → ".join(step.name for step in self.steps)
        if self.norm is None:
            how = tr(
                "Each layer's hidden state goes through {modules}, as the last layer's does.",
                modules=modules,
            )
        else:
            how = tr(
                "Each layer's hidden state goes through the final norm ({norm}) and then through "
                "{modules}, as the last layer's does.",
                norm=self.norm.name,
                modules=modules,
            )
        after = self.after.words()
        return f"{how} {after}" if after else how


def _again(call: Call, state: torch.Tensor) -> torch.Tensor:
    rest, named = call.more
    output = call.module(state, *rest, **named)
    return output if isinstance(output, torch.Tensor) else output[0]


@dataclass(frozen=True)
class After:
    """What a model does to the head's output: nothing, a scale, a soft cap, or a bias."""

    kind: str
    by: float
    bias: torch.Tensor | None = None

    def __call__(self, logits: torch.Tensor) -> torch.Tensor:
        """The model's own operation, in the model's own order of rounding."""
        match self.kind:
            case "times":
                return logits * self.by
            case "divided by":
                return logits / self.by
            case "cap":
                # Gemma 2's final_logit_softcapping: tanh keeps logits within ± `by`.
                return torch.tanh(logits / self.by) * self.by
            case "bias":
                assert self.bias is not None
                return logits + self.bias
            case _:
                return logits

    def words(self) -> str:
        """A sentence about the operation; empty where nothing follows the head."""
        match self.kind:
            case "nothing":
                return ""
            case "cap":
                return tr("The result is capped softly at {limit:g}.", limit=self.by)
            case "bias":
                return tr("The model's final bias is added to the result.")
            case "divided by":
                return tr("The result is divided by {divisor:g}.", divisor=self.by)
            case _:
                return tr("The result is multiplied by {factor:g}.", factor=self.by)


@contextmanager
def watched(model: nn.Module) -> Iterator[list[Call]]:
    """Collect the calls of modules outside the layers, in order, tensors kept alive."""
    calls: list[Call] = []

    def hook_of(name: str) -> Any:
        def hook(
            module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], out: Any
        ) -> None:
            first, output = first_tensor(args), first_tensor(out)
            if first is not None and output is not None:
                # The tensors are kept alive: equal addresses mean equal tensors only while both
                # exist.
                calls.append(Call(name, module, first, (args[1:], kwargs), output))

        return hook

    handles = [
        module.register_forward_hook(hook_of(name), with_kwargs=True)
        for name, module in model.named_modules()
        # Modules inside the layers are left out: hundreds of calls, none of which makes logits.
        if name and layer_of(name) is None
    ]
    with hooks.installed(handles):
        yield calls


def find(
    model: PreTrainedModel,
    calls: list[Call],
    rows: list[torch.Tensor],
    logits: torch.Tensor,
    check: Check,
) -> UnembeddingPath | None:
    """The way from the last of `rows` [B, T, size] to `logits` [B, T, vocabulary]; None without.

    `rows` are the hidden states in the order of the layers. Raises Stopped.
    """
    last = rows[-1]
    if logits.dim() != 3 or logits.shape[:2] != last.shape[:2]:
        return None  # one answer for the whole text
    head: nn.Module | None = model.get_output_embeddings()
    # Followed from the end: whatever made the logits, and what made that, to the last state.
    # Several calls may have returned it: the head's module, and the Linear inside.
    tails = [call for call in calls if _same(call.output, logits)]
    if not tails and head is not None:
        # Scaled or capped afterwards, the logits are no module's output; the head still is one.
        tails = [call for call in calls if call.module is head]
    try:
        return _found(model, calls, tails, rows, logits, check)
    # Not an error for the person: there is no lens for this class, and the view says so.
    except RuntimeError:  # what was taken for the head cannot read a state of this form
        return None


def _found(
    model: PreTrainedModel,
    calls: list[Call],
    tails: list[Call],
    rows: list[torch.Tensor],
    logits: torch.Tensor,
    check: Check,
) -> UnembeddingPath | None:
    last = rows[-1]
    for tail in tails:
        steps = _back(calls, tail, last)
        if steps is not None:
            path = _finished(model, calls, rows, logits, UnembeddingPath(None, steps), check)
            if path is not None:
                return path
    for tail in tails:  # nothing made what the head read: the last hidden state, scaled?
        before = _scale(model, last, tail.read)
        if before is not None:
            path = _finished(
                model, calls, rows, logits, UnembeddingPath(None, [tail], before=before), check
            )
            if path is not None:
                return path
    for tail in tails:  # it read several streams at once, as ProphetNet's does: this one alone?
        path = _finished(model, calls, rows, logits, UnembeddingPath(None, [tail]), check)
        if path is not None:
            return path
    return None


def _back(calls: list[Call], call: Call, last: torch.Tensor) -> list[Call] | None:
    """The calls that lead from `last` to `call`, whose inputs are each other's outputs."""
    if _same(call.read, last):
        return [call]
    for earlier in calls[: calls.index(call)]:
        # A module that returns what it read (dropout in evaluation) is no step.
        if _same(earlier.output, call.read) and not _same(earlier.output, earlier.read):
            steps = _back(calls, earlier, last)
            if steps is not None:
                return [*steps, call]
    return None


def _same(tensor: torch.Tensor, other: torch.Tensor) -> bool:
    """The same numbers: the same memory, or (where something copied it) the same values."""
    if tensor.numel() != other.numel() or tensor.shape[-1:] != other.shape[-1:]:
        return False
    # A view starts at the same address; the sizes were compared above.
    return tensor.data_ptr() == other.data_ptr() or (
        tensor.shape == other.shape and tensor.dtype == other.dtype and torch.equal(tensor, other)
    )


def _finished(
    model: PreTrainedModel,
    calls: list[Call],
    rows: list[torch.Tensor],
    logits: torch.Tensor,
    path: UnembeddingPath,
    check: Check,
) -> UnembeddingPath | None:
    """Add the final norm and what follows the head; None where the logits stay unexplained."""
    last = rows[-1]
    path.norm = final_norm([call for call in calls if call not in path.steps], rows)
    path.vocab_size = logits.shape[-1]
    raw = path.logits(last, last=True)  # [batch, tokens, vocabulary]
    if raw.shape != logits.shape:
        return None
    for after in (After("nothing", 0.0), *_afters(model)):
        check()
        # Bit for bit: a way that is nearly right would be shown as this model's own.
        if torch.equal(after(raw), logits):
            path.after = after
            return path
    check()
    ratio = _constant_ratio(raw, logits)
    if ratio is None:
        return None
    path.after = After("times", ratio) if abs(ratio - 1) > 1e-3 else After("nothing", 0.0)
    return path


def final_norm(calls: list[Call], rows: list[torch.Tensor]) -> Call | None:
    """What made the last of `rows` [B, T, size] out of the last layer's output; None where that
    is the last row itself. `calls` are of modules outside the layers."""
    # From the end: the last module that returned this state is the final norm.
    for call in reversed(calls):
        if (
            _same(call.output, rows[-1])
            and not _same(call.output, call.read)
            and _is_norm(call, rows)
        ):
            return call
    return None


def _is_norm(call: Call, rows: list[torch.Tensor]) -> bool:
    """Whether what made the last hidden state could be given an earlier one in place of its own.

    A module without parts that keeps the shape; or any that turns the wider state which the
    layers hand on (several streams side by side) into one that the head reads.
    """
    # The last two rows, [batch, tokens, size] each.
    last, before = rows[-1], rows[max(0, len(rows) - 2)]
    if before.shape != last.shape:
        return call.read.shape == before.shape and not _same(call.read, rows[0])
    return call.read.shape == last.shape and not list(call.module.children())


def _afters(model: PreTrainedModel) -> list[After]:
    """What configs and buffers say a model may do to the head's output."""
    config = text_part(model.config)
    afters = []
    for name, value in _numbers(config).items():
        if "softcap" in name or "soft_cap" in name:
            afters.append(After("cap", value))
        elif "logit" in name and "scal" in name:
            afters += [After("times", value), After("divided by", value)]
    bias = getattr(model, "final_logits_bias", None)
    # [1, vocabulary], BART's and Marian's: a buffer that is added, no parameter.
    if isinstance(bias, torch.Tensor):
        afters.append(After("bias", 0.0, bias))
    return afters


def _numbers(config: Any) -> Mapping[str, float]:
    numbers = {name: as_number(value) for name, value in vars(config).items()}
    return {name: float(number) for name, number in numbers.items() if number}


def _scale(model: PreTrainedModel, last: torch.Tensor, read: torch.Tensor) -> After | None:
    """What makes `read` of `last`: T5 multiplies by d_model ** -0.5 before a tied head, others
    divide by a number of their config."""
    if read.shape != last.shape:
        return None
    size = last.shape[-1]
    config_scales = [
        After(kind, by)
        for kind in ("divided by", "times")
        for by in _numbers(text_part(model.config)).values()
    ]
    for change in (After("times", size**-0.5), After("times", size**0.5), *config_scales):
        if torch.equal(change(last), read):
            return change
    ratio = _constant_ratio(last, read)
    return After("times", ratio) if ratio is not None else None


def _constant_ratio(tensor: torch.Tensor, other: torch.Tensor) -> float | None:
    """c where `other` is c times `tensor` within rounding, else None."""
    # double: a float32 dot product over tokens × vocabulary would lose the digits compared below.
    a, b = tensor.double().flatten(), other.double().flatten()
    square = float(a @ a)
    if not square or not torch.isfinite(b).all():
        # -inf for tokens that cannot be makes no ratio.
        return None
    ratio = float(a @ b) / square  # least squares through the origin
    return ratio if torch.allclose(a * ratio, b, rtol=1e-4, atol=1e-5) else None
