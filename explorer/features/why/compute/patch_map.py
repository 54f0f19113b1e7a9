"""Where the information is: activation patching over every layer and position.

The counterpart is run with one vector of the text's own run in it (causal tracing as in Meng et al.
2022, "Locating and Editing Factual Associations in GPT", with another text in place of noise).
Each copy in a batch has the vector of another position.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, Literal

import torch
from torch import nn

from explorer.engine import decoder_inputs, forward
from explorer.engine.inside.arrays import floats
from explorer.engine.inside.inspection import Inspection
from explorer.engine.inside.patching import replace_output
from explorer.engine.model_holder import ModelHolder
from explorer.engine.tensors import Tensors, has_rank
from explorer.features.why.compute.question import Answers, Asked, NoQuestion, ask
from explorer.features.why.compute.share import Chunk, SharedWork, Shares, chunks
from explorer.features.why.protocol import ROUNDING, MapResult, WhyMap
from explorer.protocol.failures import BadInput, RunFailed
from explorer.protocol.inspection import SelfCheck
from explorer.protocol.job import Check, Report
from explorer.protocol.run import Token
from explorer.text.numbers import ntr
from explorer.text.translation import tr

ENTERS = "entering the first layer"
"""The key of what enters the first layer, beside the names of the layers."""

_ALL = tr("all vectors = the text itself")


def patch_map(holder: ModelHolder, request: WhyMap, check: Check, report: Report) -> MapResult:
    """The probability of the answer with each vector put in alone. Raises as `ask`, and BadInput
    for a counterpart of another length."""
    started = time.perf_counter()
    loaded = holder.loaded
    try:
        asked = ask(holder, request.choice, check)
        patching = Patching(holder, asked, request.ids, request.text)
    except NoQuestion as why:
        empty = floats(torch.zeros(0, 0))
        return MapResult(request=request, model_serial=loaded.serial, note=str(why), values=empty)
    try:
        return _measured(holder, request, patching, started, check, report)
    except RunFailed as failure:
        note = tr(
            "{name} does not run with a vector put in, so there is no map.",
            name=type(loaded.model).__name__,
        )
        note, empty = f"{note} {failure.details}".strip(), floats(torch.zeros(0, 0))
        return MapResult(request=request, model_serial=loaded.serial, note=note, values=empty)


def _measured(
    holder: ModelHolder,
    request: WhyMap,
    patching: Patching,
    started: float,
    check: Check,
    report: Report,
) -> MapResult:
    asked = patching.asked
    shared = SharedWork(holder, asked, request.workers)
    report(tr("Running both texts"))
    patching.keep()
    without = float("nan")
    rows = patching.rows
    values = torch.full((len(rows), asked.length), torch.nan)
    parts = chunks(((row, asked.length) for row in range(len(rows))), asked.at_once)

    def result(checks: tuple[SelfCheck, ...] = ()) -> MapResult:
        return MapResult(
            request=request,
            **asked.facts(started),
            **shared.facts(),
            checks=checks,
            values=floats(values),
            counterpart=patching.tokens,
            without=without,
            modules=patching.modules,
            first=patching.first,
            embeddings=rows[0] == ENTERS,
            entering=patching.entering,
            at_once=asked.at_once,
        )

    def own(chunk: Chunk) -> Shares:
        row, places = chunk
        return tuple(patching.patched(rows[row], places).probabilities.float().tolist())

    def keep(chunk: Chunk, shares: Shares) -> None:
        row, places = chunk
        values[row, places.start : places.stop] = torch.tensor(shares)
        done = int(values.isfinite().sum()) / values.numel()
        report(tr("Patching layer by layer"), done, result())

    def elsewhere(chunk: Chunk) -> WhyMap:
        row, places = chunk
        return replace(request, workers=1, part=(row, places.start))

    def read(chunk: Chunk, part: MapResult) -> Shares:
        row, places = chunk
        return tuple(part.values[row, places.start : places.stop].tolist())

    if request.part is not None:
        chunk = next(item for item in parts if (item[0], item[1].start) == request.part)
        keep(chunk, own(chunk))
        return result()
    shared.plan(parts, own, elsewhere, read, keep)
    with shared.threads():
        if shared.fewer_threads:
            patching.keep()
        without = patching.without()
        shared.measure(check, report)
        return result((patching.all_vectors(),))


class Patching:
    """A text and its counterpart, and the vectors of the text's own run.

    Raises NoQuestion where this model cannot be patched, and BadInput for another length.
    """

    def __init__(self, holder: ModelHolder, asked: Asked, ids: Sequence[int], text: str) -> None:
        self.asked = asked
        self.check = asked.runner.check
        if not asked.whole_row:
            raise NoQuestion(
                tr("Patching compares two single texts; the last run had several. Run one alone.")
            )
        places = holder.part(Inspection).patch_positions(self.check)
        if places.why_none:
            raise NoQuestion(places.why_none)
        self.modules = tuple(places.modules["residual"].values())
        self.first = places.first
        self.inputs, self.tokens = self._counterpart(ids, text)
        self.entering = ""
        self._enters = False
        self.states: Tensors = {}
        self.beside: dict[tuple[str, str], torch.Tensor] = {}
        """What else a layer is given for each token [1, tokens, ...], by layer and argument."""

    def _counterpart(self, ids: Sequence[int], text: str) -> tuple[Tensors, tuple[Token, ...]]:
        asked, loaded = self.asked, self.asked.loaded
        if text.strip():
            pairs = loaded.ran.request.pairs if loaded.ran is not None else ()
            _, (row,) = asked.runner.encode((text.strip(),), pairs=pairs)
            ids = [token.id for token in row]
        if len(ids) != asked.length:
            raise BadInput(
                ntr(
                    "The counterpart has {count} token and this text {length}. Both need the "
                    "same number, so that each vector has its position.",
                    "The counterpart has {count} tokens and this text {length}. Both need the "
                    "same number, so that each vector has its position.",
                    len(ids),
                    length=asked.length,
                )
            )
        # All else as in the text itself: mask, types and positions are by place.
        inputs = asked.replaced([list(enumerate(ids))])
        tokens = tuple(
            _with_id(token, other)
            for token, other in zip(asked.tokens, _named(asked, ids), strict=True)
        )
        return inputs, tokens

    @property
    def rows(self) -> tuple[str, ...]:
        """Where vectors are replaced, in the order of the layers."""
        return (ENTERS, *self.modules) if self._enters else self.modules

    def keep(self) -> None:
        """Run the text itself and keep its vectors, [1, tokens, size] each."""
        model, length = self.asked.loaded.model, self.asked.length

        def keep_of(name: str) -> Any:
            def keep(state: torch.Tensor) -> None:
                self.states[name] = state.clone()

            return keep

        def enter(module: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
            given = [("", args[0])] if args else []
            given += list(named.items())
            for name, value in given:
                if has_rank(value, 3) and value.shape[:2] == (1, length):
                    self.states[ENTERS], self.entering, self._enters = value.clone(), name, True
                    return

        def beside_of(layer: str) -> Any:
            def keep(module: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
                for name, value in _by_name(module, args, named).items():
                    if has_rank(value, 3) and value.shape[:2] == (1, length):
                        self.beside[layer, name] = value.clone()

            return keep

        with ExitStack() as stack:
            for name in self.modules:
                module = model.get_submodule(name)
                stack.enter_context(replace_output(module, keep_of(name)))
                hook = module.register_forward_pre_hook(beside_of(name), with_kwargs=True)
                stack.enter_context(hook)
            first = model.get_submodule(self.first)
            stack.enter_context(first.register_forward_pre_hook(enter, with_kwargs=True))
            self.asked.runs += 1
            self.asked.runner.forward(self.asked.inputs)

    def without(self) -> float:
        """The probability of the answer in the counterpart's own run."""
        return float(self.asked.answers(self.inputs).probabilities[0])

    def patched(self, name: str, places: Sequence[int]) -> Answers:
        """A copy of the counterpart for each position, with the vector there put in."""
        copies = {
            key: value.repeat_interleave(len(places), 0) for key, value in self.inputs.items()
        }

        def put(state: torch.Tensor) -> torch.Tensor:
            state = state.clone()  # [copies, tokens, size]
            # Two lists as an index pick pairs: copy r at its position.
            state[range(len(places)), list(places)] = self.states[name][0, list(places)]
            return state

        with self._changed(name, put):
            return self.asked.answers(copies)

    @property
    def other_stack(self) -> Literal["encoder", "decoder", ""]:
        """The other stack, where both read the text: these vectors do not change what it reads."""
        model = self.asked.loaded.model
        own = "decoder_input_ids" not in self.inputs and decoder_inputs.takes_decoder_ids(model)
        if not own or not decoder_inputs.reads_text(model):
            return ""
        layer = model.get_submodule(self.first)
        return "encoder" if layer in set(model.get_decoder().modules()) else "decoder"

    def all_vectors(self) -> SelfCheck:
        """Whether the vectors of all positions together make the text's own answer.

        Where they do not, also with what else the layers read of the text, as Zamba's do the
        embeddings: then that is the way past the vectors, and it is named.
        """
        first, original = self.rows[0], self.asked.question.probability
        whole = self._all_at_once(first)
        if abs(whole - original) <= ROUNDING or not self.beside:
            return _same(whole, original, self.other_stack)
        differing: set[str] = set()
        with self._beside(differing):
            both = self._all_at_once(first)
        if abs(both - original) > ROUNDING or not differing:
            return _same(whole, original, self.other_stack)
        sentence = tr(
            "With all vectors put in at once, and with what the layers read beside them "
            "({arguments}) as in the text itself, the counterpart gives {patched:.6f}, the text "
            "itself {original:.6f}. In the map that is the counterpart's.",
            arguments=", ".join(sorted(differing)),
            patched=both,
            original=original,
        )
        return SelfCheck(_ALL, True, sentence)

    def _all_at_once(self, name: str) -> float:
        """The probability with the vectors of all positions put in.

        A stack beside this one that reads the text as well is given the text's own tokens.
        """
        inputs, model = dict(self.inputs), self.asked.loaded.model
        if self.other_stack == "decoder":
            inputs["decoder_input_ids"] = forward.decoder_ids(model, self.asked.inputs)
        elif self.other_stack == "encoder":
            inputs["decoder_input_ids"] = forward.decoder_ids(model, self.inputs)
            inputs["input_ids"] = self.asked.inputs["input_ids"]
        with self._changed(name, lambda state: self.states[name].clone()):
            return float(self.asked.answers(inputs).probabilities[0])

    @contextmanager
    def _beside(self, differing: set[str]) -> Iterator[None]:
        """What else the layers read is that of the text; the arguments that were not, by name."""

        def put_of(layer: str) -> Any:
            def put(module: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
                for name, value in _by_name(module, args, named).items():
                    own = self.beside.get((layer, name))
                    if own is None or (layer == self.first and name == self.entering):
                        continue
                    if not torch.equal(value, own):
                        differing.add(name)
                        value.copy_(own)

            return put

        with ExitStack() as stack:
            model = self.asked.loaded.model
            for name in self.modules:
                module = model.get_submodule(name)
                hook = module.register_forward_pre_hook(put_of(name), with_kwargs=True)
                stack.enter_context(hook)
            yield

    @contextmanager
    def _changed(self, name: str, change: Any) -> Iterator[None]:
        model = self.asked.loaded.model
        if name != ENTERS:
            with replace_output(model.get_submodule(name), change):
                yield
            return

        def enter(module: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> None:
            state = named[self.entering] if self.entering else args[0]
            # In place, for all that reads it: XLM adds it to what its first layer returns, Funnel
            # hands it over three times, Inkling 2 keeps it for later layers.
            state.copy_(change(state))

        first = model.get_submodule(self.first)
        with first.register_forward_pre_hook(enter, with_kwargs=True):
            yield


def _by_name(module: nn.Module, args: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
    """All that a module is given beside its first argument, by the names of its forward."""
    names = list(inspect.signature(module.forward).parameters)
    return dict(zip(names[1:], args[1:], strict=False)) | named


def _named(asked: Asked, ids: Sequence[int]) -> tuple[Token, ...]:
    from explorer.engine import tokenization

    return tokenization.tokens_of(asked.loaded.tokenizer, list(ids))


def _with_id(token: Token, other: Token) -> Token:
    """A token of the counterpart, at the place of one of the text."""
    import dataclasses

    if token.id == other.id:
        return token
    return dataclasses.replace(other, text=token.text, type=token.type, attended=token.attended)


def _same(whole: float, original: float, other_stack: str) -> SelfCheck:
    apart = abs(whole - original)
    sentence = tr(
        "With all vectors put in at once the counterpart gives {patched:.6f}, the text itself "
        "{original:.6f}.",
        patched=whole,
        original=original,
    )
    if other_stack == "decoder":
        sentence = tr(
            "With all vectors put in at once, and the text's own tokens in the decoder, the "
            "counterpart gives {patched:.6f}, the text itself {original:.6f}. In the map the "
            "decoder reads the counterpart's tokens.",
            patched=whole,
            original=original,
        )
    elif other_stack == "encoder":
        sentence = tr(
            "With all vectors put in at once, and the text's own tokens in the encoder, the "
            "counterpart gives {patched:.6f}, the text itself {original:.6f}. In the map the "
            "encoder reads the counterpart's tokens.",
            patched=whole,
            original=original,
        )
    if apart > ROUNDING:
        sentence = tr(
            "With all vectors put in at once the counterpart gives {patched:.6f} and not "
            "{original:.6f} as the text itself: its tokens reach the answer past these layers as "
            "well, and the map does not show that way.",
            patched=whole,
            original=original,
        )
    return SelfCheck(_ALL, apart <= ROUNDING, sentence)
