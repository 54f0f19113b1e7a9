"""What an edited config would give, and what a model is made of."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.lesson.phrases import bold, named, noun, term
from explorer.messages.config import ConfigVerdict, Footprint, ModuleTree, Problem, WeightView
from explorer.messages.lesson import Explanation
from explorer.messages.model import ModelSummary
from explorer.words import bytes_, capital, count, joined, percent, plural, shape


def verdict(result: ConfigVerdict, summary: ModelSummary | None) -> Explanation:
    """The settings were judged; nothing was built yet."""
    errors = [one for one in result.problems if one.level == "error"]
    warnings = [one for one in result.problems if one.level != "error"]
    if result.missing_packages:
        names = joined([bold(named(one)) for one in result.missing_packages])
        return Explanation(
            "Something has to be installed first",
            (f"This architecture needs {names}, which this computer does not have.",),
        )
    if errors:
        return Explanation("This would not work", tuple(_problems(errors)))
    if result.footprint is None:
        return Explanation(
            "Not counted yet", ("How large this model would be could not be worked out.",)
        )
    paragraphs = [*_footprint(result.footprint)]
    if result.filled:
        names = joined([named(one.path) for one in result.filled])
        what = noun(len(result.filled), "setting")
        paragraphs.append(
            f"transformers leaves {what} empty that the model cannot be built without: {names}. "
            "The program chose a value."
        )
    if warnings:
        paragraphs += _problems(warnings)
    title = "What this would make" if result.footprint.fits else "Too large for this computer"
    return Explanation(title, tuple(paragraphs))


def _problems(problems: Sequence[Problem]) -> list[str]:
    told = []
    for problem in problems[:3]:
        text = named(problem.sentence)
        if problem.suggestions:
            text += f" {named(problem.path)} {problem.suggestions[0]} would work."
        told.append(text)
    if len(problems) > 3:
        told.append(f"{capital(noun(len(problems) - 3, 'more field'))} to look at.")
    return told


def _footprint(footprint: Footprint) -> list[str]:
    paragraphs = [
        f"These settings make a {footprint.class_name} with "
        f"{bold(plural(footprint.parameters, 'parameter'))}: {bytes_(footprint.float32_bytes)} "
        f"in {term('float32', 'float32')}, of {bytes_(footprint.free_bytes)} free. Nothing was "
        "built yet."
    ]
    largest = max(footprint.parts, key=lambda part: part.parameters, default=None)
    if largest is not None and len(footprint.parts) > 1:
        paragraphs.append(
            f"Most of them, {percent(largest.share)}, are in {named(largest.name)}"
            + (f" ({named(largest.role)})." if largest.role else ".")
        )
    if not footprint.fits:
        paragraphs.append(
            f"Running it would take about {bytes_(footprint.run_bytes)}. Make it smaller, or "
            "close other programs."
        )
    return paragraphs


def modules(result: ModuleTree, summary: ModelSummary | None) -> Explanation:
    """The tree of modules."""
    parts = [row for row in result.rows if row.depth == 1 and row.parameters]
    paragraphs = [
        f"{result.class_name} is a tree of {term('modules', 'module')} with "
        f"{bold(plural(result.parameters, 'parameter'))} in all."
        + ("" if result.real else " It was counted without building the numbers.")
    ]
    if len(parts) > 1:
        largest = max(parts, key=lambda row: row.parameters)
        paragraphs.append(
            f"Most of them, {percent(largest.share)}, are in {named(largest.label)}"
            + (f" ({named(largest.role)})." if largest.role else ".")
        )
    repeated = max(result.rows, key=lambda row: row.repeats, default=None)
    if repeated is not None and repeated.repeats > 1:
        paragraphs.append(
            f"{count(repeated.repeats)} parts are alike and drawn as one: {named(repeated.label)}."
        )
    if result.note:
        paragraphs.append(named(result.note))
    return Explanation("What the model is made of", tuple(paragraphs))


def weight(result: WeightView, summary: ModelSummary | None) -> Explanation:
    """One weight, its numbers drawn."""
    paragraphs = [
        f"{named(result.name)} is a {term('tensor', 'tensor')} of shape {shape(result.shape)}: "
        f"{bold(plural(result.elements, 'number'))} in {result.dtype}, {bytes_(result.bytes)}."
        + (f" Its part in the model: {named(result.role)}." if result.role else "")
    ]
    spread = (
        f"They lie between {result.least:.3g} and {result.greatest:.3g}, with mean "
        f"{result.mean:.3g} and standard deviation {result.deviation:.3g}."
    )
    if result.zero_share > 0:
        spread += f" {capital(percent(result.zero_share))} of them are exactly zero."
    if result.bad_values:
        spread += (
            f" {capital(noun(result.bad_values, 'value'))} "
            f"{'is' if result.bad_values == 1 else 'are'} not a number or infinite."
        )
    paragraphs.append(spread)
    if result.tied_to:
        paragraphs.append(
            f"The same numbers are also used as {joined([named(one) for one in result.tied_to])}."
        )
    return Explanation("One weight", tuple(paragraphs))
