"""Why on models whose answer is known to depend on one word and one head: it names exactly those.

Each model is built here. One word's embedding carries a mark, one head copies the mark to every
token, and the head over the vocabulary turns the copied mark into the answer. All other heads and
all feed-forward blocks give zeros. In random models nothing must be named.
"""

from __future__ import annotations

from typing import Any

import pytest
import torch
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    T5Config,
    T5ForConditionalGeneration,
)
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
        f"head {head + 1} of layer {layer + 1}",
        f"attention {layer + 1}",
        f"Layer {layer + 1}",  # the map comes last
    ]
    headlines = [claim.headline for claim in summary.claims(found)]
    assert headlines[0] == f"“{ids[place]}” decides it."
    assert summary.caption(found) == f"Without “{ids[place]}”, it no longer says “ID {ANSWER}”."


# -- a gap, a label, an encoder and a decoder ------------------------------------------------------


def _blank(model: Any, table: torch.Tensor, key: int) -> None:
    """All weights zero but those of norms, embeddings alike in length, and the mark at `key`."""
    for parameter in model.parameters():
        if parameter.dim() > 1:
            parameter.zero_()
    # With a mean of zero, which norms take away: no other token has anything of the mark then.
    drawn = torch.randn(len(table), SIZE - 8)
    drawn -= drawn.mean(-1, keepdim=True)
    table[:, 8:] = torch.nn.functional.normalize(drawn, dim=-1)
    table[key, MARK] = 3.0


_BERT: dict[str, Any] = {
    "vocab_size": VOCAB, "hidden_size": SIZE, "intermediate_size": 32,
    "num_hidden_layers": LAYERS, "num_attention_heads": HEADS,
}  # fmt: skip


def planted_bert(name: str, key: int, layer: int, head: int) -> LoadedModel:
    """A BERT whose gap or label depends on token `key` through one head of one layer alone."""
    torch.manual_seed(3)
    gap = name == "BertForMaskedLM"
    model: Any = (BertForMaskedLM if gap else BertForSequenceClassification)(BertConfig(**_BERT))
    model.eval()
    with torch.no_grad():
        _blank(model, model.bert.embeddings.word_embeddings.weight, key)
        attention = model.bert.encoder.layer[layer].attention
        size = SIZE // HEADS
        attention.self.value.weight[head * size, MARK] = 4.0
        attention.output.dense.weight[COPIED, head * size] = 4.0
        if gap:
            head_ = model.cls.predictions
            head_.transform.dense.weight[COPIED, COPIED] = 4.0
            # Something in the others for the norm to divide by.
            head_.transform.dense.bias[8:] = torch.linspace(-1, 1, SIZE - 8)
            head_.decoder.weight[ANSWER, COPIED] = 8.0
            head_.decoder.bias[ANSWER] = -8.0
        else:
            model.bert.pooler.dense.weight[COPIED, COPIED] = 4.0
            model.classifier.weight[1, COPIED] = 8.0
            model.classifier.bias[1] = -4.0
    return LoadedModel(1, model, tiny.held(tiny.tokenizer()) if gap else None, "file", "planted")


BERT_CASES = [
    (name, place, layer, head)
    for name in ("BertForMaskedLM", "BertForSequenceClassification")
    for place, layer, head in ((1, 0, 3), (1, 2, 0), (3, 1, 1), (5, 0, 0), (5, 1, 2), (5, 2, 3))
]


@pytest.mark.parametrize(("name", "place", "layer", "head"), BERT_CASES)
def test_of_a_bert_the_planted_word_head_and_layer_are_named(
    name: str, place: int, layer: int, head: int
) -> None:
    gap = name == "BertForMaskedLM"
    ids = [11, 12, 4 if gap else 10, 13, 14, 15]  # 4 is the mask token
    found = measured(planted_bert(name, ids[place], layer, head), ids)
    question = found.question
    assert question is not None
    assert question.id == (ANSWER if gap else 1)
    assert question.probability > 0.5
    assert _standing_out(found) == ([(place,)], [(layer, head)])
    assert found.map is not None
    way = summary.way(found.map)
    assert way is not None
    # The answer is made at the gap, and from the first token.
    assert (way.carried, way.arrived, way.position) == (layer, layer + 1, 2 if gap else 0)
    names = [name for claim in summary.claims(found) for name in claim.names]
    assert names == [
        f"w{ids[place]}" if gap else str(ids[place]),
        f"head {head + 1} of layer {layer + 1}",
        f"attention {layer + 1}",
        f"Layer {layer + 1}",  # the map comes last
    ]


_T5: dict[str, Any] = {
    "vocab_size": VOCAB, "d_model": SIZE, "d_kv": SIZE // HEADS, "d_ff": 64,
    "num_layers": LAYERS, "num_heads": HEADS, "decoder_start_token_id": 0,
}  # fmt: skip


def planted_t5(key: int, stack: str, layer: int, head: int) -> LoadedModel:
    """A T5 whose answer depends on token `key`: through one head that reads the encoder, or through
    one of the encoder, with what reads it there spread over all heads of a layer."""
    torch.manual_seed(3)
    config = T5Config(**_T5 | {"tie_word_embeddings": False})
    model = T5ForConditionalGeneration(config).eval()
    size = SIZE // HEADS
    with torch.no_grad():
        _blank(model, model.shared.weight, key)
        model.encoder.embed_tokens.weight.copy_(model.shared.weight)
        model.decoder.embed_tokens.weight.copy_(model.shared.weight)
        reads = MARK
        if stack == "encoder":
            attention = model.encoder.block[layer].layer[0].SelfAttention
            attention.v.weight[head * size, MARK] = 4.0
            attention.o.weight[COPIED, head * size] = 4.0
            reads = COPIED
        crossing = model.decoder.block[layer].layer[1].EncDecAttention
        for own in range(HEADS) if stack == "encoder" else (head,):
            crossing.v.weight[own * size, reads] = 4.0
            crossing.o.weight[COPIED, own * size] = 4.0
        model.lm_head.weight[ANSWER, COPIED] = 4.0
    return LoadedModel(1, model, None, "file", "planted")


T5_CASES = [
    (place, stack, layer, head)
    for stack in ("encoder", "cross")
    for place, layer, head in ((0, 0, 1), (2, 1, 3), (3, 2, 0), (4, 0, 2), (1, 2, 2), (5, 1, 0))
]


@pytest.mark.parametrize(("place", "stack", "layer", "head"), T5_CASES)
def test_of_a_t5_the_planted_word_and_head_are_named(
    place: int, stack: str, layer: int, head: int
) -> None:
    ids = [11, 12, 13, 14, 15, 16]
    found = measured(planted_t5(ids[place], stack, layer, head), ids)
    question = found.question
    assert question is not None
    assert (question.id, question.probability > 0.5) == (ANSWER, True)
    # Rows of heads: the encoder's layers, then the decoder's, each its own attention and the other.
    assert found.parts is not None
    row = next(
        number
        for number, row in enumerate(found.parts.rows)
        if (row.kind, row.layer) == (stack, layer)
    )
    assert _standing_out(found) == ([(place,)], [(row, head)])
    assert found.map is not None
    way = summary.way(found.map)
    assert way is not None
    names = [name for claim in summary.claims(found) for name in claim.names]
    headlines = [claim.headline for claim in summary.claims(found)]
    if stack == "encoder":
        assert f"The attention of encoder layer {layer + 1} is essential." in headlines
        # From this layer on each token of the encoder has it.
        assert way.arrived == -1 or way.arrived > layer
        assert names[-3:-1] == [
            f"head {head + 1} of encoder layer {layer + 1}",
            f"attention {layer + 1}",
        ]
    else:
        # It stays at its word through all of the encoder.
        assert (way.carried, way.arrived) == (LAYERS, -1)
        assert names[-2] == f"head {head + 1} of cross-attention layer {layer + 1}"
    assert names[0] == str(ids[place])


def _standing_out(found: Findings) -> tuple[list[tuple[int, ...]], list[tuple[int, int]]]:
    """The words and the heads (by row and number) without which the answer falls."""
    assert found.question is not None
    assert found.words is not None
    assert found.parts is not None
    before = found.question.probability
    words = [
        word.positions
        for word, left in zip(found.words.words, found.words.probabilities, strict=True)
        if summary.stands_out(before, float(left))
    ]
    heads = [
        (row, head)
        for row, shares in enumerate(found.parts.heads)
        for head, share in enumerate(shares)
        if summary.stands_out(before, float(share))
    ]
    return words, heads


# -- random models ---------------------------------------------------------------------------------


def random_model(kind: str, seed: int) -> LoadedModel:
    torch.manual_seed(seed)
    ends: dict[str, Any] = {"pad_token_id": None, "bos_token_id": None, "eos_token_id": None}
    model: Any
    match kind:
        case "gpt2":
            config = GPT2Config(vocab_size=VOCAB, n_embd=SIZE, n_layer=LAYERS, n_head=HEADS)
            model = GPT2LMHeadModel(config)
        case "llama":
            model = Llama(LlamaConfig(**_BERT, **ends))
        case "classifier":
            model = BertForSequenceClassification(BertConfig(**_BERT))
        case "gap":
            model = BertForMaskedLM(BertConfig(**_BERT))
        case _:
            # A T5 begins with larger weights: of 64 tokens it prefers one with 10 to 20 %, and some
            # head does carry that. Of as many as this no token is likely, as in one of full size.
            model = T5ForConditionalGeneration(T5Config(**_T5 | {"vocab_size": 16 * VOCAB}))
    tokenizer = tiny.held(tiny.tokenizer()) if kind == "gap" else None
    return LoadedModel(1, model.eval(), tokenizer, "random", f"random {kind} {seed}")


RANDOM = [
    pytest.param(kind, seed, marks=pytest.mark.survey if seed >= some else ())
    for kind, some in (("gpt2", 12), ("llama", 12), ("classifier", 12), ("gap", 4), ("t5", 4))
    for seed in range(30)
]


@pytest.mark.parametrize(("kind", "seed"), RANDOM)
def test_nothing_is_named_in_a_random_model(kind: str, seed: int) -> None:
    ids = torch.randint(5, VOCAB, (6,), generator=torch.Generator().manual_seed(seed)).tolist()
    if kind == "gap":
        ids[seed % 6] = 4  # the mask token
    found = measured(random_model(kind, seed), ids)
    (claim,) = summary.claims(found)
    assert claim.headline == "Nothing stands out."
    assert claim.names == ()
    assert summary.caption(found, random=True) == "Nothing stands out. The weights are random."
