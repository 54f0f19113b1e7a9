"""Why on models whose answer is known to depend on one word and one head: it names exactly those.

Each model is built here. One word's embedding carries a mark, one head copies the mark to every
token, and the head over the vocabulary turns the copied mark into the answer. All other heads and
all feed-forward blocks give zeros. In random models nothing must be named.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch
from transformers import BertConfig, BertForMaskedLM, GPT2Config, GPT2LMHeadModel, LlamaConfig
from transformers import LlamaForCausalLM as Llama

from explorer.engine.loaded_model import LoadedModel
from explorer.features.why import summary
from explorer.features.why.protocol import AnswerChoice, WhyMap, WhyParts, WhySwaps, WhyWords
from explorer.features.why.summary import Findings
from tests.model import tiny
from tests.model.tiny import Holder, ask

MARK, COPIED, ANSWER, LAYERS, HEADS, SIZE, VOCAB = 0, 1, 50, 3, 4, 32, 64
CHOICE = AnswerChoice()


def planted(key: int, layer: int, head: int) -> LoadedModel:
    """A Llama whose answer depends on token `key` through one head of one layer alone."""
    torch.manual_seed(3)
    config = LlamaConfig(
        vocab_size=VOCAB, hidden_size=SIZE, intermediate_size=32, num_hidden_layers=LAYERS,
        num_attention_heads=HEADS, num_key_value_heads=HEADS, tie_word_embeddings=False,
        pad_token_id=None, bos_token_id=None, eos_token_id=None,
    )  # fmt: skip
    model = Llama(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.zero_()
        # Everything but the mark is alike in length, so that the norms change little.
        table = model.model.embed_tokens.weight
        table[:, 8:] = torch.nn.functional.normalize(torch.randn(VOCAB, SIZE - 8), dim=-1)
        table[key, MARK] = 3.0
        attention = model.model.layers[layer].self_attn
        # Queries and keys are zero, so that each head looks at all tokens alike.
        size = SIZE // HEADS
        attention.v_proj.weight[head * size, MARK] = 4.0
        attention.o_proj.weight[COPIED, head * size] = 4.0
        model.lm_head.weight[ANSWER, COPIED] = 8.0
    return LoadedModel(1, model, None, "file", "planted")


def measured(loaded: LoadedModel, ids: list[int]) -> Findings:
    """All that the view would ask, in its order."""
    tiny.run(loaded, [ids])
    holder = Holder(loaded)
    words = ask(holder, WhyWords(CHOICE))
    positions = summary.asked_swaps(words)
    swaps = ask(holder, WhySwaps(CHOICE, positions)) if positions else None
    parts = ask(holder, WhyParts(CHOICE))
    patched = None
    if swaps is not None and swaps.counterpart:
        patched = ask(holder, WhyMap(CHOICE, swaps.counterpart))
    return Findings(words, swaps, parts, patched, complete=True)


CASES = [
    (place, layer, head)
    for place in (0, 2, 4)
    for layer in range(LAYERS)
    for head in range(HEADS)
]  # fmt: skip


@pytest.mark.parametrize(("place", "layer", "head"), CASES)
def test_the_planted_word_head_and_layer_are_named(place: int, layer: int, head: int) -> None:
    ids = [11, 12, 13, 14, 15, 16]
    found = measured(planted(ids[place], layer, head), ids)
    question = found.question
    assert question is not None
    assert (question.id, question.probability > 0.5) == (ANSWER, True)
    assert found.words is not None
    assert found.parts is not None
    before = question.probability
    deciding = [
        word.positions
        for word, left in zip(found.words.words, found.words.probabilities, strict=True)
        if summary.stands_out(before, float(left))
    ]
    assert deciding == [(place,)]
    heads = [
        (row, one)
        for row in range(LAYERS)
        for one in range(HEADS)
        if summary.stands_out(before, float(found.parts.heads[row, one]))
    ]
    assert heads == [(layer, head)]
    assert found.map is not None
    way = summary.way(found.map)
    assert way is not None
    # Rows of the map are after each layer, the embeddings first: the layer itself copies.
    assert (way.carried, way.arrived, way.position) == (layer, layer + 1, len(ids) - 1)
    names = [name for claim in summary.claims(found) for name in claim.names]
    assert names == [
        str(ids[place]),
        f"Layer {layer + 1}",
        f"layer {layer + 1} head {head + 1}",
        f"attention {layer + 1}",
    ]
    headlines = [claim.headline for claim in summary.claims(found)]
    assert headlines[0] == f"“{ids[place]}” decides it."
    assert summary.caption(found) == f"Without “{ids[place]}”, it no longer says “ID {ANSWER}”."


def random_model(seed: int) -> LoadedModel:
    torch.manual_seed(seed)
    sizes: dict[str, Any] = {"vocab_size": VOCAB}
    kind = seed % 3
    if kind == 0:
        model: Any = GPT2LMHeadModel(GPT2Config(n_embd=32, n_layer=3, n_head=4, **sizes))
    elif kind == 1:
        model = Llama(
            LlamaConfig(
                hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=4,
                pad_token_id=None, **sizes,
            )
        )  # fmt: skip
    else:
        from transformers import BertForSequenceClassification

        model = BertForSequenceClassification(
            BertConfig(
                hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=4,
                **sizes,
            )
        )  # fmt: skip
    return LoadedModel(1, model.eval(), None, "random", f"random {seed}")


@pytest.mark.parametrize("seed", range(36))
def test_nothing_is_named_in_a_random_model(seed: int) -> None:
    ids = torch.randint(5, VOCAB, (6,), generator=torch.Generator().manual_seed(seed)).tolist()
    found = measured(random_model(seed), ids)
    (claim,) = summary.claims(found)
    assert claim.headline == "Nothing stands out."
    assert claim.names == ()
    assert summary.caption(found, random=True) == "Nothing stands out. The weights are random."


@pytest.mark.parametrize("seed", range(3))
def test_nothing_is_named_at_a_gap_of_a_random_model(seed: int) -> None:
    tokenizer = tiny.tokenizer()
    torch.manual_seed(seed)
    config = BertConfig(
        vocab_size=VOCAB, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=4,
    )  # fmt: skip
    model = BertForMaskedLM(config).eval()
    loaded = LoadedModel(1, model, tiny.held(tokenizer), "random", "random")
    found = measured(loaded, tokenizer("w5 w9 <mask> w13")["input_ids"])
    assert [claim.headline for claim in summary.claims(found)] == ["Nothing stands out."]
