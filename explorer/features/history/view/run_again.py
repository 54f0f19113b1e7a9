"""Sending a request of the history again: what was given is shown, then the model runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from explorer.features.answers.protocol import AskQuestion, ChooseAnswer, RunWithTarget
from explorer.features.generation.protocol import Generate
from explorer.features.media.protocol import RunOnFile
from explorer.protocol.job import Request
from explorer.protocol.run import Run
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.inference.inference_tab import InferenceTab


def run_again(tab: InferenceTab, request: Request) -> None:
    """Show what a request gives to the model, and send it to the model in memory."""
    writes = isinstance(request, Generate)
    if writes and tab.generation is None:
        tab.message_wanted.emit(
            tr("This run wrote text, and the model in memory does not write any.")
        )
        return
    tab.mode.choose(writes)
    texts, more = _given(request)
    if any(texts):
        pairs: tuple[str, ...] = getattr(request, "pairs", ())
        tab.edit_ids.setChecked(False)
        tab.show_texts(texts, pairs)
    if more:
        tab.inputs.set_more(more)
    if isinstance(request, Generate) and tab.generation is not None:
        settings = {**asdict(request.sampling), "max_new_tokens": request.max_new_tokens}
        tab.generation.restore_state(settings)
        tab.generation.chat.take_request(request)
        if request.text:
            tab.generation.start()
            return
    tab.wanted.emit(request)


def _given(request: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of text of a request, and what its task is given besides."""
    if isinstance(request, Run):
        return request.texts, ()
    if isinstance(request, Generate):
        return (request.text,), ()
    if isinstance(request, AskQuestion):
        return (request.question,), (request.context,)
    if isinstance(request, ChooseAnswer):
        return (request.text,), request.choices
    if isinstance(request, RunWithTarget):
        return (request.text,), (request.target,)
    if isinstance(request, RunOnFile):
        return request.texts, (request.target,) if request.target else ()
    return getattr(request, "texts", ()), ()
