"""What a result shows on a page: tokens, tables and pictures, out of the result alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from explorer import words
from explorer.lesson.pages.drawing import heat_map, mosaic
from explorer.lesson.pages.text import figure, safe, table
from explorer.messages.answers import (
    AnswerChosen,
    QuestionAnswered,
    RunTold,
    TargetRan,
    TextsCompared,
    TokensLabelled,
)
from explorer.messages.compare import BothRan
from explorer.messages.config import ModuleTree, WeightView
from explorer.messages.generation import Generated
from explorer.messages.inference import Candidate, Prediction, Ran, TensorInfo, Token
from explorer.messages.model import ModelReady, ModelSaved
from explorer.messages.views.attention import AttentionSeen, HeadSeen
from explorer.messages.views.hidden import HiddenSeen, SimilaritySeen, VectorSeen
from explorer.messages.views.lens import LensSeen
from explorer.messages.views.switches import HeadsSwitched
from explorer.messages.views.tensors import SliceRead
from explorer.texts import tr

_MOST_TOKENS = 400
_MOST_ROWS = 60
_FEW = 8
_MOST_SIDE = 256
"""Tokens each way of a picture; more would be neither read nor small."""


def shown(result: object) -> str:
    """What there is to see of a result, as markup; empty where words say it all."""
    draw = _DRAWN.get(type(result))
    return draw(result) if draw is not None else ""


# -- runs ------------------------------------------------------------------------------------


def tokens(rows: Sequence[Sequence[Token]]) -> str:
    """Each token with its ID under it, a line for each text."""
    lines = []
    for row in rows:
        pieces = [
            f'<span class="token{" special" if one.special else ""}">{safe(one.shown or " ")}'
            f"<small>{one.id}</small></span>"
            for one in row[:_MOST_TOKENS]
        ]
        left = len(row) - _MOST_TOKENS
        if left > 0:
            pieces.append(f"<span> and {words.plural(left, 'more token')}</span>")
        lines.append(f'<p class="tokens">{"".join(pieces)}</p>')
    return "".join(lines)


def _tensors(given: Sequence[TensorInfo], returned: Sequence[TensorInfo]) -> str:
    rows = [
        (way, safe(one.name), safe(one.dtype), safe(words.shape(one.shape)), safe(one.values))
        for way, infos in (("given", given), ("returned", returned))
        for one in infos
    ]
    return table(("", "Tensor", "dtype", "Shape", tr("First values")), rows)


def _bar(share: float) -> str:
    wide = min(max(share, 0.0), 1.0) * 10
    return f'<span class="bar" style="width:{wide:.3f}em"></span>'


def _bars(candidates: Sequence[Candidate], most: int = _MOST_ROWS) -> str:
    rows = [
        (
            safe(one.text),
            _bar(one.probability),
            safe(words.percent(one.probability)),
            f"{one.logit:.4f}",
        )
        for one in candidates[:most]
    ]
    return table(("Answer", "", "Probability", "Logit"), rows, numbers=(2, 3))


def _predictions(said: Sequence[Prediction], texts: int, most: int = _MOST_ROWS) -> str:
    parts = []
    for one in said:
        caption = one.caption + (
            tr(", text {text_index}", text_index=one.text_index + 1) if texts > 1 else ""
        )
        if one.position >= 0 and one.kind == "mask":
            caption += tr(", place {position}", position=one.position + 1)
        parts.append(f"<h4>{safe(caption)}</h4>{_bars(one.candidates, most)}")
    return "".join(parts)


def _ran(ran: Ran) -> str:
    note = f"<p>{safe(ran.note)}</p>" if ran.note else ""
    return (
        tokens(ran.rows)
        + _predictions(ran.predictions, len(ran.rows))
        + note
        + _tensors(ran.inputs, ran.outputs)
    )


def _told(run: RunTold) -> str:
    return tokens(run.rows) + _tensors(run.inputs, run.outputs)


def _labelled(answer: TokensLabelled) -> str:
    rows = [
        (
            str(place + 1),
            safe(answer.run.rows[place][one.position].shown),
            safe(one.label),
            safe(words.percent(one.probability)),
        )
        for place, row in enumerate(answer.tokens)
        for one in row[:_MOST_TOKENS]
    ]
    return tokens(answer.run.rows) + table(
        (tr("Text"), "Token", "Label", "Probability"), rows, (0, 3)
    )


def _answered(answer: QuestionAnswered) -> str:
    rows = [(safe(one.text), safe(words.percent(one.probability))) for one in answer.answers]
    return _told(answer.run) + table(("Answer", "Probability"), rows, (1,))


def _chosen(answer: AnswerChosen) -> str:
    return _told(answer.run) + _bars(answer.choices)


def _target(answer: TargetRan) -> str:
    given = f"<h4>What the decoder was given</h4>{tokens((answer.target_tokens,))}"
    return tokens(answer.run.rows) + given + _predictions(answer.predictions[-1:], 1)


def _texts(answer: TextsCompared) -> str:
    count = answer.cosine.shape[0]
    texts = answer.request.texts or tuple(tr("Row {n}", n=n + 1) for n in range(count))

    def told(row: int, column: int) -> str:
        return tr(
            "{texts} and {texts2}: {cosine:.3f}",
            texts=texts[row],
            texts2=texts[column],
            cosine=float(answer.cosine[row, column]),
        )

    low = min(0.0, float(answer.cosine.min()))
    picture = heat_map(answer.cosine, texts, texts, low, 1.0, tr("How alike the texts are"), told)
    return _told(answer.run) + figure(picture, safe(answer.how))


def _generated(text: Generated) -> str:
    before = "".join(safe(one.shown) for one in text.prompt if not one.special)
    written = f'<p class="written"><span>{before}</span><b>{safe(text.text)}</b></p>'
    rows = [
        (
            str(step),
            safe(one.token.shown),
            str(one.token.id),
            safe(words.percent(one.probability)),
            safe(words.percent(one.after)),
            tr("by hand") if one.by_hand else "",
        )
        for step, one in enumerate(text.tokens[:_MOST_ROWS], start=1)
    ]
    heads = ("Step", "Token", "ID", "Probability", tr("With the settings"), "")
    following = [Candidate(one.text, one.id, one.after, one.logit) for one in text.next[:10]]
    more = f"<h4>What could come next</h4>{_bars(following)}" if following else ""
    return written + table(heads, rows, (0, 2, 3, 4)) + more


# -- looks inside ----------------------------------------------------------------------------


def _names(found: Sequence[Token]) -> list[str]:
    return [one.shown or one.piece for one in found[:_MOST_SIDE]]


def _head(seen: HeadSeen) -> str:
    if not seen.weights.size:
        return f"<p>{safe(seen.note)}</p>"
    weights = seen.weights[:_MOST_SIDE, :_MOST_SIDE]
    rows, columns = _names(seen.from_tokens), _names(seen.to_tokens)

    def told(row: int, column: int) -> str:
        return f"{rows[row]} → {columns[column]}: {float(weights[row, column]):.4f}"

    high = max(1.0, float(weights.max()))
    picture = heat_map(
        weights, rows, columns, 0.0, high, tr("Attention, {title}", title=seen.title), told
    )
    return figure(
        picture,
        tr("{title}: from the rows to the columns, a full cell is 1", title=safe(seen.title)),
    )


def _attention(seen: AttentionSeen) -> str:
    parts = []
    for maps in seen.maps:
        heads = max(layer.heads for layer in maps.layers)
        picture = mosaic(
            maps.mosaic, len(maps.layers), heads, tr("{title}, all heads", title=maps.title)
        )
        parts.append(
            figure(picture, tr("{title}: layers down, heads across", title=safe(maps.title)))
        )
    return "".join(parts) or f"<p>{safe(seen.note)}</p>"


def _lens(seen: LensSeen) -> str:
    if not seen.ids.size:
        return f"<p>{safe(seen.note)}</p>"
    places = range(min(seen.ids.shape[1], 12))
    heads = ("After", *(safe(_names(seen.tokens)[place]) for place in places))
    rows = [
        (
            safe(words.capital(name)),
            *(
                f"{safe(seen.words.get(int(seen.ids[row, place, 0]), '?'))} "
                f"<small>{safe(words.percent(float(seen.probabilities[row, place, 0])))}</small>"
                for place in places
            ),
        )
        for row, name in enumerate(seen.names)
    ]
    return table(heads, rows) + f"<p><small>{safe(seen.how)}</small></p>"


def _hidden(seen: HiddenSeen) -> str:
    import numpy as np

    parts = []
    for stack in seen.stacks:
        norms, columns = stack.norms[:, :_MOST_SIDE], _names(stack.tokens)
        told = _Norms(stack.names, columns, norms)
        low, high = float(np.nanmin(norms)), float(np.nanmax(norms))
        picture = heat_map(
            norms, stack.names, columns, low, high, tr("Norms of hidden states"), told
        )
        caption = tr(
            "{title}: how long each token's vector is, {low:.3g} to {high:.3g}",
            title=safe(stack.title),
            low=low,
            high=high,
        )
        parts.append(figure(picture, caption))
    return "".join(parts) or f"<p>{safe(seen.note)}</p>"


class _Norms:
    def __init__(self, rows: Sequence[str], columns: Sequence[str], norms: Any) -> None:
        self._rows, self._columns, self._norms = rows, columns, norms

    def __call__(self, row: int, column: int) -> str:
        norm = float(self._norms[row, column])
        return tr(
            "{rows}, {columns}: norm {norm:.3f}",
            rows=self._rows[row],
            columns=self._columns[column],
            norm=norm,
        )


def _similarity(seen: SimilaritySeen) -> str:
    cosine, names = seen.cosine[:_MOST_SIDE, :_MOST_SIDE], _names(seen.tokens)

    def told(row: int, column: int) -> str:
        return tr(
            "{names} and {names2}: {cosine:.3f}",
            names=names[row],
            names2=names[column],
            cosine=float(cosine[row, column]),
        )

    low = min(0.0, float(cosine.min()))
    picture = heat_map(cosine, names, names, low, 1.0, tr("Cosine similarity of the tokens"), told)
    return figure(picture, tr("How alike the tokens are after {name}", name=safe(seen.name)))


def _vector(seen: VectorSeen) -> str:
    first = ", ".join(f"{float(one):.4f}" for one in seen.values[:8])
    return (
        f"<p>The vector of {safe(seen.token.shown)} after {safe(seen.name)} begins {first}; its "
        f"norm is {seen.norm:.4f}.</p>"
    )


def _switched(result: HeadsSwitched) -> str:
    if not result.after:
        return ""
    return (
        f"<h3>Before</h3>{_predictions(result.before, 1, _FEW)}"
        f"<h3>After</h3>{_predictions(result.after, 1, _FEW)}"
    )


def _slice(read: SliceRead) -> str:
    values = read.values[:12, :10]
    rows = [tuple(safe(f"{one:.5g}") for one in row) for row in values]
    heads = [str(read.request.column_start + place) for place in range(values.shape[1])]
    asked = read.request
    title = tr(
        "{name}, from row {row_start}, column {column_start}",
        name=asked.name,
        row_start=asked.row_start,
        column_start=asked.column_start,
    )
    return f"<h4>{safe(title)}</h4>" + table(heads, rows, tuple(range(values.shape[1])))


# -- models ----------------------------------------------------------------------------------


def _ready(result: ModelReady) -> str:
    about = result.summary
    rows = [
        (tr("Model"), safe(about.name)),
        ("Class", safe(about.class_name)),
        ("State", safe(about.state_text)),
        ("Parameters", words.count(about.parameters)),
        (tr("Size"), f"{safe(words.bytes_(about.bytes))}, {safe(about.dtype)}"),
    ]
    if about.layers:
        rows.append(
            (
                "Layers",
                tr(
                    "{layers}, heads in each: {value}",
                    layers=about.layers,
                    value=about.heads or "–",
                ),
            )
        )
    if about.seed is not None:
        rows.append(("Seed", str(about.seed)))
    return table(("", ""), rows)


def _saved(result: ModelSaved) -> str:
    rows = [(safe(one.name), safe(words.bytes_(one.bytes))) for one in result.files]
    return table((tr("File"), tr("Size")), rows, (1,))


def _modules(tree: ModuleTree) -> str:
    rows = [
        (
            f'<span style="padding-left:{one.depth}em">{safe(one.label)}</span>',
            safe(one.role or one.class_name),
            safe(one.shape),
            "shared" if one.tied else words.count(one.parameters) if one.parameters else "",
            "" if one.tied or not one.parameters else safe(words.percent(one.share)),
        )
        for one in tree.rows[:_MOST_ROWS]
    ]
    left = len(tree.rows) - _MOST_ROWS
    more = f"<p>and {words.plural(left, 'more part')}</p>" if left > 0 else ""
    return (
        table(("Part", tr("What it is"), tr("Output shape"), "Parameters", "Share"), rows, (3, 4))
        + more
    )


def _weight(seen: WeightView) -> str:
    rows = [
        ("Weight", safe(seen.name)),
        ("Shape", f"{safe(seen.dtype)} {safe(words.shape(seen.shape))}"),
        ("Mean", f"{seen.mean:.6g}"),
        (tr("Standard deviation"), f"{seen.deviation:.6g}"),
        (
            tr("From, to"),
            tr("{least:.6g} to {greatest:.6g}", least=seen.least, greatest=seen.greatest),
        ),
    ]
    return table(("", ""), rows)


def _both(result: BothRan) -> str:
    def share(value: float | None) -> str:
        return "–" if value is None else safe(words.percent(value))

    parts = [f"<p>{safe(result.sentence)}</p>", tokens(result.main.ran.rows)]
    heads = (
        "Answer",
        safe(f"{result.other.summary.name} ({result.other.summary.state})"),
        safe(f"{result.main.summary.name} ({result.main.summary.state})"),
    )
    for pair in result.predictions:
        rows = [(safe(one.text), share(one.other), share(one.main)) for one in pair.answers]
        parts.append(f"<h4>{safe(pair.caption)}</h4>{table(heads, rows, (1, 2))}")
    return "".join(parts)


_DRAWN: dict[type, Callable[[Any], str]] = {
    Ran: _ran,
    TokensLabelled: _labelled,
    QuestionAnswered: _answered,
    AnswerChosen: _chosen,
    TargetRan: _target,
    TextsCompared: _texts,
    Generated: _generated,
    AttentionSeen: _attention,
    HeadSeen: _head,
    LensSeen: _lens,
    HiddenSeen: _hidden,
    SimilaritySeen: _similarity,
    VectorSeen: _vector,
    HeadsSwitched: _switched,
    SliceRead: _slice,
    ModelReady: _ready,
    ModelSaved: _saved,
    ModuleTree: _modules,
    WeightView: _weight,
    BothRan: _both,
}
