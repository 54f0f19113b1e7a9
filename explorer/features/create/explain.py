"""What an edited config would give, and what a model is made of."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.create.protocol.config import ConfigVerdict, Problem
from explorer.protocol.config import Footprint
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import bytes_, capital, joined, ntr
from explorer.text.phrases import bold, largest_part, named
from explorer.text.translation import tr
from explorer.text.workplace import workplace


def verdict(result: ConfigVerdict, summary: ModelSummary | None) -> Explanation:
    """The settings were judged; nothing was built yet."""
    errors = [problem for problem in result.problems if problem.level == "error"]
    warnings = [item for item in result.problems if item.level != "error"]
    if result.missing_packages:
        names = joined(
            [bold(named(missing_package)) for missing_package in result.missing_packages]
        )
        return Explanation(
            tr("Something has to be installed first"),
            (
                tr(
                    "This architecture needs {packages}, which {computer} does not have.",
                    packages=names,
                    computer=workplace(),
                ),
            ),
        )
    if errors:
        return Explanation(tr("This would not work"), tuple(_problems(errors)))
    if result.footprint is None:
        return Explanation(
            tr("Not counted yet"), (tr("The size of this model could not be worked out."),)
        )
    paragraphs = [*_footprint(result.footprint)]
    if result.filled:
        names = joined([named(field.path) for field in result.filled])
        what = ntr("{count:words} setting", "{count:words} settings", len(result.filled))
        paragraphs.append(
            tr(
                "The model cannot be built without {settings} that transformers leaves empty: "
                "{fields}. The program chose a value.",
                settings=what,
                fields=names,
            )
        )
    if warnings:
        paragraphs += _problems(warnings)
    title = (
        tr("What this would make")
        if result.footprint.fits
        else tr("Too large for {computer}", computer=workplace())
    )
    return Explanation(title, tuple(paragraphs))


def _problems(problems: Sequence[Problem]) -> list[str]:
    rows = []
    for problem in problems[:3]:
        text = named(problem.sentence)
        if problem.suggestions and not problem.elsewhere:  # else the sentence has them all
            text += " " + tr(
                "{path} {suggestions} would work.",
                path=named(problem.path),
                suggestions=problem.suggestions[0],
            )
        rows.append(text)
    if len(problems) > 3:
        rows.append(
            capital(
                ntr(
                    "{count:words} more field to look at.",
                    "{count:words} more fields to look at.",
                    len(problems) - 3,
                )
            )
        )
    return rows


def _footprint(footprint: Footprint) -> list[str]:
    paragraphs = [
        ntr(
            "These settings make a {class_name} with **{count} parameter**: {float32_bytes} in "
            "[float32](glossary:float32), of {free_bytes} free. Nothing was built yet.",
            "These settings make a {class_name} with **{count} parameters**: {float32_bytes} in "
            "[float32](glossary:float32), of {free_bytes} free. Nothing was built yet.",
            footprint.parameters,
            class_name=footprint.class_name,
            float32_bytes=bytes_(footprint.float32_bytes),
            free_bytes=bytes_(footprint.free_bytes),
        )
    ]
    largest = max(footprint.parts, key=lambda part: part.parameters, default=None)
    if largest is not None and len(footprint.parts) > 1:
        paragraphs.append(largest_part(largest.share, largest.name, largest.role))
    if not footprint.fits:
        paragraphs.append(
            tr(
                "Running it would take about {run_bytes}. Make it smaller, or "
                "close other programs.",
                run_bytes=bytes_(footprint.run_bytes),
            )
        )
    return paragraphs
