"""Makes a small website out of what there is: lessons, glossary, how-to, and pictures.

    python resources/site/build.py OUT [--no-pictures]

Everything is written into the folder OUT, nothing is fetched, and the pages need neither a server
nor JavaScript. The lessons, the glossary and the pictures are there in each language of the
program; what is written in Markdown (README, CONTRIBUTING, …) only in English. The pictures come
from `--snapshot`, which takes some minutes. Needs the extra `test`.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import shutil
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from jinja2 import Environment, FileSystemLoader
from markdown_it import MarkdownIt
from markupsafe import Markup

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from explorer import __version__  # noqa: E402
from explorer.app.language import translated, translations  # noqa: E402
from explorer.text.translation import tr  # noqa: E402

ENGLISH = "en"
SIZE = "1280x800"
_COMMENT = re.compile(r"^<!--.*?-->\n", re.MULTILINE | re.DOTALL)
_README = "README.md"
_README_IN = re.compile(r"\.github/README\.(\w+)\.md")
"""README in another language: its link leads to the site in that language."""
_INSTALL = "install.html"
GUIDES = {
    ".github/CONTRIBUTING.md": ("contributing.html", "Contributing"),
    "resources/lessons/README.md": ("write-a-lesson.html", "Write a lesson"),
    "resources/translations/README.md": ("translate.html", "Translate"),
    "resources/models/README.md": ("bundled-models.html", "The bundled models"),
}
"""Markdown files that become a page each, and its title; README becomes several pages."""


@dataclass(frozen=True)
class Page:
    """One page: its file, its title, and its body as markup. `in_menu` says where: 0 for nowhere,
    1 for what every language has, 2 for what is in English alone."""

    file: str
    title: str
    body: str
    in_menu: int = 0


# -- Markdown ---------------------------------------------------------------------------------


def slug_of(text: str) -> str:
    """A heading as the last part of a link, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", text.lower()).strip().replace(" ", "-")


def sections(text: str) -> Iterator[tuple[str, str]]:
    """The title and the Markdown of each part under a heading of the second level, then the rest.

    What is above the first of them has the title of the whole.
    """
    first, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, body = first.removeprefix("# ").partition("\n")
    yield title, body
    for part in parts:
        title, _, body = part.partition("\n")
        yield title, body


@dataclass
class Reader:
    """Markdown files of the project as pages; links between them lead to pages of the site.

    `copied` are the pictures that they show: the file in the project, by its name in the site.
    """

    copied: dict[str, Path] = field(default_factory=dict)

    def pages(self) -> Iterator[Page]:
        """README in parts, then the guides."""
        readme = (ROOT / _README).read_text(encoding="utf-8")
        for number, (title, text) in enumerate(sections(readme)):
            if not number:
                yield Page(_INSTALL, "Install", self.markup(f"# Install\n{text}", _README), 2)
            else:
                body = self.markup(f"# {title}\n{text}", _README)
                yield Page(f"{slug_of(title)}.html", title, body, 2)
        for source, (file, title) in GUIDES.items():
            text = (ROOT / source).read_text(encoding="utf-8")
            yield Page(file, title, self.markup(text, source), 2)

    def markup(self, text: str, source: str) -> str:
        """Markdown of a file in the project as markup; HTML in it is text."""
        parser = MarkdownIt("commonmark", {"html": False}).enable("table")
        tokens = parser.parse(_COMMENT.sub("", text))
        taken: set[str] = set()
        for place, token in enumerate(tokens):
            if token.type == "heading_open":
                slug = slug_of(tokens[place + 1].content) or "part"
                while slug in taken:
                    slug += "-1"
                taken.add(slug)
                token.attrSet("id", slug)
            for child in token.children or ():
                if child.type == "link_open":
                    child.attrSet("href", self.link(str(child.attrGet("href")), source))
                elif child.type == "image":
                    child.attrSet("src", self.picture(str(child.attrGet("src")), source))
        markup: str = parser.renderer.render(tokens, parser.options, {})
        return markup.replace("<table>", '<div class="wide"><table>').replace(
            "</table>", "</table></div>"
        )

    def link(self, href: str, source: str) -> str:
        """Where a link of a Markdown file leads in the site. Raises LookupError for nowhere."""
        if urlsplit(href).scheme or href.startswith("#"):
            return href
        path, _, anchor = href.partition("#")
        target = _within(path, source)
        if other := _README_IN.fullmatch(target):
            return f"{_folder(other[1])}index.html"
        guide = GUIDES.get(target) or GUIDES.get(f"{target}/README.md")
        if target != _README and guide is None:
            raise LookupError(f"{source} links to {href}, which is no page of the site")
        page = guide[0] if guide is not None else _INSTALL
        return f"{page}#{anchor}" if anchor else page

    def picture(self, src: str, source: str) -> str:
        """The file of a picture in the site."""
        target = _within(src, source)
        name = f"pictures/readme/{PurePosixPath(target).name}"
        self.copied[name] = ROOT / target
        return name


def _within(path: str, source: str) -> str:
    """A relative path of a Markdown file, from the top of the project."""
    return os.path.normpath(PurePosixPath(source).parent / path).replace(os.sep, "/")


# -- lessons ----------------------------------------------------------------------------------


def keys_of_actions() -> dict[str, str]:
    """The keys that a lesson may name, by the name that it has for them."""
    from PySide6.QtGui import QKeySequence

    from explorer.app.actions import ActionRecord, Actions
    from explorer.features.lessons.view.lesson_controller import KEYS

    records = [one for one in vars(Actions).values() if isinstance(one, ActionRecord)]
    # Keys that the system chooses (copy, paste) need a screen to be asked for.
    known = {one.name: key for one in records for key in one.keys[:1] if isinstance(key, str)}
    known |= {name: keys for name, (_, keys) in KEYS.items()}
    return {
        f"keys.{name}": QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)
        for name, keys in known.items()
    }


def lesson_text(text: str, keys: Mapping[str, str]) -> str:
    """A text of a lesson as markup; a fact of one's own run is named instead of filled in."""
    from explorer.protocol.explanation import marked

    pieces = []
    for piece in marked(text):
        markup = "".join(_literal(part, keys) for part in string.Formatter().parse(piece.text))
        if piece.bold:
            markup = f"<b>{markup}</b>"
        elif piece.key:
            markup = f'<a href="glossary.html#{piece.key}">{markup}</a>'
        pieces.append(markup)
    return "".join(pieces)


def _literal(part: tuple[str, str | None, str | None, str | None], keys: Mapping[str, str]) -> str:
    from explorer.features.lessons.course.facts import FACTS

    before, name = html.escape(part[0]), part[1]
    if name is None:
        return before
    if name in keys:
        return f"{before}<kbd>{html.escape(keys[name])}</kbd>"
    meaning = FACTS[name].meaning if name in FACTS else name
    return f'{before}<i class="fact">[{html.escape(meaning)}]</i>'


def lesson_pages() -> Iterator[Page]:
    """The list of lessons, and a page for each of those that come with the program."""
    from explorer.features.lessons.library import Lessons
    from explorer.text.glossary import Glossary

    terms = frozenset(term.key for term in Glossary.load().terms)
    keys = keys_of_actions()
    listed = []
    for read in Lessons(terms).bundled():
        lesson = read.lesson
        if lesson is None:
            raise ValueError("\n".join(read.problems))
        file = f"lesson-{lesson.key}.html"
        about = lesson_text(lesson.about, keys)
        listed.append(f'<li><a href="{file}">{html.escape(lesson.title)}</a><br>{about}</li>')
        note = tr(
            "In the program each page notices when a task is done, and fills in the numbers of "
            "your own run; here square brackets name them."
        )
        body = [
            f"<h1>{html.escape(lesson.title)}</h1><p>{about}</p>",
            f'<p class="muted">{html.escape(note)}</p>',
        ]
        for act in lesson.acts:
            body.append(f"<h2>{html.escape(act.title)}</h2><p>{lesson_text(act.about, keys)}</p>")
            for page in act.pages:
                paragraphs = "".join(f"<p>{lesson_text(text, keys)}</p>" for text in page.text)
                tried = f"<p><code>{html.escape(page.write)}</code></p>" if page.write else ""
                tasks = "".join(f"<li>{lesson_text(task.ask, keys)}</li>" for task in page.tasks)
                tasks = f'<ul class="tasks">{tasks}</ul>' if tasks else ""
                body.append(
                    f'<section id="{page.key}"><h3>{html.escape(page.title)}</h3>'
                    f"{paragraphs}{tried}{tasks}</section>"
                )
        yield Page(file, lesson.title, "".join(body))
    title = tr("Lessons")
    body_ = f"<h1>{html.escape(title)}</h1><ul>{''.join(listed)}</ul>"
    yield Page("lessons.html", title, body_, 1)


# -- glossary and pictures --------------------------------------------------------------------


def glossary_page() -> Page:
    """Every term with an anchor; terms in its paragraph lead to theirs."""
    from explorer.text.glossary import Glossary

    glossary = Glossary.load()
    title = tr("Glossary")
    rows = []
    for term in glossary.terms:
        pieces, place = [], 0
        for span in glossary.terms_in(term.paragraph):
            if span.key == term.key:
                continue
            words = html.escape(term.paragraph[span.start : span.end])
            pieces.append(html.escape(term.paragraph[place : span.start]))
            pieces.append(f'<a href="#{span.key}">{words}</a>')
            place = span.end
        pieces.append(html.escape(term.paragraph[place:]))
        rows.append(
            f'<dt id="{term.key}">{html.escape(term.title)}</dt>'
            f"<dd><p><b>{html.escape(term.line)}</b></p><p>{''.join(pieces)}</p></dd>"
        )
    links = "".join(
        f'<a href="#{term.key}">{html.escape(term.title)}</a>' for term in glossary.terms
    )
    body = (
        f'<h1>{html.escape(title)}</h1><nav class="letters" aria-label="{html.escape(title)}">'
        f"{links}</nav><dl>{''.join(rows)}</dl>"
    )
    return Page("glossary.html", title, body, 1)


def captions() -> dict[str, str]:
    """What the pictures of `--snapshot` show, by the names of their files."""
    return {
        "start": tr("At the first start a small trained model is already thinking."),
        "trained-model-answers": tr("A trained model fills in the missing word."),
        "untrained-twin-gives-noise": tr("Its twin with random weights gives noise."),
        "architecture": tr("What the model is made of, module by module."),
        "saved-and-opened-again": tr("Saved and opened again, it gives the same numbers."),
        "why-it-says-that": tr("Which words and heads its answer depends on."),
        "first-act-of-the-lesson": tr(
            "The first act of the lesson: a model made from a config, and what is inside it."
        ),
        "taught-here": tr("A model that was taught here: its loss, and its exam."),
    }


def picture_page(pictures: list[str]) -> Page:
    """The pictures of the first journey in their order, each with what it shows."""
    title, words = tr("Pictures"), captions()
    figures = []
    for file in pictures:
        name = PurePosixPath(file).stem.partition("-")[2]
        caption = html.escape(words.get(name, name.replace("-", " ")))
        figures.append(
            f'<figure><img src="{html.escape(file)}" alt="{caption}" loading="lazy">'
            f"<figcaption>{caption}</figcaption></figure>"
        )
    return Page("pictures.html", title, f"<h1>{html.escape(title)}</h1>{''.join(figures)}", 1)


def index_page(pages: list[Page], picture: str) -> Page:
    """The door to all others, with a picture where there are some."""
    intro = tr(
        "A desktop program in which you create, find, load, look inside and run transformer models "
        "by pointing and clicking. Every number on the screen was computed by the model in memory, "
        "every step is told in plain words, and every click shows the Python that does the same."
    )
    own = "".join(_item(page) for page in pages if page.in_menu == 1)
    guides = "".join(_item(page, ENGLISH) for page in pages if page.in_menu == 2)
    caption = html.escape(captions()["start"])
    shown = (
        f'<figure><img src="{html.escape(picture)}" alt="{caption}"></figure>' if picture else ""
    )
    heading = tr("How to (in English)") if _language() != ENGLISH else tr("How to")
    body = (
        f"<h1>Transformer Explorer</h1><p>{html.escape(intro)}</p>{shown}<ul>{own}</ul>"
        f"<h2>{html.escape(heading)}</h2><ul>{guides}</ul>"
    )
    return Page("index.html", tr("Start"), body)


def _item(page: Page, language: str = "") -> str:
    mark = f' hreflang="{language}"' if language else ""
    return f'<li><a href="{_href(page)}"{mark}>{html.escape(page.title)}</a></li>'


# -- the site ---------------------------------------------------------------------------------


def _language() -> str:
    from explorer.text.translation import language

    return language()


def _folder(code: str) -> str:
    """The folder of a language, seen from the top: English is at the top itself."""
    return "" if code == ENGLISH else f"{code}/"


def _href(page: Page) -> str:
    """A page seen from one of this language; guides are at the top alone."""
    return f"../{page.file}" if page.in_menu == 2 and _language() != ENGLISH else page.file


def write_language(out: Path, code: str) -> None:
    """All pages of one language. In a process of its own: many modules keep texts."""
    from explorer.text.whole_page import STYLE

    if code != ENGLISH and not translated(code):
        raise SystemExit(f"there is no translation into {code}")
    if code == ENGLISH:
        translated(ENGLISH)  # whatever the system speaks
    here, reader = out / _folder(code), Reader()
    here.mkdir(parents=True, exist_ok=True)
    top = "" if code == ENGLISH else "../"
    guides = list(reader.pages())
    own = [*lesson_pages(), glossary_page()]
    files = sorted((out / "pictures" / code).glob("*.png"))
    pictures = [f"{top}pictures/{code}/{file.name}" for file in files]
    if pictures:
        own.append(picture_page(pictures))
    pages = [*own, *guides]
    written = [
        index_page(pages, next(iter(pictures), "")),
        *own,
        *(guides if code == ENGLISH else ()),
    ]
    template = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, trim_blocks=True
    ).get_template("page.html")
    for page in written:
        text = template.render(
            language=code,
            title=page.title,
            root=top,
            body=Markup(page.body),  # made above, each text in it escaped
            menu=_menu(page, pages, code),
            words={
                "skip": tr("To the content"),
                "pages": tr("Pages"),
                "made": tr("Made with Transformer Explorer {version}", version=__version__),
            },
        )
        (here / page.file).write_text(text, encoding="utf-8")
    if code == ENGLISH:
        own_style = (HERE / "site.css").read_text(encoding="utf-8")
        (out / "site.css").write_text(f"{STYLE.strip()}\n{own_style}", encoding="utf-8")
        shutil.copyfile(ROOT / "resources/icons/transformer-explorer.svg", out / "icon.svg")
        for name, file in reader.copied.items():
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, out / name)


def _menu(page: Page, pages: list[Page], code: str) -> list[list[dict[str, Any]]]:
    """What every language has, with the other languages; then what is in English alone."""
    entries = [
        [
            {"href": _href(each), "title": each.title, "here": each is page}
            for each in pages
            if each.in_menu == wanted
        ]
        for wanted in (1, 2)
    ]
    for other in (ENGLISH, *translations()):
        if other != code:
            up = "" if code == ENGLISH else "../"
            file = page.file if page.in_menu != 2 else "index.html"
            entries[0].append(
                {"href": f"{up}{_folder(other)}{file}", "title": _named(other), "language": other}
            )
    return entries


def _named(code: str) -> str:
    """A language in its own words."""
    locale = Locale.parse(code)
    return (locale.get_language_name(code) or code).capitalize()


def take_pictures(out: Path, code: str) -> None:
    """Walk through the first journey without a screen. Raises CalledProcessError."""
    folder = out / "pictures" / code
    with tempfile.TemporaryDirectory() as profile:
        command = [sys.executable, "-m", "explorer", "--snapshot", str(folder)]
        command += ["--profile", profile, "--language", code, "--size", SIZE]
        subprocess.run(command, cwd=ROOT, check=True)


def main() -> None:
    """Each language in a process of its own."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, help="the folder to write into")
    parser.add_argument("--no-pictures", action="store_true", help="take none, which is quick")
    parser.add_argument("--only", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    out = chosen.out.resolve()
    if chosen.only:
        write_language(out, chosen.only)
        return
    for code in (ENGLISH, *translations()):
        if not chosen.no_pictures:
            take_pictures(out, code)
        subprocess.run([sys.executable, __file__, str(out), "--only", code], check=True)
    print(out / "index.html")


if __name__ == "__main__":
    main()
