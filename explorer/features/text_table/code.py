"""The Python of a table of texts. Expects `model` and `tokenizer`."""

from __future__ import annotations

from collections.abc import Sequence

from explorer.features.text_table.protocol import (
    MOST_CHARACTERS,
    MOST_ROWS,
    RunTexts,
    TextsRead,
    TextTableResult,
    label_id,
)
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Run, RunResult, TensorInfo
from explorer.text.python import inputs, layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.python.model import file_at
from explorer.text.python.threads import computed_with
from explorer.text.table import is_formula
from explorer.text.translation import tr

_MOST_WRITTEN, _MOST_LETTERS = 100, 20_000
"""Rows, and characters in them, up to which texts are in the Python itself."""

SAVED_AS = "texts.csv"
"""The file that the page offers to save the table as."""


def write(request: RunTexts, result: TextTableResult, summary: ModelSummary) -> Fragment:
    """Texts, batches of equal length, and the answer to each."""
    whole = (
        _texts(request.table, labels=_judges(result))
        + _batches(result, summary)
        + _labels(result)
        + _answers(result, summary)
    )
    return computed_with(whole, result.threads)


def _judges(result: TextTableResult) -> bool:
    return not result.is_score and bool(result.request.table.labelled)


# -- the texts -------------------------------------------------------------------------------------


def _texts(table: TextsRead, *, labels: bool) -> Fragment:
    request = table.request
    if request.path:
        lines = _of_file(table, labels=labels)
        read = Fragment(tuple(lines), imports=_csv(lines))
        return file_at("path", request.path).then(read)
    rows = table.rows
    if len(rows) <= _MOST_WRITTEN and sum(len(row.text) for row in rows) <= _MOST_LETTERS:
        lines = layout.assigned_list("texts", [row.text for row in rows])
        lines += _numbered([row.number for row in rows])
        if labels:
            lines += layout.assigned_list("labels", [row.label for row in rows])
        return fragment(lines)
    lines = [
        *layout.comment(tr("Save the table as CSV beside this file first")),
        f'with open("{SAVED_AS}", encoding="utf-8", newline="") as file:',
        "    rows = list(csv.DictReader(file))",
        'texts = [row["text"] for row in rows]',
        'lines = [row["line"] for row in rows]',
    ]
    if any(is_formula(row.text) for row in rows):
        lines += [
            *layout.comment(tr("An apostrophe keeps spreadsheets from running these")),
            'formulas = tuple("\'" + sign for sign in "=+-@＝＋－＠")',
            "texts = [",
            "    text[1:] if text.startswith(formulas) else text",
            "    for text in texts",
            "]",
        ]
    if labels:
        lines.append('labels = [row["label"] for row in rows]')
    return Fragment(tuple(lines), imports=_csv(lines))


def _numbered(numbers: Sequence[int]) -> list[str]:
    """The line in which each text begins."""
    first = numbers[0] if numbers else 1
    if list(numbers) == list(range(first, first + len(numbers))):
        return [f"lines = range({first}, {first + len(numbers)})"]
    return ["lines = [", *(f"    {number}," for number in numbers), "]"]


def _csv(lines: list[str]) -> frozenset[str]:
    return frozenset({"import csv"}) if any("csv." in line for line in lines) else frozenset()


def _of_file(table: TextsRead, *, labels: bool) -> list[str]:
    path = table.request.path
    opened = [f'    path, encoding="{table.codec}"']
    is_table = bool(table.separator) or path.lower().endswith((".csv", ".tsv", ".tab"))
    if is_table:
        opened[0] += ', newline=""'
    lines = [*layout.comment(tr("Each row with the line that it begins in")), "rows = []"]
    lines += ["with open(", *opened, ") as file:"]
    if is_table:
        separator = layout.string(table.separator or "\x1f")
        lines += [
            f"    reader = csv.reader(file, delimiter={separator})",
            "    first = 1",
            "    for row in reader:",
            "        if any(map(str.strip, row)):",
            "            rows.append((first, row))",
            "        first = reader.line_num + 1",
        ]
    else:
        lines += [
            "    for first, line in enumerate(file, start=1):",
            "        if line.strip():",
            '            rows.append((first, [line.removesuffix("\\n")]))',
        ]
    first = int(table.has_names)
    if table.more:
        lines.append(f"rows = rows[{first or ''}:{first + MOST_ROWS}]")
    elif first:
        lines.append("rows = rows[1:]")
    column = table.text_column
    if table.left_out:
        lines += [
            *layout.comment(tr("Rows without a text are left out")),
            "rows = [",
            "    (first, row)",
            "    for first, row in rows",
            f"    if len(row) > {column} and row[{column}].strip()",
            f"    and len(row[{column}]) <= {MOST_CHARACTERS}",
            "]",
        ]
    lines.append(f"texts = [row[{column}] for _, row in rows]")
    lines.append("lines = [first for first, _ in rows]")
    label = table.label_column
    if labels:
        lines += [
            "labels = [",
            f'    row[{label}].strip() if len(row) > {label} else ""',
            "    for _, row in rows",
            "]",
        ]
    return lines


# -- the batches -----------------------------------------------------------------------------------


def _batches(result: TextTableResult, summary: ModelSummary) -> Fragment:
    lines = ['ids = [tokenizer(text)["input_ids"] for text in texts]', "usable = range(len(texts))"]
    rules = []
    if result.task == "fill-mask":
        rules.append("tokenizer.mask_token_id in ids[row]")
    if summary.max_length:
        rules.append(f"0 < len(ids[row]) <= {summary.max_length}")
    if result.unusable and rules:
        lines[1:] = [
            "usable = [",
            "    row",
            "    for row in range(len(texts))",
            f"    if {rules[0]}",
            *(f"    and {rule}" for rule in rules[1:]),
            "]",
        ]
    lines.append("order = sorted(usable, key=lambda row: len(ids[row]))")
    if not result.at_once:
        lines.append("batches = [[row] for row in order]")
        return fragment(lines)
    return fragment(
        [
            *lines,
            *layout.comment(tr("Rows of one length together: they need no padding")),
            "batches = []",
            "for row in order:",
            "    length = len(ids[row])",
            "    last = batches[-1] if batches else []",
            "    same = bool(last) and len(ids[last[0]]) == length",
            f"    if same and (len(last) + 1) * length <= {result.at_once}:",
            "        last.append(row)",
            "    else:",
            "        batches.append([row])",
        ]
    )


# -- the labels ------------------------------------------------------------------------------------


def _labels(result: TextTableResult) -> Fragment:
    if not _judges(result):
        return Fragment()
    if result.names:
        meant = dict.fromkeys(row.label for row in result.request.table.rows if row.label)
        known = {label: label_id(label, result.names) for label in meant}
        lines = [*layout.comment(tr("The model's number of each label")), "wanted = {"]
        lines += [
            f"    {layout.string(label)}: {{{number}}},"
            for label, number in known.items()
            if number is not None
        ]
        return fragment([*lines, "}"])
    return fragment(
        [
            *layout.comment(tr("The token of each label, with or without a space before")),
            "wanted = {}",
            "for label in filter(None, labels):",
            '    for text in (label, " " + label):',
            '        word = tokenizer(text, add_special_tokens=False)["input_ids"]',
            "        if len(word) == 1 and word[0] != tokenizer.unk_token_id:",
            "            wanted.setdefault(label, set()).add(word[0])",
        ]
    )


# -- the answers -----------------------------------------------------------------------------------


def _answers(result: TextTableResult, summary: ModelSummary) -> Fragment:
    call = inputs.forward(_as_run(result), summary)
    padding = inputs.named_padding(_as_run(result, rows=2), summary)
    logits = "logits" if "logits" in result.returned else "prediction_logits"
    lines = [
        "results = {}",
        "for batch in batches:",
        "    inputs = tokenizer(",
        '        [texts[row] for row in batch], return_tensors="pt"',
        "    )",
        *(f"    {line}" for line in call.lines),
        "    for place, row in enumerate(batch):",
        f"        logits = outputs.{logits}[place].float()",
        *(f"        {line}" for line in _one(result)),
        "        results[row] = (answer, probability, loss, right)",
        "for row in sorted(results):",
        "    print(lines[row], repr(texts[row]), *results[row])",
    ]  # fmt: skip
    whole = padding.then(fragment(lines, torch=True))
    return whole + _summed(result)


def _as_run(result: TextTableResult, rows: int = 1) -> RunResult:
    """As far as the call of the model depends on it."""
    outputs = tuple(TensorInfo(name, "", (), "") for name in result.returned)
    empty = tuple(() for _ in range(rows))
    return RunResult(Run(), result.model_serial, empty, (), outputs, (), "", 0.0)


def _one(result: TextTableResult) -> list[str]:
    """From `logits` of a row to `answer`, `probability`, `loss` and `right`."""
    judged = _judges(result)
    lines = ['loss, right = float("nan"), None']
    if judged:
        lines.append("ids_wanted = wanted.get(labels[row], set())")
    if result.is_score:
        return [
            *lines,
            "answer = model.config.id2label[0]",
            'probability, score = float("nan"), logits[0].item()',
        ]
    if result.names:
        share = "sigmoid()" if result.independent else "softmax(-1)"
        lines += [
            f"shares = logits.{share}",
            "best = shares.argmax().item()",
            "answer = model.config.id2label[best]",
        ]
        if judged and not result.independent:
            lines += [
                "for label_id in ids_wanted:",
                "    loss = torch.nn.functional.cross_entropy(",
                "        logits, torch.tensor(label_id)",
                "    ).item()",
            ]
    elif result.task == "fill-mask":
        lines += [
            'is_mask = inputs["input_ids"][place] == tokenizer.mask_token_id',
            *layout.noted("logits = logits[is_mask.nonzero()[0, 0]]", tr("the first mask")),
            "shares = logits.softmax(-1)",
            "best = shares.topk(1).indices.item()",
            "answer = tokenizer.decode(best)",
        ]
        if judged:
            lines += [
                "for word in ids_wanted:",
                "    one = torch.nn.functional.cross_entropy(",
                "        logits, torch.tensor(word)",
                "    ).item()",
                "    loss = min(loss, one) if loss == loss else one",
            ]
    else:
        lines += [
            *layout.comment(tr("Each token after those before it")),
            'follows = inputs["input_ids"][place][1:]',
            "if len(follows):",
            "    loss = torch.nn.functional.cross_entropy(",
            "        logits[:-1], follows",
            "    ).item()",
            "shares = logits[-1].softmax(-1)",
            "best = shares.topk(1).indices.item()",
            "answer = tokenizer.decode(best)",
        ]
    lines.append("probability = shares[best].item()")
    if judged:
        lines += ["if ids_wanted:", "    right = best in ids_wanted"]
    return lines


def _summed(result: TextTableResult) -> Fragment:
    lines = [
        "losses = [loss for _, _, loss, _ in results.values() if loss == loss]",
        "if losses:",
        *layout.printed(tr("mean loss {loss}"), 4, loss="sum(losses) / len(losses):.4f"),
    ]
    if _judges(result):
        lines += [
            "judged = [r for *_, r in results.values() if r is not None]",
            "if judged:",
            *layout.printed(tr("accuracy {share}"), 4, share="sum(judged) / len(judged):.4%"),
        ]
    return fragment(lines)
