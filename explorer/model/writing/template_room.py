"""Fills in chat templates, in a process that can be ended and has little memory.

A chat template is a program that somebody wrote into a checkpoint. transformers' sandbox keeps it
from Python's insides, but not from looping for hours or making a text that fills the memory, and
no thread can end another. So it runs here: this file is started as a script, imports nothing of
the program, and is killed where it takes too long.

Each line of standard input is JSON with `template`, `messages`, `variables`, `prompted`; each
line of standard output is JSON with the `text`, or with the kind of `error` and its `message`.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from typing import Any

LONGEST = 1_000_000
"""Letters of a filled in template; more than any model here reads."""

MEMORY = 512 * 1024 * 1024
"""Bytes that a template may take, where the system lets a process limit itself."""

SECONDS = 15
"""After so long the process ends itself, should the one that would end it be gone."""


def _limit_memory() -> None:
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + MEMORY, now + MEMORY))
    except (ImportError, OSError, ValueError):
        pass  # the parent watches the memory as well


def _alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)


def _filled(render: Any, asked: dict[str, Any]) -> dict[str, object]:
    from jinja2 import exceptions

    try:
        (text,), _ = render(
            conversations=[asked["messages"]],
            chat_template=asked["template"],
            add_generation_prompt=asked["prompted"],
            **asked["variables"],
        )
    except exceptions.TemplateSyntaxError as error:
        return {"error": "syntax", "message": error.message or "", "line": error.lineno}
    except exceptions.SecurityError as error:
        return {"error": "security", "message": str(error)}
    except exceptions.UndefinedError as error:
        return {"error": "undefined", "message": str(error)}
    except exceptions.TemplateError as error:
        return {"error": "refused", "message": str(error)}
    except MemoryError:
        return {"error": "memory", "message": ""}
    except ImportError as error:
        return {"error": "package", "message": str(error)}
    except Exception as error:  # templates are programs and raise what they like
        return {"error": "other", "message": f"{type(error).__name__}: {error}"[:2000]}
    if len(text) > LONGEST:
        return {"error": "long", "message": str(len(text))}
    return {"text": text}


def main() -> None:
    """Answer line by line until the other end closes."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)  # what a library prints is no answer
    with contextlib.suppress(ImportError):
        import jinja2.ext  # noqa: F401
    try:
        from transformers.utils.chat_template_utils import render_jinja_template
    except Exception as error:
        answers.write(json.dumps({"error": "package", "message": str(error)}) + "\n")
        answers.flush()
        return
    _limit_memory()
    answers.write(json.dumps({"ready": True}) + "\n")
    answers.flush()
    for line in sys.stdin:
        _alarm(SECONDS)
        found = _filled(render_jinja_template, json.loads(line))
        _alarm(0)
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
