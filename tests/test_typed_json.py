"""JSON from strangers is bounded, stoppable and typed, and each refusal names its place."""

from __future__ import annotations

import codecs
import json
import math
import os
from pathlib import Path

import msgspec
import pytest

from explorer.boundary import typed_json
from explorer.boundary.limits import Limit
from explorer.boundary.typed_json import Malformed
from explorer.protocol.job import Stopped

SMALL = Limit(bytes=10_000, depth=4, items=50, text=100)


def _parser_gives_up(data: bytes) -> bool:
    """Whether this Python's own parser cannot read so deep a text; newer ones can."""
    try:
        json.loads(data)
    except RecursionError:
        return True
    return False


DEEP = b"[" * 4_000 + b"]" * 4_000
DEEP_PATH = "" if _parser_gives_up(DEEP) else "$[0][0][0][0]"
"""Where the parser gives up by itself, no place is known."""


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (b'{"a": ' + b"[" * 5 + b"]" * 5 + b"}", "$.a[0][0][0]"),
        (DEEP, DEEP_PATH),
        (b'{"a": [' + b"0," * 60 + b"0]}", "$.a"),
        (b'{"a": [1, {"b": "' + b"x" * 101 + b'"}]}', "$.a[1].b"),
        (b'{"' + b"k" * 101 + b'": 1}', "$"),
        (b'{"a": 9223372036854775808}', "$.a"),
        (b'{"a": -9223372036854775808}', "$.a"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "$.a"),
        (b"[" + b"9" * 5_000 + b", 1] x", "line 1, column 5007"),
        (b"[" + b"9" * 5_000 + b"," + DEEP + b"]", ""),
        (b'{"a": "\\ud800"}', "$.a"),
        (b'{"\\udfff": 1}', "$"),
        (b"\xff\xff{}", ""),
        (b"{} x", "line 1, column 4"),
        (b"", ""),
        (b" " * 10_001, ""),
    ],
)
def test_what_is_outside_the_limits_is_refused_with_its_path(data: bytes, path: str) -> None:
    with pytest.raises(Malformed) as caught:
        typed_json.parse(data, SMALL)
    assert caught.value.path == path
    assert caught.value.reason
    str(caught.value).encode("utf-8")


@pytest.mark.parametrize(
    ("text", "words", "place"),
    [
        ('{"a": 1,\n 2}', "a key in double quotes belongs here", "line 2, column 2"),
        ('{"a": 1\n "b": 2}', "a comma is missing before this", "line 2, column 2"),
        ('{"a" 1}', "a colon belongs between", "line 1, column 6"),
        ('{"a": }', "a value belongs here", "line 1, column 7"),
        ('{"a": "b}', "the double quote that closes this text is missing", "line 1, column 7"),
        ('{"a": 1}}', "the value ended before this", "line 1, column 9"),
        ('{"a": "\t"}', "a text may not go over the end of a line", "line 1, column 8"),
        ("", "it is empty", ""),
    ],
)
def test_a_slip_is_said_in_plain_words(text: str, words: str, place: str) -> None:
    """Of a whole file and of a file that is read entry by entry alike."""
    for read in (
        lambda: typed_json.parse(text.encode(), SMALL),
        lambda: list(typed_json.entries(text.encode(), SMALL, int)),
    ):
        with pytest.raises(Malformed) as caught:
            read()
        assert words in caught.value.reason
        assert caught.value.path == place
        assert "Expecting" not in str(caught.value)


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("utf-32"),
        lambda text: "\ufeff" + text,
    ],
)
def test_every_encoding_that_editors_write_is_read(encode: object) -> None:
    assert callable(encode)
    data = encode('{"name": "größe", "limit": [0.0, Infinity, NaN], "big": 9223372036854775807}')
    value = typed_json.parse(data, SMALL)
    assert value["name"] == "größe"
    assert value["limit"][1] == math.inf
    assert math.isnan(value["limit"][2])
    assert value["big"] == 2**63 - 1


def test_reading_can_be_stopped() -> None:
    def check() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        typed_json.parse("[]", SMALL, check)


def test_only_regular_files_of_a_limited_size_are_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    large = tmp_path / "large"
    large.write_bytes(b"[]" + b" " * 10_000)
    for path in (pipe, Path("/dev/zero"), tmp_path, large):
        with pytest.raises(Malformed):
            typed_json.read_object(path, SMALL)
    with pytest.raises(OSError, match="absent"):
        typed_json.read_object(tmp_path / "absent", SMALL)


def test_a_value_of_another_type_is_named_by_its_path(tmp_path: Path) -> None:
    class Module(msgspec.Struct):
        idx: int
        path: str = ""

    file = tmp_path / "modules.json"
    file.write_text('[{"idx": 0, "other": 1}, {"idx": "one"}]')
    with pytest.raises(Malformed) as caught:
        typed_json.read(file, SMALL, list[Module])
    assert caught.value.path == "$[1].idx"
    with pytest.raises(Malformed, match=r"\$"):
        typed_json.read_object(file, SMALL)
    file.write_text('[{"idx": 0, "other": 1}]')
    assert typed_json.read(file, SMALL, list[Module]) == [Module(0)]


def test_one_bad_entry_does_not_take_the_good_ones_along() -> None:
    parts = {
        "good": '"größe"',
        "half": '"\\ud83d"',
        "digits": "9" * 5_000,
        "deep": "[" * 9 + "]" * 9,
        "long": f'"{"x" * 101}"',
        "many": f"[{'0,' * 60}0]",
        "k\\udfff": "1",
        "also": "[1, 2]",
    }
    text = "{" + ", ".join(f'"{name}": {value}' for name, value in parts.items()) + "}"
    good, bad = typed_json.parse_entries(text, SMALL)
    assert good == {"good": "größe", "also": [1, 2]}
    assert bad == ("half", "digits", "deep", "long", "many", "k?")
    for text in ("[]", "{", "", "[" * 4_000):
        with pytest.raises(Malformed):
            typed_json.parse_entries(text, SMALL)
