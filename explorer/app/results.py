"""What comes back from the lanes, and the page that each of it belongs to."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from explorer.features.checkpoints.protocol import WeightsArriving
from explorer.features.generation.protocol import RenderChat
from explorer.features.tensors.protocol import TensorExported
from explorer.protocol.explanation import Step
from explorer.protocol.job import Cancelled, Done, Failed, Progress, Reply, Request
from explorer.protocol.model import LoadModel, ModelReady, ModelSaved, ModelUnloaded, Prepared
from explorer.protocol.run import RunResult, Tokenize, Tokenized
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.deferred_queue import Call, DeferredQueue

if TYPE_CHECKING:
    from explorer.app.current_model import CurrentModel
    from explorer.app.pages import Pages
    from explorer.app.shell import Shell
    from explorer.features.history.view.run_history import PastRun

Takers = Mapping[type, Callable[[Any, Request], None]]
"""What takes a result, by the result's class; it is given the result and its request."""


class ResultDispatcher(QObject):
    """Hands every reply to its page; while one is taken in step by step, the others wait."""

    def __init__(self, window: Shell, bench: Pages, at_hand: CurrentModel) -> None:
        super().__init__(bench)
        self._window, self._bench, self._at_hand = window, bench, at_hand
        self._turns = DeferredQueue(self)
        self._takers: dict[type, Callable[[Any, Request], None]] = {
            Prepared: self._on_prepared,
            ModelSaved: self._on_saved,
            ModelUnloaded: at_hand.gone,
            RunResult: self._on_ran,
            Tokenized: self._on_tokenized,
            TensorExported: self._on_exported,
        }

    def subscribe(self, takers: Takers) -> None:
        """From now on these results are handed to these."""
        self._takers.update(takers)

    # -- one after the other -------------------------------------------------------------------

    @Slot(object)
    def on_model_reply(self, reply: Reply) -> None:
        """Take a reply of the model's lane, behind the one that is still being taken in."""
        if not self._turns.waiting:
            self.on_reply(reply)
            return
        if not isinstance(reply, Progress):
            self._window.model.hold(reply.job_id, reply.request)
        self._turns.then(functools.partial(self._on_late_reply, reply))

    def _on_late_reply(self, reply: Reply) -> None:
        self.on_reply(reply)
        if not isinstance(reply, Progress) and not _takes_steps(reply):
            self._window.model.let_go(reply.job_id)

    def _in_steps(self, reply: Done, steps: Sequence[Call]) -> None:
        """Take a result in step by step, the first at once: whole, it would keep the window.

        Its job counts as under way until all is done.
        """
        self._window.model.hold(reply.job_id, reply.request)
        self._bench.explanations.arrived(reply.job_id)
        self._turns.first(
            *(functools.partial(self._react, step) for step in steps[1:]),
            functools.partial(self._react, functools.partial(self._notice, reply)),
            functools.partial(self._end, reply),
            functools.partial(self._window.model.let_go, reply.job_id),
        )
        self._react(steps[0])

    def finish(self) -> None:
        """Take in whatever has come: the window closes."""
        self._turns.finish()

    # -- each to its page ----------------------------------------------------------------------

    @Slot(object)
    def on_reply(self, reply: object) -> None:
        """Take a reply of any lane."""
        if isinstance(reply, Failed):
            self._on_failed(reply)
        elif isinstance(reply, Cancelled):
            self._on_ended(reply)
        elif isinstance(reply, Progress):
            if isinstance(reply.partial, WeightsArriving):
                self._bench.architecture.show_arriving(reply.partial)
            elif reply.partial is not None:
                self._bench.inference.show_so_far(reply.partial)
        elif isinstance(reply, Done) and isinstance(reply.result, ModelReady):
            self._in_steps(reply, self._at_hand.ready(reply.result, reply.request))
        elif isinstance(reply, Done):
            taker = self._takers.get(type(reply.result))
            if taker is not None:
                self._react(functools.partial(taker, reply.result, reply.request))
            self._react(functools.partial(self._notice, reply))
            self._end(reply)

    def _on_failed(self, failed: Failed) -> None:
        sentence = self._bench.hub_controller.failed(failed)
        self._bench.create_pane.failed(failed)
        self._on_ended(failed)
        # Typing goes on where tokens could not be made; Run tells it.
        if sentence is not None and not isinstance(failed.request, (Tokenize, RenderChat)):
            self._window.tell_failure(sentence)

    def _on_ended(self, reply: Failed | Cancelled) -> None:
        if isinstance(reply.request, LoadModel):
            self._bench.architecture.loading_ended()
        self._bench.inference.ended(reply)
        self._bench.compare.ended(reply)
        self._bench.files.ended(reply)

    def _react(self, step: Call) -> None:
        """What a page asks for in answer to a result was asked by nobody."""
        with self._bench.explanations.reacting():
            step()

    def _notice(self, reply: Done) -> None:
        self._bench.compare.noticed(reply.result)
        self._at_hand.show_changes(reply.result)

    def _end(self, reply: Done) -> None:
        self._bench.explanations.done(reply.job_id, reply.request, reply.result)
        self._bench.lessons.noticed(reply.request, reply.result)

    @Slot(object, object)
    def tell(self, request: Request, result: object) -> None:
        """Say in words what happened."""
        self._bench.explanations.tell(request, result)

    @Slot(object)
    def tell_again(self, past: PastRun) -> None:
        """The words and the Python of a former run that is shown again."""
        from explorer.features.generation.view.written import Written

        result = past.result.result if isinstance(past.result, Written) else past.result
        self._bench.explanations.show(Step(result.request, result, past.summary))

    def _on_prepared(self, result: Prepared, request: Request) -> None:
        self._bench.prepared = result
        self._bench.hub_controller.begin()
        self._bench.files.begin(result)
        # After what the former session needs: a catalogue that has to be made takes 2 s.
        asked = self._bench.types.request(result)
        if asked is not None:
            self._window.model.send(asked)

    def _on_saved(self, result: ModelSaved, request: Request) -> None:
        self._bench.files.saved(result)
        self.tell(request, result)

    def _on_tokenized(self, result: Tokenized, request: Request) -> None:
        self._bench.inference.show_tokens(result)

    def _on_ran(self, result: RunResult, request: Request) -> None:
        summary = self._bench.summary
        if summary is not None and result.model_serial == summary.serial:
            self._bench.inference.show_run(result)
            self._bench.inference.keep(result)
            self.tell(request, result)

    def _on_exported(self, result: TensorExported, request: Request) -> None:
        self._window.message_bar.tell(
            tr(
                "Saved {name} {shape} in {path}: {bytes}.",
                name=result.name,
                shape=numbers.shape(result.shape),
                path=result.path,
                bytes=numbers.bytes_(result.bytes),
            )
        )


def _takes_steps(reply: Reply) -> bool:
    return isinstance(reply, Done) and isinstance(reply.result, ModelReady)
