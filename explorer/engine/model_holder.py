"""The model in memory, and what features keep of it between two requests."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from explorer import features
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.protocol.failures import NoModel
from explorer.protocol.job import Check, Report, Request

Handler = Callable[[Any, Check, Report], object]
"""`handler(request, check, report) -> result`."""


class HolderPart:
    """What a feature keeps of the model in memory; the holder makes one of each when asked."""

    def __init__(self, holder: ModelHolder) -> None:
        self.holder = holder

    def forget(self) -> None:
        """The model goes: drop everything that belongs to it."""

    def make_room(self) -> None:
        """Memory is needed for another model: give back what can be had again."""


AnyPart = TypeVar("AnyPart", bound=HolderPart)


class ModelHolder:
    """Handles requests about one model; the engine is one, each side of a comparison another."""

    def __init__(self, loaded: LoadedModel | None = None) -> None:
        self._loaded = loaded
        self._parts: dict[type[HolderPart], HolderPart] = {}
        self._handlers: dict[type[Request], Handler] = {}

    @property
    def loaded(self) -> LoadedModel:
        """The model in memory; raises NoModel when there is none."""
        if self._loaded is None:
            raise NoModel
        return self._loaded

    def part(self, kind: type[AnyPart]) -> AnyPart:
        """What a feature keeps here; made empty where nobody asked for it before."""
        if kind not in self._parts:
            self._parts[kind] = kind(self)
        part = self._parts[kind]
        assert isinstance(part, kind)
        return part

    def parts(self) -> tuple[HolderPart, ...]:
        """All that features keep now."""
        return tuple(self._parts.values())

    def handle(self, request: Request, check: Check, report: Report) -> object:
        """Do one request by the feature that has it; raises LookupError where none has.

        Where it is stopped or fails, the run before is still the last one: the window shows it.
        """
        loaded = self._loaded
        last_run = (loaded.run_inputs, loaded.run_outputs) if loaded is not None else ({}, {})
        try:
            return self.handler(type(request))(request, check, report)
        except Exception:
            if loaded is not None:
                # Put back, because a handler may have replaced the inputs before it was stopped.
                loaded.run_inputs, loaded.run_outputs = last_run
            raise

    def handler(self, kind: type[Request]) -> Handler:
        """What handles a class of requests; its feature's `compute` is imported now."""
        if kind not in self._handlers:
            entry = features.table("compute").get(kind)
            if entry is None:
                raise LookupError(f"no feature computes {kind.__name__}")
            feature, reference = entry
            # Imported at its first request: a compute imports what only it needs.
            result, method = feature.load(reference)
            self._handlers[kind] = (
                getattr(self.part(result), method) if method else functools.partial(result, self)
            )
        return self._handlers[kind]

    @property
    def bytes(self) -> int:
        """What giving the model in memory back would free: nothing where a script holds it."""
        if self._loaded is None or self._loaded.given is not None:
            return 0
        return summary(self._loaded).bytes_in_memory

    def make_room(self) -> None:
        """Memory is needed for another model: give back what can be had again."""
        for part in self.parts():
            part.make_room()
