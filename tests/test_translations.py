"""The program in another language: every text is found, and every text in sight is translated."""

from __future__ import annotations

import json
import os
import re
import string
import subprocess
import sys
from gettext import NullTranslations
from gettext import translation as catalogue
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from explorer import resources
from explorer.app import language
from explorer.features.hub.view import bundled_folder
from explorer.features.why import summary
from explorer.text import numbers, translation
from explorer.text.numbers import ntr
from explorer.text.translation import in_quotation_marks, tr
from tests.conftest import ROOT
from tests.pseudo import both_forms, gather, is_pseudo, write

FOLDER = ROOT / "resources" / "translations"
GATHER = "run: python resources/translations/gather.py"


def texts_of(catalog: Catalog) -> set[tuple[str, ...]]:
    return {both_forms(message) for message in catalog}


def translated_forms(message: Message) -> tuple[str, ...]:
    written = message.string or ""
    return (written,) if isinstance(written, str) else tuple(written)


def in_file(file: Path) -> Catalog:
    return read_po(BytesIO(file.read_bytes()))


@pytest.fixture(scope="module")
def template() -> Catalog:
    made = gather()["template"]()
    assert isinstance(made, Catalog)
    return made


def test_the_list_of_texts_is_up_to_date(template: Catalog) -> None:
    now, kept = texts_of(template), texts_of(in_file(FOLDER / "messages.pot"))
    assert not now - kept, f"{GATHER}; missing: {sorted(now - kept)[:5]}"
    assert not kept - now, f"{GATHER}; gone: {sorted(kept - now)[:5]}"


CATALOGUES = sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))


def test_no_text_leads_to_a_side_where_an_audience_has_no_column() -> None:
    inside = {  # a grid, two texts beside each other, a row of tokens
        "explorer/app/shortcuts.py",
        "explorer/features/history/view/history_compare.py",
        "explorer/features/inputs/view/manual_inputs.py",
    }
    sides = re.compile(r"\b(at|on|to) the (left|right)\b")
    for message in in_file(FOLDER / "messages.pot"):
        texts = (message.id,) if isinstance(message.id, str) else message.id
        if any(map(sides.search, texts)):
            assert {file for file, _ in message.locations} <= inside, texts


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_a_translation_is_up_to_date_and_takes_the_values(file: Path, template: Catalog) -> None:
    catalog = in_file(file)
    assert texts_of(catalog) == texts_of(template), GATHER
    missing = [
        message.id
        for message in catalog
        if message.id and (message.fuzzy or not all(translated_forms(message)))
    ]
    assert not missing, f"{len(missing)} texts have no translation: {missing[:5]}"
    assert file.with_suffix(".mo").read_bytes() == gather()["compiled"](catalog), GATHER
    for message in catalog:
        sources = both_forms(message)
        assert message.string is not None
        strings = (message.string,) if isinstance(message.string, str) else message.string
        allowed = {name for source in sources for name in names(source)}
        for text in filter(None, strings if message.id else ()):
            lost = set(names(text)) - allowed
            assert not lost, f"{text!r} names {lost}, and {sources[0]!r} does not"


def names(text: str) -> list[str]:
    """The names in braces, each without how it is written."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def test_texts_are_collected_wherever_they_are_written() -> None:
    source = """
tr("a {b}", b=bold(tr("two " "deep")) if c else ntr("{count} d", "{count} ds", len(tr("e"))))
numbers.ntr("{count} f", "{count} fs", n, g=tr(by_variable))
"""
    found = {(each.singular, each.plural) for each in gather()["of_source"](source, "file.py")}
    counted = {("{count} d", "{count} ds"), ("{count} f", "{count} fs")}
    assert found == {("a {b}", ""), ("two deep", ""), ("e", ""), *counted}
    noted = list(gather()["of_source"]("# Translators: an item of a list\ntr('a')", "file.py"))
    assert [each.note for each in noted] == ["an item of a list"]
    for hidden in ("tr(f'{a} b')", "tr('a' + b)", "ntr('{count} a', several, n)"):
        with pytest.raises(ValueError, match=r"file\.py:1"):
            list(gather()["of_source"](hidden, "file.py"))


def test_no_name_of_the_code_is_a_text(template: Catalog) -> None:
    """Keys, headers, objectNames, paths and file names are no words in any language."""
    found = [
        text
        for texts in texts_of(template)
        for text in texts
        if _NAME.fullmatch(text) and text not in _WORDS
    ]
    assert not found, f"not for translators: {found}"


_NAME = re.compile(
    r"\S*[\w}][._/][\w{]\S*"  # with a sign inside and no space: config.json, input_ids, a/path
    r"|[a-z]+[A-Z]\w*"  # objectName
    r"|(?:[A-Z][a-z0-9]+){2,}[A-Za-z0-9]*"  # ClassName
    r"|(?:Bearer|Authorization|Accept|Range|User-Agent|Content-\w+)\b.*"  # headers
)
_WORDS = {"WordPiece", "WordPieces", "TensorFlow"}
"""Names of the field that look like those of classes."""


def test_no_text_is_a_fragment_of_a_sentence(template: Catalog) -> None:
    """A translator sees one message: it begins and ends where a sentence or a label does."""
    found = [text for texts in texts_of(template) for text in texts if _FRAGMENT.search(text)]
    assert not found, f"pieces that are glued to others: {found}"


_FRAGMENT = re.compile(
    r"^[\s,.;:)·]|[\s,;(·]$"  # begins or ends with a sign of gluing
    r"|\b(?:and|or|than|the|a)$"  # ends with a word that wants another
    r"|^(?:and|or|but|which|because|than)\b"  # begins with a word that wants one before it
    r"|[\w.,;”)]\{|\}[A-Za-z]|\}\{"  # a value without a space: it brings its own, or an ending
)


def test_a_value_is_named_for_what_it_holds(template: Catalog) -> None:
    """A translator sees only the message: `{layers}` says what comes there, `{text2}` does not."""
    found = {
        (name, text)
        for texts in texts_of(template)
        for text in texts
        for name in names(text)
        if _VAGUE.fullmatch(name)
    }
    assert not found, f"values without a telling name: {sorted(found)}"


_VAGUE = re.compile(
    r"\w*[A-Za-z]\d|\w+_"  # numbered, or with a mark against a clash
    r"|what|where|which|who|how|rest|thing|result|one|told|said|found|taken|made|some"
)


def test_values_are_put_where_the_text_names_them() -> None:
    assert tr("{count} tokens", count=3) == "3 tokens"
    assert tr("a {brace}") == "a {brace}"
    assert tr("") == ""


@pytest.mark.parametrize(
    ("token", "quoted"),
    [("cat", "“cat”"), ("“", "‘“’"), ('"', '‘"’'), ("it's", "“it's”"), ("“‘", "‹“‘›")],
)
def test_a_word_with_a_quotation_mark_is_quoted_otherwise(token: str, quoted: str) -> None:
    """with ““.” in its place: nobody could tell where the token ended."""
    assert in_quotation_marks(token) == quoted
    text = tr("the text with “{word}”, {share}", word=token, share=0.5)
    assert text == f"the text with {quoted}, 0.5"
    assert summary.quoted(f"·{token}") == quoted


class Given(NullTranslations):
    """A translation that is given in the test."""

    def __init__(self, *forms: str) -> None:
        super().__init__()
        self.forms = forms

    def gettext(self, message: str) -> str:
        return self.forms[0]

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.forms[min(n - 1, len(self.forms) - 1)]


def test_a_translation_that_cannot_take_the_values_gives_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(translation, "_catalogue", Given("{m} Tokens"))
    assert tr("{n} tokens", n=3) == "3 tokens"
    assert ntr("{count} token", "{count} tokens", 3) == "3\xa0tokens"
    monkeypatch.setattr(translation, "_catalogue", Given("Tokens: {n}"))
    assert tr("{n} tokens", n=3) == "Tokens: 3"


class Signs(NullTranslations):
    """A language that says nothing but how it writes a number."""

    def __init__(self, sample: str) -> None:
        super().__init__()
        self._sample = sample

    def gettext(self, message: str) -> str:
        return self._sample if message.startswith("1,234.5") else message


@pytest.mark.parametrize(
    ("sample", "million", "share", "told"),
    [
        ("1.234,5", "1.004.288", "97,4\u00a0%", "0,5 of 12.346"),
        ("1\u202f234.5", "1\u202f004\u202f288", "97.4\u00a0%", "0.5 of 12\u202f346"),
        ("1234,5", "1004288", "97,4\u00a0%", "0,5 of 12346"),
        ("1,234.5", "1,004,288", "97.4\u00a0%", "0.5 of 12,346"),
    ],
)
def test_numbers_have_the_signs_of_the_language(
    sample: str, million: str, share: str, told: str
) -> None:
    translation.use(Signs(sample))
    try:
        assert numbers.count(1_004_288) == million
        assert numbers.percent(0.974) == share
        assert tr("{part:.1f} of {all:,}", part=0.5, all=12_346) == told
        # Names keep their points and commas, and so does a number without a format of its own.
        assert tr("{name} {version}", name="model-1,000.bin", version=5.2) == "model-1,000.bin 5.2"
        assert ntr("{count} token", "{count} tokens", 1_004_288).startswith(million)
    finally:
        translation.use(None)


_KEYS = """
from PySide6.QtGui import QGuiApplication, QKeySequence
from explorer.app import language
from explorer.text.translation import tr

assert language.translated("es")
application = QGuiApplication([])
language.translate_qt(application, "es")
for keys, text in (
    ("Ctrl+Shift+Z", tr("Redo (Ctrl+Shift+Z)")),
    ("Ctrl+Return", tr("Use this text as the settings (Ctrl+Return)")),
    ("Esc", tr("Close (Esc)")),
    ("Space", tr("Space")),
):
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    assert shown in text, (shown, text)
assert QGuiApplication.translate("QPlatformTheme", "Cancel") == "Cancelar"
"""


def test_menus_name_the_keys_as_the_texts_do() -> None:
    """Menus had Control+Mayúsculas+Z, the tool tip beside them Ctrl+Mayús+Z."""
    there = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", _KEYS], cwd=ROOT, env=there, check=True)


def test_a_language_has_as_many_plural_forms_as_it_needs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Polish: 1 token, 2 tokeny, 5 tokenów. Its rule comes with the catalogue."""
    catalog = Catalog("pl")
    catalog.add(("{count} token", "{count} tokens"), ("token", "{count} tokeny", "{count} tokenów"))
    catalog.add("Open…", "Otwórz…")
    file = tmp_path / "pl" / "LC_MESSAGES" / "explorer.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(gather()["compiled"](catalog))
    monkeypatch.setattr(resources, "path", lambda *names: tmp_path)
    assert language.translations() == ["pl"]
    try:
        assert language.translated("pl_PL"), "a country falls back on the language"
        written = [ntr("{count} token", "{count} tokens", n) for n in (1, 2, 5)]
        assert written == ["token", "2\xa0tokeny", "5\xa0tokenów"]
        assert tr("Open…") == "Otwórz…"
        assert tr("Not translated yet") == "Not translated yet"
        assert tr("") == "", "the key of the catalogue's header"
        assert not language.translated("de")
        assert not language.translated("../pl")
        assert tr("Open…") == "Open…"
    finally:
        translation.use(None)


_WALK = """
import json, sys
from pathlib import Path
from explorer.app import language

folder = Path(sys.argv[1])
from explorer import resources
real = resources.path
resources.path = lambda *names: folder if names == ("translations",) else real(*names)
from explorer.__main__ import start
window = start(["--empty", "--profile", str(folder / "profile"), "--language", "xx"])
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QLineEdit, QTabWidget, QWidget
seen = []
for one in window.findChildren(QWidget):
    if isinstance(one, (QLabel, QAbstractButton)):
        seen.append(one.text())
    if isinstance(one, QLineEdit):
        seen.append(one.placeholderText())
    if isinstance(one, QTabWidget):
        seen += [one.tabText(n) for n in range(one.count())]
    seen += [one.toolTip(), one.accessibleName()]
for action in window.findChildren(QAction):
    seen += [action.text(), action.toolTip()]
print(json.dumps(sorted(set(seen))))
sys.stdout.flush()
import os
os._exit(0)
"""

_SAME_EVERYWHERE = re.compile(
    r"[\W\d_]*"  # no letters
    r"|[a-z]+\S*[_./]\S*"  # a name of transformers, a path
    r"|(?:[A-Z][a-z0-9]+){2,}\S*"  # a class
    r"|.*mini-world-.*|mit|peft|timm|gguf|transformers|bsd-\S+|openrail|sentence-transformers"
    r"|Scroll (?:Left|Right)|[AB]"  # Qt's own; the marks of two texts
    r"|JSON|Python|ID|IDs|CPU|NPY|CSV|PNG|SVG|HTML|Hub|BERT|GPT-2|Transformer Explorer"
    r"|.*\(bert\)|.*\.(?:json|safetensors|bin)"
)


_USE = """
import json, sys
from pathlib import Path
from explorer.app import language

folder = Path(sys.argv[1])
from explorer import resources
real = resources.path
resources.path = lambda *names: folder if names == ("translations",) else real(*names)
from explorer.__main__ import start
window = start(["--empty", "--profile", str(folder / "profile"), "--language", "xx"])
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
find = window.findChild(QAction, "findAction")
export = window.workbench.late_parts.export
found, exported = [], []
for tabs in (window.sources, window.centre):
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        page = tabs.currentWidget()
        next(child for child in page.findChildren(QWidget)
             if child.focusPolicy() and child.isVisible()).setFocus()
        before = window.focusWidget()
        find.trigger()
        focus = window.focusWidget()
        found.append([page.objectName(), tabs.tabText(place), focus and focus.objectName(),
                      before and before.objectName()])
        if tabs is window.centre:
            export.page_menu.aboutToShow.emit()
            actions = [action for menu in export._inner for action in menu.actions()]
            exported.append([action.objectName() for action in actions])
print(json.dumps([found, exported]))
sys.stdout.flush()
import os
os._exit(0)
"""


def printed(script: str, folder: Path) -> Any:
    """What a script prints last, as JSON; it runs in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-c", script, folder],
        cwd=ROOT,
        env=dict(os.environ, QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_text_in_sight_is_translated(tmp_path: Path) -> None:
    write(tmp_path)
    seen = printed(_WALK, tmp_path)
    assert sum(map(is_pseudo, seen)) > 150
    plain = [one for one in seen if not is_pseudo(one) and not _SAME_EVERYWHERE.fullmatch(one)]
    assert not plain, f"{len(plain)} texts are not translated: {plain}"


def test_finding_and_exporting_work_in_another_language(tmp_path: Path) -> None:
    write(tmp_path)
    found, exported = printed(_USE, tmp_path)
    assert all(is_pseudo(title) or title == "Hub" for _, title, *_ in found), found
    nothing = {"inferenceTab", "compareTab", "trainTab"}  # a model's sentence is no search field
    for page, _, focus, before in found:
        if page in nothing:
            assert focus == before, page
    assert {page: focus for page, _, focus, _ in found if page not in nothing} == {
        "createPane": "fieldFilter",
        "hubPane": "hubSearch",
        "localPane": "localModels",
        "architectureTab": "moduleSearch",
        "checkpointTab": "tensorFilter",
    }
    inference, _, checkpoint, *_ = exported
    assert "exportTable.history" in inference
    assert "exportTable.headers" in checkpoint


CARDS = sorted((ROOT / "resources" / "models").glob("*/README.*.md"))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.parent.name} {card.name}")
def test_a_card_in_another_language_has_the_same_numbers_and_answers(card: Path) -> None:
    original = card.with_name("README.md").read_text(encoding="utf-8")
    translated = card.read_text(encoding="utf-8")
    for what in (r"\d+(?:[.,]\d+)*", r"`[^`]*`", r'"[^"]*"'):
        assert re.findall(what, translated) == re.findall(what, original)
    assert len(CARDS) == 4 * len(CATALOGUES), "every bundled model has a card in every language"


def test_the_card_of_the_language_is_shown(tmp_path: Path) -> None:
    folder = str(resources.path("models", "mini-world-bert"))
    assert "masked words" in bundled_folder.card(folder)[0]
    translation.use(catalogue(translation.DOMAIN, str(resources.path("translations")), ["es"]))
    try:
        assert translation.language() == "es"
        assert "palabras ocultas" in bundled_folder.card(folder)[0]
        # Elsewhere there may be one language alone.
        (tmp_path / "README.md").write_text("A card.", encoding="utf-8")
        assert bundled_folder.card(str(tmp_path)) == ("A card.",)
    finally:
        translation.use(None)
    assert translation.language() == "en"


READMES = sorted((ROOT / ".github").glob("README.*.md"))


@pytest.mark.parametrize("file", READMES, ids=lambda file: file.name)
def test_a_readme_in_another_language_has_the_same_commands(file: Path) -> None:
    original = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"](.github/{file.name})" in "".join(original.splitlines()[:5])
    # What follows is for people who read the code, and so English.
    original, heading, _ = original.partition("## For developers")
    translated = file.read_text(encoding="utf-8")
    assert _FENCED.findall(translated) == _FENCED.findall(original)
    spans = [set(_SPAN.findall(_FENCED.sub("", text))) for text in (original, translated)]
    assert heading
    assert spans[0] == spans[1]
    headings = [len(re.findall(r"^## ", text, re.M)) for text in (original, translated)]
    assert headings == [headings[1] - 1, headings[1]]
    pictures = [re.findall(r"!\[[^]]+\]\(\S*/(\S+)\)", text) for text in (original, translated)]
    assert pictures[0]
    assert pictures[0] == pictures[1]
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", translated):
        assert "://" in link or (file.parent / link).exists(), link


_FENCED = re.compile(r"^```.*?^```", re.M | re.S)
_SPAN = re.compile(r"`([^`]+)`")
