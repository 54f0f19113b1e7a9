"""What a module is, in plain words with its own numbers: "12 heads", "768 → 3,072"."""

from __future__ import annotations

import re
from typing import Any

from torch import nn

from explorer.boundary.values import as_int
from explorer.text import numbers
from explorer.text.translation import tr

# In order: the first pattern that fits a name decides, so the special ones come first.
_NAMES: tuple[tuple[str, str], ...] = (
    (r"^(word_embeddings|embed_tokens|wte|tok_embeddings|shared|token_embedding)$", "tokens"),
    (r"position.*embed|^(wpe|embed_positions)$", tr("one row for each position")),
    (r"token_type_embeddings", tr("says whether a token is of text A or text B")),
    (r"patch_embed", tr("turns patches of the picture into vectors")),
    (r"^embeddings?$", tr("turns the input into vectors")),
    (r"^(layers?|h|blocks?|layer)$", tr("the stack of layers")),
    (r"^(encoder)$", tr("the layers that read the input")),
    (r"^(decoder)$", tr("the layers that write the output")),
    (r"vision|visual|image", tr("the part that sees")),
    (r"audio|speech", tr("the part that listens")),
    (r"^(language_model|text_model|text_encoder)$", tr("the part that reads text")),
    (r"rotary", tr("turns vectors by their position")),
    (r"^pooler$", tr("makes one vector of the whole input")),
    (r"^(lm_head|cls|predictions|embed_out)$", tr("scores every token of the vocabulary")),
    (r"^(classifier|score|qa_outputs|out_proj_classifier)$", tr("gives the scores of the labels")),
    (r"projector|connector|projection$", tr("brings one part's vectors into another's space")),
    (r"router|^gate$", tr("chooses the experts for each token")),
    (r"^experts$", tr("the experts, of which each token uses a few")),
    (r"shared_expert", tr("the expert that every token uses")),
    (
        r"cross_attn|crossattention|encoder_attn|EncDecAttention",
        tr("looks at the encoder's output"),
    ),
    (r"mamba|mixer|ssm", tr("carries a running state along the text")),
    (r"self_attn|attention|^attn$|^self$|SelfAttention", "attention"),
    (r"^(q_proj|query|q)$", tr("what each token looks for")),
    (r"^(k_proj|key|k)$", tr("what each token offers")),
    (r"^(v_proj|value|v)$", tr("what each token passes on")),
    (r"^(o_proj|out_proj|c_proj)$", "heads"),
    (r"^(mlp|feed_forward|ffn|intermediate|DenseReluDense)$", tr("feed-forward: each token alone")),
    (r"feature_extract|conv", tr("finds patterns in the neighbourhood")),
    (r"dropout", tr("drops values in training, does nothing now")),
    (r"norm|^ln_", tr("keeps numbers in a steady range")),
    (r"act(ivation)?(_fn)?$", tr("activation function: a curve that each number goes through")),
)


def role(path: str, module: nn.Module) -> str:
    """A short line for a module, from its kind, its sizes and its name."""
    above, _, name = path.rpartition(".")
    words = _by_kind(module)
    named = next((text for pattern, text in _NAMES if re.search(pattern, name)), "")
    if named == "tokens":
        named = tr("one row for each token")
    if named == "attention":
        named = _attention(module)
    if named == "heads":  # GPT-2's feed-forward part and Mamba's mixer end in such a name too
        named = tr("puts the heads together") if "att" in above.rpartition(".")[2].lower() else ""
    if not words:
        return named or _of_class(module)
    return f"{words}: {named}" if named and len(words) < 30 else words


def _by_kind(module: nn.Module) -> str:
    kind = type(module).__name__
    match module:
        case nn.Linear():
            return f"{numbers.count(module.in_features)} → {numbers.count(module.out_features)}"
        case nn.Embedding():
            return tr(
                "{num_embeddings:,} rows of {embedding_dim:,}",
                num_embeddings=module.num_embeddings,
                embedding_dim=module.embedding_dim,
            )
        case nn.Conv1d() | nn.Conv2d() | nn.Conv3d():
            size = "×".join(str(length) for length in module.kernel_size)
            return tr(
                "{in_channels:,} → {out_channels:,} channels, window {size}",
                in_channels=module.in_channels,
                out_channels=module.out_channels,
                size=size,
            )
        case nn.Dropout():
            return tr("drops values in training, does nothing now")
        case nn.ModuleList() | nn.Sequential():
            return _of_parts(list(module))
    # GPT-2's Conv1D is a Linear with its weight transposed, and has nothing to do with convolution.
    if kind == "Conv1D" and hasattr(module, "nf"):
        return f"{_int(module, 'nx'):,} → {_int(module, 'nf'):,}"
    return tr("keeps numbers in a steady range") if kind.endswith("Norm") else ""


def _of_parts(parts: list[nn.Module]) -> str:
    if len(parts) == 1:
        return tr("one part")
    there = [part for part in parts if part is not None]  # Informer leaves places in a list empty
    # Alike by class and number of parameters: enough to say it, and cheap for hundreds of layers.
    kinds = {(type(part).__name__, sum(p.numel() for p in part.parameters())) for part in there}
    if len(kinds) == 1:
        return numbers.ntr(
            "{count} part",
            "{count} identical parts",
            len(parts),
        )
    return numbers.ntr(
        "{count} part",
        "{count} parts",
        len(parts),
    )


def _attention(module: nn.Module) -> str:
    heads = 0
    for name in ("num_heads", "num_attention_heads", "n_heads", "n_head"):
        heads = heads or _int(module, name)
    config: Any = getattr(module, "config", None)
    if not heads and config is not None:
        heads = _int(config, "num_attention_heads")
    size = _int(module, "head_dim") or _int(module, "attention_head_size")
    if heads and size:
        return numbers.ntr(
            "attention: {count} head of {size} numbers",
            "attention: {count} heads of {size} numbers each",
            heads,
            size=size,
        )
    return (
        numbers.ntr(
            "attention: {count} head",
            "attention: {count} heads",
            heads,
        )
        if heads
        else "attention"
    )


def _of_class(module: nn.Module) -> str:
    kind = type(module).__name__
    if hasattr(module, "base_model_prefix"):
        return tr("the model without its head")
    if re.search(r"Output$", kind):
        return tr("adds its result to what came in")
    if re.search(r"(Layer|Block)$", kind):
        return (
            tr("one layer: attention, then feed-forward")
            if _has_attention(module)
            else tr("one layer")
        )
    if not any(True for _ in module.parameters()):
        return tr("computes without weights")
    # `BertSelfOutput` → `bert self output`.
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", kind)
    return spaced[:1].lower() + spaced[1:] if " " in spaced else kind


def _has_attention(module: nn.Module) -> bool:
    return any("att" in name.lower() for name, _ in module.named_modules())


def _int(owner: object, name: str) -> int:
    try:
        value = getattr(owner, name, 0)
    except RuntimeError:  # a config that keeps it for each layer does not say one number
        return 0
    return as_int(value) or 0
