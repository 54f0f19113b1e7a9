"""The Python of asking why. Expects `model`, `tokenizer` and the `inputs` of the run.

Copies go through the model in the same batches as in the program: another number of rows rounds
otherwise in the last digits.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from explorer.features.why.protocol import (
    ContributionsResult,
    GradientsResult,
    Intervention,
    MapResult,
    PartsResult,
    Question,
    SwapsResult,
    TriedAgain,
    WhyResult,
    WordsResult,
)
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult, TensorInfo, Token
from explorer.text.python import inputs, layout
from explorer.text.python.ablation import switched, switched_back
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.python.threads import computed_with
from explorer.text.translation import tr


def words(result: WordsResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The probability of the answer without each word."""
    if result.question is None:
        return remark(result.note)
    places = [list(word.positions) for word in result.words]
    lines = [
        *_whole(result, ran),
        *layout.lists("words", places),
        *layout.lists("batches", [list(batch) for batch in result.batches]),
    ]
    ending = [
        *_given_kept(result.question),
        "for word, left in zip(batch, shares.tolist()):",
        "    left_over[word] = left",
    ]
    if result.filler < 0:
        lines += [
            *layout.comment(tr("Copies of one length: batches are words of as many tokens")),
            "left_over = {}",
            "for batch in batches:",
            "    kept = [",
            f"        [p for p in range({len(result.tokens)}) if p not in words[word]]",
            "        for word in batch",
            "    ]",
            *_cut(result, ran),
            *(f"    {line}" for line in ending),
        ]
    else:
        lines += [
            *layout.comment(
                tr("{filler} in the place of each word", filler=layout.string(result.filler_name))
            ),
            "left_over = {}",
            "for batch in batches:",
            *(f"    {line}" for line in _copies("batch", _row(result))),
            "    for copy, word in enumerate(batch):",
            f'        copies["input_ids"][copy, words[word]] = {result.filler}',
            *(f"    {line}" for line in [ending[0].replace(", kept", ""), *ending[1:]]),
        ]
    lines += [
        "for word, places in enumerate(words):",
        "    if word in left_over:",
        f'        ids = {_row(result)}["input_ids"][0, places]',
        "        name = tokenizer.decode(ids)" if summary.tokenizer else "        name = ids",
        "        print(name, left_over[word])",
        "numbers = range(len(words))",
        "shares = [left_over.get(word, torch.nan) for word in numbers]",
        "shares = torch.tensor(shares)",
    ]
    return share_of(result.question, result.tokens, ran, summary, batched=True) + fragment(
        lines, torch=True
    )


def swaps(result: SwapsResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The probability of the answer with other words in the place of one."""
    if result.question is None or not result.swaps:
        return remark(result.note or tr("No other word was tried."))
    pairs = [[swap.position, swap.id] for swap in result.swaps]
    lines = [
        *_whole(result, ran),
        *layout.comment(tr("The token at a place, and the ID that is tried there")),
        *layout.lists("swaps", pairs),
        "left_over = []",
        f"for start in range(0, len(swaps), {result.at_once}):",
        f"    some = swaps[start : start + {result.at_once}]",
        *(f"    {line}" for line in _copies("some", _row(result))),
        "    for copy, (place, token_id) in enumerate(some):",
        '        copies["input_ids"][copy, place] = token_id',
        "    left_over.append(share(copies))",
        "shares = torch.cat(left_over)",
        "for (place, token_id), left in zip(swaps, shares.tolist()):",
        f"    name = {'tokenizer.decode(token_id)' if summary.tokenizer else 'token_id'}",
        "    print(place, name, left)",
    ]
    return share_of(result.question, result.tokens, ran, summary, batched=True) + fragment(
        lines, torch=True
    )


def parts(result: PartsResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The probability of the answer with each head and each block off alone."""
    if result.question is None:
        return remark(result.note)
    lines = [
        *_whole(result, ran),
        *_off_alone(),
        *_with_off(result),
    ]
    heads = result.batched and result.rows
    if heads:
        if result.eager and switched("eager", summary):
            lines += [
                *layout.comment(tr("Heads can be left out of eager attention alone")),
                *switched("eager", summary),
            ]
        names = [row.mixes for row in result.rows]
        lines += [
            *layout.comment(tr("The modules that mix the heads, and how many each mixes")),
            *layout.assigned_list("mixes", names),
            *_flat("counts", [row.heads for row in result.rows]),
            "heads = []",
            "for name, count in zip(mixes, counts):",
            "    off = [(name, head, count) for head in range(count)]",
            "    heads.append(shares_without(off))",
            "    print(name, heads[-1].tolist())",
        ]
        if result.eager:
            lines += switched_back(summary)
    elif result.rows:
        lines += layout.comment(
            tr("Heads of this class cannot be left out in a few lines of Python"), width=80
        )
    for title, name, modules in (
        (tr("Attention blocks that add nothing"), "attention", result.attention_modules),
        (tr("Feed-forward blocks that add nothing"), "feed_forward", result.feed_modules),
    ):
        present = [module for module in modules if module]
        if present:
            lines += [
                *layout.comment(title),
                *layout.assigned_list("modules", present),
                "off = [(name, None, 1) for name in modules]",
                f"{name} = shares_without(off)",
                f"print({name}.tolist())",
            ]
    whole = share_of(result.question, result.tokens, ran, summary, batched=True) + fragment(
        lines, torch=True
    )
    return computed_with(whole, result.threads)


def patch_map(result: MapResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The probability of the answer in the counterpart's run, with each vector put in alone."""
    if result.question is None:
        return remark(result.note)
    length = len(result.tokens)
    lines = [
        *_counterpart([token.id for token in result.counterpart]),
        *layout.assigned_list("modules", result.modules),
        *_keeping(result, ran, summary),
        f"places = list(range({length}))",
        "values = []",
        f"for name in {'[None, *modules]' if result.embeddings else 'modules'}:",
        "    row = []",
        f"    for start in range(0, {length}, {result.at_once}):",
        f"        some = places[start : start + {result.at_once}]",
        *(f"        {line}" for line in _copies("some", "other")),
        "        with put(name, some):",
        "            row.append(share(copies))",
        "    values.append(torch.cat(row))",
        "    print(name, values[-1].tolist())",
        "values = torch.stack(values)",
    ]
    whole = share_of(result.question, result.tokens, ran, summary, batched=True) + fragment(
        lines, torch=True
    )
    whole = dataclasses.replace(
        whole, imports=whole.imports | {"from contextlib import contextmanager"}
    )
    return computed_with(whole, result.threads)


def gradients(result: GradientsResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """What each token's embedding adds to the logit, and the sum of it."""
    if result.question is None:
        return remark(result.note)
    row = _row(result)
    decoder = []
    if result.decoder_ids:
        # As if it had been given: then the class makes none of input_ids.
        reads = TensorInfo("decoder_input_ids", "int64", (1, len(result.decoder_ids)), "")
        ran = dataclasses.replace(ran, inputs=(*ran.inputs, reads))
        decoder = [
            *layout.comment(tr("The decoder reads the text as well, and keeps doing so")),
            *layout.rows_of_numbers("reads", (result.decoder_ids,)),
        ]
    lines = [
        *_whole(result, ran),
        *decoder,
        "embed = model.get_input_embeddings()",
        f'embeddings = embed({row}["input_ids"]).detach()',
        "",
        "",
        "def logit(given):",
        "    copies = {",
        "        name: value.repeat_interleave(len(given), 0)",
        f"        for name, value in {row}.items()",
        '        if name != "input_ids"',
        "    }",
        '    copies["inputs_embeds"] = given.clone()',
        *(
            ['    copies["decoder_input_ids"] = reads.repeat(len(given), 1)']
            if result.decoder_ids
            else []
        ),
        "    return share(copies)",
        "",
        "",
        *_integral(result),
        "both = torch.cat([torch.zeros_like(embeddings), embeddings])",
        "start, end = logit(both).tolist()",
        "for part in parts.tolist():",
        "    print(part)",
        'print(f"{parts.sum():.6f} = {end - start:.6f}")',
    ]
    own = share_of(result.question, result.tokens, ran, summary, batched=True, logit=True)
    return dataclasses.replace(own + fragment(lines, torch=True), numpy=True)


def _integral(result: GradientsResult) -> list[str]:
    """Lines that integrate along the line, as a whole or in pieces."""
    pieces = len(result.cuts)
    points = result.steps // pieces
    lines = [
        *layout.comment(tr("Points and weights of Gauss and Legendre on [0, 1]")),
        f"points, weights = np.polynomial.legendre.leggauss({points})",
        "points, weights = (points + 1) / 2, weights / 2",
        "parts = torch.zeros(embeddings.shape[1], dtype=torch.float64)",
        "",
        "",
        "def add(scales, weights):",
        "    global parts",
        f"    for start in range(0, {points}, {result.at_once}):",
        f"        stop = start + {result.at_once}",
        "        scale = torch.tensor(scales[start:stop].tolist())",
        "        scale = scale.to(embeddings.dtype)[:, None, None]",
        "        given = scale * embeddings",
        "        given.requires_grad_()",
        "        total = logit(given).sum()",
        "        (slope,) = torch.autograd.grad(total, given)",
        "        each = (slope.double() * embeddings.double()).sum(-1)",
        "        parts += torch.tensor(weights[start:stop]) @ each",
        "",
        "",
    ]
    if pieces > 1:
        lines += [
            *layout.comments(
                tr("The line in pieces: at a depth, embeddings are divided\nby 1000**depth")
            ),
            *layout.numbers("cuts", result.cuts),
            "for near, far in zip(cuts, cuts[1:]):",
            "    scales = 1000.0 ** -(near + (far - near) * points)",
            "    length = (far - near) * np.log(1000.0)",
            "    add(scales, weights * scales * length)",
            "end = 1000.0 ** -cuts[-1]",
        ]
    end = "end * " if pieces > 1 else ""
    return [
        *lines,
        *layout.comment(tr("Closer together near zero, where norms change most")),
        f"add({end}points**4, {end}weights * 4 * points**3)",
    ]


def contributions(result: ContributionsResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """What each part adds to the logit by itself, and the sum of it."""
    question = result.question
    if question is None:
        return remark(result.note)
    entering = f"named[{layout.string(result.entering)}]" if result.entering else "args[0]"
    run = inputs.forward(ran, summary)
    names = {output.name for output in ran.outputs}
    logit = "outputs.logits[0, place, answer]"
    if question.kind in ("start", "end"):
        logit = f"outputs.{question.kind}_logits[0, place]"
    elif question.kind == "label" and question.position < 0:
        logit = "outputs.logits[0, answer]"
    elif "logits" not in names:
        logit = "outputs.prediction_logits[0, place, answer]"
    normed = {step.module: step.norm for step in result.steps if step.norm}
    scaled = f" * {result.after!r}" if result.after != 1 else ""
    parts = [step.module for step in result.steps if step.kind != "norm"]
    lines = [
        f"answer, place = {result.row}, {result.place}",
        *layout.comment(
            tr(
                "From the embeddings to the head: what adds to the vector, and norms "
                "that all of it goes through"
            )
        ),
        *layout.assigned_list("steps", [step.module for step in result.steps]),
        *layout.comment(tr("How many heads each mixes; 0 for a part without, -1 for a norm")),
        *layout.numbers("heads", [-1 if s.kind == "norm" else s.heads for s in result.steps]),
        *_normed_first([normed.get(part, "") for part in parts], parts),
        *layout.called("first = model.get_submodule", [layout.string(result.first)]),
        *layout.called("head = model.get_submodule", [layout.string(result.head)]),
        "adds, reads = {}, {}",
        "",
        "",
        "def keep_both(name):",
        "    def hook(module, args, output):",
        "        tuples = isinstance(output, tuple | list)",
        "        state = output[0] if tuples else output",
        *layout.comment(tr("Of one text: [1, tokens, size], or [tokens, size]"), 8),
        "        adds[name] = state.flatten(0, -2)[place].double()",
        "        reads[name] = args[0].flatten(0, -2)[place].double()",
        "",
        "    return hook",
        "",
        "",
        "def keep_entering(module, args, named):",
        f'    adds["embeddings"] = {entering}[0, place].double()',
        "",
        "",
        "hooks = [",
        "    first.register_forward_pre_hook(",
        "        keep_entering, with_kwargs=True",
        "    )",
        "]",
        f"for name in {'[*steps, *norms]' if normed else 'steps'}:",
        "    module = model.get_submodule(name)",
        "    hooks.append(module.register_forward_hook(keep_both(name)))",
        *run.lines,
        "for hook in hooks:",
        "    hook.remove()",
        "",
        "",
        "def through(name, direction):",
        *layout.docstring(tr("What counts before a norm, its scale fixed; its bias.")),
        "    read = reads[name]",
        "    norm = deepcopy(model.get_submodule(name)).double()",
        "    rows = [read, torch.zeros_like(read)]",
        "    rows = torch.stack([*rows, read + read.abs().max()])",
        "    with torch.inference_mode():",
        "        made, shift, moved = norm(rows[None])[0].double()",
        *layout.comment(tr("Does it take the mean away?"), 4),
        "    centred = torch.allclose(moved, made, rtol=1e-3, atol=1e-4)",
        "    if centred:",
        "        read = read - read.mean()",
        "    scale = (made - shift) / read",
        "    scale = torch.where(read.abs() > 0, scale, 0.0)",
        "    scaled = direction * scale",
        "    if centred:",
        "        scaled = scaled - scaled.mean()",
        "    return scaled, direction @ shift",
        "",
        "",
        *layout.comment(tr("From the end backwards: how much of the logit a vector gives")),
        "row = head.weight[answer].detach().double()",
        f"direction = row * {result.before * result.after!r}",
        "rest = torch.zeros((), dtype=torch.float64)",
        'bias = getattr(head, "bias", None)',
        "if bias is not None:",
        f"    rest = rest + bias[answer].detach().double(){scaled}",
        *(
            ["rest = rest + model.final_logits_bias[0, answer].double()"]
            if result.final_bias
            else []
        ),
        "groups = []",
        "for name, count in reversed(list(zip(steps, heads))):",
        "    if count < 0:",
        "        direction, more = through(name, direction)",
        "        rest = rest + more",
        "        continue",
        "    own = direction",
        *(
            [
                "    if name in normed:",
                "        own, more = through(normed[name], own)",
                "        rest = rest + more",
            ]
            if normed
            else []
        ),
        "    whole, each = adds[name] @ own, torch.zeros(0)",
        "    if count:",
        "        module = model.get_submodule(name)",
        "        matrix = module.weight.detach()",
        "        linear = isinstance(module, torch.nn.Linear)",
        "        matrix = matrix.T if linear else matrix",
        "        split = matrix.double().unflatten(0, (count, -1))",
        "        mixed = reads[name].unflatten(0, (count, -1))",
        *layout.noted("        each = (mixed * (split @ own)).sum(-1)", tr("of each head")),
        "        whole = whole - each.sum()",
        "    group = list(each)",
        "    if not count or whole.abs() > 1e-9:",
        "        group.append(whole)",
        "    groups.append(group)",
        'groups.append([adds["embeddings"] @ direction])',
        "values = [one for group in reversed(groups) for one in group]",
        "values = torch.stack([*values, rest])",
        "print(values.tolist())",
        f'print(f"{{values.sum():.6f}} = {{{logit}:.6f}}")',
    ]
    whole = fragment(lines, torch=True)
    return dataclasses.replace(whole, imports=whole.imports | {"from copy import deepcopy"})


def _normed_first(norms: Sequence[str], parts: Sequence[str]) -> list[str]:
    """Lines that say which norm what a part gives goes through before it is added."""
    pairs = [(part, norm) for part, norm in zip(parts, norms, strict=True) if norm]
    if not pairs:
        return []
    return [
        *layout.comment(tr("What these give is normed before it is added")),
        *layout.assigned_list("parts", [part for part, _ in pairs]),
        *layout.assigned_list("norms", [norm for _, norm in pairs]),
        "normed = dict(zip(parts, norms))",
    ]


def again(result: TriedAgain, ran: RunResult, summary: ModelSummary) -> Fragment:
    """One intervention, alone."""
    if result.question is None:
        return remark(result.note)
    done = result.request.intervention
    if done.kind in ("without", "replaced"):
        own = _changed_text(result, ran, done)
        return share_of(result.question, result.tokens, ran, summary) + fragment(own, torch=True)
    return remark(tr("The Python of this number is that of the grid or the map it is in."))


# -- pieces ----------------------------------------------------------------------------------------


def _row(result: WhyResult) -> str:
    """The variable that holds the text in question."""
    return "inputs" if result.whole_row else "row"


def _whole(result: WhyResult, ran: RunResult) -> list[str]:
    """Lines that cut the text in question out of a batch, without what fills it up."""
    if result.whole_row or result.question is None:
        return []
    text = result.question.text_index
    visited = [place for place, token in enumerate(ran.rows[text]) if token.attended]
    first, stop = (visited[0], visited[-1] + 1) if visited else (0, len(result.tokens))
    return [
        *layout.comment(tr("One text of the batch, without what fills it up")),
        "row = {",
        f"    name: value[{text} : {text + 1}, {first}:{stop}]",
        "    for name, value in inputs.items()",
        '    if name != "position_ids"',
        "}",
    ]


def share_of(
    question: Question | None,
    tokens: tuple[Token, ...],
    ran: RunResult,
    summary: ModelSummary,
    *,
    batched: bool = False,
    logit: bool = False,
) -> Fragment:
    """`share(copies)`: the probability of the answer in each copy of the text; or its `logit`, with
    gradients."""
    assert question is not None
    first = "inputs_embeds" if logit else "input_ids"
    count = f'len(copies["{first}"])'
    several = dataclasses.replace(ran, rows=(tokens, tokens))
    run = inputs.forward(
        dataclasses.replace(ran, rows=(tokens,)), summary, given="copies", rows=count, slopes=logit
    )
    what = tr("How likely the answer is in each copy.")
    if logit:
        what = tr("The logit of the answer in each copy.")
    names = {output.name for output in ran.outputs}
    logits = "outputs.logits" if "logits" in names else "outputs.prediction_logits"
    kind = ".sigmoid()" if question.independent else ".softmax(-1)"
    if logit:
        kind = ""
    to_float = inputs.as_float(summary)
    lines = [f"answer = {question.id}  # {layout.string(question.name)}"]
    takes_kept = ", kept=None"
    fill = [
        "    if kept is None:",
        f"        kept = [list(range({len(tokens)}))] * {count}",
    ]
    match question.kind:
        case "start" | "end":
            context = [place for place, token in enumerate(tokens) if token.text == 1]
            lines += _flat("context", context)
            read = [
                *fill,
                "    outside = [[p not in context for p in some] for some in kept]",
                f"    logits = outputs.{question.kind}_logits",
                "    outside = torch.tensor(outside)",
                "    logits = logits.masked_fill(outside, -torch.inf)",
                "    own = [some.index(answer) for some in kept]",
                f"    shares = logits{to_float}{kind}",
                "    return shares[range(len(kept)), own]",
            ]
        case _ if question.position >= 0 and question.kind != "next":
            lines += layout.noted(f"position = {question.position}", tr("where the model answers"))
            read = [
                *fill,
                "    places = [some.index(position) for some in kept]",
                f"    logits = {logits}[range(len(kept)), places]",
                f"    return logits{to_float}{kind}[:, answer]",
            ]
        case "next":
            takes_kept = ""
            read = [f"    return {logits}[:, -1]{to_float}{kind}[:, answer]"]
        case _:
            takes_kept = ""
            read = [f"    return {logits}{to_float}{kind}[:, answer]"]
    lines += [
        "",
        "",
        f"def share(copies{takes_kept}):",
        *layout.docstring(what),
        *(f"    {line}" if line else "" for line in run.lines),
        *read,
        "",
    ]
    padding = inputs.named_padding(several if batched else ran, summary)
    return padding + dataclasses.replace(fragment(lines, torch=True), names=run.names)


def _given_kept(question: Question) -> list[str]:
    whole = question.kind == "next" or (question.kind == "label" and question.position < 0)
    return ["shares = share(copies)" if whole else "shares = share(copies, kept)"]


def _cut(result: WordsResult, ran: RunResult) -> list[str]:
    """Lines that make `copies` without the tokens that are not in `kept`."""
    along = [info.name for info in ran.inputs if not info.name.startswith("decoder")]
    others = [info.name for info in ran.inputs if info.name.startswith("decoder")]
    row = _row(result)
    lines = [
        "    copies = {",
        "        name: torch.cat([value[:, some] for some in kept])",
        f"        for name, value in {row}.items()",
        "    }",
    ]
    if others:
        lines = [
            "    copies = {",
            "        name: value.repeat_interleave(len(kept), 0)",
            '        if name.startswith("decoder")',
            "        else torch.cat([value[:, some] for some in kept])",
            f"        for name, value in {row}.items()",
            "    }",
        ]
    if "position_ids" in along and result.whole_row:
        lines += [
            f'    counted = {row}["position_ids"][:, : len(kept[0])]',
            '    copies["position_ids"] = counted.repeat(len(kept), 1)',
        ]
    return lines


def _copies(some: str, row: str) -> list[str]:
    return [
        "copies = {",
        f"    name: value.repeat_interleave(len({some}), 0)",
        f"    for name, value in {row}.items()",
        "}",
        # repeat_interleave of one row may return the input itself.
        'copies["input_ids"] = copies["input_ids"].clone()',
    ]


def _off_alone() -> list[str]:
    """The function that keeps a part off in one copy."""
    return [
        "def switch_off(copy, name, head, count):",
        *layout.docstring(tr("Keeps a head, or a whole block, off in one copy.")),
        "",
        "    def silence_head(module, args):",
        "        parts = args[0].clone()",
        "        parts.unflatten(-1, (count, -1))[copy, :, head] = 0",
        "        return (parts, *args[1:])",
        "",
        "    def silence(module, args, output):",
        "        tuples = isinstance(output, tuple | list)",
        "        state = (output[0] if tuples else output).clone()",
        "        state[copy] = 0",
        "        return (state, *output[1:]) if tuples else state",
        "",
        "    module = model.get_submodule(name)",
        "    if head is None:",
        "        add = module.register_forward_hook",
        "        return add(silence, prepend=True)",
        "    return module.register_forward_pre_hook(silence_head)",
        "",
        "",
    ]


def _with_off(result: PartsResult) -> list[str]:
    return [
        "def shares_without(off):",
        *layout.docstring(tr("The answer with each of these off alone.")),
        "    shares = []",
        f"    for start in range(0, len(off), {result.at_once}):",
        f"        some = off[start : start + {result.at_once}]",
        *(f"        {line}" for line in _copies("some", _row(result))),
        "        hooks = [",
        "            switch_off(copy, *part)",
        "            for copy, part in enumerate(some)",
        "        ]",
        "        shares.append(share(copies))",
        "        for hook in hooks:",
        "            hook.remove()",
        "    return torch.cat(shares)",
        "",
        "",
    ]


def _counterpart(ids: Sequence[int]) -> list[str]:
    return [
        *layout.comment(tr("The counterpart: the same text with another word")),
        *layout.rows_of_numbers("other_ids", (tuple(ids),)),
        'other = {**inputs, "input_ids": other_ids}',
    ]


def _keeping(result: MapResult, ran: RunResult, summary: ModelSummary) -> list[str]:
    """Lines that keep the vectors of the text's own run, and `put(name, some)`."""
    entering = result.entering
    own = layout.string(entering)
    value = f"named[{own}]" if entering else "args[0]"
    enters = [
        "",
        "",
        "def keep_entering(module, args, named):",
        f"    states[None] = {value}.clone()",
        "",
        "",
        "def put_entering(module, args, named):",
        f"    state = {value}",
        *layout.noted("    state.copy_(changed(None, state))", tr("wherever it is read")),
    ]
    run = inputs.forward(ran, summary, to="own")
    return [
        "states = {}",
        *(
            ["first = model.get_submodule(modules[0])"]
            if result.first in result.modules[:1]
            else layout.called("first = model.get_submodule", [layout.string(result.first)])
        ),
        "",
        "",
        "def keep(name):",
        "    def hook(module, args, output):",
        "        tuples = isinstance(output, tuple | list)",
        "        states[name] = (output[0] if tuples else output).clone()",
        "",
        "    return hook",
        "",
        "",
        "def changed(name, state):",
        "    state = state.clone()",
        "    places = patched",
        "    state[range(len(places)), places] = states[name][0, places]",
        "    return state",
        *(enters if result.embeddings else []),
        "",
        "",
        "@contextmanager",
        "def put(name, some):",
        *layout.docstring(tr("Copy r has the text's own vector at its position.")),
        "    global patched",
        "    patched = some",
        "",
        "    def hook(module, args, output):",
        "        tuples = isinstance(output, tuple | list)",
        "        state = changed(name, output[0] if tuples else output)",
        "        return (state, *output[1:]) if tuples else state",
        "",
        *(
            [
                "    if name is None:",
                "        handle = first.register_forward_pre_hook(",
                "            put_entering, with_kwargs=True",
                "        )",
                "    else:",
                "        module = model.get_submodule(name)",
                "        handle = module.register_forward_hook(",
                "            hook, prepend=True",
                "        )",
            ]
            if result.embeddings
            else [
                "    module = model.get_submodule(name)",
                "    add = module.register_forward_hook",
                "    handle = add(hook, prepend=True)",
            ]
        ),
        "    yield",
        "    handle.remove()",
        "",
        "",
        "hooks = [",
        "    model.get_submodule(name).register_forward_hook(",
        "        keep(name), prepend=True",
        "    )",
        "    for name in modules",
        "]",
        *(
            [
                "hooks.append(",
                "    first.register_forward_pre_hook(",
                "        keep_entering, with_kwargs=True",
                "    )",
                ")",
            ]
            if result.embeddings
            else []
        ),
        *run.lines,
        "for hook in hooks:",
        "    hook.remove()",
    ]


def _changed_text(result: TriedAgain, ran: RunResult, done: Intervention) -> list[str]:
    places = list(done.positions)
    if done.kind == "replaced":
        return [
            *_whole(result, ran),
            *_copies("[answer]", _row(result)),
            f'copies["input_ids"][0, {places}] = {done.id}',
            "shares = share(copies)",
            "print(shares.item())",
        ]
    question = result.question
    assert question is not None
    return [
        *_whole(result, ran),
        f"removed = {places}",
        f"kept = [[p for p in range({len(result.tokens)}) if p not in removed]]",
        *(line.removeprefix("    ") for line in _cut(result, ran)),  # type: ignore[arg-type]
        *_given_kept(question),
        "print(shares.item())",
    ]


def _flat(name: str, numbers: Sequence[int]) -> list[str]:
    """`name = [...]` of numbers, or their range where they follow each other."""
    some = list(numbers)
    if len(some) > 2 and some == list(range(some[0], some[-1] + 1)):
        return [f"{name} = range({some[0]}, {some[-1] + 1})"]
    return layout.called(f"{name} = list", [repr(some)])
