"""The person's language: texts of the program from its translations, and Qt's own beside them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QGuiApplication

from explorer import resources
from explorer.text import translation


def translated(code: str = "", folder: Path | None = None) -> bool:
    """Translate the program's texts from now on, and tell whether there is a translation.

    `code` is a language such as `de` or `pt_BR`, the system's where it is empty. English is what
    stands in the sources. Called before anything is imported that keeps texts; `folder` holds the
    compiled files, named by their code.
    """
    name = code or QLocale.system().name()
    place = folder or resources.path("translations")
    translator = QTranslator()
    if QLocale(name).language() == QLocale.Language.English and not code:
        translation.use(None)
        return False
    if not translator.load(name, str(place)):
        translation.use(None)
        return False
    translation.use(lambda source: translator.translate("", source) or source)
    return True


def write_numbers_alike() -> None:
    """Let Qt write and read 0.5 wherever the computer is, as the texts and the Python beside it do.

    In a system with decimal commas a box showed 0,50, and ignored 0.5 without a word.
    """
    QLocale.setDefault(QLocale.c())


def translate_qt(application: QGuiApplication, code: str = "") -> None:
    """Let Qt's own buttons and menus follow, and the direction in which the language is read."""
    locale = QLocale(code) if code else QLocale.system()
    own = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if own.load(locale, "qtbase", "_", folder):
        application.installTranslator(own)
    application.setLayoutDirection(locale.textDirection())
