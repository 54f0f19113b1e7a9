"""What a model raises while it learns becomes one failure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from explorer.protocol.failures import Failure, StepFailed, memory_refused
from explorer.protocol.job import Stopped

if TYPE_CHECKING:
    from transformers import PreTrainedModel


@contextmanager
def step_failures(model: PreTrainedModel) -> Iterator[None]:
    """StepFailed with the model's own words, which may be anything on what it was not made for."""
    try:
        yield
    except (Failure, Stopped):
        raise
    except Exception as error:
        if memory_refused(error):
            raise
        raise StepFailed(type(model).__name__, f"{type(error).__name__}: {error}") from error
