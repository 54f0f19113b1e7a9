"""Runs as tables of answers: CSV (one line an answer) and JSON (one object a run)."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from explorer.boundary import atomic_write
from explorer.features.answers.protocol import TextsCompared, TokensLabelled
from explorer.features.generation.protocol import Generated
from explorer.features.generation.view.written import Written
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
            about.name,
            about.class_name,
            about.state,
            run.changed,
        )
        rows: list[tuple[object, ...]] = [
            (
                said.text_index + 1,
                said.position + 1 or "",
                said.caption,
                rank,
                one.text,
                one.id,
                "" if one.is_score else one.probability,
                one.logit,
            )
            for said in run.predictions
            for rank, one in enumerate(said.candidates, start=1)
        ]
        if isinstance(run.result, Written):
            rows = _steps(run.result)
        lines += [(*first, *row) for row in rows or [("",) * (len(COLUMNS) - len(first))]]
    return Table(COLUMNS, tuple(lines))


def _steps(written: Written) -> list[tuple[object, ...]]:
    """One line for each token of each branch: the branch, the place, and how likely it was."""
    return [
        (
            branch,
            place,
            tr("chosen by hand") if one.by_hand else "written",
            next((r for r, c in enumerate(one.candidates, 1) if c.id == one.token.id), ""),
            one.token.shown,
            one.token.id,
            one.probability,
            next((c.logit for c in one.candidates if c.id == one.token.id), ""),
        )
        for branch, result in enumerate(written.branches, start=1)
        for place, one in enumerate(result.tokens, start=1)
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
                "token": one.token.shown,
                "id": one.token.id,
                "probability": one.probability,
                "after_settings": one.after,
                "by_hand": one.by_hand,
                "candidates": [
                    {"token": c.text, "id": c.id, "probability": c.probability, "logit": c.logit}
                    for c in one.candidates
                ],
            }
            for one in result.tokens
        ],
    }


def _described(run: PastRun) -> dict[str, Any]:
    ran, about = run.ran, run.summary
    found: dict[str, Any] = {
        "run": run.number,
        "name": run.name,
        "when": run.when.isoformat(timespec="seconds"),
        "model": {
            "name": about.name,
            "class": about.class_name,
            "source": about.source,
            "weights": about.state,
            "dtype": about.dtype,
            "seed": about.seed,
        },
        "texts": list(ran.request.texts),
        "input_ids": [[token.id for token in row] for row in ran.rows],
        "tokens": [[token.shown for token in row] for row in ran.rows],
        "heads_off": [
            {"kind": one.kind, "layer": one.layer, "heads": list(one.heads)} for one in ran.silenced
        ],
        "patch": dataclasses.asdict(ran.patch) if ran.patch is not None else None,
        "outputs": {one.name: list(one.shape) for one in ran.outputs},
        "seconds": ran.seconds,
        "answers": [
            {
                "text": said.text_index,
                "position": said.position,
                "about": said.caption,
                "candidates": [
                    {
                        "answer": one.text,
                        "id": one.id,
                        "probability": None if one.is_score else one.probability,
                        "logit": one.logit,
                    }
                    for one in said.candidates
                ],
            }
            for said in run.predictions
        ],
    }
    if isinstance(run.result, Written):
        found["settings"] = dataclasses.asdict(run.result.sampling)
        begun = run.result.request
        found["chat"] = begun.chat
        if begun.chat:
            found["system"], found["template"] = begun.system, begun.template
            found["turns"] = [dataclasses.asdict(one) for one in begun.turns]
        found["branches"] = [_branch(one) for one in run.result.branches]
    if isinstance(run.result, TextsCompared):
        found["cosine"] = run.result.cosine.tolist()
    if isinstance(run.result, TokensLabelled):
        found["spans"] = [
            {"text": one.text, "label": one.label, "start": one.start, "end": one.end}
            for one in run.result.spans
        ]
    return found
