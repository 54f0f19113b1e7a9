"""What goes between two computers: messages as bytes, read by nothing that could run code.

A message is a pickle that may name nothing but the frozen dataclasses of the protocol. Arrays lie
beside it as plain bytes, with dtype and shape; they arrive read-only. Anything else is refused:
functions, tensors, classes of other modules, arrays of objects.
"""

from __future__ import annotations

import dataclasses
import importlib
import io
import math
import pickle
import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Any

import numpy as np

from explorer import resources

_MODULES = re.compile(r"explorer\.(protocol|features\.\w+\.protocol)(\.\w+)*")
_NOT_MESSAGES = frozenset({"explorer.protocol.model_handover", "explorer.protocol.feature"})
_DTYPE = re.compile(r"[<>|=][?bBiufcSU]\d+")
MOST_BYTES = 2**31
"""Of one message; the largest result, logits of a long text, has a tenth of it."""
_OF_PYTHON = ("__annotations__", "__dict__", "__weakref__", "__slotnames__")
"""What Python itself writes into a class later on."""
_KEPT = 256
"""Objects of one lane that are sent once and then named by their number."""


class Refused(ValueError):
    """These bytes are no message."""


@dataclasses.dataclass(frozen=True)
class EncodedMessage:
    """An object as bytes: a pickle, and the contents of its arrays."""

    text: bytes
    arrays: tuple[bytes, ...]

    @property
    def parts(self) -> list[bytes]:
        """As they are sent."""
        return [self.text, *self.arrays]


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, sent: Sent | None, files: str) -> None:
        super().__init__(file, protocol=5)
        self.arrays: list[bytes] = []
        self._places: dict[int, tuple[Any, ...]] = {}
        self._alive: list[object] = []
        self._sent, self._files = sent, files
        self._root = str(resources.path())

    def persistent_id(self, value: Any) -> Any:
        if isinstance(value, np.ndarray):
            if id(value) not in self._places:
                self._places[id(value)] = self._array(value)
                self._alive.append(value)
            return self._places[id(value)]
        if isinstance(value, np.generic):
            return ("number", self._array(np.asarray(value)))
        # What came with the program is in another folder there.
        if type(value) is str and value.startswith(self._root):
            return ("resource", value[len(self._root) :])
        if self._files and type(value) is str and value.startswith(self._files):
            return ("file", value[len(self._files) :])
        return self._sent.mark(value) if self._sent is not None else None

    def _array(self, array: np.ndarray) -> tuple[Any, ...]:
        if not _DTYPE.fullmatch(array.dtype.str):
            raise Refused(f"an array of {array.dtype} cannot be sent")
        self.arrays.append(np.ascontiguousarray(array).tobytes())
        return ("array", len(self.arrays) - 1, array.dtype.str, array.shape)


class _Reader(pickle.Unpickler):
    def __init__(
        self,
        text: bytes,
        contents: Sequence[bytes],
        received: Received | None,
        names: Mapping[str, str],
    ) -> None:
        super().__init__(io.BytesIO(text))
        self._contents, self._names = contents, names
        self._arrays: dict[int, np.ndarray] = {}
        self._received = received
        self._admitted: dict[type, dict[str, Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if not _MODULES.fullmatch(module) or module in _NOT_MESSAGES or not name.isidentifier():
            raise Refused(f"{module}.{name} is no message")
        try:
            kind = getattr(importlib.import_module(module), name, None)
        except ImportError as error:
            raise Refused(f"{module} is no module of the protocol") from error
        if not isinstance(kind, type) or kind.__module__ != module or not _is_message(kind):
            raise Refused(f"{module}.{name} is no message")
        self._admitted.setdefault(kind, dict(vars(kind)))
        return kind

    def mend(self) -> bool:
        """Whether the pickle changed a class that it named; if so, it is as before.

        The instruction that fills an object may also be given the class itself.
        """
        changed = False
        for kind, before in self._admitted.items():
            now = dict(vars(kind))
            for name in now.keys() | before.keys():
                if now.get(name) is before.get(name) or name in _OF_PYTHON:
                    continue
                changed = True
                if name in before:
                    setattr(kind, name, before[name])
                else:
                    delattr(kind, name)
        return changed

    def persistent_load(self, mark: Any) -> Any:
        match mark:
            case ("array", int(place), str(dtype), tuple(shape)):
                if place not in self._arrays:
                    self._arrays[place] = self._array(place, dtype, shape)
                return self._arrays[place]
            case ("number", ("array", int(place), str(dtype), ())):
                return self._array(place, dtype, ())[()]
            case ("resource", str(rest)) if ".." not in rest:
                return f"{resources.path()}{rest}"
            case ("file", str(name)) if name in self._names:
                return self._names[name]
            case ("new", int(number), [value]) if self._received is not None:
                return self._received.keep(number, value)
            case ("sent", int(number)) if self._received is not None:
                return self._received.find(number)
        raise Refused("an unknown mark")

    def _array(self, place: int, dtype: str, shape: tuple[Any, ...]) -> np.ndarray:
        sides = all(type(side) is int and side >= 0 for side in shape)
        if not (0 <= place < len(self._contents) and sides and _DTYPE.fullmatch(dtype)):
            raise Refused("an array that cannot be")
        kind, content = np.dtype(dtype), self._contents[place]
        if math.prod(shape) * kind.itemsize != len(content):
            raise Refused("an array of another size than its bytes")
        array = np.frombuffer(content, kind) if content else np.empty(0, kind)
        array = array.reshape(shape)
        array.flags.writeable = False
        return array


def _is_message(kind: type) -> bool:
    if issubclass(kind, Enum) or (issubclass(kind, tuple) and hasattr(kind, "_fields")):
        return True
    # An unfrozen one of the protocol may do something when it is made.
    return dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen  # type: ignore[attr-defined]


class Sent:
    """What a lane has sent, so that "the same object" is said of it afterwards.

    The window asks of a result whether it is about this very run: a copy would be another one.
    The result itself and the messages that it is made of get numbers; all else is a value.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[int, tuple[int, object]] = OrderedDict()
        self._count = 0
        self._wanted: dict[int, object] = {}
        self._new: dict[int, tuple[int, object]] = {}
        self._open: set[int] = set()
        self._used: set[int] = set()

    def begin(self, value: object) -> None:
        """This is written next."""
        parts = vars(value).values() if _is_data(value) else ()
        self._wanted = {id(each): each for each in (value, *parts) if _is_data(each)}
        self._new, self._open, self._used = {}, set(), set()

    def mark(self, value: object) -> Any:
        """What stands for an object; None where it is written as it is."""
        key = id(value)
        if key in self._open:  # inside its own mark
            self._open.discard(key)
            return None
        if key in self._known or key in self._new:
            number, _ = self._known.get(key) or self._new[key]
            self._used.add(number)
            return ("sent", number)
        if key not in self._wanted:
            return None
        self._count += 1
        self._new[key] = (self._count, value)
        self._open.add(key)
        self._used.add(self._count)
        return ("new", self._count, [value])

    def commit(self) -> None:
        """It was written whole. Both ends forget the same, those that were not used for longest."""
        self._known.update(self._new)
        places = {number: key for key, (number, _) in self._known.items()}
        for number in sorted(self._used):
            self._known.move_to_end(places[number])
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


class Received:
    """The other end of `Sent`: objects by their numbers."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, object] = OrderedDict()
        self._used: set[int] = set()

    def keep(self, number: int, value: object) -> object:
        """An object that came with its number."""
        self._known[number] = value
        self._used.add(number)
        return value

    def find(self, number: int) -> object:
        """The object that a number stands for."""
        if number not in self._known:
            raise Refused("a number that nothing was sent with")
        self._used.add(number)
        return self._known[number]

    def commit(self) -> None:
        """It was read whole."""
        for number in sorted(self._used):
            self._known.move_to_end(number)
        self._used = set()
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def _is_data(value: object) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type)


def write(
    value: object, sent: Sent | None = None, about: object = None, files: str = ""
) -> EncodedMessage:
    """An object of the protocol as bytes; `about` is what gets a number.

    `files` is the folder of files that came with requests: their paths are those of the window's
    computer there. Raises Refused.
    """
    file = io.BytesIO()
    if sent is not None:
        sent.begin(about)
    writer = _Writer(file, sent, files)
    try:
        writer.dump(value)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise Refused(f"{type(value).__name__} cannot be sent: {error}") from error
    if sent is not None:
        sent.commit()
    return EncodedMessage(file.getvalue(), tuple(writer.arrays))


def read(
    parts: Sequence[object],
    received: Received | None = None,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Any:
    """The object that `write` wrote. Raises Refused for anything else, whatever it is."""
    if not parts or not all(isinstance(part, bytes) for part in parts):
        raise Refused("a message is bytes")
    whole: list[bytes] = [part for part in parts if isinstance(part, bytes)]
    if sum(map(len, whole)) > MOST_BYTES:
        raise Refused("a message that is too large")
    reader = _Reader(whole[0], whole[1:], received, names)
    try:
        value = reader.load()
    except Refused:
        raise
    # What a stranger's pickle may raise, none of which has a name of its own.
    except Exception as error:
        raise Refused(f"not a message: {type(error).__name__}: {error}") from error
    finally:
        changed = reader.mend()
    if changed:
        raise Refused("it would change a class of the program")
    if received is not None:
        received.commit()
    return value
