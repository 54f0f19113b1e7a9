"""Heads off and on: which can be, and what that does to the answer."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.ablation.protocol import AblationResult, AblationTargets
from explorer.protocol.explanation import Explanation
from explorer.protocol.inspection import ALL, HeadPlace
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Prediction
from explorer.text.numbers import amount, capital, count, joined, ntr, rounded, told_apart
from explorer.text.phrases import bare, bold, checked, head_place, named
from explorer.text.translation import tr


def possible(result: AblationTargets, summary: ModelSummary | None) -> Explanation:
    """Which heads can be switched off."""
    if result.means == "refused":
        return Explanation(tr("No head can be switched off here"), (named(result.sentence),))
    total = sum(row.heads for row in result.rows)
    return Explanation(
        tr("Heads that can be switched off"),
        (
            ntr(
                "{total} in {count:words} layer. {sentence}",
                "{total} in {count:words} layers. {sentence}",
                len(result.rows),
                total=bold(count(total)),
                sentence=named(result.sentence),
            ),
        ),
    )


def switched(result: AblationResult, summary: ModelSummary | None) -> Explanation:
    """Heads went off or on: what that does to the answer."""
    if not result.off:
        title = tr("All heads are on again")
        sentences = [tr("The model is whole again. Its weights were never touched.")]
    else:
        single_head = len(result.off) == 1 and result.off[0].head != ALL
        title = tr("A head is off") if single_head else tr("Heads are off")
        sentences = [
            capital(
                ntr(
                    "{heads} now gives nothing to the layers above: an [attention "
                    "head](glossary:attention-head) that is off leaves zeros. No weight was "
                    "touched, so switching back restores every bit.",
                    "{heads} now give nothing to the layers above: an [attention "
                    "head](glossary:attention-head) that is off leaves zeros. No weight was "
                    "touched, so switching back restores every bit.",
                    1 if single_head else 2,
                    heads=_places(result.off),
                )
            )
        ]
        sentences += change(result.before, result.after)
        if result.before or result.largest_change:
            sentences.append(
                tr(
                    "The largest change of any output is {largest_change}.",
                    largest_change=rounded(result.largest_change),
                )
            )
    if result.note:
        sentences.append(named(result.note))
    return Explanation(title, tuple((sentences + checked(result.checks))[:4]))


def _places(off: Sequence[HeadPlace]) -> str:
    places = [head_place(place) for place in off[:4]]
    if len(off) > 4:
        places.append(ntr("{count} more head", "{count} more heads", len(off) - 4))
    return joined(places)


def change(before: Sequence[Prediction], after: Sequence[Prediction]) -> list[str]:
    """The first answer before and after."""
    if not (before and after and before[0].candidates and after[0].candidates):
        return []
    was, now = before[0].candidates[0], after[0].candidates[0]
    then = next((candidate for candidate in after[0].candidates if candidate.id == was.id), None)
    first = named(bare(was.text))
    had = bold(amount(was))
    if before[0].kind == "score":
        return [
            tr(
                "The score of “{answer}” was {before} and is now {after}.",
                answer=first,
                before=had,
                after=bold(amount(now)),
            )
        ]
    if now.id == was.id:
        earlier, later = told_apart(was.probability, now.probability)
        return [
            tr(
                "“{answer}” had {before} and now has {after}; it is still the first answer.",
                answer=first,
                before=bold(earlier),
                after=bold(later),
            )
        ]
    return [
        tr(
            "“{answer}” had {before} and now has {after}; the first answer is now “{new_answer}” "
            "with {new_probability}.",
            answer=first,
            before=had,
            after=bold(amount(then) if then is not None else tr("less than the first few")),
            new_answer=named(bare(now.text)),
            new_probability=amount(now),
        )
    ]
