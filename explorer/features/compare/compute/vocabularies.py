"""Whether two models mean the same tokens by their input IDs, and whose tokenizer fits whom."""

from __future__ import annotations

from explorer.engine.config_values import text_part
from explorer.engine.loaded_model import LoadedModel


def vocabulary(loaded: LoadedModel) -> int:
    """How many tokens a model knows: by its tokenizer, else by its config."""
    if loaded.tokenizer is not None:
        return len(loaded.tokenizer)
    return int(getattr(text_part(loaded.model.config), "vocab_size", 0) or 0)


def fits(lender: LoadedModel, other: LoadedModel) -> bool:
    """Whether the tokenizer of one model may be lent to one that has none: as many tokens."""
    if lender.tokenizer is None:
        return False
    sizes = [
        int(getattr(text_part(loaded.model.config), "vocab_size", 0) or 0)
        for loaded in (lender, other)
    ]
    return 0 < sizes[0] == sizes[1]


def same_vocabulary(first: LoadedModel, two: LoadedModel) -> bool:
    """Whether an ID is the same token for both: without a tokenizer judged by their number."""
    if first.tokenizer is two.tokenizer:
        return True
    if first.tokenizer is None or two.tokenizer is None:
        lender, other = (first, two) if first.tokenizer is not None else (two, first)
        return fits(lender, other)
    return first.tokenizer.vocabulary() == two.tokenizer.vocabulary()
