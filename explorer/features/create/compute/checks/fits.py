"""Rules for values that have to fit each other: width and heads, experts, patches, vocabulary.

A relation is only judged when the person gave one of its values. Where a class turns out to build
and run nevertheless, the finding becomes a warning: the build has the last word.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from explorer.boundary.values import as_dict, as_int, as_list, ints, several
from explorer.features.create.compute.checks.draft_level import Finding, Level
from explorer.features.create.compute.checks.ranges import TOKEN_ID
from explorer.text.numbers import ntr
from explorer.text.translation import tr

WIDTH_HEADS = (
    ("hidden_size", "num_attention_heads"),
    ("hidden_size", "num_heads"),
    ("d_model", "num_attention_heads"),
    ("d_model", "encoder_attention_heads"),
    ("d_model", "decoder_attention_heads"),
    ("d_model", "num_heads"),
    ("d_model", "n_head"),
    ("d_model", "n_heads"),
    ("n_embd", "n_head"),
    ("n_embd", "n_heads"),
    ("dim", "n_heads"),
    ("emb_dim", "n_heads"),
    ("embed_dim", "num_heads"),
    ("decoder_hidden_size", "decoder_num_attention_heads"),
    ("encoder_hidden_size", "encoder_num_attention_heads"),
    ("hidden_size", "encoder_attention_heads"),
    ("hidden_size", "decoder_attention_heads"),
)
_OWN_HEAD_SIZE = ("head_dim", "d_kv", "d_head", "attention_head_size", "v_head_dim", "kv_channels")
_HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads")
_KV_HEADS = ("num_key_value_heads", "num_kv_heads", "n_head_kv")
_EXPERTS = (
    "num_experts",
    "num_local_experts",
    "n_routed_experts",
    "moe_num_experts",
    "num_moe_experts",
    "n_experts",
)
_CHOSEN = (
    "num_experts_per_tok",
    "num_experts_per_token",
    "moe_topk",
    "moe_top_k",
    "moe_k",
    "top_k_experts",
    "num_selected_experts",
)
_STAGES = (
    ("conv_dim", "conv_stride", "conv_kernel"),
    ("depths", "num_heads"),
    ("depths", "hidden_sizes"),
    ("depths", "num_attention_heads"),
)


def fit_rules(level: Level) -> Iterator[Finding]:
    """Every finding about values that do not fit each other."""
    if not level.given:
        return
    yield from _width_and_heads(level)
    yield from _key_value_heads(level)
    yield from _experts(level)
    yield from _pictures(level)
    yield from _tokens(level)
    yield from _stages(level)
    yield from _layer_types(level)
    yield from _convolution_groups(level)


def _width_and_heads(level: Level) -> Iterator[Finding]:
    # A head size of its own frees the width from being heads × size.
    if any(level.number(name) is not None for name in _OWN_HEAD_SIZE if level.has(name)):
        yield from _head_size(level)
        return
    for width_name, heads_name in WIDTH_HEADS:
        if not level.has(width_name) or not level.has(heads_name):
            continue
        if not level.touched(width_name, heads_name):
            continue
        width, heads = level.number(width_name), level.number(heads_name)
        if width is None or heads is None or width < 1 or heads < 1:
            continue
        rotary = any(spec.kind == "rope" for spec in level.own.fields.values())
        # Rotary positions turn pairs of numbers, so each head needs an even size.
        step = heads * 2 if rotary else heads
        if width % heads:
            why = tr(
                "{width_name} {width:,} cannot be split over {heads:,} heads",
                width_name=width_name,
                width=width,
                heads=heads,
            )
        elif rotary and (width // heads) % 2:
            why = tr(
                "{width_name} {width:,} over {heads:,} heads gives each head {head_size}, but "
                "rotary positions turn pairs of numbers, so that size has to be even",
                width_name=width_name,
                width=width,
                heads=heads,
                head_size=width // heads,
            )
        else:
            continue
        yield from _width_or_heads(level, width_name, heads_name, width, heads, step, why)


def _width_or_heads(
    level: Level, width_name: str, heads_name: str, width: int, heads: int, step: int, why: str
) -> Iterator[Finding]:
    below, above = width // step * step, (width // step + 1) * step
    widths = [number for number in (below, above) if number > 0]
    pair = step // heads
    divisors = [n for n in range(1, min(width, 1024) + 1) if width % (n * pair) == 0]
    ways = {width_name: _around(widths, width), heads_name: _around(divisors, heads)}
    only_heads = heads_name in level.given and width_name not in level.given and divisors
    yield Finding(level.misfit(heads_name if only_heads else width_name, why, ways), hard=False)


def _around(numbers: Iterable[int], typed: int) -> list[int]:
    """The nearest number below what was typed and the nearest above, the nearer first."""
    rows = sorted(set(numbers) - {typed})
    below, above = [n for n in rows if n < typed], [n for n in rows if n > typed]
    return sorted((*below[-1:], *above[:1]), key=lambda number: abs(number - typed))


def _divisors(number: int) -> list[int]:
    """What divides a number without a rest; looked for up to 4,096."""
    return [divisor for divisor in range(1, min(number, 4096) + 1) if number % divisor == 0]


def _multiples(step: int, near: int) -> list[int]:
    """The multiples of a number around another."""
    return [number for number in (near // step * step, (near // step + 1) * step) if number > 0]


def _head_size(level: Level) -> Iterator[Finding]:
    rotary = any(spec.kind == "rope" for spec in level.own.fields.values())
    size = level.number("head_dim")
    if rotary and "head_dim" in level.given and size is not None and size % 2 and size > 0:
        why = tr("head_dim {size} is odd, but rotary positions turn pairs of numbers", size=size)
        ideas = [number for number in (size - 1, size + 1) if number > 0]
        words = " or ".join(str(idea) for idea in ideas)
        yield Finding(level.problem("head_dim", f"{why}: {words}.", ideas), hard=False)


def _key_value_heads(level: Level) -> Iterator[Finding]:
    few_name = next((name for name in _KV_HEADS if level.has(name)), "")
    heads_name = next((name for name in _HEADS if level.has(name)), "")
    if not few_name or not heads_name or not level.touched(few_name, heads_name):
        return
    few, heads = level.number(few_name), level.number(heads_name)
    # Grouped queries: each key-value head serves heads / key-value heads queries.
    if few is None or heads is None or few < 1 or heads < 1 or heads % few == 0:
        return
    why = ntr(
        "{count} head cannot share {key_value_heads} key-value heads equally: each of those "
        "serves as many heads as the others",
        "{count} heads cannot share {key_value_heads} key-value heads equally: each of those "
        "serves as many heads as the others",
        heads,
        key_value_heads=few,
    )
    ways = {
        few_name: _around(_divisors(heads), few),
        heads_name: _around(_multiples(few, heads), heads),
    }
    yield Finding(level.misfit(few_name, why, ways), hard=False)


def _experts(level: Level) -> Iterator[Finding]:
    alias = level.own.alias
    many_name = next((name for name in _EXPERTS if level.number(name) is not None), "")
    many_name = alias.get(many_name, many_name)
    few_name = next((name for name in (alias.get(n, n) for n in _CHOSEN) if level.has(name)), "")
    many = level.number(many_name) if many_name else None
    few = level.number(few_name) if few_name else None
    if many and few and few > many and level.touched(few_name, many_name):
        why = ntr(
            "Each token cannot be sent to {chosen} of {count} expert: {field} is too large",
            "Each token cannot be sent to {chosen} of {count} experts: {field} is too large",
            many,
            chosen=few,
            field=few_name,
        )
        ways = {few_name: [many, max(1, many // 2)], many_name: [few, 2 * few]}
        only_many = few_name not in level.given and many_name in level.given
        yield Finding(level.misfit(many_name if only_many else few_name, why, ways))
    groups, chosen = level.number("n_group"), level.number("topk_group")
    if many and groups and many % groups and level.touched("n_group", many_name):
        why = ntr(
            "{count} expert cannot be split into {groups} equal groups",
            "{count} experts cannot be split into {groups} equal groups",
            many,
            groups=groups,
        )
        ways = {
            "n_group": _around(_divisors(many), groups),
            many_name: _around(_multiples(groups, many), many),
        }
        yield Finding(level.misfit("n_group", why, ways))
    if groups and chosen and chosen > groups and level.touched("n_group", "topk_group"):
        why = ntr(
            "There is only {count} group of experts; topk_group {chosen_groups} asks for more",
            "There are only {count} groups of experts; topk_group {chosen_groups} asks for more",
            groups,
            chosen_groups=chosen,
        )
        name = "topk_group" if level.has("topk_group") else "n_group"
        ways = {"topk_group": [groups, 1], "n_group": [chosen] if level.has("topk_group") else [1]}
        yield Finding(level.misfit(name, why, ways))


def _pictures(level: Level) -> Iterator[Finding]:
    if not level.touched("image_size", "patch_size"):
        return
    image, patch = level.number("image_size"), level.number("patch_size")
    if image is None or patch is None or image < 1 or patch < 1 or image % patch == 0:
        return
    name = "patch_size" if "patch_size" in level.given else "image_size"
    if patch > image:
        why = tr(
            "A patch of {patch} × {patch} pixels is larger than the picture ({image} × {image})",
            patch=patch,
            image=image,
        )
    else:
        why = tr(
            "{image_size} pixels cannot be cut into patches of {patch_size} without {remainder} "
            "left",
            image_size=image,
            patch_size=patch,
            remainder=image % patch,
        )
    ways = {
        "patch_size": _around(_divisors(image), patch),
        "image_size": _around(_multiples(patch, image), image),
    }
    yield Finding(level.misfit(name, why, ways), hard=False)


def _vocabulary(level: Level) -> int | None:
    own = level.number("vocab_size")
    if own is not None or level.has("vocab_size"):
        return own
    if "text_config" not in level.own.slots:
        return None
    from explorer.features.create.compute.draft import slot_schema

    given = as_dict(level.given.get("text_config"))
    sub = Level(slot_schema(level.own, "text_config", given), "", given)
    started = as_int(dict(level.own.slots["text_config"].given).get("vocab_size"))
    if "vocab_size" not in given and started is not None:
        return started
    return sub.number("vocab_size")


def _tokens(level: Level) -> Iterator[Finding]:
    vocabulary = _vocabulary(level)
    names = [name for name in level.own.fields if TOKEN_ID.search(name)]
    for name in names:
        spec = level.own.fields[name]
        given = name in level.given
        value = level.value(name)
        whole = ints(several(value))
        usual = as_int(spec.default)
        if not whole or (given and value == spec.default and not level.touched("vocab_size")):
            continue
        pad = name == "pad_token_id"
        low = min(whole)
        if given and low < 0 and not (usual is not None and usual < 0):
            ideas: list[Any] = [spec.default, 0] if spec.default is not None else [0]
            ideas += [None] if spec.optional else []
            why = tr("{name} {low} is not a token: token IDs begin at 0.", name=name, low=low)
            yield Finding(level.problem(name, why, ideas))
        # IDs count from 0: the last one of a vocabulary of n is n - 1.
        over = vocabulary is not None and max(whole) >= vocabulary
        if over and vocabulary and (given or (pad and level.touched("vocab_size"))):
            ideas = [vocabulary - 1, 0]
            if usual is not None and 0 <= usual < vocabulary:
                ideas.insert(0, usual)
            ideas += [None] if spec.optional else []
            why = tr(
                "{field} {token_id:,} is outside the vocabulary: with vocab_size {vocab_size:,} "
                "the last token is {last_token:,}",
                field=name,
                token_id=max(whole),
                vocab_size=vocabulary,
                last_token=vocabulary - 1,
            )
            yield Finding(level.misfit(name, why, {name: ideas, "vocab_size": [max(whole) + 1]}))


def _stages(level: Level) -> Iterator[Finding]:
    for names in _STAGES:
        present = [name for name in names if isinstance(level.value(name), (list, tuple))]
        changed = level.touched(*present)
        if len(present) < 2 or not changed:
            continue
        defaults = {len(level.own.fields[n].default or ()) for n in present if level.has(n)}
        lengths = {name: len(level.value(name)) for name in present}
        if len(defaults) != 1 or len(set(lengths.values())) == 1:
            continue
        other = next(name for name in present if lengths[name] != lengths[changed])
        goal, old = lengths[other], list(level.value(changed))
        # The last entry repeated, or the list cut, to the other's length.
        mended = (old + old[-1:] * goal)[:goal]
        listed = ", ".join(f"{name} {count}" for name, count in lengths.items())
        why = tr(
            "These lists need one entry for each stage, so they must be equally long. Their "
            "lengths are {lengths}.",
            lengths=listed,
        )
        ideas = [mended, level.own.fields[changed].default]
        yield Finding(level.problem(changed, why, ideas), hard=False)


def _layer_types(level: Level) -> Iterator[Finding]:
    for name in ("layer_types", "mlp_layer_types"):
        kinds, layers = as_list(level.given.get(name)), level.number("num_hidden_layers")
        if not kinds or not layers or len(kinds) == layers:
            continue
        # The pattern repeated, as hybrids do it: sliding, sliding, full, …
        mended = (kinds * (layers // len(kinds) + 1))[:layers]
        why = ntr(
            "{name} names {count} layer, but num_hidden_layers is {layers}",
            "{name} names {count} layers, but num_hidden_layers is {layers}",
            len(kinds),
            name=name,
            layers=layers,
        )
        ways: dict[str, list[Any]] = {name: [mended, None], "num_hidden_layers": [len(kinds)]}
        yield Finding(level.misfit(name, why, ways), hard=False)


def _convolution_groups(level: Level) -> Iterator[Finding]:
    name = "num_conv_pos_embedding_groups"
    if not level.has(name) or not level.touched(name, "hidden_size"):
        return
    groups, width = level.number(name), level.number("hidden_size")
    if groups and width and groups > 0 and width > 0 and width % groups:
        why = tr(
            "hidden_size {width} cannot be split into {groups} groups for the positions",
            width=width,
            groups=groups,
        )
        # Groups divide the width of a convolution, and heads must still divide it too.
        step = math.lcm(groups, level.number("num_attention_heads") or 1)
        ways = {
            name: _around(_divisors(width), groups),
            "hidden_size": _around(_multiples(step, width), width),
        }
        at = name if name in level.given else "hidden_size"
        yield Finding(level.misfit(at, why, ways), hard=False)
