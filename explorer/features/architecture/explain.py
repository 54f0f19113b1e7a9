"""The tree of modules and one weight, in words."""

from __future__ import annotations

from explorer.features.architecture.protocol import WeightExported, WeightView
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.protocol.module_tree import ModuleTree
from explorer.text.numbers import bytes_, capital, count, joined, ntr, percent, rounded, shape
from explorer.text.phrases import bold, largest_part, named, term
from explorer.text.translation import tr


def modules(result: ModuleTree, summary: ModelSummary | None) -> Explanation:
    """The tree of modules."""
    parts = [row for row in result.rows if row.depth == 1 and row.parameters]
    paragraphs = [
        ntr(
            "{class_name} is a tree of [modules](glossary:module) with **{count} parameter** in "
            "all.",
            "{class_name} is a tree of [modules](glossary:module) with **{count} parameters** "
            "in all.",
            result.parameters,
            class_name=result.class_name,
        )
        + ("" if result.real else " " + tr("It was counted without building the numbers."))
    ]
    if len(parts) > 1:
        largest = max(parts, key=lambda row: row.parameters)
        paragraphs.append(largest_part(largest.share, largest.label, largest.role))
    repeated = max(result.rows, key=lambda row: row.repeats, default=None)
    if repeated is not None and repeated.alike:
        list_name = repeated.path.rpartition(".")[0]
        paragraphs.append(
            tr(
                "The {repeats} parts of {list_name}, numbered {first} to {last}, are built alike: "
                "one row stands for all of them. Beside a part's weights you choose which of them "
                "you look at.",
                repeats=count(repeated.repeats),
                list_name=named(list_name),
                first=repeated.alike[0],
                last=repeated.alike[-1],
            )
        )
    if all(row.order < 0 for row in result.rows):
        paragraphs.append(tr("In what order they run is not known, so the picture has no arrows."))
    if result.note:
        paragraphs.append(named(result.note))
    return Explanation(tr("What the model is made of"), tuple(paragraphs))


def weight(result: WeightView, summary: ModelSummary | None) -> Explanation:
    """One weight, its numbers drawn."""
    paragraphs = [
        ntr(
            "{name} is a [tensor](glossary:tensor) of shape {shape}: **{count} number** in "
            "{dtype}, {bytes}.",
            "{name} is a [tensor](glossary:tensor) of shape {shape}: **{count} numbers** in "
            "{dtype}, {bytes}.",
            result.elements,
            name=named(result.name),
            shape=shape(result.shape),
            dtype=result.dtype,
            bytes=bytes_(result.bytes),
        )
        + (
            " " + tr("Its part in the model: {role}.", role=named(result.role))
            if result.role
            else ""
        )
    ]
    is_constant = result.least == result.greatest and not result.bad_values
    spread = (
        tr("Each of them is {value}.", value=rounded(result.least))
        if is_constant
        else tr(
            "They are between {least} and {greatest}, with mean {mean} and standard deviation "
            "{deviation}.",
            least=rounded(result.least),
            greatest=rounded(result.greatest),
            mean=rounded(result.mean),
            deviation=rounded(result.deviation),
        )
    )
    if result.zero_share > 0 and not is_constant:
        spread += " " + tr(
            "{zero_share} of them are exactly zero.", zero_share=capital(percent(result.zero_share))
        )
    if result.bad_values:
        spread += " " + capital(
            ntr(
                "{count:words} value is not a number or infinite.",
                "{count:words} values are not a number or infinite.",
                result.bad_values,
            )
        )
    paragraphs.append(spread)
    if result.tied_to:
        paragraphs.append(
            tr(
                "The same numbers are also used as {names}.",
                names=joined([named(text) for text in result.tied_to]),
            )
        )
    return Explanation(tr("One tensor of weights"), tuple(paragraphs))


def weight_exported(result: WeightExported, summary: ModelSummary | None) -> Explanation:
    """A whole weight was written to a file."""
    sentences = [
        tr(
            "All numbers of {name}, of shape {shape}, were written to {path} ({bytes}).",
            name=named(result.name),
            shape=shape(result.shape),
            path=named(result.path),
            bytes=bold(bytes_(result.bytes)),
        )
    ]
    if result.written != result.dtype:
        sentences.append(
            tr(
                "In the model they are {dtype}. NumPy has no such type, so the file holds them "
                "as {file_dtype}: it has more digits than they need, and every number is the "
                "same.",
                dtype=term(result.dtype, "dtype"),
                file_dtype=named(result.written),
            )
        )
    if result.path.lower().endswith(".npy"):
        sentences.append(tr("NumPy reads it with numpy.load, also a piece at a time."))
    else:
        sentences.append(
            tr("Spreadsheets read it: a line for each row, the first line counts them.")
        )
    return Explanation(tr("The tensor is saved"), tuple(sentences))
