"""The picture of a run on a saved page, and as a table."""

from __future__ import annotations

from explorer.features.flow import explain
from explorer.features.flow.protocol import FlowResult
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.table import Table, make_table
from explorer.text.translation import tr


def flow(result: FlowResult) -> str:
    """Layer by layer: what the chosen token attended to, and what the lens says there."""
    stack = result.answering
    if stack is None:
        return "".join(f"<p>{safe(note)}</p>" for note in result.notes)
    place = len(result.stacks) - 1
    rows = [
        (str(layer.number), safe(explain.layer_sentence(result, place, at)))
        for at, layer in enumerate(stack.layers)
    ]
    return table_markup((tr("Layer"), tr("What was measured")), rows, (0,))


def flow_table(result: FlowResult) -> Table:
    """One line for each token and layer of the stack that answers."""
    stack = result.answering
    heads = (
        "layer", "position", "token", "id", "attention_from_chosen", "lens_token", "lens_id",
        "lens_probability", "turned",
    )  # fmt: skip
    if stack is None:
        return make_table(heads, ())
    return make_table(
        heads,
        (
            (
                layer.number, place + 1, token.shown, token.id,
                layer.weights[place] if layer.weights is not None else "",
                result.words.get(int(layer.ids[place]), ""), int(layer.ids[place]),
                layer.probabilities[place], layer.turned[place],
            )
            for layer in stack.layers
            for place, token in enumerate(stack.tokens)
        ),
    )  # fmt: skip


def summary_line(result: FlowResult) -> str:
    """What the picture shows, for those who do not see it."""
    stack = result.answering
    if stack is None:
        return " ".join(result.notes)
    return tr(
        "{tokens} and {layers}, seen from {token}.",
        tokens=numbers.ntr("{count} token", "{count} tokens", len(stack.tokens)),
        layers=numbers.ntr("{count} layer", "{count} layers", len(stack.layers)),
        token=explain.spelled(stack.tokens[stack.position]),
    )
