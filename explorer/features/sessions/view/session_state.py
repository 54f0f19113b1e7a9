"""What is on the desk beside the model, page by page: taken up as plain values, and put back.

Values that do not fit any more (another model, another version, a file that somebody edited) are
passed over; nothing here may fail on what it is given.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QPlainTextEdit, QTabWidget

from explorer.app.inference.live_runs import QUICK_SECONDS
from explorer.boundary.typed_json import convert_fields, convert_items, convert_or
from explorer.features.ablation.protocol import AblateHeads
from explorer.features.compare.protocol import HeadChoice, LoadOther
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import SavedRun
from explorer.features.sessions.session_format import whole
from explorer.features.sessions.view.meanwhile import Part
from explorer.protocol.config import ConfigEdit
from explorer.protocol.inspection import ALL, HeadPlace, Kind
from explorer.protocol.run import settled
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.inference.inference_tab import InferenceTab
    from explorer.app.shell import Shell

SavedPages = dict[str, Any]
"""JSON values under names, as a page understands them."""

_LONGEST_TEXT = 1_000_000
_ANSWERS = 200
"""Answers before and after heads are switched, as the switches themselves ask for."""


@dataclass(frozen=True)
class _Layout:
    """Tabs by name, the text size in per cent, and the widths of the three columns in pixels."""

    left: str = ""
    centre: str = ""
    explain: bool | None = None
    zoom: int = 100
    columns: list[Any] = field(default_factory=list)


@dataclass(frozen=True)
class _Create:
    """The config that was edited."""

    model_type: str | None = None
    class_name: str = ""
    overrides: str = "{}"
    seed: int | None = None


@dataclass(frozen=True)
class _Look:
    """The attention map of both models that was shown."""

    kind: Kind | None = None
    row: int = 0
    head: int = 0
    text: int = 0


def part(pages: SavedPages, name: str) -> SavedPages:
    """One page's values; empty where there are none."""
    nothing: SavedPages = {}
    return convert_or(pages.get(name), dict[str, Any], nothing)


def texts_in(value: object, most: int = 64) -> tuple[str, ...]:
    """Texts out of a JSON list; anything else in it is left out."""
    return tuple(text[:_LONGEST_TEXT] for text in convert_items(value, str)[:most])


# -- taking up -------------------------------------------------------------------------------


def take_up(window: Shell) -> SavedPages:
    """Everything on the desk but the model and the runs."""
    views = window.inference.views
    saved: SavedPages = {
        "input": _input(window.inference),
        "views": {
            "page": views.currentWidget().objectName(),
            **{view.objectName(): view.saved_state() for view in views.views},
        },
        "heads_off": [
            {"kind": place.kind, "layer": place.layer, "head": place.head}
            for place in views.attention.off
        ],
        "compare": _compare(window),
        "layout": _layout(window),
    }
    pages = window.inference.pages
    saved["asides"] = {name: keeper.saved_state() for name, keeper in pages.keepers.items()}
    if window.inference.generation is not None:
        saved["generation"] = window.inference.generation.saved_state()
        written = window.inference.generation.to_read_again
        if written is not None:
            saved["generation"]["written"] = session_format.asked(written)
            saved["generation"]["quick"] = window.inference.generation.quickly_read
    if window.inference.chat is not None:
        saved["chat"] = window.inference.chat.saved_state()
    pane = window.create_pane
    edit = pane.saved_state
    if edit is not None:
        saved["create"] = {
            "model_type": edit.model_type,
            "class_name": edit.class_name,
            "overrides": edit.overrides,
            "seed": pane.seed,
        }
    return saved


def runs_of(window: Shell) -> tuple[SavedRun, ...]:
    """The requests of the history, the newest first; each once."""
    history = window.inference.history.runs
    runs = [SavedRun(run.name, settled(run.result.request)) for run in history.runs]
    names: dict[object, SavedRun] = {}
    for saved_run in (*runs, *history.later):
        if type(saved_run.request) in session_format.RUNS:
            names.setdefault(saved_run.request, saved_run)
    return tuple(names.values())


def _input(tab: InferenceTab) -> SavedPages:
    inputs = tab.inputs
    by_hand = tab.edit_ids.isChecked()
    return {
        "task": inputs.task,
        "texts": list(tab.rows.texts),
        "pairs": list(tab.rows.pairs),
        "by_hand": by_hand,
        "tensors": {edit.objectName(): edit.toPlainText() for edit in _by_hand(tab)}
        if by_hand
        else {},
        "context": inputs.context.toPlainText(),
        "choices": list(inputs.choices.texts),
        "target": inputs.target.text(),
        "target_ids": list(inputs.target_ids),
        "file": tab.media.path,
        "fit": tab.media.fit,
        "generating": tab.mode.generating,
        "flow": tab.mode.mode == "flow",
        "why": tab.mode.mode == "why",
        "chatting": tab.mode.mode == "chat",
        "ran": tab.ran is not None,
        "quick": tab.ran is not None and tab.ran.seconds <= QUICK_SECONDS,
    }


def _by_hand(tab: InferenceTab) -> list[QPlainTextEdit]:
    """The editors of what is given by hand: the input IDs, and what goes with them."""
    around = tab.ids.parentWidget()
    rows = [tab.ids, *(around.findChildren(QPlainTextEdit) if around is not None else ())]
    return [row for row in dict.fromkeys(rows) if row.objectName()]


def _compare(window: Shell) -> SavedPages:
    tab = window.compare
    look = tab.heads.look
    saved: SavedPages = {
        "texts": list(tab.rows.texts),
        "swapped": tab.swapped,
        "look": {
            "kind": look.kind,
            "row": look.row,
            "head": look.head,
            "text": look.text_index,
        },
    }
    if tab.asked is not None:
        saved["other"] = session_format.asked(tab.asked)
    return saved


def _layout(window: Shell) -> SavedPages:
    return {
        "left": _page_name(window.sources),
        "centre": _page_name(window.centre),
        "explain": window.actions_.explain.isChecked(),
        "zoom": window.look.zoom,
        "columns": window.columns.dragged,
    }


def _page_name(tabs: QTabWidget) -> str:
    page = tabs.currentWidget()
    return page.objectName() if page is not None else ""


# -- putting back ----------------------------------------------------------------------------


def turn_tabs(window: Shell, pages: SavedPages, stay: Set[Part] = frozenset()) -> None:
    """Bring the saved pages to the front, but for those that `stay`."""
    saved = convert_fields(pages.get("layout"), _Layout)
    sides: tuple[tuple[Part, QTabWidget, str], ...] = (
        ("left", window.sources, saved.left),
        ("centre", window.centre, saved.centre),
    )
    for part_, tabs, name in sides:
        for place in range(tabs.count()):
            page = tabs.widget(place)
            if page is not None and name and part_ not in stay and page.objectName() == name:
                tabs.setCurrentIndex(place)


def lay_out(window: Shell, pages: SavedPages, *, zoom: bool) -> None:
    """Columns, text size and Create. A session never makes text smaller than a person has it."""
    saved = convert_fields(pages.get("layout"), _Layout)
    if zoom:
        if saved.zoom > window.look.zoom:
            window.look.choose(window.look.choice, saved.zoom)
        if saved.explain is not None:
            window.actions_.explain.setChecked(saved.explain)
    if zoom or not window.columns.dragged:
        window.columns.drag([max(0, whole(item)) for item in saved.columns])
    create, pane = convert_fields(pages.get("create"), _Create), window.create_pane
    if create.model_type is not None:
        overrides = session_format.overrides_of(create.overrides)
        edit = ConfigEdit(create.model_type, create.class_name, overrides)
        pane.restore_state(edit, create.seed if create.seed is not None else pane.seed)


def put_back(window: Shell, pages: SavedPages, stay: Set[Part] = frozenset()) -> tuple[str, ...]:
    """The input, the views' choices, generation and Compare, once the model is in memory.

    What is to `stay` is left as it is. Returns what could not be put back, in sentences.
    """
    tab = window.inference
    if "text" not in stay:
        _put_input(tab, part(pages, "input"))
    if "mode" not in stay:
        _put_mode(tab, part(pages, "input"))
    views = part(pages, "views")
    for view in tab.views.views:
        view.choose_ahead(part(views, view.objectName()))
        if view.objectName() == views.get("page") and "view" not in stay:
            tab.views.setCurrentWidget(view)
    if tab.generation is not None:
        tab.generation.restore_state(part(pages, "generation"))
    if tab.chat is not None:
        # Earlier sessions kept the conversation with what is written.
        tab.chat.restore_state(part(pages, "chat") or part(pages, "generation"))
    asides = part(pages, "asides")
    for name, page in tab.pages.keepers.items():
        page.restore_state(part(asides, name))
    compare, other = part(pages, "compare"), window.compare
    look = convert_fields(compare.get("look"), _Look)
    if look.kind is not None:
        other.heads.look = HeadChoice(
            look.kind, max(-1, look.row), max(-1, look.head), max(0, look.text)
        )
    # Sessions of the first days kept one text, under the name of one.
    texts = texts_in(compare.get("texts")) or texts_in([compare.get("text")])
    if any(texts) and "compare" not in stay:
        other.put_back(texts, swapped=compare.get("swapped") is True)
    return _missing(tab, part(pages, "input"))


def _missing(tab: InferenceTab, saved: SavedPages) -> tuple[str, ...]:
    """What could not be brought back: a picture or a sound whose file is gone."""
    path = convert_or(saved.get("file"), str, "")
    if not path or not tab.media.medium:
        return ()
    if tab.media.restore(path, fit=saved.get("fit") is True):
        return ()
    return (
        tr("The picture of the session is not here any more: {path}.", path=path)
        if tab.media.medium == "picture"
        else tr("The sound of the session is not here any more: {path}.", path=path),
    )


def _put_input(tab: InferenceTab, saved: SavedPages) -> None:
    texts = texts_in(saved.get("texts"))
    if texts and tab.rows.isEnabled():
        pairs = texts_in(saved.get("pairs"))
        tab.show_texts(texts, pairs if len(pairs) == len(texts) else ())
        tab.rows.changed.emit()
    inputs = tab.inputs
    more = {
        "question-answering": texts_in([saved.get("context")]),
        "text-to-text": texts_in([saved.get("target")]),
        "about-file": texts_in([saved.get("target")]),
        "multiple-choice": texts_in(saved.get("choices")),
    }.get(inputs.task, ())
    if more and saved.get("task") == inputs.task:
        inputs.set_more(more, tuple(convert_items(saved.get("target_ids"), int)))
    if saved.get("by_hand") is True:
        tab.edit_ids.setChecked(True)
        written = part(saved, "tensors")
        for edit in _by_hand(tab):
            text = convert_or(written.get(edit.objectName()), str, None)
            if text is not None:
                edit.setPlainText(text[:_LONGEST_TEXT])


def _put_mode(tab: InferenceTab, saved: SavedPages) -> None:
    if saved.get("flow") is True:
        tab.mode.choose_mode("flow")
    elif saved.get("why") is True:
        tab.mode.choose_mode("why")
    else:
        tab.mode.choose_mode("look")
        tab.mode.choose(saved.get("generating") is True and tab.generation is not None)
    if saved.get("chatting") is True:
        tab.mode.choose_mode("chat")


def heads_off(pages: SavedPages) -> AblateHeads | None:
    """The request that switches off the heads that were off; None where none were."""
    places = convert_items(pages.get("heads_off"), HeadPlace)
    entries = [place for place in places if place.layer >= 0 and place.head >= ALL]
    return AblateHeads(tuple(sorted(set(entries))), _ANSWERS) if entries else None


def moved(other: LoadOther, path: str) -> LoadOther:
    """The same second model in another place."""
    return replace(other, path=path)
