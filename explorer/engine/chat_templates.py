"""Chat templates: which a tokenizer has, and what one makes of a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from explorer.boundary import limits
from explorer.engine.sandbox.process import PROCESS, Ended
from explorer.engine.sandbox.tokenizer import Tokenizer
from explorer.protocol.failures import TemplateFailed
from explorer.protocol.job import Check
from explorer.text.numbers import count
from explorer.text.translation import tr

Messages = Sequence[Mapping[str, str]]


def named(tokenizer: Tokenizer | None) -> dict[str, str]:
    """Every chat template of a tokenizer by its name; an only one has the name default.

    The one that is used where nothing is said comes first.
    """
    chat_templates = tokenizer.facts.templates if tokenizer is not None else {}
    return dict(sorted(chat_templates.items(), key=lambda entry: (entry[0] != "default", entry[0])))


def filled(
    tokenizer: Tokenizer,
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
    question: dict[str, object] = {
        "do": "template",
        "template": template,
        "messages": [dict(message) for message in messages],
        "variables": tokenizer.special_tokens_map,
        "prompted": prompted,
        "most": limits.WRITTEN,
    }
    try:
        answer = PROCESS.ask(question, limits.FILL_IN_TEMPLATE, check)
    except Ended as ended:
        raise _ended_for(ended) from ended
    text = answer.get("text")
    if not isinstance(text, str):
        raise _failed(answer, messages)
    return text


def _ended_for(ended: Ended) -> TemplateFailed:
    match ended.reason:
        case "time":
            sentence = tr(
                "The chat template of this checkpoint did not finish within {patience:.0f} "
                "seconds and was stopped: it seems to loop.",
                patience=limits.FILL_IN_TEMPLATE.seconds,
            )
        case "memory" | "answer":
            sentence = tr(
                "The chat template of this checkpoint takes too much memory and was stopped."
            )
        case "start":
            sentence = tr("The process that fills in chat templates could not be started.")
        case _:
            sentence = tr("The process that fills in chat templates ended unexpectedly.")
    return TemplateFailed(sentence, ended.details)


def _failed(answer: dict[str, Any], messages: Messages) -> TemplateFailed:
    reason = str(answer.get("message", ""))
    match answer.get("error"):
        case "refused":
            sentence = tr(
                "The chat template refuses these messages: {reason}", reason=_ended(reason)
            )
            if any(message["role"] == "system" for message in messages):
                sentence += " " + tr("It may take them without the system message.")
        case "syntax":
            sentence = tr(
                "The chat template of this checkpoint is broken, in its line {line}: {reason}",
                line=answer.get("line"),
                reason=_ended(reason),
            )
        case "security":
            sentence = tr(
                "The chat template of this checkpoint tried to use something that a template may "
                "not touch, and was stopped: {reason}",
                reason=_ended(reason),
            )
        case "undefined":
            sentence = tr(
                "The chat template asks for something that these messages do not have: {reason}",
                reason=_ended(reason),
            )
        case "long":
            sentence = tr(
                "The chat template makes a text of {length} characters, which is too long to be "
                "read.",
                length=count(int(reason)),
            )
        case "package":
            sentence = tr("Chat templates need a package that is missing or too old.")
            return TemplateFailed(sentence, reason)
        case _:
            sentence = tr("The chat template of this checkpoint failed.")
            return TemplateFailed(sentence, reason)
    return TemplateFailed(sentence)


def _ended(reason: str) -> str:
    """What a template said, short, with a full stop."""
    reason = " ".join(reason.split())[:300].rstrip()
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."
