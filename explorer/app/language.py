"""The person's language: texts of the program from its translations, and Qt's own beside them."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from explorer import resources
from explorer.text import translation
from explorer.text.translation import tr


def translations() -> list[str]:
    """The languages that there is a translation into, by their codes."""
    files = resources.path("translations").glob(f"*/LC_MESSAGES/{translation.DOMAIN}.mo")
    return sorted(file.parent.parent.name for file in files)


def translated(code: str = "") -> bool:
    """Translate the program's texts from now on, and tell whether there is a translation.

    `code` is a language such as `de` or `pt_BR`, the system's where it is empty; that of a country
    falls back on the language. English is what the sources contain. Called before anything is
    imported that keeps texts.
    """
    return translation.use_language(code.replace("-", "_") or QLocale.system().name())


def write_numbers_alike() -> None:
    """Let Qt write and read 0.5 wherever the computer is, as the texts and the Python beside it do.

    In a system with decimal commas a box showed 0,50, and ignored 0.5 without a word.
    """
    QLocale.setDefault(QLocale.c())


class _KeyNames(QTranslator):
    """Names the keys in menus as the texts beside them do, and as they are written on keyboards.

    In Spanish Qt has Control+Mayúsculas+Z, Retorno and Escape; keyboards and teachers have
    Ctrl+Mayús+Z, Intro and Esc.
    """

    def __init__(self, parent: QGuiApplication) -> None:
        super().__init__(parent)
        names = {"Ctrl": tr("Ctrl"), "Shift": tr("Shift"), "Return": tr("Return"), "Esc": tr("Esc")}
        self._names = names

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        # None leaves it to the next translator; "" would be the text.
        return self._names.get(text) if context == "QShortcut" else None


def translate_qt(application: QGuiApplication, code: str = "") -> None:
    """Let Qt's own buttons and menus follow, and the direction in which the language is read."""
    locale = QLocale(code) if code else QLocale.system()
    own = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if own.load(locale, "qtbase", "_", folder):
        application.installTranslator(own)
        application.installTranslator(_KeyNames(application))
    application.setLayoutDirection(locale.textDirection())
