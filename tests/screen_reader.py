"""What a screen reader does: reads and drives a program over AT-SPI, on a display of its own.

The program is another process, and nothing of it is imported here. Interfaces, roles and states:
https://gitlab.gnome.org/GNOME/at-spi2-core/-/tree/main/xml
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from jeepney import DBusAddress, MatchRule, MessageType, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

PATIENCE = 60.0
"""Seconds in which a fact comes true, on a busy machine."""

_SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
_ATSPI = "org.a11y.atspi."
_REGISTRY = "org.a11y.atspi.Registry"
_STATES = {
    1: "active", 4: "checked", 8: "enabled", 11: "focusable", 12: "focused", 25: "showing",
}  # fmt: skip


def missing() -> str:
    """What of the system is not here, in words; empty where nothing is."""
    programs = [name for name in ("Xvfb", "dbus-daemon") if shutil.which(name) is None]
    return ", ".join(programs + ([] if _SERVICE.exists() else ["at-spi2-core"]))


@dataclass(frozen=True)
class Item:
    """An object on the bus: the name of its program's connection, and its path."""

    program: str
    path: str


class ScreenReader:
    """A display, a session bus and a program of its own, which ends with the `with`."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self._ends = ExitStack()

    def __enter__(self) -> Self:
        # Not pytest's folder: a socket's path has room for a hundred letters.
        folder = self._ends.enter_context(tempfile.TemporaryDirectory(prefix="bus"))
        self._folder = Path(folder)
        try:
            self._begin()
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def _begin(self) -> None:
        screen = ("-screen", "0", "1024x768x24", "-nolisten", "tcp")
        display = self._start("Xvfb", "-displayfd", "{}", *screen)
        home = {
            "HOME": str(self._folder),
            "XDG_RUNTIME_DIR": str(self._folder),
            "DISPLAY": f":{display}",
            # at-spi2 would write to the desktop's own settings otherwise.
            "GSETTINGS_BACKEND": "memory",
        }
        self._environment = os.environ | home
        address = self._start("dbus-daemon", "--session", "--nofork", "--print-address", "{}")
        self._environment["DBUS_SESSION_BUS_ADDRESS"] = address
        with open_dbus_connection(address) as session:
            launcher = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
            found = session.send_and_get_reply(new_method_call(launcher, "GetAddress"))
        self._bus: DBusConnection = self._ends.enter_context(open_dbus_connection(found.body[0]))
        self._listen()
        self._run_program()

    def _start(self, *command: str) -> str:
        """Start a program that writes a line to the descriptor in place of {}; that line."""
        ours, theirs = os.pipe()
        process = subprocess.Popen(
            [part.format(theirs) for part in command], pass_fds=(theirs,),
            env=getattr(self, "_environment", None), stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._ends.callback(_end, process)
        os.close(theirs)
        with os.fdopen(ours) as lines:
            return lines.readline().strip()

    def _listen(self) -> None:
        """Ask to hear what programs say by themselves; Qt says nothing unless somebody does."""
        registry = DBusAddress("/org/a11y/atspi/registry", _REGISTRY, _REGISTRY)
        event: tuple[str, list[str], str] = ("object:announcement", [], "")
        self._bus.send_and_get_reply(new_method_call(registry, "RegisterEvent", "sass", event))
        rule = MatchRule(type="signal", interface=f"{_ATSPI}Event.Object", member="Announcement")
        self._bus.send_and_get_reply(message_bus.AddMatch(rule))
        self._heard = self._ends.enter_context(self._bus.filter(rule, bufsize=1_000))

    def _run_program(self) -> None:
        self.complaints = self._folder / "complaints"
        environment = self._environment | {
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }
        with self.complaints.open("wb") as file:
            self.program = subprocess.Popen(
                [sys.executable, *self._arguments], env=environment, stdin=subprocess.DEVNULL,
                stdout=file, stderr=subprocess.STDOUT, cwd=Path(__file__).parents[1],
            )  # fmt: skip
        self._ends.callback(_end, self.program)
        desktop = Item(_REGISTRY, "/org/a11y/atspi/accessible/root")
        self.application = self.until(lambda: next(self._children(desktop), None))

    def until(self, fact: Callable[[], Any]) -> Any:
        """Wait for a fact; what it is."""
        end, pause = time.monotonic() + PATIENCE, 0.01
        while True:
            assert self.program.poll() is None, self.complaints.read_text()
            try:
                if value := fact():
                    return value
            except Gone:
                pass  # a page was built or thrown away meanwhile
            assert time.monotonic() < end, "it never came true"
            time.sleep(pause)
            pause = min(2 * pause, 0.3)  # whoever is asked all the time gets nothing else done

    # -- asking ----------------------------------------------------------------------------------

    def _call(self, item: Item, interface: str, member: str, form: str = "", *body: Any) -> Any:
        address = DBusAddress(item.path, item.program, interface)
        call = new_method_call(address, member, form or None, body)
        reply = self._bus.send_and_get_reply(call, timeout=PATIENCE)
        if reply.header.message_type == MessageType.error:
            raise Gone(item, member, reply.body)
        return reply.body[0] if reply.body else None

    def _ask(self, item: Item, interface: str, member: str, form: str = "", *body: Any) -> Any:
        return self._call(item, _ATSPI + interface, member, form, *body)

    def _property(self, item: Item, interface: str, name: str) -> Any:
        properties = "org.freedesktop.DBus.Properties"
        return self._call(item, properties, "Get", "ss", _ATSPI + interface, name)[1]

    def _children(self, item: Item) -> Iterator[Item]:
        for child in self._ask(item, "Accessible", "GetChildren"):
            yield Item(*child)

    def walk(self, item: Item | None = None) -> Iterator[tuple[Item, Item]]:
        """Everything that shows, each after what it is in, with that."""
        above = item or self.application
        for child in self._children(above):
            if "showing" in self.states(child):
                yield child, above
                yield from self.walk(child)

    def name(self, item: Item) -> str:
        return str(self._property(item, "Accessible", "Name"))

    def description(self, item: Item) -> str:
        return str(self._property(item, "Accessible", "Description"))

    def role(self, item: Item) -> str:
        return str(self._ask(item, "Accessible", "GetRoleName"))

    def states(self, item: Item) -> frozenset[str]:
        low, high = self._ask(item, "Accessible", "GetState")
        bits = low | high << 32
        return frozenset(name for bit, name in _STATES.items() if bits >> bit & 1)

    def extents(self, item: Item) -> tuple[int, int, int, int]:
        """Left, top, width and height on the screen."""
        return tuple(self._ask(item, "Component", "GetExtents", "u", 0))

    def find(self, identity: str) -> Item:
        """What shows under this objectName; it comes within the patience."""

        def found() -> Item | None:
            ending = f".{identity}"
            return next(
                (
                    item
                    for item, _ in self.walk()
                    if str(self._property(item, "Accessible", "AccessibleId")).endswith(ending)
                ),
                None,
            )

        item = self.until(found)
        assert isinstance(item, Item)
        return item

    def shows(self, identity: str) -> bool:
        """Whether anything shows under this objectName now."""
        ending = f".{identity}"
        return any(
            str(self._property(item, "Accessible", "AccessibleId")).endswith(ending)
            for item, _ in self.walk()
        )

    # -- doing -----------------------------------------------------------------------------------

    def press(self, item: Item, action: str = "Press") -> None:
        """Do what the object offers under this name."""
        offered = [names[0] for names in self._ask(item, "Action", "GetActions")]
        assert self._ask(item, "Action", "DoAction", "i", offered.index(action))

    def focus(self, item: Item) -> None:
        assert self._ask(item, "Component", "GrabFocus")
        self.until(lambda: "focused" in self.states(item))

    def text(self, item: Item) -> str:
        return str(self._ask(item, "Text", "GetText", "ii", 0, -1))

    def replace(self, item: Item, old: str, new: str) -> None:
        """Put the caret before some words, take them out, and write others there."""
        start = self.text(item).index(old)
        assert self._ask(item, "Text", "SetCaretOffset", "i", start)
        assert self._ask(item, "EditableText", "DeleteText", "ii", start, start + len(old))
        assert self._ask(item, "EditableText", "InsertText", "isi", start, new, len(new))

    def value(self, item: Item) -> tuple[float, float, float]:
        """Lowest, current and highest."""
        names = ("MinimumValue", "CurrentValue", "MaximumValue")
        low, now, high = (float(self._property(item, "Value", name)) for name in names)
        return low, now, high

    def set_value(self, item: Item, value: float) -> None:
        properties = "org.freedesktop.DBus.Properties"
        given = (_ATSPI + "Value", "CurrentValue", ("d", value))
        self._call(item, properties, "Set", "ssv", *given)

    def heard(self) -> list[str]:
        """What was announced since this was asked last."""
        self.states(self.application)  # what was said before this answer is here with it
        said = []
        while self._heard:
            said.append(str(self._heard.popleft().body[3][1]))
        return said

    def type_key(self, symbol: int) -> None:
        """A key, by its X11 keysym, to whatever has the keyboard."""
        self._ask(_DEVICES, "DeviceEventController", "GenerateKeyboardEvent", "isu", symbol, "", 3)

    def click(self, x: int, y: int) -> None:
        """A click with the first button."""
        self._ask(_DEVICES, "DeviceEventController", "GenerateMouseEvent", "iis", x, y, "b1c")


class Gone(Exception):
    """An object that was thrown away, or does not do what was asked of it."""


_DEVICES = Item(_REGISTRY, "/org/a11y/atspi/registry/deviceeventcontroller")


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
