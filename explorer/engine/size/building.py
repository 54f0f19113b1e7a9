"""While a model is built: it can be stopped, and it cannot have parts without an end.

The modules of a model take memory and time of their own, whether or not its weights have numbers:
about 5 kB and 60 µs each. A config can ask for billions of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from torch import nn
from torch.nn.modules.module import register_module_module_registration_hook
from torch.overrides import TorchFunctionMode

from explorer.protocol.job import Check
from explorer.text.translation import tr

MOST_MODULES = 200_000
"""Modules of one model: three times those of the largest that is known, with its experts apart."""


class TooManyModules(Exception):
    """A model asks for more modules than are built; `sentence` says so."""

    def __init__(self) -> None:
        self.sentence = tr(
            "It asks for a model of more than {most:,} modules, which is too large to build here.",
            most=MOST_MODULES,
        )
        super().__init__(self.sentence)


class TooSlow(Exception):
    """The build or the run took longer than anyone waits for."""


def within(seconds: float, check: Check) -> Check:
    """A check that raises TooSlow once so many seconds from now have passed."""
    until = time.perf_counter() + seconds

    # The stop first: a person's wish comes before the clock.
    def both() -> None:
        check()
        if time.perf_counter() > until:
            raise TooSlow

    return both


@contextmanager
def building(check: Check) -> Iterator[None]:
    """Call `check` before each torch function and at each module that becomes part of another.

    Raises what `check` raises, and TooManyModules. Nothing is changed outside.
    """
    count = 0

    def hook(module: nn.Module, name: str, part: nn.Module | None) -> None:
        # nn.Module calls it for each part that it is given, those of lists included.
        nonlocal count
        count += 1
        check()
        if count > MOST_MODULES:
            raise TooManyModules

    handle = register_module_module_registration_hook(hook)
    try:
        with _Watched(check):
            yield
    finally:
        handle.remove()


class _Watched(TorchFunctionMode):
    """Looks at the stop switch before each torch function; the functions are not changed."""

    def __init__(self, check: Callable[[], None]) -> None:
        super().__init__()
        self._check = check

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        # The mode is off inside, so func calls torch itself and not this again.
        self._check()
        return func(*args, **(kwargs or {}))
