"""What a request of the history gave to the model, as the text lines of the page show it."""

from __future__ import annotations

from explorer.features.answers.protocol import AskQuestion, ChooseAnswer, RunWithTarget
from explorer.features.generation.protocol import Generate
from explorer.features.media.protocol import RunOnFile
from explorer.protocol.job import Request
from explorer.protocol.run import Run


def texts_given(request: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of text of a request, and what its task is given besides."""
    match request:
        case Run():
            return request.texts, ()
        case Generate():
            return (request.text,), ()
        case AskQuestion():
            return (request.question,), (request.context,)
        case ChooseAnswer():
            return (request.text,), request.choices
        case RunWithTarget():
            return (request.text,), (request.target,)
        case RunOnFile():
            return request.texts, (request.target,) if request.target else ()
    return getattr(request, "texts", ()), ()
