"""A small checkpoint of any class, with a tokenizer of its own, made through the engine."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch import nn

from explorer.engine.config_values import text_part
from explorer.engine.engine import Engine
from explorer.engine.model_class import choose_class
from explorer.engine.size.meta import meta_build
from explorer.features.answers.protocol import AskQuestion, ChooseAnswer
from explorer.features.create.compute.edit import build_config
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import Failure, RunFailed
from explorer.protocol.job import Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    LoadModel,
    ModelReady,
    ModelSummary,
    Prepared,
    SaveModel,
)
from explorer.protocol.run import Run
from tests.shrink import shrunk
from tests.surveys.class_worker import MOST_PARAMETERS, is_text, may_read_text, quiet

TRIES = 6
"""How many ways of making a type small are tried before a class is given up."""

LONGEST = 400
"""Letters of a reason."""

LONG = 14
"""Words of the text; with its two special tokens 16 input IDs, as the survey runs."""


class Bench:
    """An engine, and the summary of the model that it holds."""

    def __init__(self) -> None:
        self.engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
        self.summary: ModelSummary | None = None

    def do(self, request: Request) -> Any:
        """One request, as the window sends it."""
        result = self.engine(request, lambda: None, quiet)
        if isinstance(result, ModelReady):
            self.summary = result.summary
        return result


@dataclass
class Small:
    """A class that was built small: loaded again from `folder`, ready to be run on `text`."""

    desk: Bench
    edit: ConfigEdit
    folder: str
    text: str
    other: str
    short: str
    reasons: list[str] = field(default_factory=list)


class LeftOut(Exception):
    """Why a class is none of this run's: not a text class, or not to be built here."""


class Refused(Exception):
    """What the program said instead of running a class; the survey may know more inputs."""


NO_TEXT = "no text class"


def build(
    kind: str,
    family: str,
    name: str,
    folder: Path,
    text_only: bool = True,
    *,
    suits: Callable[[Any, Any], bool] | None = None,
    prepare: Callable[[nn.Module], None] | None = None,
) -> Small:
    """A small saved and loaded model that the survey could run.

    Raises LeftOut for a class that reads no text, or that no small config suits; of those that
    read other things, `suits` tells by class and config which are wanted. `prepare` may change the
    weights before they are saved.
    """
    told = "no way of shrinking was accepted by the config class"
    refused = ""
    for tried, small in enumerate(shrunk(kind)):
        if tried >= TRIES:
            break
        edit = ConfigEdit(small.model_type, name, small.overrides)
        try:
            config = build_config(edit)
            cls = choose_class(edit, config)
        except Failure as error:
            told = f"{error.sentence} {error.details}"
            continue
        if text_only and not may_read_text(cls, config, family):
            raise LeftOut(NO_TEXT)
        if suits is not None and not suits(cls, config):
            raise LeftOut(NO_TEXT)
        built = meta_build(cls, copy.deepcopy(config), quiet)
        if built.model is None:
            told = built.details or built.sentence
            continue
        if sum(one.numel() for one in built.model.parameters()) > MOST_PARAMETERS:
            told = "still too large when shrunk"
            continue
        if text_only and not is_text(built.model, family):
            raise LeftOut(NO_TEXT)
        words = Words(built.model)
        try:
            made = _saved(edit, words, folder, prepare)
            if text_only:
                attempt(made)
            return made
        except RunFailed as failure:
            refused = f"{failure.sentence} {failure.details}"
        except Failure as error:
            told = f"{type(error).__name__}: {error.sentence} {error.details}"
        except Exception as error:  # this size does not suit the class; the next one may
            told = f"{type(error).__name__}: {error}"
    if refused:
        raise Refused(refused[:LONGEST])
    raise LeftOut(f"not built: {told}"[:LONGEST])


def attempt(made: Small) -> None:
    """Ask it once. Raises RunFailed where the class does not run on text alone."""
    about = made.desk.summary
    assert about is not None
    if about.task == "multiple-choice" and about.tokenizer:
        made.desk.do(ChooseAnswer(made.short, (made.text, made.other)))
    elif about.task == "question-answering" and about.tokenizer:
        made.desk.do(AskQuestion(made.short, made.text))
    elif about.tokenizer:
        made.desk.do(Run((made.text,)))
    else:
        made.desk.do(Run(input_ids=(tuple(range(4, 20)),)))


def _saved(
    edit: ConfigEdit, words: Words, folder: Path, prepare: Callable[[nn.Module], None] | None
) -> Small:
    desk = Bench()
    desk.do(CreateModel(edit))
    if prepare is not None:
        prepare(desk.engine.loaded.model)
    path = ""
    if words.possible:
        path = str(folder / "tokenizer")
        words.write(path)
        desk.do(AttachTokenizer(path))
    loaded = folder / "checkpoint"
    desk.do(SaveModel(str(loaded), replace=True))
    desk.do(LoadModel(str(loaded)))
    return Small(desk, edit, str(loaded), words.text, words.other, words.short)


class Words:
    """A tokenizer of plain words whose special tokens have the IDs that the config names."""

    def __init__(self, model: Any) -> None:
        config = text_part(model.config)
        try:
            size = int(model.get_input_embeddings().num_embeddings)
        except (AttributeError, NotImplementedError, ValueError):
            size = int(getattr(config, "vocab_size", 0) or 0)
        self._size = min(size, 256)
        self.possible = self._size >= 32
        self.text = self.other = self.short = ""
        if not self.possible:
            return
        self._known = inspect.signature(model.forward).parameters
        self._kinds = int(getattr(config, "type_vocab_size", 0) or 0)
        self._longformer = model.config.model_type == "longformer"
        free = iter(range(self._size - 1, 0, -1))
        taken: dict[int, str] = {}

        def place(spelled: str, *names: str) -> None:
            for name in names:
                value = getattr(config, name, None)
                value = value[0] if isinstance(value, list) and value else value
                if isinstance(value, int) and 0 <= value < self._size and value not in taken:
                    taken[value] = spelled
                    return
            taken[next(one for one in free if one not in taken)] = spelled

        named = ("eos_token_id", "sep_token_id")
        place("[SEP]", *(reversed(named) if self._longformer else named))
        place("[CLS]", "bos_token_id", "cls_token_id")
        place("[PAD]", "pad_token_id")
        place("[MASK]", "mask_token_id")
        place("[UNK]", "unk_token_id")
        place("[QUESTION]", "question_token_id")
        self._ids = {spelled: id_ for id_, spelled in taken.items()}
        plain = [one for one in range(4, self._size) if one not in taken]
        self._ids |= {f"w{one}": one for one in plain}
        chosen = [f"w{one}" for one in plain[:: max(1, len(plain) // 20)]]
        while 0 < len(chosen) < LONG + 2:
            chosen += chosen
        gap = "[MASK]" if model.config.model_type != "splinter" else "[QUESTION]"
        self.text = " ".join([*chosen[:5], gap, *chosen[6:LONG]])
        self.other = " ".join([*chosen[1:6], gap, *chosen[7 : LONG + 1]])
        self.short = " ".join(chosen[2:7])

    def write(self, folder: str) -> None:
        """Write the files of the tokenizer."""
        from tokenizers import Tokenizer, models, pre_tokenizers, processors
        from transformers import PreTrainedTokenizerFast

        own = Tokenizer(models.WordLevel(self._ids, unk_token="[UNK]"))
        own.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
        between = " [SEP] [SEP]" if self._longformer else " [SEP]"
        own.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]",
            pair=f"[CLS] $A{between} $B:1 [SEP]:1",
            special_tokens=[(one, self._ids[one]) for one in ("[CLS]", "[SEP]")],
        )
        names = ["input_ids"]
        if "token_type_ids" in self._known and self._kinds > 1:
            names.append("token_type_ids")
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_object=own,
            model_input_names=[*names, "attention_mask"],
            cls_token="[CLS]",
            sep_token="[SEP]",
            eos_token="[SEP]",
            pad_token="[PAD]",
            mask_token="[MASK]",
            unk_token="[UNK]",
            additional_special_tokens=["[QUESTION]"],
        )
        tokenizer.save_pretrained(folder)
