"""Tiny checkpoints made on the spot, and an engine to do real work with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    BertConfig,
    BertForMaskedLM,
    BertForSequenceClassification,
    BertTokenizer,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
    T5Config,
    T5ForConditionalGeneration,
    logging,
)

from explorer.engine.engine import Engine
from explorer.features import python
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import ModelReady, ModelSummary, Prepared
from explorer.text.python.fragment import Fragment, source
from tests.other_languages import same_code

THREADS = 1
"""What the engine of these tests computes with; the snippets must ask for the same."""

SENTENCES = ("the capital of france is paris .", "a cat says meow .", "the sky is blue .")
WORDS = sorted({word for sentence in SENTENCES for word in sentence.split()})
VOCABULARY = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS)


@dataclass(frozen=True)
class Checkpoints:
    """Folders of checkpoints that look trained: their weights carry no note."""

    bert: str
    gpt2: str
    classifier: str
    scorer: str
    tagger: str
    translator: str


def quiet(text: str, fraction: float | None = None, partial: object = None) -> None:
    """A report that nobody reads."""


class Bench:
    """An engine with a memory: does requests and keeps the steps of the session."""

    def __init__(self) -> None:
        self.prepared = Prepared(torch.__version__, "5", ("cpu",), THREADS, 0.1)
        self.engine = Engine(self.prepared)
        self.summary: ModelSummary | None = None
        self.steps: list[Step] = []

    def do(self, request: Request) -> Any:
        """One request; its step is the last of `steps`."""
        result = self.engine(request, lambda: None, quiet)
        if isinstance(result, ModelReady):
            self.summary = result.summary
        self.steps.append(Step(request, result, self.summary))
        return result


@pytest.fixture(autouse=True, scope="session")
def _engine_settings() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(THREADS)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    yield
    torch.set_num_threads(before)


@pytest.fixture(autouse=True, scope="package")
def _in_other_languages() -> Iterator[None]:
    """Each snippet that a test here writes is the same code in other languages."""
    write = python._parts

    def parts(*args: Any) -> list[Fragment]:
        same_code(lambda: source(write(*args)), args[1])
        return write(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(python, "_parts", parts)
        yield


@pytest.fixture
def desk() -> Bench:
    """An engine with nothing loaded."""
    return Bench()


@pytest.fixture(scope="session")
def checkpoints(tmp_path_factory: pytest.TempPathFactory, _engine_settings: None) -> Checkpoints:
    """A BERT for masks, a GPT-2 and a classifier, with tokenizers, in ordinary folders."""
    root = tmp_path_factory.mktemp("checkpoints")
    bert, gpt2, classifier = (str(root / name) for name in ("tiny-bert", "tiny-gpt2", "tiny-mood"))
    scorer, tagger, translator = (str(root / name) for name in ("score", "tags", "tiny-t5"))
    sizes: dict[str, Any] = {
        "vocab_size": len(VOCABULARY),
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "intermediate_size": 128,
        "max_position_embeddings": 48,
    }
    words = BertTokenizer(vocab={word: place for place, word in enumerate(VOCABULARY)})
    torch.manual_seed(1)
    BertForMaskedLM(BertConfig(**sizes)).save_pretrained(bert)
    words.save_pretrained(bert)
    moods = BertConfig(**sizes, id2label={0: "sad", 1: "glad"}, label2id={"sad": 0, "glad": 1})
    BertForSequenceClassification(moods).save_pretrained(classifier)
    words.save_pretrained(classifier)
    one = sizes | {"num_labels": 1}
    BertForSequenceClassification(BertConfig(**one)).save_pretrained(scorer)
    words.save_pretrained(scorer)
    tags = sizes | {"num_labels": 3, "problem_type": "multi_label_classification"}
    BertForSequenceClassification(BertConfig(**tags)).save_pretrained(tagger)
    words.save_pretrained(tagger)
    both = T5Config(vocab_size=40, d_model=32, d_kv=8, d_ff=64, num_layers=2, num_heads=4)
    both.decoder_start_token_id = 0
    T5ForConditionalGeneration(both).save_pretrained(translator)
    pieces = _byte_pairs(root)
    config = GPT2Config(vocab_size=len(pieces), n_embd=64, n_layer=2, n_head=4, n_positions=48)
    config.eos_token_id = config.bos_token_id = pieces.eos_token_id
    GPT2LMHeadModel(config).save_pretrained(gpt2)
    pieces.save_pretrained(gpt2)
    return Checkpoints(bert, gpt2, classifier, scorer, tagger, translator)


def _byte_pairs(folder: Path) -> PreTrainedTokenizerFast:
    """A byte-level tokenizer without padding token, as GPT-2 has."""
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trained.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=330,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    trained.train_from_iterator(SENTENCES * 5, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=trained, eos_token="<|endoftext|>", bos_token="<|endoftext|>"
    )
