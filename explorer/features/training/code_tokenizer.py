"""The Python of the texts to learn from, and of a tokenizer that is trained on them.

`explorer/engine/sandbox/serve.py` does the same, and gives the same `tokenizer.json`
(`tests/model/test_tokenizer_training.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from explorer.features.training.protocol import BundledData, DataChoice, TokenizerTrained
from explorer.protocol.model import ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.python.model import shipped
from explorer.text.translation import tr

_TOKENIZERS = {
    "BPE": ("Tokenizer", "decoders", "models", "pre_tokenizers", "trainers"),
    "WordPiece": ("Tokenizer", "decoders", "models", "normalizers", "pre_tokenizers", "trainers"),
}


def train(request: object, result: TokenizerTrained, summary: ModelSummary | None) -> Fragment:
    """The texts, the training, and the first rules."""
    lines = texts(
        result.request.data, result.own_texts, result.texts_file, answers=result.with_answers
    )
    rules = [
        "for number, (left, right) in enumerate(rules[:20], start=1):",
        "    print(number, left, right)",
    ]
    return lines + tokenizer(result) + fragment(rules)


def texts(
    data: DataChoice, own: Sequence[tuple[str, str]], texts_file: str, *, answers: bool
) -> Fragment:
    """`texts`, and `answers` where they are needed."""
    named = '    answers = [row["label"] for row in rows]' if answers else ""
    match data:
        case BundledData(name):
            note = remark(tr("What it learns from comes with Transformer Explorer"))
            lines = [
                'with open(file, encoding="utf-8") as stream:',
                "    lines = stream.read().splitlines()",
                "rows = [json.loads(line) for line in lines]",
                'rows = [row for row in rows if not row.get("held_out")]',
                'texts = [row["text"] for row in rows]',
                *([named.strip()] if answers else []),
            ]
            rows = replace(fragment(lines), imports=frozenset({"import json"}))
            return note.then(shipped("file", "training", f"{name}.jsonl")).then(rows)
        case _ if texts_file:
            lines = [
                *layout.comment(tr("What it learns from was written here by the program")),
                *layout.assigned("file", texts_file),
                'with open(file, encoding="utf-8") as stream:',
                "    rows = json.load(stream)",
                "texts = [text for text, answer in rows]",
                *(["answers = [answer for text, answer in rows]"] if answers else []),
            ]
            return replace(fragment(lines), imports=frozenset({"import json"}))
    lines = layout.assigned_list("texts", (text for text, _ in own))
    if answers:
        lines += layout.assigned_list("answers", (answer for _, answer in own))
    return fragment([*layout.comment(tr("What it learns from")), *lines])


def tokenizer(result: TokenizerTrained) -> Fragment:
    """`tokenizer` and its `rules`, from `texts` and, where they are written as well, `answers`."""
    before, after = result.around
    lines = [
        *layout.comment(tr("A tokenizer is trained on these texts")),
        *layout.assigned_list("special", result.special),
        *([f"lines = texts{' + answers' if result.with_answers else ''}"]),
        *(_pieces(result) if result.kind == "WordPiece" else _bytes(result)),
    ]
    parts = _TOKENIZERS[result.kind]
    if before or after:
        parts = (*parts, "processors")
        lines += _around(before, after)
    arguments = ["tokenizer_object=backend", "clean_up_tokenization_spaces=False"]
    arguments += [f"{role}={layout.string(token)}" for role, token in result.roles]
    if result.longest:
        arguments.append(f"model_max_length={result.longest}")
    lines += layout.called("tokenizer = PreTrainedTokenizerFast", arguments)
    imports = layout.imported(False, {"tokenizers": parts})
    more = {"import collections"} if result.kind == "WordPiece" else set()
    return replace(
        fragment(lines, "PreTrainedTokenizerFast"),
        imports=frozenset({"\n".join(imports), "import json", *more}),
    )


def _around(before: str, after: str) -> list[str]:
    single = f"{before} $A {after}".strip()
    pair = f"{before} $A {after} $B:1 {after}:1".strip()
    tokens = ", ".join(layout.string(token) for token in (before, after) if token)
    return [
        "backend.post_processor = processors.TemplateProcessing(",
        f"    single={layout.string(single)},",
        f"    pair={layout.string(pair)},",
        "    special_tokens=[",
        "        (token, backend.token_to_id(token))",
        f"        for token in [{tokens}]",
        "    ],",
        ")",
    ]


def _bytes(result: TokenizerTrained) -> list[str]:
    return [
        "backend = Tokenizer(models.BPE())",
        "backend.pre_tokenizer = pre_tokenizers.ByteLevel(",
        "    add_prefix_space=False",
        ")",
        "backend.decoder = decoders.ByteLevel()",
        "trainer = trainers.BpeTrainer(",
        f"    vocab_size={result.request.tokens},",
        *layout.noted("    min_frequency=2,", tr("one occurrence does not make a rule")),
        "    special_tokens=special,",
        "    initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),",
        "    show_progress=False,",
        ")",
        "backend.train_from_iterator(lines, trainer)",
        'rules = json.loads(backend.to_str())["model"]["merges"]',
    ]


def _pieces(result: TokenizerTrained) -> list[str]:
    tokens = result.request.tokens
    return [
        "normalizer = normalizers.BertNormalizer(lowercase=True)",
        "cut = pre_tokenizers.BertPreTokenizer()",
        "words = collections.Counter(",
        "    word",
        "    for line in lines",
        "    for word, _ in cut.pre_tokenize_str(",
        "        normalizer.normalize_str(line)",
        "    )",
        ")",
        *layout.comment(tr("The letters, the most frequent ones where there are many")),
        "often = collections.Counter()",
        "for word, count in words.items():",
        "    for letter in word:",
        "        often[letter] += count",
        f"most = often.most_common(({tokens} - len(special)) // 2)",
        "letters = sorted(letter for letter, _ in most)",
        "inside = {letter for word in words for letter in word[1:]}",
        "pieces = letters + [",
        '    f"##{letter}" for letter in letters if letter in inside',
        "]",
        *layout.comment(tr("In this order: the library would number them by chance")),
        'merging = Tokenizer(models.BPE(continuing_subword_prefix="##"))',
        "merging.normalizer, merging.pre_tokenizer = normalizer, cut",
        "trainer = trainers.BpeTrainer(",
        f"    vocab_size={tokens},",
        *layout.noted("    min_frequency=2,", tr("one occurrence does not make a rule")),
        "    special_tokens=special + pieces,",
        *layout.noted("    limit_alphabet=0,", tr("no other letters")),
        '    continuing_subword_prefix="##",',
        "    show_progress=False,",
        ")",
        "merging.train_from_iterator(lines, trainer)",
        'learned = json.loads(merging.to_str())["model"]',
        'rules = learned["merges"]',
        *layout.comment(tr("WordPiece keeps the pieces and forgets the rules")),
        "backend = Tokenizer(",
        '    models.WordPiece(learned["vocab"], unk_token="[UNK]")',
        ")",
        "backend.normalizer, backend.pre_tokenizer = normalizer, cut",
        "backend.decoder = decoders.WordPiece()",
        "backend.add_special_tokens(special)",
    ]
