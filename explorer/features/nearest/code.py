"""The Python of nearness. Expects `model`, and `inputs` where it is about the text."""

from __future__ import annotations

from explorer.features.hidden_states import code as hidden_states_code
from explorer.features.nearest.protocol import NearestResult, VectorMap
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.python import inputs, layout
from explorer.text.python.fragment import Fragment, fragment, remark
from explorer.text.translation import tr


def nearest(result: NearestResult, ran: RunResult, summary: ModelSummary) -> Fragment:
    """Cosine similarity with every row of the table, and the largest."""
    if not len(result.ids):
        return remark(result.note)
    as_float = inputs.as_float(summary)
    compare = "torch.cosine_similarity"
    lines = [
        *_table(result.request.table),
        f"token_id = {result.id}  # {layout.string(result.name)}"
        if result.name.isprintable()
        else f"token_id = {result.id}",
        f"own = table[token_id]{as_float}[None]",
    ]
    if result.at_once >= result.rows:
        lines += [f"cosines = {compare}(table{as_float}, own, dim=-1)"]
    else:
        lines += [
            "cosines = []",
            f"for rows in table.split({result.at_once}):",
            f"    some = {compare}(rows{as_float}, own, dim=-1)",
            "    cosines.append(some)",
            "cosines = torch.cat(cosines)",
        ]
    shown = "tokenizer.decode(i)" if summary.tokenizer else "i.item()"
    lines += [
        f"best = cosines.topk({min(result.request.count + 1, result.rows)})",
        "for c, i in zip(*best):",
        "    if i != token_id:",
        f"        print({shown}, c.item())",
        *layout.called(
            "print", [layout.string(tr("mean over all tokens")), "cosines.mean().item()"]
        ),
    ]
    return fragment(lines, torch=True)


def vector_map(result: VectorMap, ran: RunResult, summary: ModelSummary) -> Fragment:
    """The first two principal components, row by row."""
    if not len(result.points):
        return remark(result.note)
    plane = [
        "def plane(vectors, before):",
        *layout.docstring(tr("The two directions in which vectors differ most.")),
        "    vectors = vectors.double()",
        *(
            [
                *layout.comment(tr("Only directions: each vector is made 1 long"), 4),
                "    norm = torch.nn.functional.normalize",
                "    vectors = norm(vectors, dim=-1)",
            ]
            if result.request.directions
            else []
        ),
        "    centred = vectors - vectors.mean(0)",
        "    svd = torch.linalg.svd",
        "    left, scales, _ = svd(centred, full_matrices=False)",
        "    total = (scales**2).sum().clamp_min(1e-300)",
        "    shares = scales[:2] ** 2 / total",
        "    points = left[:, :2] * scales[:2]",
        "    if before is None:",
        "        place = points.abs().argmax(0)[None]",
        "        largest = points.gather(0, place)",
        "        sign = torch.where(largest < 0, -1.0, 1.0)",
        "        return points * sign, shares",
        *layout.comment(tr("Turned so that points move as little as they can"), 4),
        "    one, _, other = svd(points.T @ before)",
        "    return points @ (one @ other), shares",
        "",
        "",
    ]
    ending = [
        "points, shares = [], []",
        "before = None",
        "for vectors in rows:",
        "    before, share = plane(vectors.cpu(), before)",
        "    points.append(before)",
        "    shares.append(share)",
        "    print(share.tolist())",
        *layout.noted("points = torch.stack(points)", tr("[rows, points, 2]")),
        "shares = torch.stack(shares)",
    ]
    if result.words:
        as_float = inputs.as_float(summary)
        lines = [
            *_table(result.request.table),
            *layout.comment(tr("The tokens of each word, by their IDs")),
            *layout.lists("words", [word.ids for word in result.words]),
            f"rows = [table[some]{as_float}.mean(0) for some in words]",
            "rows = [torch.stack(rows)]",
        ]
        return fragment([*plane, *lines, *ending], torch=True)
    text = result.request.text_index
    name = hidden_states_code.STATES[result.kind]
    positions = list(result.positions)
    part = f"[{text}, places]"
    if positions == list(range(positions[0], positions[-1] + 1)):
        places = [f"places = range({positions[0]}, {positions[-1] + 1})"]
        part = f"[{text}, list(places)]"
    else:
        places = layout.numbers("places", positions)
    states = hidden_states_code.states_at(name, result.places)
    if list(result.places) == list(range(len(result.places))):
        states = f"outputs.{name}[: {len(result.places)}]"
    lines = [
        *places,
        *layout.called("rows = list", [states]),
        f"rows = [row{part} for row in rows]",
    ]
    return hidden_states_code.stateful(ran, summary) + fragment(
        [*plane, *lines, *ending], torch=True
    )


def _table(which: str) -> list[str]:
    function = "get_output_embeddings" if which == "output" else "get_input_embeddings"
    return [f"table = model.{function}().weight.detach()"]
