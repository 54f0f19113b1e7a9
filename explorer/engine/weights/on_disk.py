"""Weights that stay on disk: read when the module that computes with them begins, then dropped.

A model that memory does not hold runs so all the same: its first layers and all small tensors are
in memory, the weights of the other layers are read again in each run. They are read with ordinary
reads and not mapped: an unplugged disk is then a failure with a sentence, where a mapped file would
end the process.

In place of a weight on disk its module holds a tensor of the same shape whose every number is
"not a number" and which takes no memory (`LeftTensor.stand_in`). Hooks put the numbers in before a
forward and take them out behind it. Whatever else reads a weight asks `weight_of`.
"""

from __future__ import annotations

import itertools
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from explorer.boundary import weight_names
from explorer.engine.numbers import go_on
from explorer.engine.weights.key_mapping import leads_to, put_together
from explorer.engine.weights.stored import (
    Allocate,
    LeftTensor,
    StoredWeights,
    new_bytes,
    torch_dtype,
)
from explorer.engine.weights.weight_files import TensorHead, WeightFiles
from explorer.protocol.failures import NotReadable, WeightsChanged, WeightsOutOfReach
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedModel

SMALL = 1_000_000
"""Bytes up to which a tensor is always in memory: norms, biases, tables of positions."""

_TRIED = 256_000_000
"""Bytes that are read at the most to tell how long a run will take."""

_WRITES_WEIGHTS = ("rwkv",)
"""Types whose classes change their weights while they run."""

_TOKENS = 24
"""Tokens in the trial, about those of a sentence or two."""


# -- which stay ------------------------------------------------------------------------------------


Unit = tuple[TensorHead, ...]
"""Tensors that are read together."""

Pieces = tuple[tuple[TensorHead, int], ...]
"""Tensors that are put together to one weight, and how many of its numbers come before each."""


@dataclass(frozen=True)
class Leavable:
    """The weights of a model that can be left on disk. Sizes in bytes of the dtype in memory.

    `units` are what is read at once (a layer, or a module outside the layers), each with its
    tensors, in the order in which they are kept in memory where there is room. `always` is what is
    in memory in any case; of it, `fused` is what transformers computes from the tensors of the
    files. `spare` are tensors of the files that are tied to others: never read. `together` are the
    weights that tensors of the units are put together to, by the model's names for them: each with
    its shape, and its tensors with how many numbers come before them.
    """

    dtype: torch.dtype
    always: int
    units: tuple[Unit, ...]
    spare: Unit = ()
    fused: int = 0
    together: Mapping[str, tuple[tuple[int, ...], Pieces]] = field(default_factory=dict)

    def size(self, unit: Iterable[TensorHead]) -> int:
        """Bytes that the tensors take in memory."""
        return sum(math.prod(head.shape) * self.dtype.itemsize for head in unit)

    @property
    def least(self) -> int:
        """Bytes of memory without which it cannot run: one unit after the other is in it."""
        return self.always + max(map(self.size, self.units), default=0)

    def split(self, budget: int) -> tuple[int, tuple[Unit, ...]]:
        """What memory holds throughout, and the units that are left on disk.

        With so many bytes of memory for the weights, of which one unit that is being read is a
        part.
        """
        in_memory, left = self.always, []
        free = budget - self.least
        for unit in self.units:
            size = self.size(unit)
            if size <= free:
                in_memory, free = in_memory + size, free - size
            else:
                left.append(unit)
        return in_memory, tuple(left)


def leavable(
    model: PreTrainedModel,
    files: WeightFiles,
    dtype: torch.dtype,
    prefix: str,
    held: int,
    check: Check = go_on,
) -> Leavable | None:
    """What can stay on disk of a model (on the meta device) that takes `held` bytes in memory.

    Tensors of safetensors that become weights of the model as they are: renamed, perhaps, or put
    together as experts are, but not split or turned. Those of the layers, and the tables of tokens;
    of what else lies outside the layers, many classes read the weights without calling the module
    that has them (the table of positions of CLIP). None where a class writes into its weights.
    """
    if model.config.model_type in _WRITES_WEIGHTS:
        return None
    heads: dict[str, TensorHead] = {}
    for head in files.tensors:
        check()
        heads[weight_names.without(head.name, prefix) if prefix else head.name] = head
    named = dict(model.named_parameters(remove_duplicate=False))
    tied = getattr(model, "all_tied_weights_keys", None) or {}
    exact = kept_in_float32(model, dtype)  # not of the model's dtype
    unit_of = _units(model)
    groups: dict[str, list[TensorHead]] = {}
    spare: list[TensorHead] = []
    ways = leads_to(model, heads, check)
    there = {target for targets, _ in ways.values() for target in targets}

    def can(target: str, heads: list[TensorHead]) -> bool:
        weight = named.get(target)
        kinds = [torch_dtype(head.dtype) for head in heads]
        return (
            weight is not None
            and weight.numel() == sum(math.prod(head.shape) for head in heads)
            and weight.dim() > 1  # norms and biases are small, and classes change biases on loading
            and all(kind is not None and kind.is_floating_point for kind in kinds)
            and weight.is_floating_point()
            and not any(part in target for part in exact)
            and weight.numel() * dtype.itemsize > SMALL
        )

    together: dict[str, tuple[tuple[int, ...], Pieces]] = {}
    for target, parts in put_together(model, {n: h.shape for n, h in heads.items()}, check).items():
        pieces = tuple((heads[part.name], part.start) for part in parts)
        # By its own name it must lead to itself: that is how it is handed over.
        leads = leads_to(model, [target])[target] == ((target,), True)
        if leads and can(target, [head for head, _ in pieces]):
            together[target] = tuple(named[target].shape), pieces
            groups.setdefault(unit_of(target), []).extend(head for head, _ in pieces)
    for name, ((target, *_), whole) in ways.items():
        head, weight = heads[name], named.get(target)
        if whole and tied.get(target) in there:
            spare.append(head)
        elif (
            whole
            and weight is not None
            and tuple(weight.shape) == head.shape
            and can(target, [head])
        ):
            groups.setdefault(unit_of(target), []).append(head)
    tables = _tables(model)
    layers = {unit for unit in groups if _in_list(unit, model)}
    # Tables of tokens are kept first: a run reads a few rows of them.
    order = [unit for unit in groups if unit in tables - layers]
    order += [unit for unit in groups if unit in layers]
    units = tuple(tuple(groups[unit]) for unit in order)
    fused = {target for targets, whole in ways.values() if not whole for target in targets}
    names = (fused & named.keys()) - together.keys()
    size = sum(named[name].numel() for name in names) * dtype.itemsize
    result = Leavable(dtype, 0, units, tuple(spare), size, together)
    return replace(result, always=max(0, held - sum(map(result.size, units))))


def kept_in_float32(model: PreTrainedModel, dtype: torch.dtype) -> set[str]:
    """Parts of the names of weights that transformers loads in float32 where the rest is not."""
    # `strict` always, the others where the rest is float16.
    strict = set(model._keep_in_fp32_modules_strict or ())
    whole = strict | set(model._keep_in_fp32_modules or ())
    return {torch.float16: whole, torch.bfloat16: strict}.get(dtype, set())


def _units(model: nn.Module) -> Callable[[str], str]:
    """By the name of a weight the module that is read at once: a layer, or the weight's own.

    A layer is what lies in a list of modules; of lists inside each other, in the innermost.
    """
    lists = {name for name, module in model.named_modules() if isinstance(module, nn.ModuleList)}

    def unit_of(name: str) -> str:
        parts = name.split(".")
        for end in range(len(parts) - 1, 0, -1):
            if ".".join(parts[: end - 1]) in lists and end > 1:
                return ".".join(parts[:end])
        return name.rpartition(".")[0]

    return unit_of


def _in_list(unit: str, model: nn.Module) -> bool:
    above = unit.rpartition(".")[0]
    return isinstance(model.get_submodule(above), nn.ModuleList)


def _tables(model: PreTrainedModel) -> set[str]:
    """The names of the modules that hold the embeddings of tokens, and the unembedding."""
    modules = [model.get_output_embeddings()]
    with suppress(NotImplementedError):  # a class that reads no tokens
        modules.append(model.get_input_embeddings())
    return {name for name, module in model.named_modules() if module in modules}


def seconds_a_run(weights: StoredWeights, split: tuple[Unit, ...], dtype: torch.dtype) -> float:
    """Seconds that a run will take to read and use what is left on disk, found by a trial.

    The tensors of one unit are read, and a few vectors are multiplied with each.
    """
    heads = [head for unit in split for head in unit]
    if not heads:
        return 0.0
    tried: list[TensorHead] = []
    for head in split[-1]:
        if not tried or sum(item.bytes for item in tried) + head.bytes <= _TRIED:
            tried.append(head)
    seconds, reused = 0.0, ReusedBytes()
    with torch.inference_mode():
        for head in tried:
            # Its pages are there already, as in all runs but the first.
            reused.allocate(math.prod(head.shape) * dtype.itemsize).zero_()
            started = time.perf_counter()
            numbers = weights.read(head, dtype, reused.allocate)
            seconds += time.perf_counter() - started
            rows = numbers.reshape(-1, numbers.shape[-1])
            vectors = torch.ones(_TOKENS, rows.shape[1], dtype=dtype)
            # Twice: the first product of a form also waits for threads and memory.
            times = [time.perf_counter()]
            for _ in range(2):
                torch.matmul(vectors, rows.T)
                times.append(time.perf_counter())
            del numbers, rows
            seconds += min(after - before for before, after in itertools.pairwise(times))
    return seconds * sum(head.bytes for head in heads) / sum(head.bytes for head in tried)


# -- reading them ----------------------------------------------------------------------------------


class ReusedBytes:
    """Memory that the weights of one layer after the other are read into.

    The system hands out new memory page by page and cleared, which takes longer than filling it:
    with tensors of 64 MB, reading into memory that was used before takes a seventh of the time. It
    is used again only when no tensor refers to it any more, nor a view of one: torch holds an array
    of NumPy as long as any does, and its count of references tells.
    """

    def __init__(self) -> None:
        self._arrays: list[NDArray[np.uint8]] = [np.empty(0, np.uint8)]
        self._alone = self._references(0)

    def _references(self, place: int) -> int:
        return sys.getrefcount(self._arrays[place])

    def allocate(self, size: int) -> torch.Tensor:
        """Memory for so many bytes, as `Allocate`."""
        idle = [n for n in range(len(self._arrays)) if self._references(n) == self._alone]
        fitting = [n for n in idle if self._arrays[n].nbytes == size]
        if fitting:
            return torch.from_numpy(self._arrays[fitting[0]])
        # Of another size: that of another module, which is not computing now.
        other = [n for n in idle if n]
        for n in reversed(other):
            del self._arrays[n]
        whole = np.empty(size + 63, np.uint8)
        start = -whole.ctypes.data % 64  # as torch aligns, for the last digit depends on it
        self._arrays.append(whole[start : start + size])
        return torch.from_numpy(self._arrays[-1])


class WeightsOnDisk:
    """The weights that one model left on disk: puts them in when they are needed."""

    def __init__(self, weights: StoredWeights) -> None:
        self.bytes = 0
        self._weights = weights
        self._check: Check = go_on
        self._stamps: dict[str, tuple[int, int]] = {}
        # By address: parameters are replaced, the numbers that stand in for them are not.
        self._left = weights.left
        self._bytes = ReusedBytes()
        self._report: Report | None = None
        self._done = 0
        self._used: dict[int, int] = {}  # by id: how many modules are computing with it
        self._read: dict[int, LeftTensor] = {}

    def attach(self, model: PreTrainedModel) -> set[str]:
        """Put the hooks on a model that was loaded; the names in the files of what it reads."""
        for left in self._left.values():
            for head, _ in left.pieces:
                if head.file not in self._stamps:
                    self._stamps[head.file] = _stamp(self._weights.path(head))
        unit_of, own = _units(model), dict[str, list[nn.Parameter]]()
        distinct = dict[int, LeftTensor]()
        for name, parameter in model.named_parameters(remove_duplicate=False):
            left_tensor = self.find(parameter)
            if left_tensor is None:
                continue
            distinct[id(parameter)] = left_tensor
            # The module that has it, and the layer around that: its parts may use each other's.
            for module in {name.rpartition(".")[0], unit_of(name)}:
                own.setdefault(module, []).append(parameter)
        for name, parameters in own.items():
            self._watch(model.get_submodule(name), parameters)
        self.bytes = sum(left.bytes for left in distinct.values())
        return {head.name for left in distinct.values() for head, _ in left.pieces}

    @property
    def files(self) -> set[Path]:
        """What it reads from while the model runs."""
        heads = (head for left in self._left.values() for head, _ in left.pieces)
        return {self._weights.path(head) for head in heads}

    def find(self, tensor: torch.Tensor) -> LeftTensor | None:
        """The tensor on disk whose place this one takes; None where it has its own numbers."""
        left = self._left.get(tensor.data_ptr())
        return left if left is not None and left.stand_in.shape == tensor.shape else None

    def pieces(self, left: LeftTensor) -> tuple[tuple[torch.Tensor, int], ...]:
        """As `pieces_of`."""
        return tuple(
            (self._weights.stand_in(head, left.dtype), start) for head, start in left.pieces
        )

    def numbers(
        self, left: LeftTensor, check: Check | None = None, allocate: Allocate = new_bytes
    ) -> torch.Tensor:
        """The numbers of a weight, read now. Raises WeightsOutOfReach, WeightsChanged, Stopped."""
        if len(left.pieces) == 1 and left.pieces[0][0].shape == left.stand_in.shape:
            return self._numbers(left.pieces[0][0], left.dtype, check, allocate)
        # What no piece fills is never read: the memory of it is not even given by the system.
        whole = allocate(left.bytes)
        for head, start in left.pieces:
            first = start * left.dtype.itemsize
            room = whole[first : first + math.prod(head.shape) * left.dtype.itemsize]
            self._numbers(head, left.dtype, check, lambda _, room=room: room)  # type: ignore[misc]
        return whole.view(left.dtype).reshape(left.stand_in.shape)

    def _numbers(
        self, head: TensorHead, dtype: torch.dtype, check: Check | None, allocate: Allocate
    ) -> torch.Tensor:
        path = self._weights.path(head)
        self._weights.check = check or self._check
        try:
            if _stamp(path) != self._stamps[head.file]:
                raise WeightsChanged(head.file, str(path.parent))
            # Of a run without gradients: what is put into a parameter must be a usual tensor.
            with torch.inference_mode(mode=False), torch.no_grad():
                return self._weights.read(head, dtype, allocate)
        except (OSError, NotReadable) as error:
            system = error if isinstance(error, OSError) else error.__cause__
            reason = system.strerror if isinstance(system, OSError) else ""
            raise WeightsOutOfReach(head.file, reason or str(error)) from error
        finally:
            self._weights.check = go_on

    # -- while the model runs ----------------------------------------------------------------------

    def _watch(self, module: nn.Module, parameters: list[nn.Parameter]) -> None:
        inside = [0]

        def before(module: nn.Module, arguments: object) -> None:
            inside[0] += 1
            self._enter(parameters)

        def behind(module: nn.Module, arguments: object, output: object) -> None:
            # Also after a failure, which may come before this module's own turn.
            if inside[0]:
                inside[0] -= 1
                self._leave(parameters)

        module.register_forward_pre_hook(before, prepend=True)
        module.register_forward_hook(behind, always_call=True)

    def _enter(self, parameters: list[nn.Parameter]) -> None:
        for parameter in parameters:
            self._used[id(parameter)] = self._used.get(id(parameter), 0) + 1
        for parameter in parameters:
            left = self.find(parameter)
            if left is not None:  # else a module around this one has put it in
                numbers = self.numbers(left, allocate=self._bytes.allocate)
                self._read[numbers.data_ptr()] = left
                parameter.data = numbers
                self._progress(left)

    def _progress(self, left: LeftTensor) -> None:
        if self._report is not None and self.bytes:
            self._done += left.bytes
            share = min(1.0, self._done / self.bytes)
            self._report(tr("Running the model, reading weights from disk"), share)

    def _leave(self, parameters: list[nn.Parameter]) -> None:
        for parameter in parameters:
            self._used[id(parameter)] -= 1
            if self._used[id(parameter)]:
                continue
            left = self._read.pop(parameter.data_ptr(), None)
            if left is not None:
                parameter.data = left.stand_in

    @contextmanager
    def stoppable(self, check: Check) -> Iterator[None]:
        """What is read inside can be stopped by `check`."""
        former, self._check = self._check, check
        try:
            yield
        finally:
            self._check = former

    def release(self) -> None:
        """Give back the memory that layers are read into, before the model itself is collected."""
        self._bytes = ReusedBytes()

    @contextmanager
    def reported(self, report: Report) -> Iterator[None]:
        """How much of it one run inside has read is reported."""
        self._report, self._done = report, 0
        try:
            yield
        finally:
            self._report = None

    @contextmanager
    def in_memory(self, parameters: list[nn.Parameter]) -> Iterator[None]:
        """Inside, these weights are in memory."""
        try:
            self._enter(parameters)
            yield
        finally:
            self._leave(parameters)

    # -- gradients ---------------------------------------------------------------------------------

    def pack(self, tensor: torch.Tensor) -> Any:
        """In place of a weight that a gradient will need: where it is, and the view that was taken.

        Kept as they are, they would be the whole model in memory.
        """
        left = self._read.get(tensor.untyped_storage().data_ptr())
        if left is None or tensor.dtype != left.dtype:
            return tensor
        return left, tensor.size(), tensor.stride(), tensor.storage_offset()

    def unpack(self, packed: Any) -> torch.Tensor:
        """The tensor that `pack` was given."""
        if isinstance(packed, torch.Tensor):
            return packed
        left, size, stride, offset = packed
        # Of the experts in one tensor, a gradient needs those that were chosen, one by one.
        behind = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True)) + 1
        return self.numbers(left.within(offset, behind)).as_strided(size, stride, offset)


_OF: WeakKeyDictionary[nn.Module, WeightsOnDisk] = WeakKeyDictionary()
"""The models that have weights on disk."""


def attach(model: PreTrainedModel, weights: StoredWeights) -> set[str]:
    """Let a model that was loaded read the weights that were left on disk, while it runs.

    The names in the files of those that it reads: what was left beside them, it does not use.
    """
    if not weights.left:
        return set()
    on_disk = _OF[model] = WeightsOnDisk(weights)
    return on_disk.attach(model)


def _stamp(path: Path) -> tuple[int, int]:
    """What tells a file from another one in its place, and from itself once it was written to.

    Not its number: a disk that is plugged in again may give the same file another one (exFAT).
    """
    about = path.stat()
    return about.st_size, about.st_mtime_ns


def weight_of(tensor: torch.Tensor, check: Check = go_on) -> torch.Tensor:
    """The numbers of a weight, wherever they are: in memory, or read from the disk now.

    Everything that reads a weight outside of a forward pass reads it through here. Raises
    WeightsOutOfReach, WeightsChanged, and what `check` raises.
    """
    for on_disk in _OF.values():
        left = on_disk.find(tensor)
        if left is not None:
            return on_disk.numbers(left, check)
    return tensor


def pieces_of(tensor: torch.Tensor) -> tuple[tuple[torch.Tensor, int], ...]:
    """The tensors that a weight on disk is put together from, each as `weight_of` takes it, and how
    many numbers of it come before each. Empty for one that a file has whole, or that is in memory.
    """
    for on_disk in _OF.values():
        left = on_disk.find(tensor)
        if left is not None and len(left.pieces) > 1:
            return on_disk.pieces(left)
    return ()


def is_on_disk(tensor: torch.Tensor) -> bool:
    """Whether a weight is read from the disk each time."""
    return any(on_disk.find(tensor) is not None for on_disk in _OF.values())


def bytes_of(model: nn.Module) -> int:
    """Bytes of a model's weights that are on disk."""
    on_disk = _OF.get(model)
    return on_disk.bytes if on_disk is not None else 0


@contextmanager
def stoppable(model: nn.Module, check: Check) -> Iterator[None]:
    """Inside, `check` stops the reading of this model's weights too."""
    on_disk = _OF.get(model)
    if on_disk is None:
        yield
        return
    with on_disk.stoppable(check):
        yield


@contextmanager
def reported(model: nn.Module, report: Report) -> Iterator[None]:
    """Inside, one run reports how much of this model's weights on disk it has read."""
    on_disk = _OF.get(model)
    if on_disk is None:
        yield
        return
    with on_disk.reported(report):
        yield


@contextmanager
def in_memory(modules: Iterable[nn.Module]) -> Iterator[None]:
    """Inside, the weights of these modules are in memory: read once for many calls."""
    parameters = [item for module in modules for item in module.parameters()]
    with ExitStack() as stack:
        for on_disk in list(_OF.values()):
            own = [item for item in parameters if on_disk.find(item) is not None]
            stack.enter_context(on_disk.in_memory(own))
        yield


@contextmanager
def for_gradients(model: nn.Module) -> Iterator[None]:
    """Runs inside keep no weight that is on disk for their gradients: it is read once more."""
    on_disk = _OF.get(model)
    if on_disk is None:
        yield
        return
    with torch.autograd.graph.saved_tensors_hooks(on_disk.pack, on_disk.unpack):
        yield


def forget(model: nn.Module) -> None:
    """The model goes: give back the memory that its weights were read into."""
    on_disk = _OF.pop(model, None)
    if on_disk is not None:
        on_disk.release()


def files_of(model: nn.Module) -> set[Path]:
    """The files that a model reads weights from while it runs."""
    on_disk = _OF.get(model)
    return on_disk.files if on_disk is not None else set()
