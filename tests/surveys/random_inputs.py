"""Random inputs on three tokenizers and their models: none may crash anything.

`python -m tests.surveys.random_inputs [--count 1000] [--seed 7]` gives texts of every script,
emoji, zero width and right-to-left signs, NUL, half characters, special tokens, only spaces, and up
to 100,000 characters, single, as batches and as pairs, and lists of IDs. Each run ends in tokens
and numbers, or in a sentence; the totals are printed, and the exit status is 1 where one did
neither.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from explorer.protocol.run import ManualInputs, Run, RunResult, Tokenize, Tokenized

LONG = 100_000
SCRIPTS = (
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x0300, 0x036F), (0x0370, 0x03FF), (0x0400, 0x04FF),
    (0x0530, 0x058F), (0x0590, 0x05FF), (0x0600, 0x06FF), (0x0700, 0x074F), (0x0900, 0x097F),
    (0x0980, 0x09FF), (0x0B80, 0x0BFF), (0x0E00, 0x0E7F), (0x0F00, 0x0FFF), (0x1000, 0x109F),
    (0x10A0, 0x10FF), (0x1100, 0x11FF), (0x1200, 0x137F), (0x13A0, 0x13FF), (0x1780, 0x17FF),
    (0x1E00, 0x1EFF), (0x2000, 0x206F), (0x20A0, 0x20CF), (0x2190, 0x22FF), (0x2500, 0x25FF),
    (0x2E80, 0x2FDF), (0x3040, 0x30FF), (0x3100, 0x312F), (0x4E00, 0x9FFF), (0xA000, 0xA48F),
    (0xAC00, 0xD7A3), (0xE000, 0xE0FF), (0xFB00, 0xFDFF), (0xFE00, 0xFE0F), (0xFF00, 0xFFEF),
    (0x10000, 0x100FF), (0x10330, 0x1034F), (0x12000, 0x120FF), (0x1D400, 0x1D4FF),
    (0x1F300, 0x1FAFF), (0x20000, 0x200FF), (0xE0000, 0xE007F), (0x10FFF0, 0x10FFFD),
)  # fmt: skip
"""First and last character of blocks over all planes: scripts, signs, emoji, private use."""

INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2069\ufeff"
FAMILIES = ("👨‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "🇫🇷", "e\u0301", "क्षि", "ﷺ", "\U0001f9d1\u200d\U0001f680")
SPECIAL = ("[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "<|endoftext|>", "<s>", "</s>", "##ing")
SPACES = " \t\n\r\v\f\u00a0\u1680\u2003\u2028\u2029\u3000"


@dataclass(frozen=True)
class Trial:
    """One input: what kind it is, and the request."""

    kind: str
    request: Run


def _characters(chance: random.Random, count: int) -> str:
    return "".join(chr(chance.randint(*chance.choice(SCRIPTS))) for _ in range(count))


def text_of(chance: random.Random, kind: str) -> str:
    """A random text of a kind."""
    if kind == "one script":
        low, high = chance.choice(SCRIPTS)
        return "".join(chr(chance.randint(low, high)) for _ in range(chance.randint(1, 60)))
    if kind == "all scripts":
        return _characters(chance, chance.randint(1, 80))
    if kind == "emoji":
        return "".join(chance.choice(FAMILIES) for _ in range(chance.randint(1, 12)))
    if kind == "invisible":
        return "".join(chance.choice(INVISIBLE + "ab ") for _ in range(chance.randint(1, 40)))
    if kind == "only spaces":
        return "".join(chance.choice(SPACES) for _ in range(chance.randint(0, 30)))
    if kind == "NUL and controls":
        return "".join(chr(chance.randint(0, 31)) for _ in range(chance.randint(1, 30)))
    if kind == "half a character":
        return _characters(chance, 5) + chr(chance.randint(0xD800, 0xDFFF)) + "end"
    if kind == "special tokens":
        parts = [*SPECIAL, "a cat", " ", "paris", ""]
        return "".join(chance.choice(parts) for _ in range(chance.randint(1, 12)))
    if kind == "very long":
        seed = chance.choice(["a", "word ", "😀", "é", "漢", "\u200b", "[MASK]", ". ", "\x00"])
        return (seed * LONG)[: chance.choice([5_000, 20_000, LONG])]
    return "the capital of france is [MASK] ."


KINDS = (
    *("one script", "all scripts", "emoji", "invisible", "only spaces", "NUL and controls"),
    *("half a character", "special tokens", "very long", "plain"),
)


def trials(count: int, seed: int) -> Iterator[Trial]:
    """`count` trials; the same seed, the same trials."""
    chance = random.Random(seed)
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        shape = chance.choice(("one", "one", "one", "batch", "pair", "IDs"))
        if shape == "IDs":
            yield Trial("IDs", _ids(chance))
        elif shape == "batch":
            texts = tuple(
                text_of(chance, chance.choice(KINDS)) for _ in range(chance.randint(2, 4))
            )
            yield Trial(f"{kind}, batch", Run((text_of(chance, kind), *texts)))
        elif shape == "pair":
            both = text_of(chance, kind), text_of(chance, chance.choice(KINDS))
            yield Trial(f"{kind}, pair", Run((both[0],), pairs=(both[1],)))
        else:
            yield Trial(kind, Run((text_of(chance, kind),)))


def _ids(chance: random.Random) -> Run:
    low, high = chance.choice([(0, 300), (-5, 5), (0, 10**6), (-(10**40), 10**40), (0, 5)])
    rows = [
        tuple(chance.randint(low, high) for _ in range(chance.choice([0, 1, 7, 7, 7, 600])))
        for _ in range(chance.randint(1, 3))
    ]
    if chance.random() < 0.7:
        rows = [rows[0]] * len(rows)
    mask = tuple(tuple(chance.randint(0, 1) for _ in row) for row in rows)
    types = tuple(tuple(chance.randint(0, 2) for _ in row) for row in rows)
    beside = ManualInputs(
        mask if chance.random() < 0.5 else (), types if chance.random() < 0.3 else (), ()
    )
    return Run(input_ids=tuple(rows), by_hand=beside)


MODELS = ("mini-world-bert", "mini-world-gpt2", "mini-world-sentiment")
"""WordPiece, byte-level BPE, and WordPiece with another vocabulary and another class."""


def ended(ask: Callable[[object], object], trial: Trial) -> str:
    """How one trial ended: ran, told in a sentence, or the name of what crashed."""
    from explorer.protocol.failures import Failure

    request = trial.request
    try:
        if request.texts:
            seen = ask(Tokenize(request.texts, request.pairs))
            assert isinstance(seen, Tokenized)
            _check_offsets(seen)
        ran = ask(request)
        assert isinstance(ran, RunResult)
        for prediction in ran.predictions:
            for one in prediction.candidates:
                assert 0 <= one.probability <= 1
        return "ran"
    except Failure as failure:
        good = failure.sentence[:1].isupper() and failure.sentence.endswith((".", "?"))
        return "told in a sentence" if good else f"no sentence: {failure.sentence[:60]}"
    except Exception as error:  # this is what is being looked for
        return f"CRASHED: {type(error).__name__}: {str(error)[:80]}"


def _check_offsets(seen: Tokenized) -> None:
    """Every token's characters are inside its own text."""
    for row, tokens in enumerate(seen.rows):
        texts = (seen.texts[row], seen.pairs[row] if seen.pairs else "")
        for token in tokens:
            if token.start >= 0:
                assert 0 <= token.start < token.end <= len(texts[token.text])


def engine_of(name: str) -> Callable[[object], object]:
    """An engine with a bundled model loaded, as a function of a request."""
    from explorer import resources
    from explorer.engine.engine import Engine
    from explorer.protocol.model import LoadModel, Prepared

    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))

    def ask(request: object) -> object:
        return engine(request, lambda: None, lambda *words: None)  # type: ignore[arg-type]

    ask(LoadModel(str(resources.path("models", name)), name))
    return ask


def main(argv: Sequence[str] | None = None) -> int:
    """Print how all trials ended, by model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(argv)
    import torch
    import transformers

    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    bad = 0
    for name in MODELS:
        ask = engine_of(name)
        started = time.perf_counter()
        totals: Counter[str] = Counter()
        slowest = (0.0, "")
        for trial in trials(options.count, options.seed):
            began = time.perf_counter()
            end = ended(ask, trial)
            slowest = max(slowest, (time.perf_counter() - began, trial.kind))
            totals[end] += 1
            if end not in ("ran", "told in a sentence"):
                print(f"  {trial.kind}: {end}", flush=True)
                bad += 1
        told = ", ".join(f"{count} {end}" for end, count in totals.most_common(3))
        print(
            f"{name}: {options.count} inputs: {told}; {time.perf_counter() - started:.0f} s, the "
            f"slowest {slowest[0]:.1f} s ({slowest[1]})",
            flush=True,
        )
    print(f"{bad} crashes")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
