"""The requests of looking inside, as a table for the engine; what was captured stays here.

Captured tensors belong to one run of one model: another run, another model or another set of
heads makes them stale, and they are dropped before anything else is captured.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import torch

from explorer.engine import numbers
from explorer.engine.inside import capture, head_mask, map_parts, patch_positions, rerun
from explorer.engine.inside import hidden_states as inside_hidden_states
from explorer.engine.inside import patching as inside_patching
from explorer.engine.inside.capture import Captured
from explorer.engine.inside.hidden_states import States
from explorer.engine.inside.patch_positions import Places
from explorer.engine.inside.patching import Patch
from explorer.engine.loaded_model import LoadedModel
from explorer.features.ablation import compute as ablation
from explorer.features.ablation.protocol import (
    AblateHeads,
    AblationResult,
    AblationTargets,
    AblationTargetsRequest,
    HeadPlace,
)
from explorer.features.activation_patching import compute as activation_patching
from explorer.features.activation_patching.protocol import (
    ApplyPatch,
    PatchApplied,
    PatchRemoved,
    PatchTargets,
    PatchTargetsRequest,
    RemovePatch,
)
from explorer.features.attention.compute import attention, long_attention, one_head
from explorer.features.attention.protocol import (
    AttentionRequest,
    AttentionResult,
    HeadRequest,
    HeadResult,
)
from explorer.features.hidden_states import compute as hidden_states
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    HiddenStatesResult,
    SimilarityRequest,
    SimilarityResult,
    VectorRequest,
    VectorResult,
)
from explorer.features.logit_lens import compute as logit_lens
from explorer.features.logit_lens.protocol import LogitLensRequest, LogitLensResult
from explorer.features.tensors import compute as raw
from explorer.features.tensors.protocol import (
    ExportTensor,
    ListTensors,
    ReadSlice,
    SliceRead,
    TensorExported,
    TensorsListed,
)
from explorer.protocol.failures import BadInput, NothingRun, RunFailed
from explorer.protocol.job import Check, Report, Request
from explorer.text.translation import tr

Table = dict[type[Request], Callable[[Any, Check, Report], object]]


class HasLoaded(Protocol):
    """What is needed of the engine: the model in memory; raises NoModel when there is none."""

    @property
    def loaded(self) -> LoadedModel: ...


@dataclass
class RunCache:
    """What was captured of one run, and what tells that it is still that run."""

    serial: int
    inputs: dict[str, torch.Tensor]
    off: tuple[HeadPlace, ...]
    patch: Patch | None = None
    captured: Captured | None = None
    states: States | None = None
    cells: tuple[tuple[int, int], list[attention.MapCell], str, float] | None = None
    """The overview's cells of a text at a size, their note and the seconds they took."""
    head: HeadResult | None = None
    similarity: SimilarityResult | None = None


@dataclass
class OriginalRun:
    """What the last run is without anything changed in it, computed where somebody asks."""

    inputs: dict[str, torch.Tensor] = field(default_factory=dict)
    places: Places | None = None
    captured: Captured | None = None
    before_patch: dict[str, torch.Tensor] | None = None
    off: tuple[HeadPlace, ...] = ()


@dataclass
class InspectionRequests:
    """Handlers over the engine's model. Nothing is captured before it is looked at."""

    engine: HasLoaded
    _kept: RunCache | None = None
    _original: dict[str, torch.Tensor] | None = None
    _original_of: dict[str, torch.Tensor] = field(default_factory=dict)
    _unchanged: OriginalRun = field(default_factory=OriginalRun)

    def table(self) -> Table:
        """One handler for each request of `explorer.protocol.views`."""
        return {
            AttentionRequest: self._attention,
            HeadRequest: self._head,
            HiddenStatesRequest: self._hidden,
            SimilarityRequest: self._similarity,
            VectorRequest: self._vector,
            LogitLensRequest: self._lens,
            AblationTargetsRequest: self._switches,
            AblateHeads: self._switch,
            PatchTargetsRequest: self._patching,
            ApplyPatch: self._patch,
            RemovePatch: self._restore_patch,
            ListTensors: self._list,
            ReadSlice: self._read,
            ExportTensor: self._export,
        }

    def forget(self) -> None:
        """Drop what was captured: for the engine, when a model goes."""
        self._kept = self._original = None
        self._original_of = {}
        self._unchanged = OriginalRun()

    def _now(self) -> tuple[LoadedModel, RunCache]:
        loaded = self.engine.loaded
        kept, off = self._kept, head_mask.off(loaded.model)
        if (
            kept is None
            or kept.serial != loaded.serial
            or kept.inputs is not loaded.run_inputs
            or kept.off != off
            or kept.patch is not loaded.patch
        ):
            kept = self._kept = RunCache(loaded.serial, loaded.run_inputs, off, loaded.patch)
        return loaded, kept

    def _whole(self) -> OriginalRun:
        """What is known of the last run without changes."""
        loaded = self.engine.loaded
        if self._unchanged.inputs is not loaded.run_inputs:
            self._unchanged = OriginalRun(loaded.run_inputs)
        return self._unchanged

    @staticmethod
    def _text(loaded: LoadedModel, text_index: int) -> None:
        if not 0 <= text_index < rerun.row_count(loaded):
            raise BadInput(tr("The last run has no text {text_index}.", text_index=text_index + 1))

    # -- attention -----------------------------------------------------------------------------

    def _captured(
        self, loaded: LoadedModel, kept: RunCache, check: Check, report: Report
    ) -> Captured:
        if kept.captured is None:
            report(tr("Running again to see attention"))
            kept.captured = capture.capture(loaded, check)
        return kept.captured

    def _attention(
        self, request: AttentionRequest, check: Check, report: Report
    ) -> AttentionResult:
        loaded, kept = self._now()
        self._text(loaded, request.text_index)
        place = (request.text_index, request.cell)
        if kept.cells is None or kept.cells[0] != place:
            kept.cells = (place, *self._cells(loaded, kept, request, check, report))
        _, cells, note, seconds = kept.cells
        return attention.overview(loaded, cells, request, note, seconds)

    def _cells(
        self,
        loaded: LoadedModel,
        kept: RunCache,
        request: AttentionRequest,
        check: Check,
        report: Report,
    ) -> tuple[list[attention.MapCell], str, float]:
        if capture.expected_bytes(loaded) <= capture.WHOLE_BYTES:
            captured = self._captured(loaded, kept, check, report)
            cells = attention.cells_of(loaded, captured, request, check)
            return cells, captured.note, captured.seconds
        report(tr("Running again to see attention"))
        try:
            found = long_attention.cells_of(loaded, request, check)
        except RunFailed:
            found = None
        cells, seconds = found or ([], 0.0)
        return cells, "" if cells else too_long(loaded), seconds

    def _head(self, request: HeadRequest, check: Check, report: Report) -> HeadResult:
        loaded, kept = self._now()
        self._text(loaded, request.text_index)
        asked = map_parts.whole_head(request)
        if kept.head is None or kept.head.request != asked:
            kept.head = None  # before the next: one of a long text fills much memory
            kept.head = map_parts.with_places(self._whole_head(loaded, kept, asked, check, report))
        return map_parts.of_head(kept.head, request)

    def _whole_head(
        self,
        loaded: LoadedModel,
        kept: RunCache,
        request: HeadRequest,
        check: Check,
        report: Report,
    ) -> HeadResult:
        ids = loaded.run_inputs.get("input_ids")
        why = map_parts.too_large(ids.shape[-1]) if ids is not None else ""
        if why:
            return one_head.no_head(loaded, request, why)
        seen = self._one_head(request, check, report)
        if not request.beside or not seen.weights.size or not (kept.off or kept.patch):
            return seen
        known, here = self._whole(), kept.captured
        with inside_patching.unchanged(loaded, check):
            kept.captured = known.captured
            try:
                whole = self._one_head(request, check, report)
                known.captured = kept.captured
            finally:
                kept.captured = here
        return dataclasses.replace(seen, whole=whole.weights if whole.weights.size else None)

    def _one_head(self, request: HeadRequest, check: Check, report: Report) -> HeadResult:
        loaded = self.engine.loaded
        if capture.expected_bytes(loaded) > capture.WHOLE_BYTES:
            report(tr("Computing this head again"))
            try:
                seen = long_attention.one_head(loaded, request, check)
            except RunFailed:
                seen = None
            return seen or one_head.no_head(loaded, request, too_long(loaded))
        kept = self._kept
        assert kept is not None
        return one_head.one_head(loaded, self._captured(loaded, kept, check, report), request)

    # -- hidden states and lens ----------------------------------------------------------------

    def states(self, text_index: int, check: Check, report: Report) -> tuple[LoadedModel, States]:
        """The hidden states of the last run; captured where nobody asked for them yet."""
        loaded, kept = self._now()
        self._text(loaded, text_index)
        if kept.states is None:
            report(tr("Running again to see hidden states"))
            kept.states = inside_hidden_states.capture(loaded, check)
        return loaded, kept.states

    def _hidden(
        self, request: HiddenStatesRequest, check: Check, report: Report
    ) -> HiddenStatesResult:
        return hidden_states.look(*self.states(request.text_index, check, report), request, check)

    def _similarity(
        self, request: SimilarityRequest, check: Check, report: Report
    ) -> SimilarityResult:
        loaded, states = self.states(request.text_index, check, report)
        kept, asked = self._now()[1], map_parts.whole_similarity(request)
        if kept.similarity is None or kept.similarity.request != asked:
            kept.similarity = None
            why = map_parts.too_large(hidden_states.length(states, asked))
            if why:
                raise BadInput(why)
            made = hidden_states.similarity(loaded, states, asked, check)
            kept.similarity = map_parts.with_pairs(made, check)
        return map_parts.of_similarity(kept.similarity, request)

    def _vector(self, request: VectorRequest, check: Check, report: Report) -> VectorResult:
        return hidden_states.vector(*self.states(request.text_index, check, report), request)

    def _lens(self, request: LogitLensRequest, check: Check, report: Report) -> LogitLensResult:
        return logit_lens.look(
            *self.states(request.text_index, check, report), request, check, report
        )

    # -- switching off -------------------------------------------------------------------------

    def _switches(
        self, request: AblationTargetsRequest, check: Check, report: Report
    ) -> AblationTargets:
        report(tr("Looking for heads"))
        return head_mask.look(self.engine.loaded, request, check)

    def _switch(self, request: AblateHeads, check: Check, report: Report) -> AblationResult:
        loaded = self.engine.loaded
        original = self._original if self._original_of is loaded.run_inputs else None
        answer, self._original = ablation.switch(loaded, original, request, check, report)
        self._original_of = loaded.run_inputs
        return answer

    # -- patching ------------------------------------------------------------------------------

    def _places(self, check: Check) -> Places:
        known = self._whole()
        if known.places is None:
            known.places = patch_positions.find(self.engine.loaded, check)
        return known.places

    def _patching(self, request: PatchTargetsRequest, check: Check, report: Report) -> PatchTargets:
        report(tr("Looking for what can be patched"))
        return activation_patching.look(self.engine.loaded, request, self._places(check))

    def _patch(self, request: ApplyPatch, check: Check, report: Report) -> PatchApplied:
        loaded, known = self.engine.loaded, self._whole()
        if not loaded.run_inputs:
            raise NothingRun
        if loaded.patch is None:
            known.before_patch, known.off = loaded.run_outputs, head_mask.off(loaded.model)
        return activation_patching.patch(loaded, request, self._places(check), check, report)

    def _restore_patch(self, request: RemovePatch, check: Check, report: Report) -> PatchRemoved:
        loaded, known = self.engine.loaded, self._whole()
        same = known.off == head_mask.off(loaded.model)
        return activation_patching.restore(
            loaded, request, known.before_patch if same else None, check
        )

    # -- raw tensors ---------------------------------------------------------------------------

    def _tensors(self) -> tuple[LoadedModel, dict[str, torch.Tensor]]:
        loaded, kept = self._now()
        tensors = {**loaded.run_inputs, **loaded.run_outputs}
        if kept.states is not None:
            for kind, rows in kept.states.stacks.items():
                for place, row in enumerate(rows):
                    tensors[inside_hidden_states.tensor_name(kept.states, kind, place)] = row
        if kept.captured is not None:
            counts: dict[str, int] = {}
            for one in kept.captured.maps:
                key = capture.KEYS[one.kind]
                place = counts[key] = counts.get(key, -1) + 1
                tensors[f"{key}[{place}]"] = one.weights
        return loaded, tensors

    def _list(self, request: ListTensors, check: Check, report: Report) -> TensorsListed:
        loaded, tensors = self._tensors()
        infos = []
        for name, value in tensors.items():
            check()
            infos.append(numbers.tensor_info(name, value, check))
        return TensorsListed(request, loaded.serial, tuple(infos))

    def _read(self, request: ReadSlice, check: Check, report: Report) -> SliceRead:
        loaded, tensors = self._tensors()
        return raw.read(loaded, raw.find(tensors, request.name), request, check)

    def _export(self, request: ExportTensor, check: Check, report: Report) -> TensorExported:
        _, tensors = self._tensors()
        return raw.export(raw.find(tensors, request.name), request, check, report)


def too_long(loaded: LoadedModel) -> str:
    """Why a long text shows no attention on a type that cannot be watched in blocks."""
    return tr(
        "All attention maps of this text would take {loaded:.1f} GB, and "
        "{name} cannot compute them in parts. Use a shorter text.",
        loaded=capture.expected_bytes(loaded) / 1000000000.0,
        name=type(loaded.model).__name__,
    )


def table(engine: HasLoaded) -> Table:
    """The handlers of looking inside, for the engine's own table."""
    return InspectionRequests(engine).table()
