"""A tokenizer that was trained, on a saved page."""

from __future__ import annotations

from explorer.features.training import explain_tokenizer
from explorer.features.training.protocol import TokenizerTrained
from explorer.text import numbers
from explorer.text.markup import safe, table_markup
from explorer.text.translation import tr

_MOST_RULES = 300


def tokenizer(result: TokenizerTrained) -> str:
    """Its size, then its rules in their order."""
    rows = [
        (numbers.count(number), safe(rule.left), safe(rule.right), safe(rule.joined))
        for number, rule in enumerate(result.rules[:_MOST_RULES], start=1)
    ]
    heads = (tr("Rule"), tr("Left"), tr("Right"), tr("Joined"))
    return f"<p>{safe(explain_tokenizer.size(result))}</p>" + table_markup(heads, rows, (0,))
