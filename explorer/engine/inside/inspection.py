"""What was captured of the last run, kept until another run, model or set of heads replaces it.

Captured tensors belong to one run of one model: another run, another model or another set of
heads makes them stale, and they are dropped before anything else is captured.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from explorer.engine.inside import (
    capture,
    head_mask,
    hidden_states,
    last_run,
    patch_positions,
    patching,
)
from explorer.engine.inside.capture import Captured
from explorer.engine.inside.hidden_states import States
from explorer.engine.inside.patch_positions import Places
from explorer.engine.loaded_model import AppliedPatch, LoadedModel
from explorer.engine.model_holder import HolderPart
from explorer.engine.tensors import Tensors
from explorer.protocol.failures import BadInput
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr


@dataclass
class RunCache:
    """What was captured of one run, and what tells that it is still that run."""

    serial: int
    inputs: Tensors
    off: tuple[HeadPlace, ...]
    patch: AppliedPatch | None = None
    captured: Captured | None = None
    states: States | None = None
    results: dict[str, Any] = field(default_factory=dict)
    """What features computed of this run and want again, each under its own key."""


@dataclass
class OriginalRun:
    """What the last run is without anything changed in it, computed where somebody asks."""

    inputs: Tensors = field(default_factory=dict)
    places: Places | None = None
    captured: Captured | None = None
    outputs: Tensors | None = None
    """The outputs with every head on; known once heads were taken off."""
    before_patch: Tensors | None = None
    off: tuple[HeadPlace, ...] = ()


class Inspection(HolderPart):
    """The captures of one model's last run. Nothing is captured before it is asked for."""

    _cache: RunCache | None = None
    _original: OriginalRun | None = None

    def forget(self) -> None:
        """Drop what was captured: the model goes."""
        self._cache = self._original = None

    @property
    def cache(self) -> RunCache:
        """What is captured of the run as it is now, empty where something changed since."""
        loaded = self.holder.loaded
        cache, off = self._cache, head_mask.off(loaded.model)
        if (
            cache is None
            or cache.serial != loaded.serial
            # Compared by identity: each run makes new dicts, so another run cannot have the same
            # one.
            or cache.inputs is not loaded.run_inputs
            or cache.off != off
            or cache.patch is not loaded.patch
        ):
            cache = self._cache = RunCache(loaded.serial, loaded.run_inputs, off, loaded.patch)
        return cache

    @contextmanager
    def unchanged(self, check: Check) -> Iterator[None]:
        """With every head on and no patch; the attention captured meanwhile is the original's."""
        cache, original = self.cache, self.original
        try:
            with patching.unchanged(self.holder.loaded, check):
                whole = self.cache
                whole.captured = original.captured
                yield
                original.captured = whole.captured
        finally:
            # In any case: what was captured without the changes must not be taken for the changed
            # run's.
            self._cache = cache

    @property
    def original(self) -> OriginalRun:
        """What is known of the last run without changes."""
        inputs = self.holder.loaded.run_inputs
        if self._original is None or self._original.inputs is not inputs:
            self._original = OriginalRun(inputs)
        return self._original

    def need_text(self, text_index: int) -> LoadedModel:
        """The model; raises BadInput where the last run has no such text."""
        loaded = self.holder.loaded
        if not 0 <= text_index < last_run.row_count(loaded):
            raise BadInput(
                tr("The last run has no text {text_number}.", text_number=text_index + 1)
            )
        return loaded

    def attention(self, check: Check, report: Report) -> Captured:
        """The attention maps of the last run: float [batch, heads, from, to] for each layer."""
        cache = self.cache
        if cache.captured is None:
            report(tr("Running again to see attention"))
            cache.captured = capture.capture(self.holder.loaded, check)
        return cache.captured

    def states(self, text_index: int, check: Check, report: Report) -> tuple[LoadedModel, States]:
        """The hidden states of the last run: float [batch, tokens, size] for each row."""
        loaded, cache = self.need_text(text_index), self.cache
        if cache.states is None:
            report(tr("Running again to see hidden states"))
            cache.states = hidden_states.capture(loaded, check)
        return loaded, cache.states

    def patch_positions(self, check: Check) -> Places:
        """Where vectors of another run can be put into the last one."""
        original = self.original
        if original.places is None:
            original.places = patch_positions.find(self.holder.loaded, check)
        return original.places

    def tensors(self) -> Tensors:
        """Every tensor that is known of the last run, by its name among the model's outputs."""
        loaded, cache = self.holder.loaded, self.cache
        tensors = {**loaded.run_inputs, **loaded.run_outputs}
        if cache.states is not None:
            for kind, rows in cache.states.stacks.items():
                for place, row in enumerate(rows):
                    tensors[hidden_states.tensor_name(cache.states, kind, place)] = row
        if cache.captured is not None:
            counts: dict[str, int] = {}
            for attention_map in cache.captured.maps:
                key = capture.KEYS[attention_map.kind]
                place = counts[key] = counts.get(key, -1) + 1
                tensors[f"{key}[{place}]"] = attention_map.weights
        return tensors
