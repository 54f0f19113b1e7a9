"""Trains the four bundled models from the mini-world, measures them and writes their cards.

    python resources/models/train.py [--only bert|gpt2|sentiment|copy] [--out DIR] [--seed 0]

The same seed gives the same weights on the same machine with the same versions.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cards
import reviews
import stories
import torch
import world
from tokenizers import (
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    BertTokenizer,
    GenerationConfig,
    GPT2Config,
    GPT2LMHeadModel,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
)

Batch = dict[str, torch.Tensor]
END = "<|endoftext|>"
IGNORED = -100  # the label that the cross entropy of transformers leaves out
BERT_POSITIONS = 64
GPT2_POSITIONS = 128
COPY_POSITIONS = 64
COPY_ROW = 40
# The usual 0.02 is meant for wide models; at this width attention then takes long to form.
INIT = 0.08


def fit(
    model: Any, batches: Callable[[int], Batch], steps: int, lr: float, beta2: float = 0.99
) -> float:
    """Trains with AdamW, a short warm-up and a cosine to zero; returns the seconds it took."""
    decayed = [p for p in model.parameters() if p.dim() > 1]
    plain = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=lr, betas=(0.9, beta2))
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=lr, total_steps=steps, pct_start=0.06, cycle_momentum=False
    )
    model.train()
    began, shown = time.perf_counter(), 0.0
    for step in range(steps):
        loss = model(**batches(step)).loss
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        shown = loss.item() if step == 0 else 0.95 * shown + 0.05 * loss.item()
        if step % 100 == 99:
            passed = time.perf_counter() - began
            print(f"  step {step + 1}/{steps}  loss {shown:.4f}  {passed:.0f} s", flush=True)
    model.eval()
    return time.perf_counter() - began


def word_tokenizer(words: list[str]) -> Any:
    """WordPiece whose vocabulary is whole words, and single letters for all other words."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *".,!?:;'\"-()", *letters]
    tokens += [f"##{letter}" for letter in letters]
    tokens += [word for word in words if word not in tokens]
    vocab = {token: number for number, token in enumerate(tokens)}
    return BertTokenizer(vocab=vocab, do_lower_case=True, model_max_length=BERT_POSITIONS)


def byte_tokenizer(texts: list[str]) -> Any:
    """Byte-level BPE as in GPT-2: it can write any text, and no text is unknown."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=1024,
        special_tokens=[END],
        show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=END,
        eos_token=END,
        unk_token=END,
        pad_token=END,
        model_max_length=GPT2_POSITIONS,
        clean_up_tokenization_spaces=False,
    )


def padded(rows: list[list[int]], value: int) -> torch.Tensor:
    """Rows of different length as one tensor [rows, longest]."""
    longest = max(len(row) for row in rows)
    return torch.tensor([row + [value] * (longest - len(row)) for row in rows])


class MaskedSentences:
    """Batches of masked sentences, one or several to a row."""

    def __init__(self, sentences: tuple[world.Sentence, ...], tokenizer: Any, seed: int) -> None:
        self.rng = random.Random(f"masks {seed}")
        self.mask, self.words = tokenizer.mask_token_id, len(tokenizer)
        self.cls, self.sep = tokenizer.cls_token_id, tokenizer.sep_token_id
        self.full_stop = tokenizer.convert_tokens_to_ids(".")
        self.by_relation: dict[str, list[tuple[list[int], list[int]]]] = {}
        for sentence in sentences:
            encoded = tokenizer(sentence.text, add_special_tokens=False)
            asked = [encoded.char_to_token(start) for start, _ in sentence.answers]
            kept = self.by_relation.setdefault(sentence.relation, [])
            kept.append((encoded["input_ids"], asked))
        # Between equal turns for each relation and equal turns for each sentence.
        turns = {relation.name: relation.turns for relation in world.relations()}
        self.weights = [turns[n] * len(kept) ** 0.5 for n, kept in self.by_relation.items()]

    def masked(self) -> tuple[list[int], list[int]]:
        """One sentence: ids with masks, and labels at the masked places."""
        kept = self.rng.choices(list(self.by_relation.values()), self.weights)[0]
        whole, asked = self.rng.choice(kept)
        ids, labels = list(whole), [IGNORED] * len(whole)
        if self.rng.random() < 0.8:
            places = {self.rng.choice(asked)}
            share = 0.02  # now and then something else is hidden too
        else:
            places, share = set(), 0.15
        places |= {place for place in range(len(ids)) if self.rng.random() < share}
        for place in places or {self.rng.randrange(len(ids))}:
            labels[place] = whole[place]
            # BERT's own recipe: 80 % masked, 10 % another token, 10 % left as it is.
            chance = self.rng.random() if share > 0.1 else 0.0
            if chance < 0.8:
                ids[place] = self.mask
            elif chance < 0.9:
                ids[place] = self.rng.randrange(self.words)
        if ids[-1] == self.full_stop and self.rng.random() < 0.15:
            ids, labels = ids[:-1], labels[:-1]  # people forget the full stop
        return ids, labels

    def row(self, sentences: int) -> tuple[list[int], list[int], list[int]]:
        """Ids, labels and segments; several sentences are sometimes split into two segments."""
        ids, labels, segments, segment = [self.cls], [IGNORED], [0], 0
        pair = sentences > 1 and self.rng.random() < 0.3
        for number in range(sentences):
            more, more_labels = self.masked()
            if len(ids) + len(more) >= BERT_POSITIONS - 1:
                break
            if pair and number == 1:
                ids, labels, segments = [*ids, self.sep], [*labels, IGNORED], [*segments, 0]
                segment = 1
            ids, labels = ids + more, labels + more_labels
            segments += [segment] * len(more)
        return [*ids, self.sep], [*labels, IGNORED], [*segments, segment]

    def __call__(self, step: int) -> Batch:
        # Every fourth batch is of long rows, so that all positions are learned.
        several = step % 4 == 3
        rows = [
            self.row(self.rng.randint(2, 6) if several else 1) for _ in range(16 if several else 64)
        ]
        ids, labels, segments = zip(*rows, strict=True)
        return {
            "input_ids": padded(list(ids), 0),
            "labels": padded(list(labels), IGNORED),
            "token_type_ids": padded(list(segments), 0),
            "attention_mask": padded([[1] * len(row) for row in ids], 0),
        }


def train_bert(out: Path, seed: int) -> None:
    """Masked words of the world's sentences."""
    train, held_out = world.split()
    assert not {s.text for s in train} & {s.text for s in held_out}
    tokenizer = word_tokenizer(world.words())
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=96,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=384,
        max_position_embeddings=BERT_POSITIONS,
        initializer_range=INIT,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=tokenizer.pad_token_id,
    )
    model = BertForMaskedLM(config)
    seconds = fit(model, MaskedSentences(train, tokenizer, seed), steps=4000, lr=2e-3)
    cards.save(model, tokenizer, out)
    cards.write_bert(out, seed, seconds)


def train_gpt2(out: Path, seed: int) -> None:
    """Stories, each row beginning with the beginning of a sentence."""
    told = list(stories.training_stories(20_000, seed))
    assert not any(stories.is_held_out(sentences[0]) for sentences in told)
    tokenizer = byte_tokenizer([" ".join(sentences) for sentences in told[:3000]])
    config = GPT2Config(
        vocab_size=len(tokenizer),
        n_positions=GPT2_POSITIONS,
        n_embd=96,
        n_layer=4,
        n_head=4,
        initializer_range=INIT,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    model = GPT2LMHeadModel(config)
    # In the config a padding token that is also the end of text would draw warnings.
    model.generation_config = GenerationConfig(
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.eos_token_id,
    )
    rng = random.Random(f"rows {seed}")

    def batch(step: int) -> Batch:
        rows = []
        for _ in range(20):
            sentences = rng.choice(told)
            # One row in ten begins in the middle of a story, as prompts sometimes do.
            first = rng.randrange(len(sentences)) if rng.random() < 0.1 else 0
            text = " ".join(sentences[first:]) + END
            # Some rows continue with another story, so that the far positions are learned. In all
            # rows this would keep the model from learning to look back to the right animal.
            if rng.random() < 0.15:
                text += " ".join(rng.choice(told)) + END
            rows.append(text)
        ids = [row[:GPT2_POSITIONS] for row in tokenizer(rows)["input_ids"]]
        return {"input_ids": padded(ids, tokenizer.eos_token_id), "labels": padded(ids, IGNORED)}

    seconds = fit(model, batch, steps=1600, lr=3e-3)
    cards.save(model, tokenizer, out)
    cards.write_gpt2(out, seed, seconds, told)


def train_sentiment(out: Path, seed: int) -> None:
    """Short reviews, positive or negative."""
    shown = list(reviews.training_reviews(20_000, seed))
    tokenizer = word_tokenizer(reviews.words())
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        num_hidden_layers=3,
        num_attention_heads=4,
        intermediate_size=256,
        max_position_embeddings=BERT_POSITIONS,
        hidden_dropout_prob=0.1,
        attention_probs_dropout_prob=0.1,
        pad_token_id=tokenizer.pad_token_id,
        id2label=reviews.LABELS,
        label2id={name: i for i, name in reviews.LABELS.items()},
    )
    model = BertForSequenceClassification(config)
    rng = random.Random(f"rows {seed}")

    def batch(step: int) -> Batch:
        chosen = [rng.choice(shown) for _ in range(64)]
        texts = [made_up_things(text, rng) for text, _ in chosen]
        encoded = tokenizer(
            texts, padding=True, truncation=True, max_length=BERT_POSITIONS, return_tensors="pt"
        )
        return {**encoded, "labels": torch.tensor([label for _, label in chosen])}

    seconds = fit(model, batch, steps=1300, lr=1.5e-3)
    cards.save(model, tokenizer, out)
    cards.write_sentiment(out, seed, seconds, shown)


def made_up_things(text: str, rng: random.Random) -> str:
    """Sometimes puts made-up words for things, or makes them somebody's: neither is a sentiment."""
    if rng.random() > 0.3:
        return text
    made_up = "".join(rng.choices("aeiorstlnmpdgcub", k=rng.randint(3, 8)))
    owned = rng.random() < 0.4  # "'s" is to be told from the "'t" of a negation
    words = []
    for word in text.split():
        thing = word.strip(".,!")
        if thing in reviews.THINGS:
            word = word.replace(thing, f"{thing} at {made_up}'s" if owned else made_up)
        words.append(word)
    return " ".join(words)


def list_tokenizer(words: list[str]) -> Any:
    """One token for each word; what is none of them is unknown."""
    tokens = ["[PAD]", "[UNK]", *words]
    vocab = {token: number for number, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.WordLevel(vocab, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        unk_token="[UNK]",
        pad_token="[PAD]",
        model_max_length=COPY_POSITIONS,
        clean_up_tokenization_spaces=False,
    )


def train_copy(out: Path, seed: int) -> None:
    """Lists of words in random order, each said twice: what comes next is what came next before.

    Nothing else can be learned of them, and two layers are the fewest that can learn it: the first
    tells each word which came before it, the second looks for a word that came after the same one.
    """
    tokenizer = list_tokenizer(world.list_words())
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=4,
        intermediate_size=128,
        max_position_embeddings=COPY_POSITIONS,
        # Slow enough for 64 positions: the usual 10,000 leaves most of a head's numbers unturned.
        rope_parameters={"rope_type": "default", "rope_theta": 100.0},
        tie_word_embeddings=True,
        initializer_range=INIT,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
        eos_token_id=None,
    )
    model = LlamaForCausalLM(config)
    model.generation_config = GenerationConfig(pad_token_id=tokenizer.pad_token_id)
    rng = random.Random(f"rows {seed}")
    words = range(2, len(tokenizer))  # without [PAD] and [UNK]

    def row() -> tuple[list[int], list[int]]:
        """A list somewhere in a row of noise, and again up to eight words after its end."""
        ids, labels = rng.choices(words, k=COPY_ROW), [IGNORED] * COPY_ROW
        length = rng.randint(6, 14)
        first = rng.randint(0, COPY_ROW - 2 * length)
        again = rng.randint(first + length, min(COPY_ROW - length, first + length + 8))
        listed = rng.sample(words, length)
        ids[first : first + length] = ids[again : again + length] = listed
        # The first word of the second list cannot be known.
        labels[again + 1 : again + length] = listed[1:]
        return ids, labels

    def batch(step: int) -> Batch:
        ids, labels = zip(*(row() for _ in range(32)), strict=True)
        return {"input_ids": torch.tensor(ids), "labels": torch.tensor(labels)}

    seconds = fit(model, batch, steps=2400, lr=3e-3)
    cards.save(model, tokenizer, out)
    cards.write_copy(out, seed, seconds)


TRAINERS = {
    "bert": train_bert,
    "gpt2": train_gpt2,
    "sentiment": train_sentiment,
    "copy": train_copy,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=list(TRAINERS))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    # The order of a sum depends on the number of threads, and so do the last bits of a weight.
    torch.set_num_threads(1)
    for name in [arguments.only] if arguments.only else TRAINERS:
        print(f"mini-world-{name}", flush=True)
        torch.manual_seed(arguments.seed)
        TRAINERS[name](arguments.out / f"mini-world-{name}", arguments.seed)


if __name__ == "__main__":
    main()
