"""Each head, each attention block and each feed-forward block switched off alone.

A head that is off hands zeros to the module that mixes the heads; a block that is off adds nothing
to the vectors. Each copy of the text in a batch has another part off.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

import torch
from torch import nn

from explorer.engine import hooks
from explorer.engine.inside import attention_interface, head_mask, output_projection
from explorer.engine.inside import patch_positions as positions
from explorer.engine.inside.arrays import floats
from explorer.engine.inside.inspection import Inspection
from explorer.engine.inside.patch_positions import Places
from explorer.engine.inside.patching import replace_output
from explorer.engine.model_holder import ModelHolder
from explorer.engine.numbers import go_on
from explorer.features.why.compute.question import Asked, NoQuestion, ask
from explorer.features.why.compute.share import Chunk, SharedWork, Shares, chunks
from explorer.features.why.protocol import ROUNDING, LayerHeads, PartsResult, WhyParts
from explorer.protocol.failures import RunFailed
from explorer.protocol.inspection import HeadPlace, SelfCheck
from explorer.protocol.job import Check, Report
from explorer.protocol.run import PatchPart
from explorer.text.translation import tr

_BLOCKS: tuple[PatchPart, ...] = ("attention", "mlp")

OffPart = tuple[str, int, int]
"""A module, a head of it (-1 for the whole output), and how many heads it mixes."""


def parts(holder: ModelHolder, request: WhyParts, check: Check, report: Report) -> PartsResult:
    """The probability of the answer with each part off. Raises as `ask`."""
    started = time.perf_counter()
    none = torch.zeros(0, 0)
    try:
        asked = ask(holder, request.choice, check)
    except NoQuestion as why:
        empty = floats(none)
        return PartsResult(
            request=request,
            model_serial=holder.loaded.serial,
            note=str(why),
            heads=empty,
            attention=empty[0:0],
            feed_forward=empty[0:0],
        )
    off = _SwitchedOff(holder, request, asked, started)
    if request.part is None:
        off.run(check, report)
    else:
        off.run_part(request.part)
    return off.result()


class _SwitchedOff:
    """What became of the answer with each part off so far."""

    def __init__(
        self, holder: ModelHolder, request: WhyParts, asked: Asked, started: float
    ) -> None:
        self.request, self.asked, self.started = request, asked, started
        self.shared = SharedWork(holder, asked, request.workers)
        self.check = asked.runner.check
        loaded = asked.loaded
        self.known = head_mask.switches(loaded, self.check)
        self.heads_note = self.known.sentence if self.known.means == "refused" else ""
        self.eager = self.known.means == "interface"
        self.rows = self._head_rows()
        self.places, self.blocks_note = _blocks(holder, asked)
        self.batched = all(row.mixes for row in self.rows)
        self.checks: tuple[SelfCheck, ...] = ()
        most = max((row.heads for row in self.rows), default=0)
        self.heads = torch.full((len(self.rows), most), torch.nan)
        self.attention = torch.full((self.places.layers,), torch.nan)
        self.feed = torch.full((self.places.layers,), torch.nan)

    def _head_rows(self) -> tuple[LayerHeads, ...]:
        loaded, known = self.asked.loaded, self.known
        mixes = known.projections
        if known.means == "interface" and known.rows:
            if not known.mixes:
                known.mixes = output_projection.mixes(
                    loaded, known.rows, head_mask.probe(loaded), self.check
                )
            mixes = known.mixes
        return tuple(
            LayerHeads(row.kind, row.layer, row.heads, row.module, mixes.get(row.module, ""))
            for row in known.rows
        )

    def run(self, check: Check, report: Report) -> None:
        """Layer by layer the heads, then all attention blocks, then all feed-forward blocks."""
        with self._attending():
            self.batched = self.batched and self._first_axis_is_batch()
        counts = [row.heads if self.batched else 0 for row in self.rows]
        counts += [len(self._blocks_of(part)) for part in _BLOCKS]
        parts = chunks(enumerate(counts), self.asked.at_once)
        done = 0

        def keep(chunk: Chunk, shares: Shares) -> None:
            nonlocal done
            self._put(chunk, shares)
            done += len(shares)
            report(tr("Switching parts off"), done / sum(counts), self.result())

        self.shared.plan(parts, self._measured, self._part, self._of_part, keep)
        with self.shared.threads():
            if not self.batched:
                self._each_alone(report)
            self.shared.measure(check, report)
            self._compare_alone()

    def run_part(self, part: tuple[int, int]) -> None:
        """What another process is asked for, of what it knows to go in a batch."""
        row, start = part
        count = self.rows[row].heads if row < len(self.rows) else len(self._blocks_in(row))
        chunk = row, range(start, min(start + self.asked.at_once, count))
        self._put(chunk, self._measured(chunk))

    def _part(self, chunk: Chunk) -> WhyParts:
        row, some = chunk
        return replace(self.request, workers=1, part=(row, some.start))

    def _blocks_of(self, part: PatchPart) -> dict[int, str]:
        return self.places.modules.get(part, {})

    def _blocks_in(self, row: int) -> dict[int, str]:
        """The blocks behind the rows of heads, by layer."""
        return self._blocks_of(_BLOCKS[row - len(self.rows)])

    def _measured(self, chunk: Chunk) -> Shares:
        """The probability of the answer with each of a chunk off."""
        number, some = chunk
        if number < len(self.rows):
            row = self.rows[number]
            with self._attending():
                return self._with_off([(row.mixes, head, row.heads) for head in some])
        modules = list(self._blocks_in(number).values())
        return self._with_off([(modules[place], -1, 1) for place in some])

    def _put(self, chunk: Chunk, shares: Shares) -> None:
        number, some = chunk
        target, places = self._target(number, some)
        target[places] = torch.tensor(shares)

    def _target(self, number: int, some: range) -> tuple[torch.Tensor, list[int]]:
        """Where the numbers of a chunk belong."""
        if number < len(self.rows):
            return self.heads[number], list(some)
        layers = list(self._blocks_in(number))
        target = (self.attention, self.feed)[number - len(self.rows)]
        return target, [layers[place] for place in some]

    def _of_part(self, chunk: Chunk, result: PartsResult) -> Shares:
        number, some = chunk
        kinds = result.attention, result.feed_forward
        heads = number < len(self.rows)
        values = result.heads[number] if heads else kinds[number - len(self.rows)]
        return tuple(float(values[place]) for place in self._target(number, some)[1])

    @contextmanager
    def _attending(self) -> Iterator[None]:
        """Attention as the exported Python computes it: what the interface gives is eager's."""
        name = attention_interface.NAME
        with ExitStack() as stack:
            if self.eager:
                stack.enter_context(
                    attention_interface.implementation(self.asked.loaded.model, name)
                )
            yield

    def _first_axis_is_batch(self) -> bool:
        """Whether what mixes the heads reads [texts, tokens, size] in a run of this one text."""
        model = self.asked.loaded.model
        shapes: dict[str, tuple[int, ...]] = {}

        def watch_of(name: str) -> Any:
            def watch(module: nn.Module, args: tuple[Any, ...]) -> None:
                shapes[name] = tuple(args[0].shape) if args else ()

            return watch

        handles = [
            model.get_submodule(row.mixes).register_forward_pre_hook(watch_of(row.mixes))
            for row in self.rows
        ]
        if not handles:
            return True
        self.asked.runs += 1
        with hooks.installed(handles):
            self.asked.runner.forward(self.asked.inputs)
        return len(shapes) == len({row.mixes for row in self.rows}) and all(
            len(shape) == 3 and shape[0] == 1 for shape in shapes.values()
        )

    def _with_off(self, off: Sequence[OffPart]) -> Shares:
        """The probability of the answer with each of these off alone, in one run."""
        model = self.asked.loaded.model
        with ExitStack() as stack:
            for copy, part in enumerate(off):
                stack.enter_context(_off(model, copy, part))
            answers = self.asked.answers(self.asked.copies(len(off)))
        return tuple(answers.probabilities.float().tolist())

    def _each_alone(self, report: Report) -> None:
        """Head by head, as a person would switch them off: where they cannot go in a batch."""
        for number, row in enumerate(self.rows):
            for head in range(row.heads):
                self.check()
                place = HeadPlace(row.kind, row.layer, head)
                self.heads[number, head] = head_off(self.asked, place)
                report(tr("Switching parts off"), None, self.result())

    def _compare_alone(self) -> None:
        """The head that matters most, switched off by the way of Look inside: the same?"""
        if not self.batched or not self.rows or not self.heads.numel():
            return
        lowest = int(self.heads.nan_to_num(2.0).argmin())
        number, head = divmod(lowest, self.heads.shape[1])
        row = self.rows[number]
        alone = head_off(self.asked, HeadPlace(row.kind, row.layer, head))
        apart = abs(alone - float(self.heads[number, head]))
        if apart > ROUNDING:
            self.batched = False
            self._each_alone(lambda text, fraction=None, partial=None: None)
        sentence = (
            tr(
                "A check: the head that matters most, switched off in a separate run, gives the "
                "same probability."
            )
            if self.batched and not apart
            else tr(
                "A check: the head that matters most, switched off in a separate run, gives the "
                "same probability but for {difference:.1g} of rounding.",
                difference=apart,
            )
            if self.batched
            else tr(
                "In a batch this model gives other numbers than alone, so each head was switched "
                "off in a separate run."
            )
        )
        self.checks = (SelfCheck(tr("in a batch = alone"), True, sentence),)

    def result(self) -> PartsResult:
        """What is known so far."""
        layers = range(self.places.layers)
        attention = self.places.modules.get("attention", {})
        feed = self.places.modules.get("mlp", {})
        return PartsResult(
            request=self.request,
            checks=self.checks,
            **self.asked.facts(self.started),
            **self.shared.facts(),
            rows=self.rows,
            heads=floats(self.heads),
            attention=floats(self.attention),
            feed_forward=floats(self.feed),
            attention_modules=tuple(attention.get(layer, "") for layer in layers),
            feed_modules=tuple(feed.get(layer, "") for layer in layers),
            heads_note=self.heads_note,
            blocks_note=self.blocks_note,
            eager=self.eager,
            batched=self.batched,
            at_once=self.asked.at_once,
        )


def _blocks(holder: ModelHolder, asked: Asked) -> tuple[Places, str]:
    """The modules that add what attention and feed-forward blocks give, or why none are known."""
    loaded, check = asked.loaded, asked.runner.check
    try:
        if asked.whole_row:
            places = holder.part(Inspection).patch_positions(check)
        else:
            run = loaded.run_inputs, loaded.run_outputs
            try:
                # They are looked for in the last run, which had several texts: this one alone.
                loaded.run_inputs, loaded.run_outputs = asked.inputs, asked.outputs
                places = positions.find(loaded, check)
            finally:
                loaded.run_inputs, loaded.run_outputs = run
    except RunFailed as failure:
        return Places(), failure.sentence
    notes = [places.why_none, *(places.disabled_reason.get(p, "") for p in positions.PARTS)]
    return places, " ".join(note for note in notes if note)


@contextmanager
def _off(model: nn.Module, copy: int, part: OffPart) -> Iterator[None]:
    """One part is off in one copy of the batch."""
    name, head, count = part
    module = model.get_submodule(name)
    if head < 0:

        def nothing(state: torch.Tensor) -> torch.Tensor:
            state = state.clone()
            state[copy] = 0  # [copies, tokens, size]
            return state

        with replace_output(module, nothing):
            yield
        return

    def hook(module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...]:
        value = args[0].clone()
        # [copies, tokens, heads × size] → [copies, tokens, heads, size]: a view of the clone.
        value.unflatten(-1, (count, -1))[copy, :, head] = 0
        return (value, *args[1:])

    with module.register_forward_pre_hook(hook):
        yield


def head_off(asked: Asked, place: HeadPlace) -> float:
    """The probability of the answer with one head off, by the way of Look inside."""
    loaded = asked.loaded
    try:
        head_mask.set_off(loaded, (place,), asked.runner.check)
        return float(asked.answers(asked.inputs).probabilities[0])
    finally:
        head_mask.set_off(loaded, (), go_on)


def block_off(asked: Asked, module: str) -> float:
    """The probability of the answer where a block adds nothing."""
    with _off(asked.loaded.model, 0, (module, -1, 1)):
        return float(asked.answers(asked.inputs).probabilities[0])
