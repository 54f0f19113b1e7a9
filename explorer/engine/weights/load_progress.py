"""Weights pour in: the modules of a model that is being loaded, and how much of each has arrived.

Told as the partial result of the load. Nothing of it is done for a load that is over before an
eye could follow it: building the rows costs about a hundredth of loading 110 million parameters.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from explorer.boundary.values import several
from explorer.protocol.job import Check, Report
from explorer.protocol.module_tree import WeightsArriving
from explorer.text import numbers as words

if TYPE_CHECKING:
    from torch import nn
    from transformers import PreTrainedModel

    from explorer.protocol.module_tree import ModuleTree

_WORTH_SHOWING = 0.06
"""Seconds that a load must last, from the building of the model on, before its tree is told."""

_EVERY = 0.05
"""Seconds between two looks at what has arrived."""

_LONG = 20_000_000
"""Bytes from which copying the weights takes long enough to be watched."""

_LOADS = "_load_pretrained_model"


class LoadProgress:
    """Follows one load. `begun` is told of the model before its first weight is read.

    `copies`: weights arrive when they are put on a device, not when they are read.
    """

    def __init__(
        self,
        check: Check,
        report: Report,
        begun: Callable[[PreTrainedModel], None],
        *,
        copies: bool,
    ) -> None:
        self._check, self._report, self._begun, self._copies = check, report, begun, copies
        self._model: PreTrainedModel | None = None
        self._since = self._looked = 0.0
        self._tree: ModuleTree | None = None
        self._below: dict[tuple[int, str], int] = {}
        self._waiting: list[tuple[nn.Module, str, tuple[int, ...]]] = []
        self._expected: list[int] = []
        self._arrived: list[int] = []

    # -- while transformers fills the model --------------------------------------------------

    def built(self, model: PreTrainedModel) -> None:
        """The modules are there, on the meta device: without a single number."""
        self._begun(model)
        self._model, self._since = model, time.monotonic()

    def filled(self, text: str, fraction: float) -> None:
        """One more weight was taken from the file; tells it, and what else has arrived."""
        self._check()
        now = time.monotonic()
        if self._model is None or now - self._since < _WORTH_SHOWING or now - self._looked < _EVERY:
            self._report(text, fraction)
            return
        self._looked = now
        if self._tree is None:
            self._begin()
        still = []
        for entry in self._waiting if not self._copies else ():
            weight = entry[0]._parameters.get(entry[1])
            # A weight is replaced by one with numbers when it is read, so what is not meta has
            # arrived.
            if weight is not None and weight.is_meta:
                still.append(entry)
            else:
                self._count(entry[2])
        self._waiting = still
        self._report(text, fraction, self._report_now())

    # -- while weights are put on a device ----------------------------------------------------

    def copying(self, model: PreTrainedModel) -> None:
        """All weights were read; from here on each one arrives when it is copied."""
        self._model, self._waiting = model, []
        size = sum(parameter.numel() * parameter.element_size() for parameter in model.parameters())
        if size >= _LONG or self._tree is not None:
            self._begin()
        else:
            self._expected = self._arrived = []

    def copied(self, text: str, fraction: float, module: str) -> None:
        """A weight of this module (its path) is there for good."""
        self._check()
        if self._tree is None:
            self._report(text, fraction)
            return
        self._count(self._rows_over(module))
        self._report(text, fraction, self._report_now())

    # -- counting ----------------------------------------------------------------------------

    def _begin(self) -> None:
        """Lay out the rows, where that was not done yet, and begin to count."""
        model = self._model
        if model is None:
            return
        # Tied weights are not yet one tensor while they have no numbers.
        on_meta = any(parameter.is_meta for parameter in model.parameters())
        tied = frozenset(getattr(model, "all_tied_weights_keys", None) or ()) if on_meta else ()
        if self._tree is None:
            from explorer.features.architecture.compute.module_tree import bare_tree

            self._tree = bare_tree(model, frozenset(tied), self._check)
            self._lay_out(self._tree)
        self._expected = [0] * len(self._tree.rows)
        self._arrived = [0] * len(self._tree.rows)
        counted: set[int] = set()
        for path, module in model.named_modules():
            rows = self._rows_over(path)
            for key, weight in module._parameters.items():
                name = f"{path}.{key}" if path else key
                if weight is None or id(weight) in counted or name in tied:
                    # By identity: tied weights are one tensor under two names, and arrive once.
                    continue
                counted.add(id(weight))
                for row_ in rows:
                    self._expected[row_] += 1
                self._waiting.append((module, key, rows))

    def _lay_out(self, tree: ModuleTree) -> None:
        for number, row in enumerate(tree.rows):
            name = row.path.rpartition(".")[2]
            names = [name]
            if row.repeats > 1:  # layer.0 … 11 ×12 stands for twelve neighbours
                # The row stands for neighbours with numbers in their names, and counts all of them.
                names = [str(int(name) + more) for more in range(row.repeats)]
            self._below.update(dict.fromkeys(((row.parent, text) for text in names), number))

    def _rows_over(self, path: str) -> tuple[int, ...]:
        """The rows of the tree that a module belongs to, the root first."""
        rows, place = [0], 0
        for name in path.split(".") if path else ():
            number = self._below.get((place, name))
            if number is None:
                break
            place = number
            rows.append(place)
        return tuple(rows)

    def _count(self, rows: tuple[int, ...]) -> None:
        for row in rows:
            self._arrived[row] += 1

    def _report_now(self) -> WeightsArriving:
        assert self._tree is not None
        return WeightsArriving(self._tree, tuple(self._expected), tuple(self._arrived))


def can_follow() -> bool:
    """Whether transformers has that function; without it a load is told without a tree."""
    from transformers import PreTrainedModel

    return isinstance(PreTrainedModel.__dict__.get(_LOADS), staticmethod)


@contextmanager
def followed(progress: LoadProgress) -> Iterator[None]:
    """Tell `progress` of the model that transformers builds, and of each weight that it takes.

    The model is met where transformers hands it to its own loading function. That function is
    not public: see `can_follow`.
    """
    from transformers import PreTrainedModel
    from transformers.utils import logging

    def hook(factory: object, arguments: tuple[Any, ...], options: dict[str, Any]) -> _Bar:
        source = arguments[0] if arguments else options.get("iterable")
        return _Bar(source, str(options.get("desc", "")), progress)

    original = PreTrainedModel.__dict__.get(_LOADS)

    def load_pretrained(model: PreTrainedModel, *arguments: Any, **options: Any) -> Any:
        progress.built(model)
        assert original is not None
        return original.__func__(model, *arguments, **options)

    # transformers asks this hook for a bar wherever it would make one of tqdm's.
    previous = logging.set_tqdm_hook(hook)
    if can_follow():
        setattr(PreTrainedModel, _LOADS, staticmethod(load_pretrained))
    try:
        yield
    finally:
        logging.set_tqdm_hook(previous)
        if original is not None:
            setattr(PreTrainedModel, _LOADS, original)


class _Bar:
    """Stands in for a tqdm bar: the library calls it even when its own bars are off."""

    def __init__(self, source: Any, text: str, progress: LoadProgress) -> None:
        self._source = source if source is not None else ()
        self._text, self._pouring = text, progress

    def __iter__(self) -> Iterator[Any]:
        items = list(self._source)
        for done, item in enumerate(items):
            # transformers iterates over (name, tensor) pairs or over names, depending on the step.
            name = str(several(item)[0])
            self._pouring.filled(f"{self._text}: {words.shortened(name)}", done / len(items))
            yield item
        self._pouring.filled(self._text, 1.0)

    def update(self, amount: float = 1) -> None:
        """A step of a bar that is not iterated."""
        self._pouring.filled(self._text, 0.0)

    def set_description(self, *words: object, **more: object) -> None:
        """Nothing: the name of each tensor is told instead."""

    def close(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
