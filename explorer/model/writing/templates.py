"""Chat templates: which a tokenizer has, and what one makes of a conversation."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from explorer.failures import TemplateFailed
from explorer.messages.job import Check
from explorer.texts import tr
from explorer.words import count

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

SECONDS = 10.0
"""How long a template may take. The largest in the wild need a few milliseconds."""

_START = 120.0
"""Seconds until the process is there: it imports a part of transformers."""

_PAUSE = 0.02
_MEMORY = 768 * 1024 * 1024
"""Bytes of the process beyond which it is ended; it takes 60 MB by itself."""

Messages = Sequence[Mapping[str, str]]


def named(tokenizer: PreTrainedTokenizerBase | None) -> dict[str, str]:
    """Every chat template of a tokenizer by its name; an only one has the name default.

    The one that is used where nothing is said comes first.
    """
    found: Any = getattr(tokenizer, "chat_template", None)
    if isinstance(found, str) and found:
        return {"default": found}
    if not isinstance(found, dict):
        return {}
    kept = {str(name): one for name, one in found.items() if isinstance(one, str) and one}
    return dict(sorted(kept.items(), key=lambda one: (one[0] != "default", one[0])))


class _Room:
    """The process in which templates are filled in; kept for the next one."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("template_room.py")
        quiet = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"}
        flags = {"creationflags": 0x08000000} if os.name == "nt" else {}  # no console window
        self._process = subprocess.Popen(
            # The same packages as here, those of `pip install --user` and of PYTHONPATH among
            # them, which -I would leave out; only this folder's modules are none of them.
            [sys.executable, "-P", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, **quiet},
            **flags,  # type: ignore[call-overload]
        )
        self.ready = False

    def ask(self, asked: dict[str, object], check: Check) -> dict[str, Any]:
        """The answer. Raises TemplateFailed after `SECONDS`, and what `check` raises."""
        if not self.ready:
            self._answer(check, _START)
            self.ready = True
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return self._answer(check, SECONDS)

    def _answer(self, check: Check, patience: float) -> dict[str, Any]:
        assert self._process.stdout is not None
        lines: list[str] = []
        output = self._process.stdout
        reader = threading.Thread(
            target=lambda: lines.append(output.readline()), name="chat-template", daemon=True
        )
        reader.start()
        started = time.monotonic()
        try:
            while reader.is_alive():
                reader.join(_PAUSE)
                check()
                if time.monotonic() - started > patience:
                    raise _too_long(patience)
                if self._bytes() > _MEMORY:
                    raise _too_large()
        except BaseException:
            self.end()
            reader.join()
            raise
        if not lines or not lines[0].strip():
            raise TemplateFailed(
                tr(
                    "The process that fills in chat templates ended by itself, which a template "
                    "that takes too much memory can cause."
                )
            )
        found: dict[str, Any] = json.loads(lines[0])
        return found

    def _bytes(self) -> int:
        with contextlib.suppress(psutil.Error, OSError):
            return int(psutil.Process(self._process.pid).memory_info().rss)
        return 0

    def end(self) -> None:
        """End the process, whatever it does."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for one in (self._process.stdin, self._process.stdout):
            if one is not None:
                with contextlib.suppress(OSError):
                    one.close()


_room: _Room | None = None
_one_at_a_time = threading.Lock()


@atexit.register
def close() -> None:
    """End the process, where there is one; the next template starts another."""
    global _room
    if _room is not None:
        _room.end()
        _room = None


def filled(
    tokenizer: PreTrainedTokenizerBase,
    template: str,
    messages: Messages,
    check: Check,
    *,
    prompted: bool = True,
) -> str:
    """The text that a template makes of messages, as `apply_chat_template` does.

    `prompted` adds what begins the model's answer. Raises TemplateFailed with the reason in
    words, and Stopped.
    """
    asked: dict[str, object] = {
        "template": template,
        "messages": [dict(one) for one in messages],
        "variables": {name: str(one) for name, one in tokenizer.special_tokens_map.items()},
        "prompted": prompted,
    }
    with _one_at_a_time:
        found = _asked(asked, check)
    text = found.get("text")
    if not isinstance(text, str):
        raise _failed(found, messages)
    return text


def _asked(asked: dict[str, object], check: Check) -> dict[str, Any]:
    global _room
    if _room is None:
        try:
            _room = _Room()
        except OSError as error:
            raise TemplateFailed(
                tr("The process that fills in chat templates could not be started."), str(error)
            ) from error
    try:
        return _room.ask(asked, check)
    except BaseException as error:
        close()
        if isinstance(error, OSError):  # it ended while it was written to
            raise TemplateFailed(
                tr("The process that fills in chat templates ended by itself."), str(error)
            ) from error
        raise


def _too_long(patience: float) -> TemplateFailed:
    return TemplateFailed(
        tr(
            "The chat template of this checkpoint was not done after {patience:.0f} seconds and "
            "was stopped: it seems to loop.",
            patience=patience,
        )
    )


def _too_large() -> TemplateFailed:
    return TemplateFailed(
        tr("The chat template of this checkpoint takes too much memory and was stopped.")
    )


def _failed(found: dict[str, Any], messages: Messages) -> TemplateFailed:
    told = str(found.get("message", ""))
    match found.get("error"):
        case "refused":
            sentence = tr("The chat template refuses these messages: {told}", told=_ended(told))
            if any(one["role"] == "system" for one in messages):
                sentence += tr(" It may take them without the system message.")
        case "syntax":
            sentence = tr(
                "The chat template of this checkpoint is broken, in its line {line}: {told}",
                line=found.get("line"),
                told=_ended(told),
            )
        case "security":
            sentence = tr(
                "The chat template of this checkpoint reaches for what a template may not touch, "
                "and was stopped: {told}",
                told=_ended(told),
            )
        case "undefined":
            sentence = tr(
                "The chat template asks for something that these messages do not have: {told}",
                told=_ended(told),
            )
        case "memory":
            return _too_large()
        case "long":
            sentence = tr(
                "The chat template makes a text of {told} letters, which is more than is read.",
                told=count(int(told)),
            )
        case "package":
            sentence = tr("Chat templates need a package that is missing or too old.")
            return TemplateFailed(sentence, told)
        case _:
            sentence = tr("The chat template of this checkpoint failed.")
            return TemplateFailed(sentence, told)
    return TemplateFailed(sentence)


def _ended(told: str) -> str:
    """What a template said, short, with a full stop."""
    told = " ".join(told.split())[:300].rstrip()
    return told if told.endswith((".", "!", "?")) else f"{told}."
