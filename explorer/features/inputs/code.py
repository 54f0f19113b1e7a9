"""Code."""

from __future__ import annotations

from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Run, RunResult, Tokenize, Tokenized
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.python.inputs import inputs, run
from explorer.text.translation import tr


def tokenize_texts(request: Tokenize, result: object, summary: ModelSummary | None) -> Fragment:
    if summary is None or not summary.tokenizer:
        return remark(tr("This model has no tokenizer."))
    rows = result.rows if isinstance(result, Tokenized) else ()
    return inputs(request.texts, rows, request.pairs) + fragment(
        [
            "for row in inputs.input_ids:",
            "    print(tokenizer.convert_ids_to_tokens(row))",
            "    print(row)",
        ]
    )


def run_texts(request: Run, result: object, summary: ModelSummary | None) -> Fragment:
    if not isinstance(result, RunResult) or summary is None:
        return Fragment()
    return run(request, result, summary)
