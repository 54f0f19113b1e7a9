"""The engine owns the model and the tokenizer; one lane calls it, one request at a time.

Nothing that it returns is a tensor or a module. Building and loading patch process-wide state
inside transformers, so all of that happens here, in the model lane's thread, and nowhere else.
What it can do is what the features compute (`explorer.features`).
"""

from __future__ import annotations

import itertools

from explorer.engine import memory
from explorer.engine.inside import head_mask
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.model_holder import ModelHolder
from explorer.engine.sandbox import process, tokenizer
from explorer.protocol.job import Check, Report, Request
from explorer.protocol.model import Prepared
from explorer.protocol.run import LastRun, ModelResult, RunResult
from explorer.protocol.task_run import Answer


class Engine(ModelHolder):
    """The handler of the model lane: `engine(request, check, report) -> result`."""

    def __init__(self, prepared: Prepared, first_serial: int = 1) -> None:
        super().__init__()
        self.prepared = prepared
        self._serials = itertools.count(first_serial)

    def __call__(self, request: Request, check: Check, report: Report) -> object:
        """Do one request; raises Failure, Stopped, or what nobody foresaw."""
        with process.stoppable(check):
            result = self.handle(request, check, report)
        return self._of_this_run(result)

    def _of_this_run(self, result: object) -> object:
        """The result with what it belongs to: the last run, and the heads that were off."""
        loaded = self._loaded
        if loaded is None or not isinstance(result, ModelResult):
            return result
        # After the work: the request itself may have switched heads off or back on.
        patch = loaded.patch.description if loaded.patch is not None else None
        ablated = head_mask.silenced(loaded.model)
        result = result.of_run(LastRun(loaded.ran, loaded.answer, ablated, patch))
        if isinstance(result, (RunResult, Answer)):
            loaded.ran = result
        return result

    @property
    def model(self) -> LoadedModel | None:
        """The model in memory, None where there is none."""
        return self._loaded

    def next_serial(self) -> int:
        """A number that no model of this engine had."""
        return next(self._serials)

    def renew(self, record: LoadedModel) -> None:
        """Put another record of the same model in the place of the old one: its weights changed."""
        self._loaded = record
        for part in self.parts():
            part.forget()

    def replace(self, new: LoadedModel | None) -> int:
        """Put a model in the place of the old one. Returns the bytes that the old one gave back."""
        old, self._loaded = self._loaded, new
        for part in self.parts():
            part.forget()
        freed = 0
        if old is not None:
            if old.given is not None:
                old.given.restore()  # whoever gave it uses it further
            else:
                freed = memory.release(old.model)
            del old
            tokenizer.forget(new.tokenizer if new is not None else None)
            memory.trim()
        return freed
