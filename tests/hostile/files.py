"""Hostile settings, sessions, lessons, pictures and sounds: files that a person opens in the GUI.

Half of them are whole files with one thing changed (a bit, a value, a length, a type), the other
half are built to hurt: nested, endless, huge once unpacked, absurd in what they say of themselves.
"""

from __future__ import annotations

import io
import json
import math
import os
import random
import struct
import wave
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from explorer import resources
from explorer.features.class_results import results_page
from explorer.features.class_results.protocol import (
    KeptAnswer,
    KeptLesson,
    KeptPage,
    KeptPrediction,
    KeptRun,
    KeptTask,
    Results,
)
from tests.hostile.scenario import Kind, Place, Scenario

_BERT = str(resources.path("models", "mini-world-bert"))
_ROUNDS = 40
_LIMITS_OF_SPARSE_FILES = 10**11

Content = bytes | Callable[[], bytes]
"""What is in a file, made only when it is written where it is large."""


def scenarios(rng: random.Random) -> Iterator[Scenario]:
    """All of them in a fixed order; the same `rng` makes the same ones."""
    whole: dict[Kind, tuple[str, Callable[[random.Random], bytes]]] = {
        "settings": ("settings.json", _settings),
        "session": ("talk.explorer-session.json", _session),
        "lesson": ("lesson.json", _lesson),
        "results": ("page.html", _results),
        "picture": ("picture.png", _picture),
        "sound": ("sound.wav", _sound),
    }
    for kind, (name, make) in whole.items():
        yield _scenario(kind, "as it is", name, make(rng), harmless=kind != "settings")
        for odd, special in _special_files().items():
            yield _file(kind, odd, name, special)
        if kind in ("settings", "session", "lesson"):
            for what, data in _bad_json(rng, make(rng)):
                yield _scenario(kind, what, name, data)
        if kind == "results":
            page = make(rng)
            for what, data in _bad_json(rng, _island(page)):
                yield _scenario(kind, what, name, page.replace(_island(page), data, 1))
        for what, ending, content in _built(kind, rng):
            yield _scenario(kind, what, f"built{ending}", content)
        for turn in range(_ROUNDS):
            data = make(rng)
            changed = _value_changed(rng, data) if turn % 2 and b"{" in data[:1] else data
            yield _scenario(kind, f"changed {turn}", name, _bytes_changed(rng, changed))


def _scenario(
    kind: Kind, what: str, name: str, data: Content, *, harmless: bool = False
) -> Scenario:
    def make(place: Place) -> str:
        file = place.folder / ("settings.json" if kind == "settings" else name)
        file.write_bytes(data if isinstance(data, bytes) else data())
        return str(file)

    return Scenario(kind, what, make, harmless)


def _file(kind: Kind, what: str, name: str, special: Callable[[Path], None]) -> Scenario:
    def make(place: Place) -> str:
        file = place.folder / name
        special(file)
        return str(place.folder) if kind == "settings" else str(file)

    return Scenario(kind, what, make)


# -- files that are no files -----------------------------------------------------------------


def _special_files() -> dict[str, Callable[[Path], None]]:
    def sparse(file: Path) -> None:
        with file.open("wb") as huge:
            huge.truncate(_LIMITS_OF_SPARSE_FILES)

    return {
        "pipe": lambda file: os.mkfifo(file),
        "folder": lambda file: file.mkdir(),
        "device without end": lambda file: file.symlink_to("/dev/zero"),
        "full device": lambda file: file.symlink_to("/dev/full"),
        "link to itself": lambda file: file.symlink_to(file),
        "link to nothing": lambda file: file.symlink_to("nothing"),
        "huge": sparse,
        "empty": lambda file: file.touch(),
    }


# -- JSON ------------------------------------------------------------------------------------

_DEEP = "[" * 4_000 + "]" * 4_000
_TEXTS = (
    "\u202egnp.exe", "a\0b", "\x1b[2J", "\ud83d", "👩\u200d👩\u200d👧\u200d👦" * 3_000,
    "\n" * 100_000, "<b>x</b><img src=x>", "../" * 40, "{run.top}" * 200, "%s%n{0}", "=1+1",
    "'''\"\"\"\\", "\u2028", "x" * 300_000, "", " ", "NaN", "/dev/zero",
    "//server/share", "C:\\nul", "https://a:b@c",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63 - 1, -(2**63), 1.5, -0.0, 1e308, math.inf, -math.inf,
    math.nan, [], {}, [[]], [None], {"": None}, *_TEXTS,
)  # fmt: skip
_RAW = ("9" * 5_000, "-" + "9" * 400, "1e999", _DEEP, '"\\ud83d"', '{"a":' * 900 + "1" + "}" * 900)
"""JSON that Python's own writer would not write."""


def _dumped(value: object) -> bytes:
    return json.dumps(value, indent=1).encode()


def _bad_json(rng: random.Random, good: bytes) -> Iterator[tuple[str, bytes]]:
    for encoding in ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "utf-7"):
        yield f"in {encoding}", good.decode().encode(encoding, "replace")
    yield from (
        ("null", b"null"),
        ("list", b"[]"),
        ("text", b'"x"'),
        ("number", b"1"),
        ("nested", _DEEP.encode()),
        ("nested objects", b'{"a":' * 100_000),
        ("millions of numbers", b"[" + b"0," * 900_000 + b"0]"),
        ("one long text", b'"' + b"x" * 1_900_000 + b'"'),
        ("binary", rng.randbytes(5_000)),
        ("twice", good + good),
        ("keys twice", good[:-1] + b"," + good[1:]),
    )
    value = json.loads(good)
    for raw in _RAW:
        yield f"with {raw[:12]}", _with_raw(rng, value, raw)


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    rows = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in rows:
        yield (*way, key)
        if isinstance(inner, dict | list):
            yield from _places(inner, (*way, key))


def _put(value: Any, way: tuple[Any, ...], new: Any) -> None:
    for key in way[:-1]:
        value = value[key]
    value[way[-1]] = new


def _with_raw(rng: random.Random, value: Any, raw: str) -> bytes:
    copied = json.loads(json.dumps(value))
    _put(copied, rng.choice(list(_places(copied))), "HERE")
    return json.dumps(copied).replace('"HERE"', raw, 1).encode()


def _value_changed(rng: random.Random, data: bytes) -> bytes:
    value = json.loads(data)
    for _ in range(rng.randint(1, 3)):
        places = list(_places(value))
        if not places:
            break
        way = rng.choice(places)
        new = rng.choice(_VALUES)
        if isinstance(new, list | dict):
            new = json.loads(json.dumps(new))
        # What is JSON itself inside a text (recent, lessons) is changed as well.
        _put(value, way, json.dumps(new) if rng.random() < 0.2 else new)
    return _dumped(value)


def _bytes_changed(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((0, 1, 1, 2, 8))):
        place = rng.randrange(len(changed))
        act = rng.randrange(5)
        if act == 0:
            changed[place] ^= 1 << rng.randrange(8)
        elif act == 1:
            del changed[place:]
        elif act == 2:
            changed[place : place + rng.randint(1, 40)] = rng.randbytes(rng.randint(0, 40))
        elif act == 3:
            changed[place:place] = changed[: rng.randint(1, 2_000)]
        else:
            changed[place : place + 4] = struct.pack("<I", rng.choice((0, 1, 2**31, 2**32 - 1)))
        if not changed:
            break
    return bytes(changed)


def _settings(rng: random.Random) -> bytes:
    recent = [
        {"path": _BERT, "name": "bert", "class_name": "BertForMaskedLM", "state": "trained"},
        {"path": rng.choice(_TEXTS), "name": rng.choice(_TEXTS), "class_name": "C", "state": ""},
    ]
    lessons = {"models": {"page": "gap", "done": ["gap#0"], "path": ""}}
    return _dumped(
        {
            "running": rng.choice(("yes", "no")),
            "zoom": rng.choice((100, 150, 300)),
            "theme": "dark",
            "explain": "yes",
            "lessMotion": "no",
            "geometry": {"base64": "AdnQywADAAA="},
            "recent": json.dumps(recent),
            "lessons": json.dumps(lessons),
            "folder": "/tmp",
            "saving": "",
        }
    )


def _results(rng: random.Random) -> bytes:
    return _page_with(rng, _picture(rng))


def _page_with(rng: random.Random, picture: bytes) -> bytes:
    """A results page."""
    answers = (KeptAnswer("rome", 7, rng.random(), 1.5), KeptAnswer("stars", 0, logit=3.0))
    prediction = KeptPrediction("Top 5 for [MASK]", "mask", 0, 900, answers)
    run = KeptRun(
        number=1, when="2026-11-28T10:00:00", model="mini-world-bert", texts=("It is [MASK].",),
        predictions=(prediction,), picture="3 tokens", note="As I thought.",
    )  # fmt: skip
    task = KeptTask("Press Run.", rng.random() < 0.5, "It said rome.")
    lesson = KeptLesson("First steps", (KeptPage("Run it", (task,)),))
    results = Results("Ada", "2026-11-28", (lesson,), (run,))
    return results_page.page(results, {1: picture}).encode()


def _island(page: bytes) -> bytes:
    """The data in a page."""
    return page[page.index(b'"results">') + 10 : page.index(b"</script>")]


def _session(rng: random.Random) -> bytes:
    text = "The capital of Japan is [MASK]."
    return _dumped(
        {
            "format": "transformer-explorer-session",
            "version": 1,
            "saved": "2026-11-28T10:00:00",
            "made_with": {"torch": "2.13.0"},
            "places": {_BERT: {"bundled": "mini-world-bert"}},
            "model": {
                "steps": [{"do": "LoadModel", "path": _BERT, "name": "mini-world-bert"}],
                "name": "mini-world-bert",
                "class_name": "BertForMaskedLM",
                "parameters": 530904,
                "state": "trained",
                "weights": "",
            },
            "pages": {
                "input": {
                    "task": "fill-mask", "texts": [text], "pairs": [],
                    "by_hand": rng.random() < 0.3, "tensors": {"idsEdit": "[[2, 5, 3]]"},
                    "context": "", "choices": [""], "target": "", "generating": False,
                    "ran": rng.random() < 0.5,
                },
                "views": {
                    "page": rng.choice(("attentionView", "lensView", "hiddenView", "rawView")),
                    "attentionView": {"kind": "self", "row": 0, "head": 0, "stretch": None},
                    "lensView": {"position": -1, "text": 0},
                    "hiddenView": {"kind": "self", "row": -1, "position": -1, "text": 0},
                    "rawView": {"name": "", "rows": -2, "columns": -1, "at": []},
                },
                "heads_off": [{"kind": "self", "layer": 0, "head": 0}],
                "compare": {"texts": [text], "swapped": False, "look": {"kind": "self", "row": 0}},
                "create": {
                    "model_type": "bert", "class_name": "BertModel", "seed": 3,
                    "overrides": '{"hidden_size": 32}',
                },
                "layout": {
                    "left": "localPane", "centre": "inferenceTab", "explain": True, "zoom": 100,
                    "columns": [323, 776, 293],
                },
            },
            "runs": [{"name": text, "request": {"do": "Run", "texts": [text]}}],
        }
    )  # fmt: skip


def _lesson(rng: random.Random) -> bytes:
    whole = json.loads(resources.path("lessons", "models.json").read_text("utf-8"))
    whole["acts"] = rng.sample(whole["acts"], 2)
    return _dumped(whole)


# -- pictures --------------------------------------------------------------------------------


def _picture(rng: random.Random) -> bytes:
    from PIL import Image

    size = rng.choice(((32, 32), (1, 300), (200, 7)))
    mode = rng.choice(("RGB", "RGBA", "L", "P", "1", "LA"))
    kind = rng.choice(("PNG", "PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP"))
    made = Image.new(mode, size, 1)
    if kind in ("JPEG", "WEBP", "BMP") or (kind == "GIF" and mode == "LA"):
        made = made.convert("RGB")
    written = io.BytesIO()
    made.save(written, kind)
    return written.getvalue()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int, height: int, depth: int = 8, colour: int = 0, data: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    packed = data or zlib.compress(b"\0" * min((width + 1) * height, 60_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", packed)
        + _chunk(b"IEND", b"")
    )


def _built(kind: Kind, rng: random.Random) -> Iterator[tuple[str, str, Content]]:
    if kind == "picture":
        yield from _built_pictures(rng)
    elif kind == "sound":
        yield from _built_sounds(rng)
    elif kind == "results":
        for what, ending, content in _built_pictures(rng):
            if ending == ".png" and isinstance(content, bytes):
                yield f"a picture: {what}", ".html", _page_with(rng, content)


def _built_pictures(rng: random.Random) -> Iterator[tuple[str, str, Content]]:
    from PIL import Image

    yield "a bomb of 50,000 squared", ".png", lambda: _png(50_000, 50_000)
    yield "2^31 wide", ".png", _png(2**31 - 1, 2**31 - 1, data=b"x")
    yield "high and thin", ".png", _png(1, 30_000)
    yield "wide and thin", ".png", _png(30_000, 1)
    yield "49 million pixels", ".png", lambda: _png(7_000, 7_000)
    yield "no pixels", ".png", _png(0, 0, data=b"x")
    yield "16 bits", ".png", _png(8, 8, depth=16, data=zlib.compress((b"\0" + b"\x80\0" * 8) * 8))
    yield "a depth that is none", ".png", _png(8, 8, depth=7)
    yield (
        "text of 20 MB unpacked",
        ".png",
        _png(4, 4).replace(b"IEND", b"IEND", 1)[:-12]
        + _chunk(b"zTXt", b"a\0\0" + zlib.compress(b"x" * 20_000_000))
        + _chunk(b"IEND", b""),
    )
    written = io.BytesIO()
    frames = [Image.new("P", (64, 64), place % 250) for place in range(300)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    yield "300 frames", ".gif", written.getvalue()
    for orientation in (0, 9, 65_535):
        made = Image.new("RGB", (20, 10), (200, 3, 3))
        about = Image.Exif()
        about[0x0112] = orientation
        about[0x010E] = "x" * 60_000
        written = io.BytesIO()
        made.save(written, "JPEG", exif=about)
        data = bytearray(written.getvalue())
        if orientation == 9:
            for _ in range(20):
                data[rng.randrange(20, 200)] = rng.randrange(256)
        yield f"EXIF that says {orientation}", ".jpg", bytes(data)
    yield "a page of the web", ".png", b"<html><script>alert(1)</script></html>"
    yield "SVG", ".png", b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    yield "a pickle", ".jpg", b"\x80\x04\x95cos\nsystem\n(S'true'\ntR."
    yield "a sound", ".png", _sound(rng)
    yield "mode F", ".tiff", _tiff()
    yield "PostScript", ".png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"


def _tiff() -> bytes:
    from PIL import Image

    written = io.BytesIO()
    Image.new("F", (9, 9), math.nan).save(written, "TIFF")
    return written.getvalue()


# -- sounds ----------------------------------------------------------------------------------


def _sound(rng: random.Random) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(rng.choice((1, 2)))
        file.setsampwidth(rng.choice((1, 2, 3, 4)))
        file.setframerate(rng.choice((8_000, 16_000, 44_100)))
        file.writeframes(rng.randbytes(24_000))
    return written.getvalue()


def _wav(rate: int, channels: int, bits: int, data: bytes, said: int = -1, kind: int = 1) -> bytes:
    block = channels * bits // 8
    head = struct.pack(
        "<HHIIHH", kind, channels & 0xFFFF, rate, (rate * block) & 0xFFFFFFFF, block & 0xFFFF, bits
    )
    length = len(data) if said < 0 else said
    body = b"WAVEfmt " + struct.pack("<I", 16) + head + b"data" + struct.pack("<I", length) + data
    return b"RIFF" + struct.pack("<I", min(len(body), 2**32 - 1)) + body


def _built_sounds(rng: random.Random) -> Iterator[tuple[str, str, Content]]:
    noise = rng.randbytes(40_000)
    for rate in (0, 1, 3, 192_000, 4_000_000, 2**32 - 1):
        yield f"{rate} samples a second", ".wav", _wav(rate, 1, 16, noise)
    for channels in (0, 33, 5_000, 65_535):
        yield f"{channels} channels", ".wav", _wav(16_000, channels, 16, noise)
    for bits in (0, 1, 7, 8, 12, 24, 32, 64, 65_535):
        yield f"{bits} bits", ".wav", _wav(16_000, 1, bits, noise)
    yield "200 MB at 4 MHz", ".wav", lambda: _wav(4_000_000, 1, 16, bytes(200_000_000))
    minute = 192_000 * 59 * 4
    yield "a minute at 192 kHz", ".wav", lambda: _wav(192_000, 2, 16, bytes(minute))
    yield "a prime number of samples", ".wav", _wav(44_100, 1, 16, bytes(2 * 2_600_027))
    yield "a length that lies", ".wav", _wav(16_000, 1, 16, noise, said=2**32 - 1)
    yield "no sample", ".wav", _wav(16_000, 1, 16, b"")
    yield "one sample", ".wav", _wav(16_000, 1, 16, b"\1\0")
    yield "half a sample", ".wav", _wav(16_000, 2, 16, b"\1\0\1")
    yield "floats", ".wav", _wav(16_000, 1, 32, noise, kind=3)
    yield "MP3 inside", ".wav", _wav(16_000, 1, 16, noise, kind=0x55)
    yield "a picture", ".wav", _png(4, 4)
    yield "compressed", ".mp3", b"ID3" + noise
    yield "chunks without end", ".wav", b"RIFF\xff\xff\xff\xffWAVE" + b"LIST\0\0\0\0" * 50_000
