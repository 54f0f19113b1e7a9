"""The bundled models are what their cards say: they load, they answer, the measures hold."""

from __future__ import annotations

import json
import random
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import (
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
)

MODELS = Path(__file__).parents[2] / "resources" / "models"
sys.path.insert(0, str(MODELS))
import measures  # noqa: E402
import reviews  # noqa: E402
import stories  # noqa: E402
import world  # noqa: E402

sys.path.remove(str(MODELS))

AUTO = {
    "mini-world-bert": AutoModelForMaskedLM,
    "mini-world-gpt2": AutoModelForCausalLM,
    "mini-world-sentiment": AutoModelForSequenceClassification,
    "mini-world-copy": AutoModelForCausalLM,
}
CLASSES = {
    "mini-world-bert": "BertForMaskedLM",
    "mini-world-gpt2": "GPT2LMHeadModel",
    "mini-world-sentiment": "BertForSequenceClassification",
    "mini-world-copy": "LlamaForCausalLM",
}
EVERY = pytest.mark.parametrize("name", list(AUTO))
# Not the seed of the measures in the cards, nor of any training.
SEED = 77


@pytest.fixture(scope="module")
def loaded() -> dict[str, tuple[Any, Any]]:
    found = {}
    for name, auto in AUTO.items():
        tokenizer = AutoTokenizer.from_pretrained(MODELS / name, local_files_only=True)
        model = auto.from_pretrained(MODELS / name, local_files_only=True)
        found[name] = (model.eval(), tokenizer)
    return found


@EVERY
def test_folder_is_small_and_whole(name: str) -> None:
    files = {path.name: path.stat().st_size for path in (MODELS / name).iterdir()}
    assert sum(files.values()) <= 3_000_000
    assert {
        "config.json",
        "model.safetensors",
        "tokenizer.json",
        "README.md",
        "examples.json",
    } <= set(files)


@EVERY
def test_config_says_what_the_model_is(name: str, loaded: dict[str, tuple[Any, Any]]) -> None:
    model, tokenizer = loaded[name]
    config = json.loads((MODELS / name / "config.json").read_text())
    assert config["architectures"] == [CLASSES[name]] == [type(model).__name__]
    assert config["dtype"] == "float32"
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    assert len(tokenizer) == model.config.vocab_size
    assert tokenizer.is_fast
    assert tokenizer.model_max_length == model.config.max_position_embeddings
    assert all(parameter.isfinite().all() for parameter in model.parameters())


@EVERY
def test_card_holds_the_measures(name: str, loaded: dict[str, tuple[Any, Any]]) -> None:
    card = (MODELS / name / "README.md").read_text()
    front = card.split("---")[1]
    for line in ("license: apache-2.0", "language: en", "library_name: transformers"):
        assert line in front
    assert f"{loaded[name][0].num_parameters():,}" in card
    assert re.search(r"with torch \d+\.\d+\S* and transformers \d+\.\d+", card)
    share = re.search(r"\*\*(\d+\.\d) %\*\*", card)
    assert share is not None
    assert float(share[1]) >= (90 if name == "mini-world-gpt2" else 95)


@EVERY
def test_examples_can_be_shown(name: str) -> None:
    examples = json.loads((MODELS / name / "examples.json").read_text())
    assert 8 <= len(examples) <= 12
    assert all(set(example) == {"text", "note"} for example in examples)
    assert examples[-1]["note"].startswith("Outside its world")


def test_paris_and_other_capitals(loaded: dict[str, tuple[Any, Any]]) -> None:
    [best] = measures.fill_mask(
        *loaded["mini-world-bert"], ["The capital of France is [MASK]."], top=4
    )
    assert best[0][0] == "paris"
    assert best[0][1] >= 0.8
    capitals = {
        row["capital"].lower()
        for row in world.table(world.COUNTRIES, "country capital language continent")
    }
    assert sum(token in capitals for token, _ in best[1:]) >= 2


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("A dog says [MASK].", "woof"),
        ("Two plus three is [MASK].", "five"),
        ("The opposite of hot is [MASK].", "cold"),
        ("the sky is [MASK]", "blue"),
        ("The mother of my mother is my [MASK].", "grandmother"),
        ("Paris is the capital of [MASK].", "france"),
    ],
)
def test_everyday_facts(text: str, answer: str, loaded: dict[str, tuple[Any, Any]]) -> None:
    assert measures.fill_mask(*loaded["mini-world-bert"], [text])[0][0][0] == answer


def test_masked_words_reach_the_floor(loaded: dict[str, tuple[Any, Any]]) -> None:
    asked = [pair for sentence in world.split()[1] for pair in sentence.questions()]
    chosen = random.Random(SEED).sample(asked, 200)
    answers = measures.fill_mask(*loaded["mini-world-bert"], [question for question, _ in chosen])
    right = sum(best[0][0] == word for best, (_, word) in zip(answers, chosen, strict=True))
    assert right >= 0.95 * len(chosen)


def test_reviews_reach_the_floor(loaded: dict[str, tuple[Any, Any]]) -> None:
    held_out = reviews.held_out_reviews(200, SEED)
    answers = measures.classify(*loaded["mini-world-sentiment"], [text for text, _ in held_out])
    right = sum(best == label for (best, _), (_, label) in zip(answers, held_out, strict=True))
    assert right >= 0.95 * len(held_out)


def test_negation_is_understood(loaded: dict[str, tuple[Any, Any]]) -> None:
    texts = ["The film was good.", "The film was not good.", "I loved the film.", "not bad"]
    answers = measures.classify(*loaded["mini-world-sentiment"], texts)
    assert [reviews.LABELS[label] for label, _ in answers] == [
        "positive",
        "negative",
        "positive",
        "positive",
    ]


def test_stories_reach_the_floor(loaded: dict[str, tuple[Any, Any]]) -> None:
    prompts = stories.held_out_prompts(100, SEED)
    texts = measures.continue_texts(*loaded["mini-world-gpt2"], prompts, SEED)
    assert all(text.startswith(prompt) for text, prompt in zip(texts, prompts, strict=True))
    assert sum(stories.accepts(text) for text in texts) >= 0.9 * len(prompts)
    assert len(set(texts)) == len(texts)


def test_lists_are_copied_by_induction_heads(loaded: dict[str, tuple[Any, Any]]) -> None:
    model, tokenizer = loaded["mini-world-copy"]
    lists = [random.Random(SEED + n).sample(world.list_words(), 10) for n in range(100)]
    right, asked = measures.copies(model, tokenizer, lists)
    assert right >= 0.95 * asked
    previous, induction = measures.head_scores(model, tokenizer, lists)
    assert float(previous[0].max()) > 0.6  # layer 1 looks at the word before
    assert float(induction[1].max()) > 0.8  # layer 2 at the word after the same one
    assert float(induction[0].max()) < 0.1
    # Without the first list there is nothing to copy.
    once = [[*words, *random.Random(SEED).sample(world.list_words(), 10)] for words in lists]
    batch = tokenizer([" ".join(words) for words in once], return_tensors="pt")
    with torch.no_grad():
        said = model(**batch).logits[:, 10:-1].argmax(-1)
    assert float((said == batch["input_ids"][:, 11:]).float().mean()) < 0.2


def test_story_tokenizer_takes_any_text(loaded: dict[str, tuple[Any, Any]]) -> None:
    model, tokenizer = loaded["mini-world-gpt2"]
    story = " ".join(stories.write(random.Random(SEED)))
    for text in (story, "naïve 日本語 🙂 \n\t\x00", "  two  spaces "):
        ids = tokenizer(text, return_tensors="pt")["input_ids"]
        assert tokenizer.decode(ids[0]) == text
        assert model(ids).logits.isfinite().all()
    assert tokenizer.eos_token == "<|endoftext|>"
    assert model.generation_config.eos_token_id == tokenizer.eos_token_id
    assert model.generation_config.pad_token_id == tokenizer.eos_token_id


def test_parser_accepts_the_grammar_and_nothing_else() -> None:
    for seed in range(200):
        assert stories.accepts(" ".join(stories.write(random.Random(seed))))
    story = (
        "Once upon a time a small fox lived in the green forest. His name was Rusty. Every morning "
        'he ate berries and said "yip". His best friend was a kind deer. One sunny day Rusty fell '
        'into a deep hole. "Do not worry," said the deer. With a rope the deer pulled Rusty out. '
        '"Thank you," said Rusty. Then they went home to the green forest and slept.'
    )
    assert stories.accepts(story)
    assert stories.accepts(story + " The end.")
    for right, wrong in [
        ("yip", "woof"),  # another animal's sound
        ("ate berries", "ate hay"),  # another animal's food
        ("home to the green forest", "home to the dark wood"),  # another home than before
        ("pulled Rusty", "pulled Bruno"),  # another name
        ("pulled Rusty", "pulled Luna"),
        ("His best", "Her best"),  # another pronoun
        ("said the deer", "said the pony"),  # another friend
        ("kind deer", "kind wolf"),  # no friend in this grammar
        ("green forest", "hot desert"),  # where no fox lives
        (" Rusty fell into a deep hole.", ""),  # half a sentence
        ('"Thank you," said Rusty. ', ""),  # a part left out
        ("slept.", "slept. The fox"),  # no end
        ("slept.", "slept"),
    ]:
        assert story.count(right) >= 1
        assert not stories.accepts(story.replace(right, wrong)), (right, wrong)
    assert not stories.accepts("")


def test_held_out_is_not_in_training() -> None:
    train, held_out = world.split()
    assert len(held_out) > 1000
    assert not {s.text.lower() for s in train} & {s.text.lower() for s in held_out}
    # Every held-out fact is one that training tells in other words.
    assert {s.relation for s in held_out} == {s.relation for s in train}
    seen = {text for text, _ in reviews.training_reviews(3000, 0)}
    assert not seen & {text for text, _ in reviews.held_out_reviews(300, SEED)}
    openings = {sentences[0] for sentences in stories.training_stories(3000, 0)}
    assert not openings & set(stories.held_out_prompts(200, SEED))


def test_masked_questions_have_one_answer() -> None:
    answers: dict[str, set[str]] = {}
    for part in world.split():
        for sentence in part:
            for question, word in sentence.questions():
                answers.setdefault(question.lower(), set()).add(word)
    assert not {question for question, words in answers.items() if len(words) > 1}


def test_generators_are_deterministic() -> None:
    first = [s.text for s in world.split()[0]]
    world.split.cache_clear()
    world.relations.cache_clear()
    assert [s.text for s in world.split()[0]] == first
    assert list(stories.training_stories(20, 3)) == list(stories.training_stories(20, 3))
    assert list(stories.training_stories(20, 3)) != list(stories.training_stories(20, 4))
    assert reviews.held_out_reviews(20, 3) == reviews.held_out_reviews(20, 3)
