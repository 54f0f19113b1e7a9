"""The other side: captum and TransformerLens on saved models. Never imports the program.

    python theirs.py FOLDER

FOLDER holds a folder for each model and `asked.json`: for each model its class, the input IDs and
those of the decoder, which answer is asked about at which place, and its attention blocks by kind.
Writes `theirs.json` beside it.
"""

from __future__ import annotations

import itertools
import json
import sys
from pathlib import Path
from typing import Any

import torch
import transformers
from captum.attr import IntegratedGradients  # type: ignore[import-not-found]
from transformer_lens.model_bridge import TransformerBridge  # type: ignore[import-not-found]

NEAREST, RATIO, STEPS = 1e-24, 1.25, 24
"""The line is integrated in pieces, each longer than the one before by this ratio."""

BLOCKS = {
    "self": "blocks.{layer}.attn",
    "encoder": "encoder_blocks.{layer}.attn",
    "decoder": "decoder_blocks.{layer}.self_attn",
    "cross": "decoder_blocks.{layer}.cross_attn",
}
"""How TransformerLens names the attention of a layer."""


def integrated(model: Any, asked: dict[str, Any]) -> list[float]:
    """captum's integrated gradients from zero vectors to the embeddings, summed for each token.

    Norms make all that happens begin at 1e-20 of the embeddings, where no number of equal steps
    reaches; attributions of pieces of the line add up to that of the whole.
    """
    embeddings = model.get_input_embeddings()(torch.tensor([asked["ids"]])).detach()
    reads = torch.tensor([asked["decoder_ids"]]) if asked["decoder_ids"] else None

    def logit(given: torch.Tensor) -> torch.Tensor:
        more = {} if reads is None else {"decoder_input_ids": reads.expand(len(given), -1)}
        logits = model(inputs_embeds=given, **more).logits
        found: torch.Tensor = logits[:, asked["place"], asked["answer"]]
        return found

    attribution = IntegratedGradients(logit)
    total = torch.zeros(len(asked["ids"]), dtype=torch.float64)
    ends = [0.0, NEAREST]
    while ends[-1] < 1:
        ends.append(min(1.0, ends[-1] * RATIO))
    for start, end in itertools.pairwise(ends):
        piece = attribution.attribute(
            end * embeddings,
            start * embeddings,
            n_steps=STEPS,
            method="gausslegendre",
            internal_batch_size=STEPS,
        )
        total += piece.double().sum(-1)[0]
    return [float(part) for part in total]


def bridge_of(model: Any, folder: Path) -> Any:
    """The model as TransformerLens holds it."""
    tokenizer = transformers.PreTrainedTokenizerFast.from_pretrained(folder)
    bridge = TransformerBridge.boot_transformers(
        str(folder), hf_model=model, tokenizer=tokenizer, dtype=torch.float32
    )
    return bridge.eval()


def by_head(value: torch.Tensor, heads: int) -> torch.Tensor:
    """What the projection mixes as [texts, tokens, heads, size]: a view."""
    return value if value.dim() == 4 else value.unflatten(-1, (heads, -1))


def run_of(asked: dict[str, Any]) -> tuple[torch.Tensor, dict[str, Any]]:
    """What the bridge is run on."""
    more = {"decoder_input": torch.tensor([asked["decoder_ids"]])} if asked["decoder_ids"] else {}
    return torch.tensor([asked["ids"]]), more


def ablated(bridge: Any, asked: dict[str, Any]) -> list[list[float]]:
    """The probability of the answer with each head of each attention off alone."""
    ids, more = run_of(asked)
    rows = []
    for kind, layer, heads in asked["attentions"]:
        name = BLOCKS[kind].format(layer=layer) + ".o.hook_in"
        row = []
        for head in range(heads):

            def silence(value: torch.Tensor, hook: Any, head: int = head, of: int = heads) -> Any:
                value = value.clone()
                by_head(value, of)[..., head, :] = 0
                return value

            logits = bridge.run_with_hooks(ids, fwd_hooks=[(name, silence)], **more)
            shares = logits[0, asked["place"]].double().softmax(-1)
            row.append(float(shares[asked["answer"]]))
        rows.append(row)
    return rows


def attributed(bridge: Any, model: Any, asked: dict[str, Any]) -> dict[str, float]:
    """What each part adds to the logit by itself, from what TransformerLens caches."""
    ids, more = run_of(asked)
    _, cache = bridge.run_with_cache(ids, **more)
    place = asked["place"]
    two = bool(asked["decoder_ids"])
    norm, blocks = ("decoder_ln_final", "decoder_blocks") if two else ("ln_final", "blocks")
    scale = cache[f"{norm}.hook_scale"][0, place].double()
    row = bridge.unembed.W_U[:, asked["answer"]].double() * getattr(bridge, norm).weight.double()
    if two and model.config.tie_word_embeddings:
        row = row * model.config.d_model**-0.5  # T5's own, before a tied head
        # TransformerLens's `hook_scale` is not what this norm divides by: another epsilon.
        read = cache[f"{norm}.hook_in"][0, place].double()
        scale = (read.square().mean() + model.config.layer_norm_epsilon).sqrt()

    def gives(vector: torch.Tensor) -> float:
        vector = vector.double()
        if asked["centred"]:
            vector = vector - vector.mean()
        return float((vector / scale) @ row)

    found = {"embeddings": gives(cache[f"{blocks}.0.hook_in"][0, place])}
    for kind, layer, heads in asked["attentions"]:
        if kind == "encoder":
            continue
        where = f"{kind} " if two else ""
        name = BLOCKS[kind].format(layer=layer)
        block = getattr(getattr(bridge, blocks)[layer], name.rpartition(".")[2])
        mixed = by_head(cache[f"{name}.o.hook_in"], heads)[0, place].double()
        # [heads, size, width]: W_O as TransformerLens gives it.
        parts = torch.einsum("hs,hsw->hw", mixed, block.W_O.double())
        for head in range(heads):
            found[f"{where}head {layer} {head}"] = gives(parts[head])
        whole = cache[f"{name}.o.hook_out"][0, place].double()
        found[f"{where}attention bias {layer}"] = gives(whole - parts.sum(0))
        own = "decoder " if two else ""
        given = cache[f"{blocks}.{layer}.mlp.hook_out"][0, place]
        found[f"{own}feed-forward {layer}"] = gives(given)
    return found


def main(folder: Path) -> None:
    """Answer all that is asked."""
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    torch.set_num_threads(1)
    found = {}
    for name, asked in json.loads((folder / "asked.json").read_text()).items():
        cls = getattr(transformers, asked["class"])
        # As the program loads it, but eager, which TransformerLens needs.
        model = cls.from_pretrained(folder / name, attn_implementation="eager").eval()
        own: dict[str, Any] = {"gradients": integrated(model, asked)}
        with torch.inference_mode():
            bridge = bridge_of(model, folder / name)
            own["heads"] = ablated(bridge, asked)
            if asked["contributions"]:
                own["contributions"] = attributed(bridge, model, asked)
        found[name] = own
    (folder / "theirs.json").write_text(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
