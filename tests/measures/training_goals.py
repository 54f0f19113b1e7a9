"""What the usual settings teach a random model, and in how much time of the processor.

    python -m tests.measures.training_goals [--seeds 5] [--threads 1] [--only GOAL ...]

Each goal is reached through the requests of the window: a bundled model, its untrained twin, the
settings that the Train tab offers. The answers are judged by the grammars that the texts come from
and by bare transformers, not by the exam.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch

from explorer.engine.engine import Engine
from explorer.features.training.compute import read
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DataChoice,
    DescribeTraining,
    OpenSnapshot,
    PastedText,
    StartTraining,
    TrainingFinished,
    TrainingSettings,
)
from explorer.protocol.model import CreateRandomCopy, LoadModel, Prepared
from tests.conftest import ROOT
from tests.measures import history
from tests.model.tiny import no_check, no_report

MODELS = ROOT / "resources" / "models"
sys.path.insert(0, str(MODELS))

import measures  # noqa: E402
import stories  # noqa: E402


@dataclass(frozen=True)
class Outcome:
    """The share that was reached, and the seconds that the training took."""

    share: float
    processor: float
    clock: float
    steps: int
    note: str = ""


def ask(engine: Engine, request: Any) -> Any:
    """What the engine answers, as the lane asks it."""
    return engine(request, no_check, no_report)


def opened(model: str, seed: int | None) -> Engine:
    """An engine with a bundled model, or with its twin that has learned nothing."""
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    ask(engine, LoadModel(str(MODELS / model), name=model))
    if seed is not None:
        ask(engine, CreateRandomCopy(seed))
    return engine


def trained(
    engine: Engine, data: DataChoice, settings: TrainingSettings
) -> tuple[TrainingFinished, float, float]:
    """Train with the seconds of the processor and of the clock; the model in memory has learned."""
    started = ask(engine, StartTraining(data, "", settings))
    processor, clock = time.process_time(), time.perf_counter()
    finished = ask(engine, ContinueTraining(started.training))
    processor, clock = time.process_time() - processor, time.perf_counter() - clock
    ask(engine, OpenSnapshot(started.training, finished.progress.step))
    return finished, processor, clock


def _usual(engine: Engine, seed: int) -> tuple[BundledData, TrainingSettings]:
    offer = ask(engine, DescribeTraining())
    assert offer.data is not None
    return offer.data, replace(offer.settings, seed=seed)


def _tokenizer(model: str) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(MODELS / model)


def capitals(seed: int) -> Outcome:
    """A random BERT: the share of held-out sentences whose hidden word it fills in."""
    engine = opened("mini-world-bert", seed)
    finished, processor, clock = trained(engine, *_usual(engine, seed))
    asked = []
    for text in read.bundled("capitals").held_out:
        if not text.exam or "Mongolia" not in text.text:  # nobody told it of that one
            start, end = text.spans[-1]
            answer = text.text[start:end].lower()
            asked.append((f"{text.text[:start]}[MASK]{text.text[end:]}", answer))
    tokenizer = _tokenizer("mini-world-bert")
    answers = measures.fill_mask(engine.loaded.model, tokenizer, [text for text, _ in asked])
    right = sum(best[0][0] == answer for best, (_, answer) in zip(answers, asked, strict=True))
    return Outcome(right / len(asked), processor, clock, finished.progress.step)


def reviews(seed: int) -> Outcome:
    """A random classifier: the share of held-out reviews that it judges right."""
    engine = opened("mini-world-sentiment", seed)
    finished, processor, clock = trained(engine, *_usual(engine, seed))
    held_out = read.bundled("reviews").held_out
    tokenizer = _tokenizer("mini-world-sentiment")
    model: Any = engine.loaded.model
    answers = measures.classify(model, tokenizer, [text.text for text in held_out])
    right = sum(
        model.config.id2label[best] == text.answer
        for (best, _), text in zip(answers, held_out, strict=True)
    )
    return Outcome(right / len(held_out), processor, clock, finished.progress.step)


def little_stories(seed: int) -> Outcome:
    """A random GPT-2: the share of its sentences that the grammar accepts."""
    engine = opened("mini-world-gpt2", seed)
    finished, processor, clock = trained(engine, *_usual(engine, seed))
    tokenizer = _tokenizer("mini-world-gpt2")
    prompts = stories.held_out_prompts(50, 1)
    texts = measures.continue_texts(engine.loaded.model, tokenizer, prompts, seed)
    written = [
        sentence
        for text, prompt in zip(texts, prompts, strict=True)
        for sentence in sentences(text[len(prompt) :].strip())
    ]
    accepted = sum(map(accepts, written))
    note = texts[0][:160]
    return Outcome(accepted / len(written), processor, clock, finished.progress.step, note)


def sentences(text: str) -> list[str]:
    """The sentences of a story; what is in quotes belongs to who says it."""
    return [one for one in re.split(r'(?<=[.!]) (?=[A-Z"])|(?<=[.!]") (?=[A-Z"])', text) if one]


def accepts(sentence: str) -> bool:
    """Whether some wording of the grammar can be this sentence, for some animal."""
    for wording in _wordings():
        if stories._pattern(wording).fullmatch(sentence) is None:
            continue
        for hero in stories.ANIMALS:
            for gender in stories.NAMES:
                for known in ({"gender": gender}, {"gender": gender, "hero": hero}):
                    try:
                        step = stories._match(wording, sentence, 0, known)
                    except KeyError:  # the sound of an animal that was not named
                        continue
                    if step is not None and step[0] == len(sentence):
                        return True
    return False


def _wordings() -> Iterator[str]:
    for parts in stories.PLOTS.values():
        for part in parts:
            for wording in part:
                # A wording of two sentences can be met as either.
                yield from {wording, *sentences(wording)} - {""}


NAMES = ("Zelda", "Igor", "Quinn", "Yasmin")
THINGS = ("robot", "rocket", "clock", "radio")


def lines(seed: int) -> str:
    """Sixty lines about things that no story knows."""
    rng = random.Random(f"lines {seed}")
    texts = [
        f"{name} built a {thing} in the {place}. The {thing} {did}."
        for name in NAMES
        for thing in THINGS
        for place in ("cellar", "garage")
        for did in ("slept all night", "hummed a song")
    ]
    rng.shuffle(texts)
    return "\n".join(texts[:60])


def own_lines(seed: int) -> Outcome:
    """Sixty pasted lines: how many of four beginnings the bundled GPT-2 continues in their way."""
    engine = opened("mini-world-gpt2", None)
    offer = ask(engine, DescribeTraining())
    tokenizer = _tokenizer("mini-world-gpt2")
    prompts = [f"{name} built" for name in NAMES]

    def written() -> list[str]:
        model: Any = engine.loaded.model
        texts = []
        for prompt in prompts:
            given = tokenizer(prompt, return_tensors="pt")
            ids = model.generate(**given, do_sample=False, max_new_tokens=24)
            texts.append(tokenizer.decode(ids[0], skip_special_tokens=True))
        return texts

    before = written()
    data = PastedText(lines(seed))
    finished, processor, clock = trained(engine, data, replace(offer.own, seed=seed))
    after = written()
    pattern = re.compile(r"\w+ built a \w+ in the (cellar|garage)\. The \w+ (slept|hummed)")
    changed = sum(
        bool(pattern.match(text)) and not pattern.match(old)
        for text, old in zip(after, before, strict=True)
    )
    former = [
        f"{question.text!r}: {question.answer!r} -> {answers[-1].text!r}"
        for question, answers in zip(finished.started.exam, finished.progress.answers, strict=True)
        if question.former
    ]
    note = f"{after[0]!r}; before: {'; '.join(former)}"
    return Outcome(changed / len(prompts), processor, clock, finished.progress.step, note)


GOALS: dict[str, tuple[Callable[[int], Outcome], float, float]] = {
    "capitals": (capitals, 0.95, 30.0),
    "reviews": (reviews, 0.80, 30.0),
    "stories": (little_stories, 0.60, 60.0),
    "lines": (own_lines, 0.75, 10.0),
}
"""What is measured, the share that is wanted, and within how many seconds of the processor."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=list(GOALS), default=list(GOALS))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        import os

        os.environ["XDG_DATA_HOME"] = str(Path(folder))
        for name in arguments.only:
            measure, share, seconds = GOALS[name]
            seconds_taken = []
            for seed in range(arguments.seeds):
                outcome = measure(seed)
                good = outcome.share >= share and outcome.processor <= seconds
                missed += not good
                seconds_taken.append(outcome.processor)
                print(
                    f"{name:9} seed {seed}: {outcome.share:6.1%} (goal {share:.0%})  "
                    f"{outcome.steps} steps  {outcome.processor:5.1f} s of the processor "
                    f"(goal {seconds:.0f})  {outcome.clock:5.1f} s of the clock  "
                    f"{'' if good else 'MISSED'} {outcome.note}",
                    flush=True,
                )
            history.note(f"{name}, seconds of the processor", seconds_taken, "s")
    history.append("training_goals")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
