"""The Python of a run: texts or input IDs into tensors, one forward pass, predictions."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.protocol.model import DecoderStart, ModelSummary
from explorer.protocol.run import (
    NOTHING_BY_HAND,
    ManualInputs,
    Numbers,
    Prediction,
    Run,
    RunResult,
    TensorInfo,
    Token,
)
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.translation import tr

Rows = Sequence[Sequence[Token]]


def inputs(texts: tuple[str, ...], rows: Rows, pairs: tuple[str, ...] = ()) -> Fragment:
    """`inputs = tokenizer(...)` for one text or several, whose tokens are `rows`.

    `pairs` are the texts B that follow each of them.
    """
    second = []
    if len(texts) == 1:
        lines = layout.assigned("text", texts[0])
        if pairs:
            lines += layout.assigned("text_b", pairs[0])
            second = ["text_b"]
        lines += layout.called("inputs = tokenizer", ["text", *second, 'return_tensors="pt"'])
        return fragment(lines)
    lines = [*layout.assigned_list("texts", texts), *padding(pad_seen(rows))]
    if pairs:
        lines += layout.assigned_list("texts_b", pairs)
        second = ["texts_b"]
    more = ["texts", *second, *padded(rows), 'return_tensors="pt"']
    return fragment([*lines, *layout.called("inputs = tokenizer", more)])


def padded(rows: Rows) -> list[str]:
    """The arguments that fill shorter rows up on the side where the program does."""
    # Filled up on the left if any row begins with a place that the mask hides.
    left = any(not row[0].attended for row in rows if row)
    return ["padding=True", f'padding_side="{"left" if left else "right"}"']


def padding(visible: bool) -> list[str]:
    """Lines that add a padding token where the tokenizer may have none."""
    if visible:
        return []
    return [
        "if tokenizer.pad_token is None:",
        "    tokenizer.pad_token = (",
        "        tokenizer.eos_token or tokenizer.unk_token",
        "    )",
    ]


def run(request: Run, result: RunResult, summary: ModelSummary) -> Fragment:
    """One forward pass as the engine does it; expects `model`, and `tokenizer` for texts."""
    return (
        given(result, summary)
        + forward(result, summary)
        + answers(result, result.predictions, summary)
    )


def given(result: RunResult, summary: ModelSummary) -> Fragment:
    """`inputs = ...`: what a run was given."""
    asked = result.request
    if not asked.input_ids:
        created = inputs(asked.texts, result.rows, asked.pairs)
        created = created.then(fragment(_filled(result, summary)))
    else:
        created = from_ids(asked.input_ids, asked.by_hand)
    return created.then(positions(result.inputs, asked.by_hand)).then(
        named_padding(result, summary)
    )


def positions(given: Sequence[TensorInfo], inputs: ManualInputs = NOTHING_BY_HAND) -> Fragment:
    """`inputs["position_ids"] = ...`, where the program counted them from the mask."""
    info = next((tensor_info for tensor_info in given if tensor_info.name == "position_ids"), None)
    if info is None or inputs.position_ids:
        return Fragment()
    first = int(info.values.partition(",")[0])  # what the class calls the first place
    more = f" + {first}" if first else ""
    return fragment(
        [
            *layout.comment(tr("Positions count what the mask shows, not the padding")),
            'seen = inputs["attention_mask"].cumsum(-1)',
            # cumsum is 0 before the first seen place, hence the clamp.
            f'inputs["position_ids"] = (seen - 1).clamp_min(0){more}',
        ]
    )


def _filled(result: RunResult, summary: ModelSummary) -> list[str]:
    """Lines that fill rows up with another ID than the tokenizer's, where the class needs one."""
    filler = _hidden(result.rows)
    if filler in (None, summary.pad_id):
        return []
    return [
        *layout.comment(tr("The class finds the last token of a text by this ID")),
        'hidden = inputs["attention_mask"] == 0',
        f'inputs["input_ids"][hidden] = {filler}',
    ]


def _hidden(rows: Rows) -> int | None:
    """The ID that fills the rows of a batch up."""
    return next((token.id for row in rows for token in row if not token.attended), None)


def named_padding(result: RunResult, summary: ModelSummary) -> Fragment:
    """`model.config.pad_token_id = ...`, where a class needs it and its config lacks it."""
    config = summary.config
    text = config.get("text_config") or config
    known = text.get("pad_token_id")
    # 1 << 62: a model without its own vocabulary limits no ID.
    usable = isinstance(known, int) and 0 <= known < (summary.vocab_size or 1 << 62)
    if summary.task != "text-classification" or usable:
        return Fragment()
    filler = _hidden(result.rows)
    if filler is None and len(result.rows) < 2:
        return Fragment()
    return fragment(
        [
            *layout.comments(
                tr(
                    "Its config names no padding; without it the class does\n"
                    "not find the last token of each text"
                )
            ),
            # -1 is no token, so the class takes the last place of every row.
            f"{_pad_token_id(config)} = {-1 if filler is None else filler}",
        ]
    )


def no_padding(summary: ModelSummary) -> Fragment:
    """Undo `named_padding`."""
    config = summary.config
    text = config.get("text_config") or config
    return fragment([f"{_pad_token_id(config)} = {text.get('pad_token_id')}"])


def _pad_token_id(config: Mapping[str, Any]) -> str:
    # The text part of a composite config, where the class looks.
    part = "model.config.get_text_config()" if config.get("text_config") else "model.config"
    return f"{part}.pad_token_id"


def from_ids(rows: Numbers, inputs: ManualInputs = NOTHING_BY_HAND) -> Fragment:
    """`inputs = ...` of IDs given by hand, and of what was written beside them."""
    written = inputs.named()
    lines = layout.rows_of_numbers("input_ids", rows)
    for name, numbers in written.items():
        lines += layout.rows_of_numbers(name, numbers)
    lines += ["inputs = {", '    "input_ids": input_ids,']
    if "attention_mask" not in written:
        lines.append('    "attention_mask": torch.ones_like(input_ids),')
    lines += [f'    "{name}": {name},' for name in written]
    return fragment([*lines, "}"], torch=True)


def pad_seen(rows: Sequence[Sequence[Token]]) -> bool:
    """Whether these rows contain the tokenizer's own padding token."""
    return any(token.padding for row in rows for token in row)


def on(summary: ModelSummary) -> str:
    """What brings a tensor to where the model is, where that is not the CPU."""
    return "" if summary.device == "cpu" else ".to(model.device)"


def forward(
    result: RunResult,
    summary: ModelSummary,
    more: Sequence[str] = (),
    *,
    to: str = "outputs",
    given: str = "inputs",
    rows: str = "",
    slopes: bool = False,
) -> Fragment:
    """`outputs = model(**inputs, ...)` as the engine calls it, with `more` arguments.

    `rows` is Python for how many texts are given, where they are not those of the run; `slopes`
    keeps what gradients need.
    """
    arguments = [f"**{given}"]
    lines = _as_new(result, summary)
    if on(summary):
        lines += ["there = {", f"    name: one{on(summary)} for name, one in {given}.items()", "}"]
        arguments = ["**there"]
    decoding = any(info.name == "decoder_input_ids" for info in result.inputs)
    if _no_language(summary):
        texts_given = rows or f'len({given}["input_ids"])'
        lines += [
            *layout.comment(tr("An adapter for each language: here the first")),
            f"rows = {texts_given}",
            f"languages = torch.zeros(rows, dtype=torch.int64){on(summary)}",
        ]
        arguments.append("lang_ids=languages")
    has_encoder_output = any(
        output.name == "encoder_last_hidden_state" for output in result.outputs
    )
    if summary.decoder is not None and not decoding:
        count = rows or str(len(result.rows) or 1)
        texts, reads = _decoder_reads(count, given, summary.decoder, on(summary))
        lines += texts
        arguments += reads
    two_stacks = has_encoder_output or decoding or summary.decoder is not None
    # These make a cache unless told otherwise, and the program's run has none.
    cached = summary.task == "text-generation" or two_stacks or _all_linear(summary)
    # A cache copies keys and values. Outputs keep their bits, but attention's gradient adds up in
    # another order: 5e-7 in a Doge that judges a text.
    if (cached or slopes) and summary.takes_cache:
        arguments.append("use_cache=False")
    lines.append(f"with torch.{'enable_grad' if slopes else 'inference_mode'}():")
    lines += layout.called(f"{layout.INDENT}{to} = model", [*arguments, *more])
    run = fragment(lines, torch=True)
    return run.running() if to == "outputs" else run


def _as_new(result: RunResult, summary: ModelSummary) -> list[str]:
    """Lines that undo what a run before may have left in the model, as the program does."""
    config = summary.config
    if config.get("attention_type") == "block_sparse" and "num_random_blocks" in config:
        # BigBird's own rule for when a text is short.
        short = (5 + 2 * config["num_random_blocks"]) * config["block_size"]
        if result.rows and len(result.rows[0]) > short:
            return [
                *layout.comments(
                    tr(
                        "A short text before this one may have left it\n"
                        "with full attention; a new model would not have that"
                    )
                ),
                "for part in list(model.modules()):",
                '    if hasattr(part, "set_attention_type"):',
                '        part.set_attention_type("block_sparse")',
            ]
    if (config.get("rope_parameters") or {}).get("rope_type") == "dynamic":
        return [
            *layout.comments(
                tr(
                    "A longer text before this one may have stretched\n"
                    "its positions; in a new model they are not"
                )
            ),
            "for part in model.modules():",
            '    if hasattr(part, "original_inv_freq"):',
            "        part.inv_freq = part.original_inv_freq",
            "        part.max_seq_len_cached = part.original_max_seq_len",
        ]
    return []


def _no_language(summary: ModelSummary) -> bool:
    """Whether the class must be told a language and its config names none."""
    config = summary.config
    return summary.model_type == "xmod" and config.get("default_language") is None


def _all_linear(summary: ModelSummary) -> bool:
    """Whether no layer has a cache that tells how long it is, as these classes would ask."""
    kinds = summary.config.get("layer_types") or ()
    return summary.model_type == "xlstm" or set(kinds) == {"linear_attention"}


def _decoder_reads(
    rows: str, given: str, decoder: DecoderStart, moved: str
) -> tuple[list[str], list[str]]:
    """Lines that make what the decoder reads, and the argument; none where the class does it."""
    if decoder.reads == "own":
        return [], []
    count = f"{int(rows) * decoder.streams}" if rows.isdigit() else f"{rows} * {decoder.streams}"
    start = f"start = torch.full(({count.removesuffix(' * 1')}, 1), {decoder.token}){moved}"
    if decoder.reads == "start":
        note = layout.comment(tr("The decoder has written nothing yet but its start"))
        return [*note, start], ["decoder_input_ids=start"]
    there = "there" if moved else given
    # [rows, 1] before [rows, tokens - 1]: shifted right by one.
    read = f'read = torch.cat([start, {there}["input_ids"][:, :-1]], -1)'
    note = layout.comment(tr("The decoder reads the text as well, one token later"))
    return [*note, start, read], ["decoder_input_ids=read"]


def without_decoder(result: RunResult) -> RunResult:
    """The run as if its decoder had been given no text: for other texts, which bring none."""
    names = tuple(info for info in result.inputs if not info.name.startswith("decoder"))
    return dataclasses.replace(result, inputs=names)


def answers(
    result: RunResult, predictions: tuple[Prediction, ...], summary: ModelSummary
) -> Fragment:
    """What `outputs` say, as `predictions` do; `result` is the run whose inputs they are of."""
    result = dataclasses.replace(result, predictions=predictions)
    if not predictions:
        names = [output.name for output in result.outputs if output.name.isidentifier()]
        return fragment([f"print(outputs.{name}.shape)" for name in names[:3]])
    kind = predictions[0].kind
    if kind == "mask":
        return _masks(result, summary)
    if kind == "next":
        return _next(result, summary)
    if kind == "score":
        return _scores(predictions)
    return _labels(result, summary)


def _scores(predictions: tuple[Prediction, ...]) -> Fragment:
    if predictions[0].out_of == 1:
        return fragment(
            ["for row in outputs.logits:", *layout.noted("    print(row.item())", tr("a score"))]
        )
    return fragment(
        [
            *layout.comment(tr("Scores, each on a scale of its own")),
            "names = model.config.id2label",
            "for row in outputs.logits:",
            "    for i, score in enumerate(row.tolist()):",
            '        print(f"{names[i]:15} {score:.3f}")',
        ]
    )


def _logits(result: RunResult) -> str:
    names = {output.name for output in result.outputs}
    return "outputs.logits" if "logits" in names else "outputs.prediction_logits"


def as_float(summary: ModelSummary) -> str:
    """Probabilities are computed in float32, whatever the model's own dtype."""
    return "" if summary.dtype == "float32" else ".float()"


def _top(predictions: tuple[Prediction, ...], logits: str, summary: ModelSummary) -> list[str]:
    count = len(predictions[0].candidates)
    shown = "tokenizer.decode(i)" if summary.tokenizer else "i.item()"
    return [
        f"    best = {logits}{as_float(summary)}.softmax(-1).topk({count})",
        "    for p, i in zip(*best):",
        f'        print(f"{{{shown}:15}} {{p:.1%}}")',
    ]


def _masks(result: RunResult, summary: ModelSummary) -> Fragment:
    ids = "input_ids" if result.request.input_ids else "inputs.input_ids"
    return fragment(
        [
            *layout.comment(tr("The likeliest tokens for each {mask}", mask=summary.mask_token)),
            f"masks = {ids} == tokenizer.mask_token_id",
            # [masks, vocabulary]: boolean indexing takes all masks of all texts in order.
            f"for row in {_logits(result)}[masks]:",
            *_top(result.predictions, "row", summary),
        ]
    )


def _next(result: RunResult, summary: ModelSummary) -> Fragment:
    logits = _logits(result)
    at_end = all(
        prediction.position == len(result.rows[prediction.text_index]) - 1
        for prediction in result.predictions
    )
    if at_end:
        return next_token(result.predictions, summary, logits)
    return fragment(
        [
            *layout.comments(
                tr(
                    "The likeliest tokens to come next, after the last\n"
                    "token of each text that is not padding"
                )
            ),
            'places = torch.arange(inputs["input_ids"].shape[-1])',
            # The largest seen place of each row, as argmax of places times mask.
            'lasts = (inputs["attention_mask"] * places).argmax(-1)',
            f"for row, last in zip({logits}, lasts):",
            *_top(result.predictions, "row[last]", summary),
        ]
    )


def next_token(
    predictions: tuple[Prediction, ...], summary: ModelSummary, logits: str = "outputs.logits"
) -> Fragment:
    """What `outputs` say comes after the last token of each text."""
    return fragment(
        [
            *layout.comment(tr("The likeliest tokens to come next")),
            f"for row in {logits}[:, -1]:",
            *_top(predictions, "row", summary),
        ]
    )


def _labels(result: RunResult, summary: ModelSummary) -> Fragment:
    if summary.task == "next-sentence":
        return fragment(
            [
                *layout.comment(tr("Does text B follow text A? Yes first, then no")),
                f"best = {_logits(result)}{as_float(summary)}.softmax(-1)",
                "for yes, no in best:",
                *layout.printed(
                    tr("follows {yes}, from elsewhere {no}"), 4, yes="yes:.1%", no="no:.1%"
                ),
            ]
        )
    kind = "sigmoid()" if result.predictions[0].independent else "softmax(-1)"
    return fragment(
        [
            *layout.comment(tr("The labels, the likeliest first")),
            "names = model.config.id2label",
            f"for row in {_logits(result)}:",
            f"    best = row{as_float(summary)}.{kind}",
            # sort() gives values and indices.
            "    for p, i in zip(*best.sort(descending=True)):",
            '        print(f"{names[i.item()]:15} {p:.1%}")',
        ]
    )
