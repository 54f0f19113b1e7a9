"""While transformers loads a model: its own progress, and the model before its first weight."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from explorer.boundary.values import several
from explorer.protocol.job import Check, Report
from explorer.text import numbers as words

if TYPE_CHECKING:
    from transformers import PreTrainedModel

_LOADS = "_load_pretrained_model"


def can_follow() -> bool:
    """Whether transformers has that function; without it a model is not met before its weights."""
    from transformers import PreTrainedModel

    return isinstance(PreTrainedModel.__dict__.get(_LOADS), staticmethod)


@contextmanager
def followed(
    check: Check, report: Report, built: Callable[[PreTrainedModel], None] | None
) -> Iterator[None]:
    """Report the bars of transformers, and call `built` with the model before a weight is read.

    Whether the weights fit is known from the shapes that the model has. Building it once more on
    the meta device would tell them too, and costs half as much as loading (34 of 72 ms for 110
    million parameters); so the model is met where transformers hands it to its own loading
    function. That function is not public: see `can_follow`.
    """
    from transformers import PreTrainedModel
    from transformers.utils import logging

    def hook(factory: object, arguments: tuple[Any, ...], options: dict[str, Any]) -> _Bar:
        source = arguments[0] if arguments else options.get("iterable")
        return _Bar(source, str(options.get("desc", "")), check, report)

    original = PreTrainedModel.__dict__.get(_LOADS)

    def load_pretrained(model: PreTrainedModel, *arguments: Any, **options: Any) -> Any:
        if built is not None:
            built(model)
        assert original is not None
        return original.__func__(model, *arguments, **options)

    # What converts GGUF files took tqdm itself, and asks no hook.
    gguf: Any = sys.modules.get("transformers.modeling_gguf_pytorch_utils")
    bar = getattr(gguf, "tqdm", None)
    if bar is not None:
        gguf.tqdm = lambda source, desc="": _Bar(source, desc.rstrip("."), check, report)
    # transformers asks this hook for a bar wherever it would make one of tqdm's.
    previous = logging.set_tqdm_hook(hook)
    if can_follow():
        setattr(PreTrainedModel, _LOADS, staticmethod(load_pretrained))
    try:
        yield
    finally:
        logging.set_tqdm_hook(previous)
        if bar is not None:
            gguf.tqdm = bar
        if original is not None:
            setattr(PreTrainedModel, _LOADS, original)


class _Bar:
    """Stands in for a tqdm bar: the library calls it even when its own bars are off."""

    def __init__(self, source: Any, text: str, check: Check, report: Report) -> None:
        self._source = source if source is not None else ()
        self._text, self._check, self._report = text, check, report

    def __iter__(self) -> Iterator[Any]:
        items = list(self._source)
        for done, item in enumerate(items):
            self._check()
            # transformers iterates over (name, tensor) pairs or over names, depending on the step.
            name = str(several(item)[0])
            self._report(f"{self._text}: {words.shortened(name)}", done / len(items))
            yield item
        self._report(self._text, 1.0)

    def update(self, amount: float = 1) -> None:
        """A step of a bar that is not iterated."""
        self._check()
        self._report(self._text, 0.0)

    def set_description(self, *words: object, **more: object) -> None:
        """Nothing: the name of each tensor is reported instead."""

    def close(self) -> None:
        """Nothing to close."""

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
