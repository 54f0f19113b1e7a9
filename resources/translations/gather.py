"""Collect every text of the program, and bring the catalogues of all languages up to date.

    python resources/translations/gather.py [CODE …]     with a new language, its catalogue too

Writes the template `messages.pot`, takes new texts into each `<language>/LC_MESSAGES/explorer.po`,
and compiles that into the `explorer.mo` beside it, which the program reads. Needs Babel, which
comes with the extra `test`.
"""

from __future__ import annotations

import ast
import json
import re
import string
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from explorer.features.lessons.library import TEXTS as LESSON_TEXTS  # noqa: E402
from explorer.text.glossary import other_names  # noqa: E402
from explorer.text.numbers import counted_forms  # noqa: E402
from explorer.text.translation import DOMAIN  # noqa: E402

TEMPLATE = HERE / "messages.pot"
CHANGING = ("POT-Creation-Date", "Generated-By")
"""Lines of a header that would differ each time."""

_NOTE = re.compile(r"\s*# Translators: (.+)")


class Text(NamedTuple):
    """A text, its plural where it has one, the file that it is in, and a note for translators."""

    singular: str
    plural: str
    file: str
    note: str = ""


def of_source(source: str, file: str) -> Iterator[Text]:
    """The texts of a Python file: what is given to `tr` and `ntr`, also inside another call.

    Babel's own reader leaves out calls that are two deep in another one. A comment in the line
    above a call, `# Translators: …`, goes to the translators. Raises ValueError where a text is
    not written out, so that nobody could find it.
    """
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name not in ("tr", "ntr"):
            continue
        texts = [
            one.value
            for one in node.args[: ("tr", "ntr").index(name) + 1]
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        ]
        if len(texts) != (2 if name == "ntr" else 1):
            # What is looked up by a variable comes from the data below.
            if isinstance(node.args[0], ast.Name | ast.Subscript | ast.Starred):
                continue
            raise ValueError(f"{file}:{node.lineno}: a text that is not written out")
        note = _NOTE.fullmatch(lines[node.lineno - 2]) if node.lineno > 1 else None
        yield Text(texts[0], texts[1] if name == "ntr" else "", file, note[1] if note else "")


def of_data() -> Iterator[Text]:
    """What people read of the glossary, the catalogue, the list for beginners and the lessons."""
    glossary = "resources/glossary.json"
    for key, row in _read("glossary.json").items():
        yield Text(row["title"], "", glossary, f"the term {key}")
        yield Text(
            other_names(row), "", glossary, f"other names and forms of {key}: any number, after ;"
        )
        yield Text(row["line"], "", glossary, f"the term {key}")
        yield Text(row["paragraph"], "", glossary, f"the term {key}")
        for sentence in row.get("numbers", ()):
            yield Text(sentence, "", glossary, f"the term {key}")
            yield from _counted(sentence, glossary)
    catalogue = _read("catalogue.json")
    for purpose in catalogue["purposes"]:
        yield Text(purpose, "", "resources/catalogue.json", "what a class is for")
    for row in catalogue["types"]:
        yield Text(row["family"], "", "resources/catalogue.json", "a family of model types")
        yield Text(row["line"], "", "resources/catalogue.json", f"the model type {row['name']}")
    for row in _read("starter_checkpoints.json")["checkpoints"]:
        yield Text(row["why"], "", "resources/starter_checkpoints.json")
    for file in sorted((ROOT / "resources" / "lessons").glob("*.json")):
        name = f"resources/lessons/{file.name}"
        for sentence in of_lesson(json.loads(file.read_text(encoding="utf-8"))):
            yield Text(sentence, "", name)
            yield from _counted(sentence, name)


def of_lesson(part: Any) -> Iterator[str]:
    """The texts of a lesson, or of a part of one."""
    if isinstance(part, list):
        for item in part:
            yield from of_lesson(item)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in LESSON_TEXTS:
                yield from [value] if isinstance(value, str) else value
            else:
                yield from of_lesson(value)


def _read(name: str) -> Any:
    return json.loads((ROOT / "resources" / name).read_text(encoding="utf-8"))


def _counted(sentence: str, file: str) -> Iterator[Text]:
    """What a sentence counts: `{layers:layer}` in it stays, and `{count} layer` is its own text."""
    for _, name, noun, _ in string.Formatter().parse(sentence):
        if name and noun and noun != "plain":
            yield Text(*counted_forms(noun), file)


def template() -> Catalog:
    """Every text, in the order of the sources, with the files that it is in."""
    catalog = Catalog(project="Transformer Explorer", charset="utf-8", fuzzy=False)
    catalog.header_comment = "# Made by gather.py. Nobody edits this file."
    sources = sorted((ROOT / "explorer").rglob("*.py"))
    sources.append(ROOT / "resources" / "site" / "build.py")
    texts = [
        text
        for file in sources
        for text in of_source(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
    ]
    for text in (*texts, *of_data()):
        # A name of the code, or nothing but values: the same in every language.
        if not re.search(r"[^\W\d_]", re.sub(r"\{[^{}]*\}|\w+[._]\w+", "", text.singular)):
            continue
        message = catalog.add(
            (text.singular, text.plural) if text.plural else text.singular,
            locations=[(text.file, None)],  # without the line: it changes with each commit
            auto_comments=[text.note] if text.note else (),
        )
        _mark(message)
    return catalog


def _mark(message: Message) -> None:
    """Mark a text with values in braces, the same with each version of Babel."""
    message.flags.discard("python-format")  # a share such as "50 % of" looks like one
    message.flags.discard("python-brace-format")
    if "{" in str(message.id):
        message.flags.add("python-brace-format")


def written(catalog: Catalog) -> bytes:
    """A catalogue as a file, without the lines that would differ each time."""
    file = BytesIO()
    write_po(file, catalog, width=100, ignore_obsolete=True)
    lines = file.getvalue().splitlines(keepends=True)
    changing = tuple(f'"{name}'.encode() for name in CHANGING)
    return b"".join(line for line in lines if not line.startswith(changing))


class _Timeless(Catalog):
    """A catalogue whose header does not change with the minute or with the version of Babel."""

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return [entry for entry in super()._get_mime_headers() if entry[0] not in CHANGING]

    # Babel makes a property of the two functions where it defines them.
    mime_headers = property(_get_mime_headers, Catalog._set_mime_headers)


def compiled(catalog: Catalog) -> bytes:
    """A catalogue as the program reads it; what a person has yet to look at is left out."""
    timeless = _Timeless(catalog.locale, charset="utf-8", fuzzy=False)
    for message in catalog:
        if message.id:
            timeless[message.id] = message
    file = BytesIO()
    write_mo(file, timeless)
    return file.getvalue()


def languages() -> list[str]:
    """The languages that there is a catalogue of."""
    return sorted(file.parent.parent.name for file in HERE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def update(code: str, texts: Catalog) -> None:
    """Take all texts into the catalogue of a language, and compile it."""
    file = HERE / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    catalog = Catalog(code, project="Transformer Explorer", charset="utf-8", fuzzy=False)
    if file.exists():
        catalog = read_po(BytesIO(file.read_bytes()), code)
    # Babel's search for a similar text compares each new one with all: minutes for a few hundred.
    catalog.update(texts, no_fuzzy_matching=True)
    for message in catalog:
        _mark(message)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(written(catalog))
    file.with_suffix(".mo").write_bytes(compiled(catalog))


if __name__ == "__main__":
    made = template()
    TEMPLATE.write_bytes(written(made))
    for language in sorted({*languages(), *sys.argv[1:]}):
        update(language, made)
