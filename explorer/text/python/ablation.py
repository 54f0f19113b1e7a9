"""The Python that switches attention heads off, and on again."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from explorer.protocol.model import ModelSummary
from explorer.protocol.run import AblatedHeads
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.translation import tr


def _not_short() -> Fragment:
    return fragment(
        layout.comments(
            tr(
                "Some heads are off in the program. This class combines\n"
                "its heads before they are mixed: that has no short Python,\n"
                "and the numbers here are those of the whole model."
            )
        )
    )


def possible(silenced: Sequence[AblatedHeads]) -> bool:
    """Whether there is Python that silences all of these heads."""
    return all(heads.projection for heads in silenced) or _where_attended(silenced)


def _where_attended(silenced: Sequence[AblatedHeads]) -> bool:
    """Whether they are silenced where attention is computed, and not at their projections.

    So in classes that norm or sort the heads' outputs before they mix them.
    """
    every = all(heads.eager and heads.module for heads in silenced)
    return every and not all(ablated_heads.projection for ablated_heads in silenced)


def eager(silenced: Sequence[AblatedHeads]) -> bool:
    """Whether attention is eager while these heads are off."""
    return any(heads.eager for heads in silenced)


def silence(silenced: Sequence[AblatedHeads], summary: ModelSummary) -> Fragment:
    """Hooks on `model` that keep these heads off; they are kept in `hooks`."""
    if not silenced:
        return Fragment()
    if not possible(silenced):
        return _not_short()
    if _where_attended(silenced):
        return _at_attention(silenced, summary)
    lines = layout.comment(tr("Heads that are off, by the module that mixes them"))
    counts = sorted({heads.of for heads in silenced})
    # A layer may have another number of heads than the next: one hook for each number.
    for number, count in enumerate(counts):
        lines += _listed([ablated_heads for ablated_heads in silenced if ablated_heads.of == count])
        if number == 0:
            lines.append("hooks = []")
        lines += [
            "for name, heads in off.items():",
            "",
            "    def silence(module, args, heads=heads):",
            "        parts = args[0].clone()",
            # [..., heads × size] → [..., heads, size], a view: zeros go into the copy itself.
            f"        parts.unflatten(-1, ({count}, -1))[..., heads, :] = 0",
            "        return (parts, *args[1:])",
            "",
            "    module = model.get_submodule(name)",
            "    hooks.append(module.register_forward_pre_hook(silence))",
        ]
    # Only eager attention is the same, bit for bit, as the program's own.
    if eager(silenced):
        lines += switched("eager", summary)
    return fragment(lines)


def _at_attention(silenced: Sequence[AblatedHeads], summary: ModelSummary) -> Fragment:
    """The attention function of the class, with zeros in place of what these heads give."""
    named = [dataclasses.replace(heads, projection=heads.module) for heads in silenced]
    return fragment(
        [
            *layout.comment(tr("Heads that are off, by the module that attends")),
            *_listed(named),
            "off = {model.get_submodule(n): h for n, h in off.items()}",
            "import sys",
            "",
            "code = sys.modules[type(model).__module__]",
            "attend = code.eager_attention_forward",
            "",
            "",
            "def silence(module, *args, **kwargs):",
            "    output, weights = attend(module, *args, **kwargs)",
            *layout.noted("    if module in off:", tr("[texts, tokens, heads, size]")),
            "        output = output.clone()",
            "        output[:, :, off[module]] = 0",
            "    return output, weights",
            "",
            "",
            # Classes look the function up in their own file's globals at each call.
            "code.eager_attention_forward = silence",
            *switched("eager", summary),
        ]
    )


def _listed(silenced: Sequence[AblatedHeads]) -> list[str]:
    pairs = [f"{layout.string(heads.projection)}: {list(heads.heads)}" for heads in silenced]
    line = f"off = {{{', '.join(pairs)}}}"
    if layout.columns(line) <= layout.WIDTH:
        return [line]
    lines = ["off = {"]
    for ablated_heads, pair in zip(silenced, pairs, strict=True):
        if layout.columns(pair) + 5 <= layout.WIDTH:
            lines.append(f"    {pair},")
        else:
            lines.append(f"    {layout.string(ablated_heads.projection)}: [")
            lines += [*(f"        {head}," for head in ablated_heads.heads), "    ],"]
    return [*lines, "}"]


def restore(silenced: Sequence[AblatedHeads], summary: ModelSummary) -> Fragment:
    """Take the hooks away again: the model is whole, every bit as it was."""
    if not silenced or not possible(silenced):
        return Fragment()
    if _where_attended(silenced):
        back = switched(summary.attention, summary)
        return fragment(["code.eager_attention_forward = attend", *back])
    back = switched(summary.attention, summary) if eager(silenced) else []
    return fragment(["for hook in hooks:", "    hook.remove()", *back])


def switched(attention: str, summary: ModelSummary) -> list[str]:
    """A line that has attention computed in this way; none where it is so, or cannot be chosen."""
    if summary.attention in ("", "eager"):
        return []
    chosen = layout.string(attention)
    if attention == summary.attention and summary.attention_parts:
        chosen = layout.literal(dict(summary.attention_parts), 4)
    return layout.called("model.set_attn_implementation", [chosen])


def switched_back(summary: ModelSummary) -> list[str]:
    """Lines that have attention computed as it was."""
    lines = switched(summary.attention, summary)
    if len(lines) > 1:
        return [*layout.comment(tr("As it was")), *lines]
    return [noted for line in lines for noted in layout.noted(line, tr("as it was"))]
