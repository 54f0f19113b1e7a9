"""Runs as tables of answers: CSV (one line an answer) and JSON (one object a run)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from explorer.boundary import atomic_write
from explorer.features.answers.protocol import TextsCompared, TokensLabelled
from explorer.features.generation.protocol import Generated
from explorer.features.generation.view.text_branches import Written
from explorer.features.history.view.run_history import PastRun
from explorer.text.table import Table
from explorer.text.translation import tr

COLUMNS = (
    "run",
    "name",
    "when",
    "model",
    "class",
    "weights",
    "changed",
    "text",
    "position",
    "about",
    "rank",
    "answer",
    "id",
    "probability",
    "logit",
)


def write(runs: Sequence[PastRun], path: str) -> None:
    """Write runs to a file; the ending says how. Raises OSError."""
    text = as_json(runs) if path.lower().endswith(".json") else as_csv(runs)
    atomic_write.write(path, text)


def as_csv(runs: Sequence[PastRun]) -> str:
    """One line an answer; a run that answers in tensors has one line without an answer."""
    return as_table(runs).csv()


def as_table(runs: Sequence[PastRun]) -> Table:
    """The same as a table."""
    lines: list[tuple[object, ...]] = []
    for run in runs:
        about = run.summary
        first = (
            run.number,
            run.name,
            run.when.isoformat(timespec="seconds"),
            run.model,
            about.class_name,
            about.state,
            run.changed,
        )
        rows: list[tuple[object, ...]] = [
            (
                prediction.text_index + 1,
                prediction.position + 1 or "",
                prediction.caption,
                rank,
                candidate.text,
                candidate.id,
                "" if candidate.is_score else candidate.probability,
                candidate.logit,
            )
            for prediction in run.predictions
            for rank, candidate in enumerate(prediction.candidates, start=1)
        ]
        if run.written is not None:
            rows = _steps(run.written)
        lines += [(*first, *row) for row in rows or [("",) * (len(COLUMNS) - len(first))]]
    return Table(COLUMNS, tuple(lines))


def _steps(written: Written) -> list[tuple[object, ...]]:
    """One line for each token of each branch: the branch, the place, and how likely it was."""
    return [
        (
            branch,
            place,
            tr("chosen by hand") if token.by_hand else "written",
            next((r for r, c in enumerate(token.candidates, 1) if c.id == token.token.id), ""),
            token.token.shown,
            token.token.id,
            token.probability,
            next((c.logit for c in token.candidates if c.id == token.token.id), ""),
        )
        for branch, result in enumerate(written.branches, start=1)
        for place, token in enumerate(result.tokens, start=1)
    ]


def as_json(runs: Sequence[PastRun]) -> str:
    """Everything that is kept of each run but the tensors' values."""
    return json.dumps([_described(run) for run in runs], indent=1, ensure_ascii=False) + "\n"


def _branch(result: Generated) -> dict[str, Any]:
    return {
        "text": result.text,
        "stopped": result.stopped,
        "tokens": [
            {
                "token": token.token.shown,
                "id": token.token.id,
                "own_probability": token.probability,
                "probability_with_settings": token.after,
                "by_hand": token.by_hand,
                "candidates": [
                    {
                        "token": c.text,
                        "id": c.id,
                        "own_probability": c.probability,
                        "probability_with_settings": c.after,
                        "logit": c.logit,
                    }
                    for c in token.candidates
                ],
            }
            for token in result.tokens
        ],
    }


def _described(run: PastRun) -> dict[str, Any]:
    ran, about = run.ran, run.summary
    mapping: dict[str, Any] = {
        "run": run.number,
        "name": run.name,
        "when": run.when.isoformat(timespec="seconds"),
        "model": {
            "name": about.name,
            "class": about.class_name,
            "source": about.source,
            "trained_to_step": run.trained_to,
            "weights": about.state,
            "dtype": about.dtype,
            "seed": about.seed,
        },
        "texts": list(ran.request.texts),
        "input_ids": [[token.id for token in row] for row in ran.rows],
        "tokens": [[token.shown for token in row] for row in ran.rows],
        "heads_off": [
            {"kind": heads.kind, "layer": heads.layer, "heads": list(heads.heads)}
            for heads in ran.silenced
        ],
        "patch": dataclasses.asdict(ran.patch) if ran.patch is not None else None,
        "outputs": {output.name: list(output.shape) for output in ran.outputs},
        "seconds": ran.seconds,
        "answers": [
            {
                "text": prediction.text_index,
                "position": prediction.position,
                "about": prediction.caption,
                "candidates": [
                    {
                        "answer": candidate.text,
                        "id": candidate.id,
                        "probability": None if candidate.is_score else candidate.probability,
                        "logit": candidate.logit,
                    }
                    for candidate in prediction.candidates
                ],
            }
            for prediction in run.predictions
        ],
    }
    match run.result:
        case Written() as written:
            mapping["settings"] = dataclasses.asdict(written.sampling)
            begun = written.request
            mapping["chat"] = begun.chat
            if begun.chat:
                mapping["system"], mapping["template"] = begun.system, begun.template
                mapping["turns"] = [dataclasses.asdict(turn) for turn in begun.turns]
            mapping["branches"] = [_branch(branch) for branch in written.branches]
        case TextsCompared() as compared:
            mapping["cosine"] = compared.cosine.tolist()
        case TokensLabelled() as labelled:
            mapping["spans"] = [
                {"text": span.text, "label": span.label, "start": span.start, "end": span.end}
                for span in labelled.spans
            ]
    return mapping
