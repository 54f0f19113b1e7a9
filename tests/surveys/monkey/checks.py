"""What must hold after every act. Each check answers with sentences about what does not."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from PySide6.QtCore import SIGNAL, QObject
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QToolButton, QWidget

from explorer.app.main_window import MainWindow
from explorer.protocol.job import Failed
from explorer.protocol.run import Run
from tests.in_memory import engine_of

_CLICKS = tuple(
    SIGNAL(one)
    for one in ("clicked()", "clicked(bool)", "toggled(bool)", "pressed()", "released()")
)
_UNFORESEEN = "Something unexpected went wrong"


def small(window: MainWindow) -> Iterator[str]:
    """What takes no time."""
    yield from _status(window)
    yield from _banner(window)
    yield from _failures(window.last_failure)
    yield from _stale(window)
    yield from _stale_text(window)
    yield from _stale_comparison(window)


def large(window: MainWindow) -> Iterator[str]:
    """What looks at every widget."""
    yield from _receivers()
    yield from _strangers(window)


def _status(window: MainWindow) -> Iterator[str]:
    status = window.status
    jobs = [job for lane in (window.model, window.hub, window.transfer) for job in lane.jobs]
    stop = not status.stop.isHidden()
    if not jobs:
        if stop or not status.bar.isHidden():
            yield "Stop or the progress bar is shown, and there is no job"
        if status.job.text() != status._ready:
            yield f"the status bar says {status.job.text()!r}, and there is no job"
        if window.actions_.stop.isEnabled():
            yield "the action Stop is enabled, and there is no job"
    else:
        shown = status._shown
        if shown is None or shown[1] not in [job.id for job in jobs]:
            yield "there is a job, and the status bar shows none that is there"
            return
        job = next(job for job in jobs if job.id == shown[1])
        if stop != job.request.stoppable:
            yield f"Stop is {'shown' if stop else 'hidden'} with {job.request}"


def _banner(window: MainWindow) -> Iterator[str]:
    if window.model.jobs or window.prepared is None:
        return
    engine = engine_of(window)
    owned = getattr(engine, "_loaded", None)
    summary = window.summary
    in_memory = owned.serial if owned is not None else None
    if in_memory != (summary.serial if summary is not None else None):
        yield f"the engine has model {in_memory}, and the window knows of {summary}"
    if window.workbench.explanations.presenting.replaying is not None:
        return
    title = window.banner._texts[window.banner._title]  # in full: a narrow window cuts it
    if title != (summary.class_name if summary is not None else "No model is loaded"):
        yield f"the banner says {title!r}, and the model is {summary}"


def _stale(window: MainWindow) -> Iterator[str]:
    """No picture, answer or word of a run is beside a text that it is not of, unless marked.

    What is compared is read off the controls, and not asked of the page.
    """
    tab = window.inference
    if window.model.jobs or window.summary is None or not tab._again.isHidden():
        return
    if window.workbench.explanations.presenting.replaying is not None or not tab.mode.reads:
        return
    ran, by_hand = tab.ran, tab.edit_ids.isChecked()
    if ran is None or tab.media.path or by_hand or "text" not in window.summary.reads:
        return
    first = window.findChild(QLineEdit, "textInput")
    typed = first.text() if first is not None else ""
    given = ran.request.texts[0] if ran.request.texts else ""
    marked = not tab._text.previous.isHidden()
    if len(tab.rows.texts) == 1 and typed != given and not marked:
        yield f"the run of {given!r} is shown beside {typed!r} without a mark"
    shown = window.workbench.explanations.shown
    told = getattr(shown.result, "request", None) if shown is not None else None
    words = getattr(told, "texts", ())[:1] if isinstance(told, Run) else ()
    if window.workbench.explanations._ahead:
        words = ()  # they are about a page where nothing was done; the Python is headed as that
    if words and marked and window.explain_pane.previous.isHidden():
        yield f"the words are about {words[0]!r} beside {typed!r} without a mark"
    flow = tab.views.view("flow")
    if not flow.isVisible() or flow.sentence or flow.result is None or flow.stale:
        return
    row = ran.rows[flow.result.request.text_index] if ran.rows else ()
    stack = flow.result.stacks[0] if flow.result.stacks else None
    if stack is not None and len(stack.tokens) == len(row):
        drawn = [token.id for token in stack.tokens]
        if drawn != [token.id for token in row]:
            yield f"the picture is of the tokens {drawn}, and the run of {row}"
    head = flow.heads.currentIndex() - 1
    if flow.heads.isVisible() and head != flow.result.request.head:
        yield f"head {head} is chosen, and {flow.result.request.head} is drawn"


def _stale_text(window: MainWindow) -> Iterator[str]:
    """No text that was written is beside another one that it does not continue from, unmarked."""
    tab = window.inference
    pane = tab.generation
    if window.model.jobs or window.summary is None or pane is None or not pane.isVisible():
        return
    if window.workbench.explanations.presenting.replaying is not None:
        return
    asked, text = pane._asked, pane.written
    if asked is None or text is None or tab.edit_ids.isChecked() or not asked.text:
        return
    first = window.findChild(QLineEdit, "textInput")
    typed = first.text() if first is not None else ""
    if typed != asked.text and tab._text.previous.isHidden():
        yield f"what was written after {asked.text!r} is beside {typed!r} without a mark"
    picture = tab.picture
    if picture is None or not picture.isVisible() or picture.sentence or picture.result is None:
        return
    read = [token.id for token in text.prompt]
    read += [entry.token.id for entry in pane.text.tokens[: pane.text.step]]
    stack = picture.result.stacks[-1]
    if window.summary.decoder is None and [token.id for token in stack.tokens] != read:
        yield f"the picture is of {stack.tokens}, and the text of {read}"


def _stale_comparison(window: MainWindow) -> Iterator[str]:
    """What two models made of a text is beside another one only where it says so."""
    tab = window.compare
    result = tab.result
    if window.model.jobs or result is None or not tab.isVisible() or result.request.input_ids:
        return
    if tab.rows.texts != result.request.texts and tab.input.previous.isHidden():
        yield f"both ran {result.request.texts}, beside {tab.rows.texts} without a mark"
    shown = window.workbench.explanations.shown
    told = shown is not None and (shown.result is result or _look_of(shown.result) is result)
    if told and window.explain_pane.previous.isHidden() == tab.input.previous.isVisible():
        yield "the words about both runs are not marked as their pictures are"
    for card in (tab.flows, tab.hidden):
        if not card.isHidden() and card.result is not None and card.result.both is not result:
            yield f"{card.objectName()} is of the run of both before"


def _look_of(result: object) -> object:
    return getattr(result, "both", None)


def _failures(failed: Failed | None) -> Iterator[str]:
    if failed is not None and _UNFORESEEN in failed.sentence:
        yield f"{failed.sentence}\n{failed.request!r:.600}\n{failed.details}"


def _receivers() -> Iterator[str]:
    for button in QApplication.allWidgets():
        if not isinstance(button, QAbstractButton) or not button.isVisible():
            continue
        if not button.isEnabled() or button.group() is not None or button.autoExclusive():
            continue
        if isinstance(button, QToolButton) and (button.menu() or button.defaultAction()):
            continue
        if getattr(button, "menu", lambda: None)() is not None:
            continue
        if not any(QObject.receivers(button, one) for one in _CLICKS):
            yield f"nobody hears {button.objectName()!r} {button.text()!r}"


def _strangers(window: MainWindow) -> Iterator[str]:
    """Nothing shown belongs to a model that has gone, unless it says so."""
    if window.model.jobs or window.workbench.explanations.presenting.replaying is not None:
        return
    summary = window.summary
    serial = summary.serial if summary is not None else None
    tab = window.inference
    if not tab._again.isHidden():
        return
    for widget in (tab, *tab.findChildren(QWidget), window.architecture):
        # A text of the history says above it which model wrote it.
        if not widget.isVisible() or vars(widget).get("_refusal"):
            continue
        for name, value in vars(widget).items():
            if not dataclasses.is_dataclass(value) or isinstance(value, type):
                continue
            of = getattr(value, "model_serial", None)
            if isinstance(of, int) and of != serial:
                kind = type(value).__name__
                yield f"{type(widget).__name__}.{name} shows a {kind} of model {of}, not {serial}"
