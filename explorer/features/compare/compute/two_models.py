"""A second model beside the one in memory, only to compare the two on the same input.

Both sides are looked at through the same code as the one model: each has views of its own. The
side of the model in memory is a record of its own over the same weights, so that comparing never
changes what the other pages look into.
"""

from __future__ import annotations

import copy
import dataclasses
import functools
import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch

from explorer.engine import build, memory
from explorer.engine import memory as engine_memory
from explorer.engine.inside import head_mask
from explorer.engine.inside.inspection import Inspection
from explorer.engine.loaded_model import LoadedModel, summary
from explorer.engine.model_holder import HolderPart, ModelHolder
from explorer.engine.runner import Runner
from explorer.engine.weights import adapter, load, on_disk
from explorer.engine.weights.loaded import record
from explorer.engine.weights.memory import WeightsNeed, held, left_beside
from explorer.features.attention.compute import one_head
from explorer.features.attention.protocol import (
    AttentionRequest,
    AttentionResult,
    HeadRequest,
    HeadResult,
)
from explorer.features.compare.compute import (
    both_heads,
    both_hidden,
    difference_words,
    differences,
    vocabularies,
)
from explorer.features.compare.protocol import (
    ComparedFlowRequest,
    ComparedFlowResult,
    ComparedHeadsRequest,
    ComparedHeadsResult,
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    ComparedRun,
    ComparisonResult,
    ForgetOther,
    HeadChoice,
    HeadsOf,
    LoadOther,
    OtherForgotten,
    OtherReady,
    RunBoth,
)
from explorer.features.flow.protocol import ANSWERING, FlowRequest, FlowResult
from explorer.protocol.failures import (
    BadInput,
    NotFinite,
    NothingRun,
    SecondModelReadsNoText,
    SecondModelTooLarge,
    SecondTokenizerUnread,
)
from explorer.protocol.inspection import PARTNER_KIND, HeadPlace
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Run
from explorer.text import numbers
from explorer.text.translation import tr


@dataclass
class Side:
    """One model as it is compared: its own last run, its own views, the heads that are off.

    `adapter` is the state of an adapter that can be switched.
    """

    loaded: LoadedModel
    off: tuple[HeadPlace, ...] = ()
    adapter: adapter.State = ""
    holder: ModelHolder = field(init=False)

    def __post_init__(self) -> None:
        self.holder = ModelHolder(self.loaded)

    @contextmanager
    def as_then(self, check: Check) -> Iterator[None]:
        """With exactly this side's heads off, and its adapter's state, whatever is off now."""
        model = self.loaded.model
        with adapter.switched(model, self.adapter):
            now = head_mask.off(model)
            if now == self.off:
                yield
                return
            try:
                head_mask.set_off(self.loaded, self.off, check)
                yield
            finally:
                head_mask.set_off(self.loaded, now, _never)


def _never() -> None:
    """Putting heads back is never stopped halfway."""


class Comparison(HolderPart):
    """The second model, and what both answered to the last input."""

    def __init__(self, holder: ModelHolder) -> None:
        super().__init__(holder)
        self._asked: LoadOther | None = None
        self._other: LoadedModel | None = None
        self._own_tokenizer: Any = None
        self._sides: tuple[Side, Side] | None = None
        self._both: ComparisonResult | None = None
        # Below 0: no serial of the engine is, so that no view takes one side for the model in
        # memory.
        self._numbers = itertools.count(-1, -1)

    def forget(self) -> None:
        """The model goes, and the second one with it."""
        self.release()

    def make_room(self) -> None:
        """Memory is needed: the second model only serves comparing."""
        self.release()

    def release(self) -> int:
        """Give the second model's memory back. Returns the bytes that it occupied."""
        # No name may hold the model any more when its pages are given back.
        old, self._other, self._own_tokenizer = self._other, None, None
        self._sides = self._asked = self._both = None
        if old is None:
            return 0
        freed = memory.release(old.model)
        del old
        memory.trim()
        return freed

    def forget_other(self, request: ForgetOther, check: Check, report: Report) -> OtherForgotten:
        return OtherForgotten(self.release())

    # -- getting it ----------------------------------------------------------------------------

    def load(self, request: LoadOther, check: Check, report: Report) -> OtherReady:
        main = self.holder.loaded
        other = self._get(request, check, report)
        with adapter.switched(other.model, _other_state(request, other)):
            about = summary(other)
        return OtherReady(
            request,
            main.serial,
            about,
            difference_words.sentence(
                main, other, request.kind, head_mask.off(main.model), None, check
            )
            + difference_words.patch_words(main),
        )

    def _get(self, request: LoadOther, check: Check, report: Report) -> LoadedModel:
        """The second model that is asked for.

        For heads and an adapter, the one in memory under its own name.
        """
        main = self.holder.loaded
        if request.kind == "adapter":
            self.release()
            self._asked = request
            if not adapter.state(main.model):
                raise BadInput(tr("This model has no adapter that can be switched off."))
            return _record(main, _adapter_name(main, _other_state(request, main)))
        if request.kind == "heads":
            self.release()
            self._asked = request
            return _record(main, tr("the whole model, every head on"))
        if self._other is None or self._asked != request:
            self.release()
            started = time.monotonic()
            make = {"twin": self._twin, "dtype": self._in_dtype, "checkpoint": self._checkpoint}
            model = make[request.kind](main, request, check, report)
            model.write_config(check)
            model.seconds = time.monotonic() - started
            self._other, self._asked, self._own_tokenizer = model, request, model.tokenizer
        # A twin reads as its model does, which may have been lent another tokenizer meanwhile.
        own = self._own_tokenizer if request.kind == "checkpoint" else None
        lent = own is None and (
            request.kind != "checkpoint" or vocabularies.fits(main, self._other)
        )
        self._other.tokenizer = main.tokenizer if lent else own
        self._other.tokenizer_source = (
            main.tokenizer_source if lent else self._other.source if own is not None else ""
        )
        return self._other

    def _twin(
        self, main: LoadedModel, request: LoadOther, check: Check, report: Report
    ) -> LoadedModel:
        with _whole(main):
            config = copy.deepcopy(main.model.config)
        model = build.from_config(type(main.model), config, request.seed, check, report, _fits)
        # Drawn in float32, as its Python draws it, then rounded.
        torch.nn.Module.to(model, dtype=main.model.dtype)
        load.put_on(model, str(main.model.device), check, report)
        plain = main.twin_of or main.name
        loaded_model = _record(
            main, tr("untrained twin of {plain}", plain=plain), next(self._numbers), model
        )
        loaded_model.source, loaded_model.revision = main.config_place
        loaded_model.state, loaded_model.seed, loaded_model.report = "random", request.seed, None
        loaded_model.twin_of = plain
        return loaded_model

    def _in_dtype(
        self, main: LoadedModel, request: LoadOther, check: Check, report: Report
    ) -> LoadedModel:
        name = tr("{name} in {dtype}", name=main.name, dtype=request.dtype)
        if main.report is None:  # it came from no checkpoint: its numbers are rounded here
            wanted = getattr(torch, request.dtype)
            # The larger of both: deepcopy first makes a copy in the former dtype.
            _need(max(held(main.model), held(main.model, wanted)))
            report(tr("Copying the weights in {dtype}", dtype=request.dtype))
            with _whole(main):
                model = copy.deepcopy(main.model)
            torch.nn.Module.to(model, dtype=getattr(torch, request.dtype))
            return _record(main, name, next(self._numbers), model)
        model, load_report, state = load.load(
            main.source,
            class_name=type(main.model).__name__,
            revision=main.revision,
            dtype=request.dtype,
            variant=main.variant,
            prefix=main.prefix,
            adapter_on=adapter.state(main.model) != "off",
            check=check,
            report=report,
            room=functools.partial(_room, main),
        )
        load.put_on(model, str(main.model.device), check, report)
        loaded_model = _record(main, name, next(self._numbers), model)
        loaded_model.report, loaded_model.state, loaded_model.asked_dtype = (
            load_report,
            state,
            request.dtype,
        )
        return loaded_model

    def _checkpoint(
        self, main: LoadedModel, request: LoadOther, check: Check, report: Report
    ) -> LoadedModel:
        model, load_report, state = load.load(
            request.path,
            revision=request.revision,
            check=check,
            report=report,
            room=functools.partial(_room, main),
        )
        load.put_on(model, str(main.model.device), check, report)
        check()
        return record(next(self._numbers), request, model, load_report, state)

    # -- running both --------------------------------------------------------------------------

    def run(self, request: RunBoth, check: Check, report: Report) -> ComparisonResult:
        main = self.holder.loaded
        off = head_mask.off(main.model)
        other = self._get(request.other, check, report)
        now = adapter.state(main.model)
        name = _adapter_name(main, now) if request.other.kind == "adapter" else main.name
        sides = (
            Side(other, adapter=_other_state(request.other, other)),
            Side(_record(main, name), off, now),
        )
        if request.texts and other.tokenizer is None and main.tokenizer is not None:
            if (unread := other.unread_tokenizer) is not None:
                self.forget()  # to try again is to read all of it again
                raise SecondTokenizerUnread(other.name, unread.sentence, unread.details)
            sizes = [vocabularies.vocabulary(model) for model in (other, main)]
            raise SecondModelReadsNoText(other.name, sizes[0], main.name, sizes[1])
        asked = Run(request.texts, request.input_ids, request.top)
        rows = []
        for side in sides:
            report(tr("Running {name}", name=side.loaded.name))
            try:
                rows.append(_run_side(side, asked, request.look, check, report))
            except NotFinite as failure:
                if side.loaded is other:
                    raise failure.of_second(other.name) from None
                raise
        both = differences.compared(
            request, sides[0].loaded, sides[1].loaded, rows[0], rows[1], off, check
        )
        both = dataclasses.replace(
            both, sentence=both.sentence + difference_words.patch_words(main)
        )
        self._sides, self._both = sides, both
        return both

    def heads(
        self, request: ComparedHeadsRequest, check: Check, report: Report
    ) -> ComparedHeadsResult:
        if self._sides is None or self._both is None:
            raise NothingRun
        pairs = self._pairs(self._both, request.look.text_index)
        other, main = (_head(side, request.look, check, report) for side in self._sides)
        serial, change = self.holder.loaded.serial, both_heads.change(other, main, pairs)
        return ComparedHeadsResult(request, serial, other, main, change, both=self._both)

    def hidden_states(
        self, request: ComparedHiddenStatesRequest, check: Check, report: Report
    ) -> ComparedHiddenStatesResult:
        if self._sides is None or self._both is None:
            raise NothingRun
        pairs = self._pairs(self._both, request.text_index)
        rows = []
        for side in self._sides:
            with side.as_then(check):
                rows.append(side.holder.part(Inspection).states(request.text_index, check, report))
        serial = self.holder.loaded.serial
        result = both_hidden.compared(request, serial, rows[0], rows[1], pairs)
        return dataclasses.replace(result, both=self._both)

    def flow(
        self, request: ComparedFlowRequest, check: Check, report: Report
    ) -> ComparedFlowResult:
        if self._sides is None or self._both is None:
            raise NothingRun
        self._pairs(self._both, request.text_index)
        other_side, main_side = self._sides
        main = _flow(main_side, request, request.position, check, report)
        note = _why_own_rows(self._both, main_side, other_side, request.text_index)
        seen_from = main.answering.position if main.answering is not None else ANSWERING
        position = request.other_position if note else seen_from
        other = _flow(other_side, request, position, check, report)
        if not note and not _alike(other, main):
            note = tr("The two have other stacks of layers: each picture has its own rows.")
        return ComparedFlowResult(
            request,
            self.holder.loaded.serial,
            other,
            main,
            min(other.heads, main.heads),
            note,
            both=self._both,
        )

    @staticmethod
    def _pairs(both: ComparisonResult, text_index: int) -> tuple[tuple[int, int], ...]:
        """The aligned tokens of one text. Raises BadInput where there is no such text."""
        if not 0 <= text_index < len(both.aligned):
            raise BadInput(
                tr("The last run of both has no text {text_number}.", text_number=text_index + 1)
            )
        return both.aligned[text_index]


def _other_state(request: LoadOther, other: LoadedModel) -> adapter.State:
    """The state of the second model's adapter: the other one where it is about the adapter."""
    now = adapter.state(other.model)
    if request.kind != "adapter" or not now:
        return now
    return "off" if now == "on" else "on"


def _adapter_name(main: LoadedModel, state: adapter.State) -> str:
    """What one of two states of the same model is called."""
    if state == "on":
        return tr("{name} with its adapter", name=main.name)
    return tr("{name} without its adapter", name=main.name)


def _run_side(
    side: Side, asked: Run, look: HeadChoice, check: Check, report: Report
) -> ComparedRun:
    with side.as_then(check):
        ran = Runner(side.loaded, check).answer(asked, report)
        ran = differences.with_heads_off(ran, head_mask.silenced(side.loaded.model))
        side.loaded.ran = ran
        overview = _overview(side, look, check, report)
        about = summary(side.loaded)
    maps = tuple(
        HeadsOf(
            kind_maps.kind,
            kind_maps.title,
            tuple(layer.label for layer in kind_maps.layers),
            tuple(layer.heads for layer in kind_maps.layers),
        )
        for kind_maps in overview.maps
    )
    return ComparedRun(about, ran, maps, _head(side, look, check, report))


def _overview(side: Side, look: HeadChoice, check: Check, report: Report) -> AttentionResult:
    """Which maps there are; the pictures are one pixel each, because nobody looks at them."""
    overview = side.holder.handle(AttentionRequest(look.text_index, 1), check, report)
    assert isinstance(overview, AttentionResult)
    return overview


def _head(side: Side, look: HeadChoice, check: Check, report: Report) -> HeadResult:
    """One map of a side, or an empty one that says why this model has none there."""
    with side.as_then(check):
        overview = _overview(side, look, check, report)
        known = {kind_maps.kind: kind_maps for kind_maps in overview.maps}
        maps = known.get(look.kind) or known.get(PARTNER_KIND.get(look.kind, look.kind))
        if maps is None:
            return _nothing(side, look, overview.note or tr("This model has no such attention."))
        if look.row >= len(maps.layers):
            return _nothing(
                side,
                look,
                numbers.ntr(
                    "This model has {count} layer with attention.",
                    "This model has {count} layers with attention.",
                    len(maps.layers),
                ),
            )
        if look.row >= 0 and look.head >= maps.layers[look.row].heads:
            return _nothing(
                side,
                look,
                tr("This layer has {heads} attention heads.", heads=maps.layers[look.row].heads),
            )
        own = dataclasses.replace(look, kind=maps.kind)
        result = side.holder.handle(_request(own), check, report)
    assert isinstance(result, HeadResult)
    return result


def _flow(
    side: Side, request: ComparedFlowRequest, position: int, check: Check, report: Report
) -> FlowResult:
    """One side's picture."""
    asked = FlowRequest(request.text_index, position, request.head)
    with side.as_then(check):
        result = side.holder.handle(asked, check, report)
        silenced = head_mask.silenced(side.loaded.model)
    assert isinstance(result, FlowResult)
    return dataclasses.replace(result, ran=side.loaded.ran, silenced=silenced)


def _alike(other: FlowResult, main: FlowResult) -> bool:
    """Whether the stacks of both have the same tokens."""
    rows = [
        [(stack.kind, tuple(token.id for token in stack.tokens)) for stack in result.stacks]
        for result in (other, main)
    ]
    return rows[0] == rows[1]


def _why_own_rows(both: ComparisonResult, main: Side, other: Side, text_index: int) -> str:
    """Why the pictures of both cannot share their rows; empty where they can."""
    if both.same_tokens:
        return ""
    if both.same_pieces:
        return tr(
            "The two cut the text into the same tokens, but number them differently: an ID of one "
            "is another token for the other. So each picture has its own rows."
        )
    sizes = [len(side.ran.rows[text_index]) for side in (both.main, both.other)]
    counts = [numbers.ntr("{count} token", "{count} tokens", size) for size in sizes]
    if sizes[0] == sizes[1]:
        return tr(
            "The two have different tokenizers: both read {tokens}, but not the same ones. So they "
            "cannot share rows, and each picture has its own.",
            tokens=counts[0],
        )
    return tr(
        "The two have different tokenizers: {main} reads {main_tokens}, {other} reads "
        "{other_tokens}. So they cannot share rows, and each picture has its own.",
        main=main.loaded.name,
        main_tokens=counts[0],
        other=other.loaded.name,
        other_tokens=counts[1],
    )


def _request(look: HeadChoice) -> HeadRequest:
    return HeadRequest(look.kind, look.row, look.head, look.text_index)


def _nothing(side: Side, look: HeadChoice, note: str) -> HeadResult:
    return one_head.no_head(side.loaded, _request(look), note)


def _record(
    loaded: LoadedModel, name: str, serial: int | None = None, model: Any = None
) -> LoadedModel:
    """A record of its own: over the same weights, or over another model of the same origin."""
    clone = loaded.aside()
    clone.name = name
    clone.serial = loaded.serial if serial is None else serial
    if model is not None:
        clone.model, clone._config_json = model, ""
    return clone


@contextmanager
def _whole(loaded: LoadedModel) -> Iterator[None]:
    """With every head on: a copy would take hooks, and our own attention's name, with it."""
    with Side(loaded).as_then(_never):
        yield


def _need(bytes_: int) -> None:
    """Raises SecondModelTooLarge where so many bytes are not free beside the model in memory."""
    free = engine_memory.free_memory()
    if bytes_ > free:
        raise SecondModelTooLarge(bytes_, free)


def _fits(need: WeightsNeed) -> None:
    """What building asks once the shapes are known."""
    _need(need.bytes)


def _room(main: LoadedModel, need: WeightsNeed) -> int | None:
    """Beside a model whose weights are on disk, those of the other are too where they must be."""
    free = engine_memory.free_memory()
    budget = left_beside(need, free) if on_disk.bytes_of(main.model) else None
    if budget is None:
        _need(need.bytes)
    return budget
