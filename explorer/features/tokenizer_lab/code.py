"""The Python of the tokenizer lab: the same tokens, the same steps from the tokenizer's data.

Its variables have names of their own: in the script of a session `tokenizer`, `model` and `text`
belong to the model in memory, and the steps that follow use them.
"""

from __future__ import annotations

from explorer.features.tokenizer_lab.protocol import (
    CompareTokenizers,
    ShowSteps,
    StepsShown,
    TokenizersCompared,
)
from explorer.protocol.model import FROM_PYTHON, ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.python.model import place
from explorer.text.translation import tr


def compare(
    request: CompareTokenizers, result: TokenizersCompared, summary: ModelSummary | None
) -> Fragment:
    """Each tokenizer, its tokens and characters per token."""
    if not result.read:
        return remark(tr("None of these tokenizers could be read."))
    whole = fragment(layout.assigned("sentence", request.text))
    each = layout.f_string(tr("{characters} characters each"), characters="each:.1f")
    for item in result.read:
        whole += _read(item.path, item.revision) + fragment(
            [
                'ids = lab_tokenizer(sentence)["input_ids"]',
                "own = lab_tokenizer(sentence, add_special_tokens=False)",
                'each = len(sentence) / max(1, len(own["input_ids"]))',
                "print(lab_tokenizer.convert_ids_to_tokens(ids))",
                "print(ids)",
                f'print(len(own["input_ids"]), "tokens,", {each})',
            ]
        )
    return whole


def _read(path: str, revision: str) -> Fragment:
    if path == FROM_PYTHON:
        return fragment(
            layout.noted("lab_tokenizer = tokenizer", tr("what explorer.show was given"))
        )
    where = place(path, revision)
    more = where.options("source_revision")
    lines = layout.called("lab_tokenizer = AutoTokenizer.from_pretrained", ["source", *more])
    return where.assigned("source", "source_revision").then(fragment(lines, "AutoTokenizer"))


def steps(request: ShowSteps, result: StepsShown, summary: ModelSummary | None) -> Fragment:
    """The steps of the word once more, by the rule of the tokenizer's kind."""
    lines = [
        "backend = lab_tokenizer.backend_tokenizer",
        'recipe = json.loads(backend.to_str())["model"]',
        *layout.assigned("word", request.word),
    ]
    own = {"BPE": _joins, "WordPiece": _matches}.get(result.kind)
    if own is not None and len(result.steps) > 0 and result.steps[0].did in ("start", "match"):
        lines += own(result)
    lines += [
        "tokens = backend.model.tokenize(word)",
        "print([token.value for token in tokens])",
        "print([token.id for token in tokens])",
    ]
    whole = Fragment(tuple(lines), imports=frozenset({"import json"}))
    return _read(result.path, result.revision) + whole


def _joins(result: StepsShown) -> list[str]:
    symbols = [token.piece for token in result.steps[0].pieces]
    return [
        "rules = [",
        '    tuple(rule.split(" ", 1) if isinstance(rule, str) else rule)',
        '    for rule in recipe["merges"]',
        "]",
        "ranks = {pair: rank for rank, pair in enumerate(rules)}",
        'within = len(recipe["continuing_subword_prefix"] or "")',
        # The smallest pieces as the tokenizer's settings make them of the word's letters.
        *layout.assigned_list("symbols", symbols),
        "while True:",
        "    pairs = list(zip(symbols, symbols[1:]))",
        "    known = [",
        "        (ranks[pair], place)",
        "        for place, pair in enumerate(pairs)",
        "        if pair in ranks",
        "    ]",
        "    if not known:",
        "        break",
        *layout.noted("    rank, place = min(known)", tr("the first rule of the list")),
        "    left, right = symbols[place : place + 2]",
        "    symbols[place : place + 2] = [left + right[within:]]",
        *layout.called("    print", [layout.string(tr("rule")), "rank + 1", "symbols"]),
    ]


def _matches(result: StepsShown) -> list[str]:
    return [
        "pieces, begin = [], 0",
        "while begin < len(word):",
        '    prefix = recipe["continuing_subword_prefix"] if begin else ""',
        "    fits = [",
        "        end",
        "        for end in range(len(word), begin, -1)",
        '        if prefix + word[begin:end] in recipe["vocab"]',
        "    ]",
        "    if not fits:",
        '        pieces = [recipe["unk_token"]]',
        "        break",
        *layout.noted("    pieces.append(prefix + word[begin : fits[0]])", tr("the longest")),
        "    begin = fits[0]",
        "    print(pieces, word[begin:])",
    ]
