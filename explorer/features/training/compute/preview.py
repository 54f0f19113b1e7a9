"""The data as the model will see them, for the window."""

from __future__ import annotations

import torch

from explorer.engine import tokenization
from explorer.engine.token_text import Words
from explorer.features.training.compute.prepared import PreparedData
from explorer.features.training.compute.rows import IGNORED, Row
from explorer.features.training.protocol import (
    ExamQuestion,
    PreviewRow,
    ReadTrainingData,
    TrainingData,
)
from explorer.text import numbers
from explorer.text.translation import tr

_ROWS, _HELD_OUT_ROWS = 8, 3
_FEW = 50
_SEED = 42


def preview(
    request: ReadTrainingData, prepared: PreparedData, exam: tuple[ExamQuestion, ...]
) -> TrainingData:
    """What was read, and the first rows as one step would see them."""
    texts, rows = prepared.texts, prepared.rows
    return TrainingData(
        request=request,
        serial=prepared.loaded.serial,
        title=texts.title,
        format=texts.format,
        objective=prepared.objective,
        training=len({id(row.text) for row in rows}),
        held_out=len({id(row.text) for row in prepared.held_out}),
        rows=tuple(
            _row(prepared, row, held_out)
            for some, held_out in (
                (rows[:_ROWS], False),
                (prepared.held_out[:_HELD_OUT_ROWS], True),
            )
            for row in some
        ),
        unusable=tuple(texts.unusable.lines),
        unusable_count=texts.unusable.count,
        columns=texts.columns,
        text_column=texts.text_column,
        label_column=texts.label_column,
        target_column=texts.target_column,
        labels=prepared.labels,
        exam=exam,
        tokens=sum(len(row.ids) for row in rows),
        unknown=_unknown(prepared),
        longest=max(len(row.ids) for row in rows),
        cut=sum(row.cut for row in rows),
        notes=_notes(prepared),
        pieces=len(rows),
    )


def _row(prepared: PreparedData, row: Row, held_out: bool) -> PreviewRow:
    hidden: tuple[int, ...] = ()
    ids = list(row.ids)
    if prepared.objective == "masked words":
        with torch.random.fork_rng([]):
            torch.manual_seed(_SEED)
            labels = prepared.batches([row])["labels"][0].tolist()
        hidden = tuple(place for place, label in enumerate(labels) if label != IGNORED)
    text = row.text
    assert text is not None
    # A long text is cut into rows: each shows its own piece, not all of the text again.
    rows = prepared.held_out if held_out else prepared.rows
    is_piece = sum(other.text is text for other in rows) > 1
    return PreviewRow(
        line=text.line,
        text=tokenization.need(prepared.loaded).decode(ids).strip() if is_piece else text.text,
        tokens=tuple(Words(prepared.loaded.tokenizer).of(ids)),
        hidden=hidden,
        answer=text.answer if prepared.objective in ("labels", "text to text") else "",
        held_out=held_out,
        cut=row.cut,
    )


def _notes(prepared: PreparedData) -> tuple[str, ...]:
    notes = list(prepared.texts.notes)
    # One long text is many pieces, and they do not repeat each other.
    count = len(prepared.rows)
    if count < _FEW:
        notes.append(
            numbers.ntr(
                "Only {count} text: the model will learn it by heart instead of what texts "
                "have in common.",
                "Only {count} texts: the model will learn them by heart instead of what they "
                "have in common.",
                count,
            )
        )
    if not prepared.held_out:
        notes.append(tr("No text is held out, so nothing shows what it makes of a new one."))
    rows = prepared.rows
    share = _unknown(prepared) / sum(len(row.ids) for row in rows)
    if share > 0.05:
        notes.append(
            tr(
                "{share} of the tokens are unknown to its tokenizer: it reads the same unknown "
                "token for all of them.",
                share=numbers.percent(share),
            )
        )
    return tuple(notes)


def _unknown(prepared: PreparedData) -> int:
    """How many tokens stand for what the tokenizer does not know.

    Where the same token also ends a text, as in GPT-2, every letter has its own tokens.
    """
    tokenizer = tokenization.need(prepared.loaded)
    unknown = tokenizer.unk_token_id
    if unknown is None or unknown in (tokenizer.eos_token_id, tokenizer.bos_token_id):
        return 0
    return sum(row.ids.count(unknown) for row in prepared.rows)
