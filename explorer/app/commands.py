"""Everything that can be done, as a list: menus, pages, models, terms; and why it cannot now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QTabWidget, QWidget

from explorer.app.language import translations
from explorer.text.search_rank import rank
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.shell import Shell

_NATIVE = QKeySequence.SequenceFormat.NativeText
_TABS = ("sourceTabs", "centreTabs", "viewTabs", "checkpointViews")
_NO_MODEL = tr("Open or create a model first.")
_GLOSSARY, _PAGES = tr("Glossary"), tr("Pages")
_ALSO = {
    "createPane": (tr("config"), tr("new model")),
    "openAction": (tr("load"),),
    "tourAction": (tr("course"), tr("tutorial")),
    "attentionView": (
        tr("ablation"), tr("attention map"), tr("switch heads off"), tr("ablate a head")
    ),
    "patchView": (tr("activation patching"), tr("causal tracing")),
    "lensView": (tr("logit lens"),),
    "hiddenView": (tr("residual stream"), tr("activations")),
    "surpriseView": (tr("perplexity"), tr("cross-entropy")),
    "steeringView": (tr("steering vector"), tr("activation steering")),
    "headFinderView": (tr("induction heads"), tr("previous-token heads")),
    "nearestView": (tr("nearest neighbours"), tr("embedding space")),
    "modeWhy": (
        tr("integrated gradients"), tr("direct logit attribution"), tr("leave one out"),
        tr("feature attribution"),
    ),
    "historyButton": (tr("former runs"), tr("run again")),
    "textTableAction": (tr("confusion matrix"), tr("accuracy"), tr("batch of texts")),
}  # fmt: skip
"""What the field calls that which a page does, by the objectName of the page or its button."""
_NOT_NOW = tr("This cannot be done at the moment.")


@dataclass(frozen=True)
class Command:
    """One thing that can be done. `where` is its way through the menus; `why` why not now.

    `title` begins with a verb; `name` is what it is about, where a search may begin with that.
    `also` are other names of it, which find it as well as `name` does; `more` are words that find
    it too. Neither is shown.
    """

    title: str
    where: str
    run: Callable[[], object]
    keys: str = ""
    why: str = ""
    more: str = ""
    name: str = ""
    also: tuple[str, ...] = ()


def search(commands: Sequence[Command], text: str) -> list[Command]:
    """The commands in which every word occurs, in any order, the best first."""
    if not text.strip():
        return list(commands)
    matches = []
    for place, command in enumerate(commands):
        fits = rank(
            text,
            (command.title, command.name or command.title, *command.also),
            (command.where, command.more),
        )
        if fits is not None:
            explains = command.where == _GLOSSARY  # doing comes before reading about it
            leads = command.where == _PAGES  # and going there before taking it away
            matches.append((fits, explains, bool(command.why), not leads, place, command))
    return [item for *_, item in sorted(matches, key=lambda row: row[:5])]


def gather(window: Shell) -> list[Command]:
    """Every command of the window as it is now."""
    commands = [
        *_of_menus(window),
        *_of_pages(window),
        *_of_buttons(window),
        *_of_terms(window),
    ]
    return list({(command.title, command.where): command for command in commands}.values())


# -- menus -----------------------------------------------------------------------------------


def _of_menus(window: Shell) -> Iterator[Command]:
    for action in window.menuBar().actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _of_menu(menu, plain(action.text()), "")


def _of_menu(menu: QMenu, way: str, why: str) -> Iterator[Command]:
    menu.aboutToShow.emit()  # menus that are filled or greyed when they open
    for action in menu.actions():
        inner = action.menu()
        if action.isSeparator() or not action.isVisible():
            continue
        if isinstance(inner, QMenu):
            reason = why or ("" if inner.isEnabled() else disabled_reason(inner))
            yield from _of_menu(inner, f"{way} ▸ {plain(action.text())}", reason)
        else:
            yield of_action(action, way, why, str(menu.property("command") or "{title}"))


def of_action(action: QAction, way: str, why: str = "", form: str = "{title}") -> Command:
    """The command of an action that is found by `way`; `form` words its title."""
    text, _, shown = action.text().partition("\t")
    keys = ", ".join(shortcut.toString(_NATIVE) for shortcut in action.shortcuts()) or shown
    if not action.isEnabled():
        why = why or disabled_reason(action)
    name = plain(text)
    # A menu may say "Glossary"; a command begins with a verb: "Open the glossary".
    own = action.property("command")
    title = str(own) if own else form.format(title=name)
    if action.isCheckable():
        title = (
            tr("{command} (on)", command=title)
            if action.isChecked()
            else tr("{command} (off)", command=title)
        )
    also = _ALSO.get(action.objectName(), ())
    if action.objectName() == "settingsAction":
        also = _languages()
    return Command(title, way, action.trigger, keys, why, action.toolTip(), name, also)


def _languages() -> tuple[str, ...]:
    """The languages that can be chosen, by their own names and in English."""
    codes = ("en", *translations())
    names = ((QLocale(code).nativeLanguageName(), code) for code in codes)
    return (
        tr("language"),
        *(f"{name} {QLocale.languageToString(QLocale(code).language())}" for name, code in names),
    )


def disabled_reason(entry: QAction | QMenu) -> str:
    """Why an action or a menu is grey."""
    return str(entry.property("why") or _NOT_NOW)


def plain(text: str) -> str:
    """The text of a menu without the mark of its key: `&Open…` is Open…."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


# -- pages and terms -------------------------------------------------------------------------


def _of_pages(window: Shell) -> Iterator[Command]:
    for name in _TABS:
        tabs = window.findChild(QTabWidget, name)
        if tabs is None:
            continue
        why = _NO_MODEL if name == "viewTabs" and window.summary is None else ""
        if name == "checkpointViews" and not window.checkpoint.files.isVisibleTo(window.checkpoint):
            why = tr("Open the page of a checkpoint first.")
        for place in range(tabs.count()):
            page = tabs.widget(place)
            if page is not None:
                title = plain(tabs.tabText(place))
                inside = name == "viewTabs"
                yield _to_page(window, page, title, why, _buttons(page) if inside else "")
    for section in window.inference.sections:
        why = _NO_MODEL if window.summary is None else ""
        yield _to_page(
            window, section.view, section.view.accessibleName(), why, _buttons(section.view)
        )


def _buttons(page: QWidget) -> str:
    """What can be pressed on a page: its words lead there."""
    return " ".join(button.text() for button in page.findChildren(QAbstractButton))


def _to_page(window: Shell, page: QWidget, title: str, why: str, inside: str) -> Command:
    more = f"{tr('show tab')} {inside}"
    return _go_to(page, title, _Reveal(window, page), why, more)


def _go_to(target: QWidget, title: str, run: Callable[[], None], why: str, more: str) -> Command:
    """The command that leads to a page, or presses a button; `more` is searched as well."""
    return Command(
        tr("Go to {title}", title=title),
        _PAGES,
        run,
        why=why,
        more=more,
        name=title,
        also=_ALSO.get(target.objectName(), ()),
    )


@dataclass(frozen=True)
class _Reveal:
    """Brings a page into sight; a name instead of a lambda, so that it says what it does."""

    window: Shell
    page: QWidget

    def __call__(self) -> None:
        self.window.reveal(self.page)


def _of_buttons(window: Shell) -> Iterator[Command]:
    """What only a button leads to: the ways to look at a run, and the runs before it."""
    inference = window.inference
    none = _NO_MODEL if window.summary is None else ""
    for push_button in inference.mode.buttons:
        reason = push_button.toolTip().removesuffix(".")
        why = "" if push_button.isEnabled() else f"{reason}."
        yield _to_button(window, push_button, none or why)
    history = inference.history
    yield _to_button(window, history, "" if history.isEnabled() else tr("Nothing has run yet."))


def _to_button(window: Shell, push_button: QAbstractButton, why: str) -> Command:
    title, more = push_button.text().removesuffix(" ▾"), push_button.toolTip()
    return _go_to(push_button, title, _Press(window, push_button), why, more)


@dataclass(frozen=True)
class _Press:
    """Brings a button into sight and presses it."""

    window: Shell
    button: QAbstractButton

    def __call__(self) -> None:
        self.window.inference.close_aside()
        self.window.reveal(self.button)
        self.button.click()


def _of_terms(window: Shell) -> Iterator[Command]:
    for term in window.words.terms:
        run = _Explain(window, term.key)
        yield Command(
            tr("Explain “{term}”", term=term.title),
            _GLOSSARY,
            run,
            more=tr("{aliases} what is", aliases=" ".join(term.aliases)),
            name=term.title,
        )


@dataclass(frozen=True)
class _Explain:
    window: Shell
    key: str

    def __call__(self) -> None:
        self.window.glossary.open(self.key, self.window.rect())
