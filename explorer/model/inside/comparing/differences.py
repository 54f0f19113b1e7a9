"""In what two models differ, and what that did to the same input: all of it computed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import torch

from explorer import words
from explorer.messages.compare import (
    AnswerPair,
    BothRan,
    OtherKind,
    OutputChange,
    PredictionPair,
    RunBoth,
    SideRan,
)
from explorer.messages.inference import Prediction, Ran, Silenced, Token
from explorer.messages.views.switches import ALL, HeadPlace
from explorer.model.inside import both_heads
from explorer.model.numbers import dtype_name
from explorer.model.summary import Loaded
from explorer.model.writing.words import Words
from explorer.texts import tr

_NOT_MEANT = frozenset(
    {"_name_or_path", "transformers_version", "dtype", "torch_dtype", "architectures"}
)
"""Of a config: where it came from and how its numbers are stored, not what is computed."""
_SIZES = frozenset(
    {"hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size"}
    | {"n_embd", "n_layer", "n_head", "d_model", "num_layers", "dim", "n_layers", "n_heads"}
)
"""Fields that are named first where several differ."""
_MOST_NAMED = 3


def with_heads_off(ran: Ran, silenced: tuple[Silenced, ...]) -> Ran:
    """The run with the heads that were off meanwhile."""
    return dataclasses.replace(ran, silenced=silenced)


def compared(
    request: RunBoth,
    other: Loaded,
    main: Loaded,
    other_ran: SideRan,
    main_ran: SideRan,
    off: tuple[HeadPlace, ...],
) -> BothRan:
    """Everything that can be told about two runs; `off` are the main model's heads."""
    rows = other_ran.ran.rows, main_ran.ran.rows
    same = _ids(rows[0]) == _ids(rows[1])
    why_not = _why_not(other, main, same)
    pairs = tuple(
        _pair(other, main, place, one, place_main, two, why_not)
        for place, one, place_main, two in _places(other_ran.ran, main_ran.ran)
    )
    aligned = tuple(align(one, two) for one, two in zip(*rows, strict=True))
    look = request.look.text_index
    return BothRan(
        request=request,
        model_serial=main.serial,
        other=other_ran,
        main=main_ran,
        aligned=aligned,
        same_tokens=same,
        predictions=pairs,
        outputs=_outputs(other, main, why_not),
        sentence=sentence(main, other, request.other.kind, off, same),
        why_not=why_not,
        attention=both_heads.change(other_ran.head, main_ran.head, aligned[look]),
    )


def _ids(rows: Sequence[Sequence[Token]]) -> list[list[int]]:
    return [[token.id for token in row] for row in rows]


# -- tokens --------------------------------------------------------------------------------------


def align(one: Sequence[Token], two: Sequence[Token]) -> tuple[tuple[int, int], ...]:
    """Pairs of places whose tokens stand for the same characters, -1 where a token is alone.

    Tokens of the text meet by their characters, special ones by what they are. Both rows keep
    their order, so a pair never crosses another.
    """
    if [token.id for token in one] == [token.id for token in two]:
        return tuple((place, place) for place in range(len(one)))
    keys = {key: place for place, key in enumerate(_keys(two))}
    met = [(place, keys[key]) for place, key in enumerate(_keys(one)) if key in keys]
    pairs: list[tuple[int, int]] = []
    here = there = 0
    for first, second in [*met, (len(one), len(two))]:
        if second < there:
            continue  # special tokens in another order: the later one stays alone
        pairs += [(place, -1) for place in range(here, first)]
        pairs += [(-1, place) for place in range(there, second)]
        if first < len(one):
            pairs.append((first, second))
        here, there = first + 1, second + 1
    return tuple(pairs)


def _keys(row: Iterable[Token]) -> list[tuple[object, ...]]:
    """What each token stands for; the bytes of one character are told apart by their order."""
    seen: Counter[tuple[object, ...]] = Counter()
    keys = []
    for token in row:
        if token.mask:
            key: tuple[object, ...] = ("mask",)
        elif token.start >= 0:
            key = (token.start, token.end)
        else:
            key = ("special", token.piece)
        keys.append((*key, seen[key]))
        seen[key] += 1
    return keys


# -- outputs -------------------------------------------------------------------------------------


def same_vocabulary(one: Loaded, two: Loaded) -> bool:
    """Whether an ID is the same token for both."""
    if one.tokenizer is two.tokenizer:
        return True
    if one.tokenizer is None or two.tokenizer is None:
        return False
    return one.tokenizer.get_vocab() == two.tokenizer.get_vocab()


def _why_not(other: Loaded, main: Loaded, same_tokens: bool) -> str:
    """Why outputs cannot be subtracted from each other; empty where they can."""
    if not same_vocabulary(other, main):
        sizes = [
            words.count(len(one.tokenizer))
            if one.tokenizer is not None
            else tr("an unknown number of")
            for one in (other, main)
        ]
        return tr(
            "The two have different vocabularies ({sizes} and {sizes2} "
            "tokens): the same input ID stands for another token, so their "
            "outputs cannot be compared number by number.",
            sizes=sizes[0],
            sizes2=sizes[1],
        )
    if not same_tokens:
        return tr(
            "The two cut the text into different tokens, so their outputs belong to different "
            "places and cannot be compared number by number."
        )
    if type(other.model) is not type(main.model):
        shared = set(other.run_outputs) & set(main.run_outputs)
        if not any(other.run_outputs[one].shape == main.run_outputs[one].shape for one in shared):
            return tr(
                "{name} and {name2} return tensors of different kinds, so there is "
                "nothing to subtract.",
                name=type(other.model).__name__,
                name2=type(main.model).__name__,
            )
    return ""


def _outputs(other: Loaded, main: Loaded, why_not: str) -> tuple[OutputChange, ...]:
    found = []
    for name, value in main.run_outputs.items():
        second = other.run_outputs.get(name)
        if why_not:
            found.append(OutputChange(name, None, why_not))
        elif second is None:
            found.append(
                OutputChange(name, None, tr("{name} does not return it.", name=other.name))
            )
        elif second.shape != value.shape:
            shapes = tr(
                "{shape} and {shape2}",
                shape=words.shape(second.shape),
                shape2=words.shape(value.shape),
            )
            found.append(
                OutputChange(name, None, tr("The shapes differ: {shapes}.", shapes=shapes))
            )
        elif value.numel():
            distance = (value.double() - second.double().to(value.device)).abs()
            found.append(OutputChange(name, float(distance.max())))
    return tuple(found)


# -- predictions ---------------------------------------------------------------------------------


def _places(other: Ran, main: Ran) -> Iterable[tuple[int, Prediction, int, Prediction]]:
    """Predictions of both about the same: the nth of its kind of a text."""

    def keyed(ran: Ran) -> dict[tuple[object, ...], tuple[int, Prediction]]:
        seen: Counter[tuple[object, ...]] = Counter()
        found: dict[tuple[object, ...], tuple[int, Prediction]] = {}
        for place, one in enumerate(ran.predictions):
            key = (one.text_index, one.kind)
            found[(*key, seen[key])] = (place, one)
            seen[key] += 1
        return found

    first = keyed(other)
    for key, (place, one) in keyed(main).items():
        if key in first:
            yield *first[key], place, one


def _pair(
    other: Loaded,
    main: Loaded,
    other_place: int,
    other_said: Prediction,
    main_place: int,
    main_said: Prediction,
    why_not: str,
) -> PredictionPair:
    rows = [_row(loaded, said) for loaded, said in ((other, other_said), (main, main_said))]
    one, two = rows
    comparable = (
        not why_not
        and one is not None
        and two is not None
        and one.shape == two.shape
        and (
            other_said.kind != "label" or other.model.config.id2label == main.model.config.id2label
        )
    )
    if not comparable or one is None or two is None:
        return PredictionPair(
            main_said.caption, other_place, main_place, _by_text(other_said, main_said), None
        )
    ids = [one.id for one in main_said.candidates]
    ids += [one.id for one in other_said.candidates if one.id not in ids]
    named = {one.id: one.text for one in (*other_said.candidates, *main_said.candidates)}
    names: Any = Words(main.tokenizer)
    answers = tuple(
        AnswerPair(named.get(id_) or names[id_], float(one[id_]), float(two[id_])) for id_ in ids
    )
    sums = [float(row.sum()) for row in (one, two)]
    shared = all(abs(total - 1) < 1e-2 for total in sums)  # not so for labels each on its own
    moved = float((one.double() - two.double().to(one.device)).abs().sum() / 2) if shared else None
    return PredictionPair(main_said.caption, other_place, main_place, answers, moved)


def _row(loaded: Loaded, said: Prediction) -> torch.Tensor | None:
    """The probabilities that a prediction's candidates were taken from: float [answers]."""
    logits = loaded.run_outputs.get("logits", loaded.run_outputs.get("prediction_logits"))
    if logits is None or said.kind == "score":
        return None
    if said.position >= 0:
        return logits[said.text_index, said.position].float().softmax(-1)
    row = logits[said.text_index].float()
    several = loaded.model.config.problem_type == "multi_label_classification"
    return row.sigmoid() if several else row.softmax(-1)


def _by_text(other: Prediction, main: Prediction) -> tuple[AnswerPair, ...]:
    """Answers of different vocabularies meet by their words; unnamed ones have no number."""

    def plain(text: str) -> str:
        return text.strip("· ").removeprefix("##").casefold()

    first = {plain(one.text): one.probability for one in reversed(other.candidates)}
    pairs = [
        AnswerPair(one.text, first.pop(plain(one.text), None), one.probability)
        for one in main.candidates
    ]
    rest = [
        AnswerPair(one.text, one.probability, None)
        for one in other.candidates
        if plain(one.text) in first
    ]
    return (*pairs, *rest)


# -- in words ------------------------------------------------------------------------------------


def sentence(
    main: Loaded,
    other: Loaded,
    kind: OtherKind,
    off: tuple[HeadPlace, ...],
    same_tokens: bool | None,
) -> str:
    """What differs between the two, judged by what they are; None: nothing was run yet."""
    told = {True: tr(", same input"), False: tr(", but other tokens"), None: ""}[same_tokens]
    if kind == "heads":
        if not off:
            return tr("The very same model{told}: no head is off, so nothing differs.", told=told)
        return tr(
            "Same model{told}. The only difference: {off} in {name}.",
            told=told,
            off=_off(off),
            name=main.name,
        )
    same_class = type(main.model) is type(other.model)
    changed = _changed(main, other)
    dtypes = [dtype_name(one.model.dtype) for one in (other, main)]
    found = []
    if not same_class:
        names = [type(one.model).__name__ for one in (other, main)]
        found.append(tr("the class ({names}, {names2})", names=names[0], names2=names[1]))
    if changed and same_class:
        found.append(tr("the config ({changed})", changed=_listed(changed)))
    if other.tokenizer is not main.tokenizer and not same_vocabulary(other, main):
        found.append(tr("the tokenizer"))
    if dtypes[0] != dtypes[1]:
        found.append(tr("the dtype ({dtypes}, {dtypes2})", dtypes=dtypes[0], dtypes2=dtypes[1]))
    if off:
        found.append(tr("the heads ({off} in {name})", off=_off(off), name=main.name))
    if kind != "dtype" and (weights := _weights(main, other)):
        found.append(weights)
    if len(found) == 1:
        start = tr("Same checkpoint") if kind == "dtype" else tr("Same config")
        return f"{start}{told}. The only difference is {found[0]}."
    if not found:
        return tr("Same config{told}, same numbers: nothing differs.", told=told)
    return tr("What differs: {found}.", found=words.joined(found))


def _weights(main: Loaded, other: Loaded) -> str:
    """In what the weights differ by where they come from; empty where they do not."""
    states = {main.state, other.state}
    if states == {"trained", "random"}:
        return tr("what training put into the numbers")
    if states == {"random"}:
        if main.report is None and other.report is None and main.seed == other.seed:
            return ""
        return tr("the random numbers that the weights were drawn as")
    if main.source == other.source and main.revision == other.revision:
        return ""
    return tr("the weights, which come from different checkpoints")


def _changed(main: Loaded, other: Loaded) -> list[str]:
    """Config fields that differ, with both values: the other's first."""
    one, two = (_config(loaded) for loaded in (other, main))
    found = []
    for name in {**two, **one}:
        if name not in _NOT_MEANT and one.get(name) != two.get(name):
            found.append(
                tr(
                    "{name} {name2} and {name3}",
                    name=name,
                    name2=_short(one.get(name)),
                    name3=_short(two.get(name)),
                )
            )
    return sorted(found, key=lambda text: (text.split()[0] not in _SIZES, text))


def _config(loaded: Loaded) -> dict[str, Any]:
    found: dict[str, Any] = loaded.model.config.to_dict()
    return found


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 24 else f"{text[:22]}…"


def _listed(changed: list[str]) -> str:
    shown = changed[:_MOST_NAMED]
    rest = len(changed) - len(shown)
    more = [words.plural(rest, "more field")] if rest else []
    return words.joined([*shown, *more])


def _off(off: Iterable[HeadPlace]) -> str:
    named = [
        tr(
            "{kind}layer {layer} {value}",
            kind="" if one.kind == "self" else one.kind + " ",
            layer=one.layer + 1,
            value=tr("all heads") if one.head == ALL else tr("head {head}", head=one.head + 1),
        )
        for one in off
    ]
    if len(named) > _MOST_NAMED:
        return tr("{named} heads or layers are off", named=len(named))
    return tr(
        "{named} {value} off", named=words.joined(named), value="is" if len(named) == 1 else "are"
    )
