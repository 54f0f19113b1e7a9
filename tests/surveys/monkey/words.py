"""What the monkey types, and the paths that it answers file dialogs with."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

from explorer import resources

_LETTERS = (
    "abc XYZ 019 .,;:!?'\"()[]{}<>/\\|@#$%^&*-_=+~` \t",
    "äöüßéèñçøåłđžİı",
    "漢字かなカナ한국어ไทยहिन्दी",
    "שלוםمرحبا\u202e\u200f\u200b\u200d\ufeff",
    "😀👩‍👩‍👧‍👦🏳️‍🌈🇩🇪\U0001f9d1\U0001f3fd",
    "e\u0301a\u0308\u0327o\u20d7\u0489",
    "\u2028\u2029\x00\x01\x1b\x7f\ufffe\U0010ffff",
)
_TEXTS = (
    "The capital of France is [MASK].",
    "Once upon a time there was a little fox",
    "This film was great fun",
    "[MASK] [MASK]",
    "<|endoftext|>",
    "{{ text }}",
    "http://127.0.0.1/none/none",
    "tiny/mini-world-bert",
    "../../etc/passwd",
    "%s %d %n {0} {name}",
    "<b>bold</b><script>alert(1)</script>&amp;",
)
_NUMBERS = (
    "0",
    "1",
    "-1",
    "2",
    "12",
    "3,5",
    "1e3",
    "1e309",
    "nan",
    "0.0001",
    "32",
    "64",
    "999999999",
)
_JSONS = ("{", "[]", "{}", "null", '{"model_type": "bert"}', '{"hidden_size": "many"}')
_TEMPLATE = (
    "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"
)
LONG = 100_000


def text(rng: random.Random) -> str:
    """Something that a person, a cat or a colleague might type."""
    kind = rng.random()
    if kind < 0.30:
        return rng.choice(_TEXTS)
    if kind < 0.50:
        return rng.choice(_NUMBERS)
    if kind < 0.56:
        return rng.choice(_JSONS)
    if kind < 0.64:
        return " ".join(str(rng.randrange(-5, 3000)) for _ in range(rng.randrange(1, 30)))
    if kind < 0.72:
        return ""
    letters = rng.choice(_LETTERS)
    return "".join(rng.choice(letters) for _ in range(rng.randrange(1, 60)))


def long_text(rng: random.Random) -> str:
    """100,000 characters, as pasted by accident."""
    piece = rng.choice(("a", "word ", "漢字 ", "😀", "12 ", "line\n", "e\u0301", "[MASK] ", "<b>"))
    return (piece * (LONG // len(piece) + 1))[:LONG]


class Places:
    """A folder with good and bad things to open, and places to save to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._things = folder / "things"
        if not self._things.exists():
            self._make()

    def _make(self) -> None:
        things = self._things
        things.mkdir(parents=True)
        models = resources.path("models")
        for name in ("mini-world-bert", "mini-world-gpt2", "mini-world-sentiment"):
            shutil.copytree(models / name, things / name)
        shutil.copytree(models / "mini-world-bert", things / "漢字 ü 😀 model")
        chats = things / "chats"
        shutil.copytree(models / "mini-world-gpt2", chats)
        (chats / "chat_template.jinja").write_text(_TEMPLATE, encoding="utf-8")
        cut = things / "cut"
        shutil.copytree(models / "mini-world-gpt2", cut)
        weights = cut / "model.safetensors"
        os.truncate(weights, weights.stat().st_size // 2)
        bare = things / "config only"
        bare.mkdir()
        shutil.copy(models / "mini-world-bert" / "config.json", bare)
        odd = things / "no config"
        shutil.copytree(models / "mini-world-bert", odd)
        (odd / "config.json").write_text("{ not json", encoding="utf-8")
        unknown = things / "unknown type"
        unknown.mkdir()
        (unknown / "config.json").write_text('{"model_type": "nobody_knows"}', encoding="utf-8")
        (things / "empty").mkdir()
        examples = resources.path("examples")
        for name in ("shapes.png", "chord.wav"):
            shutil.copy(examples / name, things / name)
            content = (examples / name).read_bytes()
            (things / f"broken {name}").write_bytes(content[: len(content) // 3])
        (things / "noise.png").write_bytes(random.Random(1).randbytes(5000))
        (things / "nothing.json").write_bytes(b"")
        (things / "bad.explorer-session.json").write_text('{"model": 3}', encoding="utf-8")
        (things / "lesson.json").write_text(json.dumps({"title": "x", "acts": []}), "utf-8")
        (things / "text.txt").write_text("a text\n" * 100, encoding="utf-8")
        (things / "latin.txt").write_bytes("Grüße".encode("latin-1"))
        os.symlink(things / "gone", things / "dangling")
        (folder := self.folder / "saved").mkdir()
        (folder / "full").mkdir()
        (folder / "full" / "precious.txt").write_text("keep me", encoding="utf-8")

    @property
    def that_talks(self) -> str:
        """A model with a chat template."""
        return str(self._things / "chats")

    def to_open(self, rng: random.Random) -> str:
        """A folder or a file that is there, is broken, or is not there; or nothing, for Cancel."""
        kind = rng.random()
        if kind < 0.12:
            return ""
        if kind < 0.20:
            return rng.choice(
                (
                    str(self.folder / "nowhere"),
                    "/",
                    "/dev/null",
                    "relative/path",
                    str(self.folder / ("n" * 255)),
                    str(self.folder / ("n" * 300)),
                    str(self.folder / "/".join(["deep"] * 900)),
                )
            )
        found = sorted(self._things.iterdir()) + sorted((self.folder / "saved").iterdir())
        chosen = rng.choice(found)
        if rng.random() < 0.15 and chosen.is_dir() and (inside := sorted(chosen.iterdir())):
            chosen = rng.choice(inside)
        return str(chosen)

    def to_save(self, rng: random.Random, ending: str = "") -> str:
        """A place to write to: new, there, a folder, one that cannot be; or nothing, for Cancel."""
        saved = self.folder / "saved"
        kind = rng.random()
        if kind < 0.15:
            return ""
        if kind < 0.55:
            return str(saved / f"one {rng.randrange(6)}{ending}")
        return rng.choice(
            (
                str(saved / "full"),
                str(saved / "full" / "precious.txt"),
                str(saved / "new" / "deeper" / f"x{ending}"),
                str(saved / f"漢字 ü 😀{ending}"),
                str(saved / ("n" * 250 + ending)),
                str(saved / ("n" * 300 + ending)),
                f"/proc/nothing{ending}",
                "/dev/full",
                "/dev/null",
                "/",
                str(saved),
                str(self._things / "text.txt"),
                str(self._things / "text.txt" / f"under a file{ending}"),
                f"relative{ending}",
            )
        )
