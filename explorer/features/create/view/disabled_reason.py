"""Why a model cannot be created from the settings, in one sentence. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.features.create.protocol.config import ConfigVerdict
from explorer.features.create.view.config_draft import ConfigDraft
from explorer.text import numbers
from explorer.text.translation import tr


@dataclass(frozen=True)
class Reason:
    """An empty sentence: it can be created. `path` is the field to look at, if there is one.

    `counting` and `busy` pass by themselves.
    """

    sentence: str = ""
    path: str = ""
    counting: bool = False
    busy: bool = False


def reason_of(
    draft: ConfigDraft, verdict: ConfigVerdict | None, failed: str, json_open: bool, allowed: bool
) -> Reason:
    """What is in the way; `verdict` is None while the present settings are not judged."""
    if draft.broken:
        path, sentence = next(iter(draft.broken.items()))
        return Reason(f"{path}: {sentence}", path)
    if json_open:
        return Reason(tr("The JSON has changes that are not applied yet."))
    if failed:
        return Reason(failed)
    if verdict is None:
        return Reason(tr("The settings are being checked and counted."), counting=True)
    errors = [problem for problem in verdict.problems if problem.level == "error"]
    if errors:
        paths = list(dict.fromkeys(error.path for error in errors if draft.home(error.path)))
        if not paths:
            return Reason(errors[0].sentence)
        names = (
            numbers.joined(paths[:2])
            if len(paths) < 3
            else tr("{fields} and {remaining} more", fields=paths[0], remaining=len(paths) - 1)
        )
        sentence = numbers.ntr(
            "{fields} needs another value.",
            "{fields} need another value.",
            len(paths),
            fields=names,
        )
        return Reason(sentence, draft.home(paths[0]))
    if verdict.missing_packages:
        sentence = numbers.ntr(
            "This needs {packages}, which is not installed.",
            "This needs {packages}, which are not installed.",
            len(verdict.missing_packages),
            packages=numbers.joined(verdict.missing_packages),
        )
        return Reason(sentence)
    if verdict.footprint is None:
        return Reason(tr("No model can be built from these settings."))
    if not verdict.footprint.fits:
        return Reason(tr("It does not fit into the free memory."))
    if not allowed:
        return Reason(
            tr("A model is being opened, created or saved. Wait for it, or press Stop."), busy=True
        )
    return Reason()
