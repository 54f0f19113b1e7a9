"""Reads JSON that a stranger wrote: bounded, stoppable, and typed, with the path of what is wrong.

Everything from outside passes here before it is trusted: files of a checkpoint, answers of the
Hub, settings, sessions and lessons. After `parse` no text holds half a character, no number has
thousands of digits and nothing is nested deeper than its kind of file ever is; after `convert`
every value is of the type that the code expects.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from explorer.boundary import atomic_write
from explorer.boundary.limits import Limit
from explorer.text.translation import tr

T = TypeVar("T")
Default = TypeVar("Default")

_CHECK_EVERY = 4096  # values between two looks at the stop switch: about 1 ms
_LONGEST_PATH = 120  # characters of a path that a sentence shows

_SPOKEN = {  # by the words of Python's json
    "Expecting ',' delimiter": tr("a comma is missing before this, or a bracket is not closed"),
    "Expecting property name enclosed in double quotes": tr(
        "a key in double quotes belongs here, or there is one comma too many"
    ),
    "Illegal trailing comma before end of object": tr("there is one comma too many"),
    "Illegal trailing comma before end of array": tr("there is one comma too many"),
    "Expecting value": tr(
        'a value belongs here: a number, "text", true, false, null, [a list] or {an object}'
    ),
    "Expecting ':' delimiter": tr("a colon belongs between the key and its value"),
    "Unterminated string starting at": tr("the double quote that closes this text is missing"),
    "Extra data": tr("the value ended before this, or there is one bracket too many"),
    "Invalid control character at": tr("a text may not go over the end of a line"),
    "Invalid \\escape": tr("a backslash inside a text is written twice"),
    "Invalid \\uXXXX escape": tr("\\u needs four hexadecimal digits"),
}


class Malformed(ValueError):
    """The data cannot be used: `reason` says why, `path` where ("$.vision_config.layers[3]")."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(f"{path}: {reason}" if path else reason)
        self.reason = reason
        self.path = path


def _no_check() -> None:
    """For data so small that nobody could stop its reading in time."""


def read_bytes(path: str | Path, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes.

    Raises OSError, and Malformed for a larger file and for what is no regular file: a pipe would
    wait for ever, and a device has no end.
    """
    # O_NONBLOCK: opening a pipe would wait until somebody writes into it. O_BINARY is Windows'.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    # Of the descriptor: the name may lead to another file a moment later.
    about = os.fstat(descriptor)
    if not stat.S_ISREG(about.st_mode):
        os.close(descriptor)
        folder = stat.S_ISDIR(about.st_mode)
        raise Malformed(tr("it is a folder") if folder else tr("it is not a regular file"))
    with open(descriptor, "rb") as file:
        if about.st_size > most:
            raise _too_large(about.st_size, most)
        # One byte more than allowed tells that it grew.
        data = file.read(most + 1)
    if len(data) > most:  # it grew meanwhile
        raise _too_large(len(data), most)
    return data


def parse(data: bytes | str, limit: Limit, check: Callable[[], None] = _no_check) -> Any:
    """The JSON value in `data`, within `limit`. NaN and Infinity are accepted: configs hold them.

    Bytes may begin with a byte order mark and be UTF-8, UTF-16 or UTF-32. Raises Malformed, and
    what `check` raises.
    """
    value = _decoded(data, limit, check)
    check_values(value, limit, check)
    return value


def parse_entries(data: bytes | str, limit: Limit) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The object in `data` with those of its entries that are within `limit`; keys of the others.

    For what a program wrote for itself and somebody may have edited: one bad entry must not take
    the good ones along. Raises Malformed where it is no object at all.
    """
    good, bad = {}, []
    for key, entry in _object(_decoded(data, limit, _no_check)).items():
        try:
            check_values({key: entry}, limit)
        except Malformed:
            bad.append(key[:_LONGEST_PATH].encode("utf-8", "replace").decode())
        else:
            good[key] = entry
    return good, tuple(bad)


def _decoded(data: bytes | str, limit: Limit, check: Callable[[], None]) -> Any:
    """What the JSON text stands for, before its values are looked at."""
    if len(data) > limit.bytes:
        raise _too_large(len(data), limit.bytes)
    text = data if isinstance(data, str) else text_of(data)
    check()
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Malformed(tr("it is empty"))
    try:
        try:
            # Fast path: Python itself refuses integers of more than 4,300 digits.
            return json.loads(text)
        except json.JSONDecodeError:
            raise
        except ValueError:  # int() refuses 4,300 digits: `check_values` says where they are
            return json.loads(text, parse_int=_integer)
    except json.JSONDecodeError as error:
        where = tr("line {line}, column {column}", line=error.lineno, column=error.colno)
        reason = tr("it is not valid JSON: {message}", message=plain_words(error))
        raise Malformed(reason, where) from error
    except RecursionError as error:
        raise _too_deep(limit) from error


def _integer(digits: str) -> int:
    """A whole number, or one that is beyond every limit."""
    return int(digits) if len(digits) < 40 else 10**40


def plain_words(error: json.JSONDecodeError) -> str:
    """What is wrong with a JSON text, as a teacher would say it, for the middle of a sentence."""
    return _SPOKEN.get(error.msg, error.msg[:1].lower() + error.msg[1:])


def text_of(data: bytes) -> str:
    """The text in the bytes of a JSON file, whatever editor wrote it. Raises Malformed."""
    try:
        # json guesses UTF-8, UTF-16 or UTF-32 by the zero bytes at the start (RFC 4627).
        return data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Malformed(tr("it is not text in UTF-8")) from error


def convert(value: Any, kind: type[T]) -> T:
    """A parsed value as the type `kind`: a msgspec.Struct, a dataclass or a generic type.

    Raises Malformed with the path of the first value that does not fit.
    """
    import msgspec

    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise _unfit(error) from error


def convert_or(value: object, kind: type[T], default: Default) -> T | Default:
    """A parsed value as the type `kind`, or `default` where it does not fit."""
    try:
        return convert(value, kind)
    except Malformed:
        return default


def convert_items(value: object, kind: type[T]) -> list[T]:
    """The items of a parsed list that fit `kind`, in order; none where it is no list."""
    nothing: list[object] = []
    converted = (convert_or(item, kind, None) for item in convert_or(value, list, nothing))
    return [item for item in converted if item is not None]


def convert_fields(value: object, kind: type[T]) -> T:
    """A parsed object as the dataclass `kind`, whose fields all have defaults.

    A field has its default where the entry is missing or does not fit; other entries are left out.
    """
    nothing: dict[str, object] = {}
    rows = convert_or(value, dict[str, Any], nothing)
    fitting = [name for name in rows if convert_or({name: rows[name]}, kind, None) is not None]
    return convert({name: rows[name] for name in fitting}, kind)


def entries(
    data: bytes,
    limit: Limit,
    kind: type[T],
    check: Callable[[], None] = _no_check,
    *,
    besides: str = "",
) -> Iterator[tuple[str, T]]:
    """The entries of one large JSON object in `data`, each as `kind`; `besides` is left out.

    For the headers of weight files: 32 MB of entries are found in 0.2 s, and `check` is called
    between them while each is converted. `limit.items` counts the entries. Raises Malformed with
    the path of what does not fit, and what `check` raises.
    """
    import msgspec

    if len(data) > limit.bytes:
        raise _too_large(len(data), limit.bytes)
    try:
        # msgspec.Raw leaves each entry as bytes, so that one pass finds where they begin and end.
        entries_by_name = msgspec.json.decode(data, type=dict[str, msgspec.Raw])
    except RecursionError as error:
        raise _too_deep(limit) from error
    except msgspec.ValidationError as error:
        raise _unfit(error) from error
    except msgspec.DecodeError as error:
        _decoded(data, limit, check)  # msgspec names a byte; this says the line and what to mend
        raise Malformed(tr("it is not valid JSON: {message}", message=error)) from error
    check()
    if len(entries_by_name) > limit.items:
        raise Malformed(tr("it holds more than {most:,} values", most=limit.items), "$")
    decoder = msgspec.json.Decoder(kind)
    for number, (name, raw) in enumerate(entries_by_name.items()):
        if not number % _CHECK_EVERY:
            check()
        _check_text(name, limit, None)
        if name == besides:
            continue
        try:
            yield name, decoder.decode(raw)
        except msgspec.ValidationError as error:
            raise _unfit(error, name) from error
        except (msgspec.DecodeError, RecursionError) as error:
            raise Malformed(str(error), _path((None, name))) from error


def _unfit(error: Exception, name: str = "") -> Malformed:
    """What msgspec says about a value of another type, in words; `name` is the entry it is in."""
    reason, _, path = str(error).partition(" - at `")
    path = path.rstrip("`") or "$"
    if name:
        path = _path((None, name)) + path.removeprefix("$")
    missing = _MISSING.fullmatch(reason)
    if missing is not None:
        # msgspec says "Object missing required field `x`" in English only.
        return Malformed(tr("{name} is missing", name=missing[1]), path)
    reason = _TYPES.sub(lambda match: _type_words()[match[1]], reason)
    return Malformed(reason[:1].lower() + reason[1:], path)


_TYPES = re.compile(r"`(str|int|float|bool|null|array|object)`")
_MISSING = re.compile(r"Object missing required field `(\w+)`")


def _type_words() -> dict[str, str]:
    return {
        "str": tr("text"),
        "int": tr("a whole number"),
        "float": tr("a number"),
        "bool": tr("true or false"),
        "null": tr("nothing (null)"),
        "array": tr("a list"),
        "object": tr("an object"),
    }


def read(
    path: str | Path,
    limit: Limit,
    kind: type[T],
    check: Callable[[], None] = _no_check,
) -> T:
    """A JSON file as `kind`. Raises OSError, Malformed, and what `check` raises."""
    return convert(parse(read_bytes(path, limit.bytes), limit, check), kind)


def read_object(
    path: str | Path, limit: Limit, check: Callable[[], None] = _no_check
) -> dict[str, Any]:
    """The object in a JSON file. Raises OSError, Malformed, and what `check` raises."""
    return _object(parse(read_bytes(path, limit.bytes), limit, check))


def _object(value: Any) -> dict[str, Any]:
    """`value`, which is a JSON object. Raises Malformed for anything else."""
    if not isinstance(value, dict):
        raise Malformed(tr("it is not a JSON object"), "$")
    return value


def check_values(value: Any, limit: Limit, check: Callable[[], None] = _no_check) -> None:
    """Raise Malformed where a parsed value is outside `limit`.

    It walks without recursion, so that no depth can hurt.
    """
    # Each row: a value, its depth, and the way to it as (row before, key or index).
    # A stack of our own instead of recursion; the way is a linked list, built only into words when
    # needed.
    rows: list[tuple[Any, int, Any]] = [(value, 1, None)]
    node_count = 0
    while rows:
        node, depth, way = rows.pop()
        node_count += 1
        if not node_count % _CHECK_EVERY:
            check()
        match node:
            case str():
                _check_text(node, limit, way)
            case int():  # bool is an int too, and within every limit
                if abs(node) > limit.integer:
                    raise Malformed(tr("the number is too large"), _path(way))
            case dict():
                _check_size(limit, depth, node_count + len(rows) + len(node), way)
                for key, child in node.items():
                    _check_text(key, limit, way)
                    rows.append((child, depth + 1, (way, key)))
            case list():
                _check_size(limit, depth, node_count + len(rows) + len(node), way)
                rows += [(item, depth + 1, (way, place)) for place, item in enumerate(node)]


def _check_size(limit: Limit, depth: int, items: int, way: Any) -> None:
    """Raise Malformed for a list or object that is too deep, or makes the values too many.

    Asked before its children are stacked: a list of a billion must not be copied first.
    """
    if depth > limit.depth:
        raise _too_deep(limit, _path(way))
    if items > limit.items:
        reason = tr("it holds more than {most:,} values", most=limit.items)
        raise Malformed(reason, _path(way))


def why(error: OSError | Malformed) -> str:
    """Why a file cannot be read, as the end of a sentence."""
    if isinstance(error, Malformed):
        return f"{error.reason} ({error.path})" if error.path else error.reason
    if error.errno in (errno.EACCES, errno.EPERM):
        return tr("you may not read this file")
    return atomic_write.why(error)


def _check_text(text: str, limit: Limit, way: Any) -> None:
    if len(text) > limit.text:
        reason = tr(
            "a text has {length:,} characters, more than {most:,}",
            length=len(text),
            most=limit.text,
        )
        raise Malformed(reason, _path(way))
    # ASCII holds no surrogates, and most texts are ASCII.
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            reason = tr("a text holds half a character (a lone surrogate)")
            raise Malformed(reason, _path(way)) from error


def _path(way: Any) -> str:
    """ "$.a.b[3]" from the links of `check_values`, shortened in the middle."""
    parts = []
    while way is not None:
        way, key = way
        parts.append(f"[{key}]" if isinstance(key, int) else f".{key[:40]}")
    path = "$" + "".join(reversed(parts))
    if len(path) > _LONGEST_PATH:
        path = f"{path[: _LONGEST_PATH // 2]}…{path[-_LONGEST_PATH // 2 :]}"
    # A key may hold half a character, which no sentence could show.
    return path.encode("utf-8", "replace").decode()


def _too_large(size: int, most: int) -> Malformed:
    return Malformed(
        tr("it has {size:,} bytes, more than the {most:,} that are read", size=size, most=most)
    )


def _too_deep(limit: Limit, path: str = "") -> Malformed:
    reason = tr("its values are nested more than {depth} levels deep", depth=limit.depth)
    return Malformed(reason, path)
