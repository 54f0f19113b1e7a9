"""In what two models differ, and what that did to the same input: all of it computed."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import torch

from explorer.engine import numbers
from explorer.engine.loaded_model import LoadedModel
from explorer.engine.token_text import Words
from explorer.features.ablation.protocol import HeadPlace
from explorer.features.compare.compute import both_heads, difference_words
from explorer.features.compare.compute.vocabularies import same_vocabulary, vocabulary
from explorer.features.compare.protocol import (
    AnswerPair,
    ComparedRun,
    ComparisonResult,
    OutputChange,
    PredictionPair,
    RunBoth,
)
from explorer.protocol.job import Check
from explorer.protocol.run import AblatedHeads, Candidate, Prediction, RunResult, Token
from explorer.text import numbers as words
from explorer.text.translation import tr


def with_heads_off(ran: RunResult, silenced: tuple[AblatedHeads, ...]) -> RunResult:
    """The run with the heads that were off meanwhile."""
    return dataclasses.replace(ran, silenced=silenced)


def compared(
    request: RunBoth,
    other: LoadedModel,
    main: LoadedModel,
    other_ran: ComparedRun,
    main_ran: ComparedRun,
    off: tuple[HeadPlace, ...],
    check: Check,
) -> ComparisonResult:
    """Everything that can be told about two runs; `off` are the main model's heads."""
    rows = other_ran.ran.rows, main_ran.ran.rows
    same = _ids(rows[0]) == _ids(rows[1])
    why_not = _why_not(other, main, same)
    pairs = tuple(
        _pair(other, main, place, one, place_main, two, why_not)
        for place, one, place_main, two in _places(other_ran.ran, main_ran.ran)
    )
    texts = request.texts or ("",) * len(rows[0])
    aligned = tuple(align(*each) for each in zip(*rows, texts, strict=True))
    look = request.look.text_index
    return ComparisonResult(
        request=request,
        model_serial=main.serial,
        other=other_ran,
        main=main_ran,
        aligned=aligned,
        same_tokens=same,
        predictions=pairs,
        outputs=_outputs(other, main, why_not, check),
        sentence=difference_words.sentence(main, other, request.other.kind, off, same),
        why_not=why_not,
        attention=both_heads.change(other_ran.head, main_ran.head, aligned[look]),
    )


def _ids(rows: Sequence[Sequence[Token]]) -> list[list[int]]:
    return [[token.id for token in row] for row in rows]


# -- tokens --------------------------------------------------------------------------------------


def align(
    one: Sequence[Token], two: Sequence[Token], text: str = ""
) -> tuple[tuple[int, int], ...]:
    """Pairs of places whose tokens stand for the same characters, -1 where a token is alone.

    Tokens of the text meet by their characters, special ones by what they are. Both rows keep
    their order, so a pair never crosses another. Spaces at a token's ends do not count: some
    tokenizers take the space before a word into it.
    """
    if [token.id for token in one] == [token.id for token in two]:
        return tuple((place, place) for place in range(len(one)))
    keys = {key: place for place, key in enumerate(_keys(two, text))}
    met = [(place, keys[key]) for place, key in enumerate(_keys(one, text)) if key in keys]
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


def _keys(row: Iterable[Token], text: str) -> list[tuple[object, ...]]:
    """What each token stands for; the bytes of one character are told apart by their order."""
    seen: Counter[tuple[object, ...]] = Counter()
    keys = []
    for token in row:
        if token.mask:
            key: tuple[object, ...] = ("mask",)
        elif token.start >= 0:
            key = _without_spaces(token.start, token.end, text)
        else:
            key = ("special", token.piece)
        keys.append((*key, seen[key]))
        seen[key] += 1
    return keys


def _without_spaces(start: int, end: int, text: str) -> tuple[int, int]:
    piece = text[start:end]
    if not piece.strip():
        return start, end
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


# -- outputs -------------------------------------------------------------------------------------


def _why_not(other: LoadedModel, main: LoadedModel, same_tokens: bool) -> str:
    """Why outputs cannot be subtracted from each other; empty where they can."""
    if not same_vocabulary(other, main):
        sizes = [words.count(vocabulary(one)) for one in (other, main)]
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


def _outputs(
    other: LoadedModel, main: LoadedModel, why_not: str, check: Check
) -> tuple[OutputChange, ...]:
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
            most = numbers.farthest(value, second, torch.float64, check)
            found.append(OutputChange(name, most))
    return tuple(found)


# -- predictions ---------------------------------------------------------------------------------


def _places(other: RunResult, main: RunResult) -> Iterable[tuple[int, Prediction, int, Prediction]]:
    """Predictions of both about the same: the nth of its kind of a text."""

    def keyed(ran: RunResult) -> dict[tuple[object, ...], tuple[int, Prediction]]:
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
    other: LoadedModel,
    main: LoadedModel,
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


def _row(loaded: LoadedModel, said: Prediction) -> torch.Tensor | None:
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

    def value(candidate: Candidate) -> float:
        return candidate.logit if candidate.is_score else candidate.probability

    first = {plain(one.text): value(one) for one in reversed(other.candidates)}
    pairs = [
        AnswerPair(one.text, first.pop(plain(one.text), None), value(one), one.is_score)
        for one in main.candidates
    ]
    rest = [
        AnswerPair(one.text, value(one), None, one.is_score)
        for one in other.candidates
        if plain(one.text) in first
    ]
    return (*pairs, *rest)
