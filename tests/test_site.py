"""The site: every link inside leads somewhere, nothing is loaded, both languages are there."""

from __future__ import annotations

import gettext
import html.parser
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from explorer.features.lessons.library import Lessons
from explorer.text.glossary import Glossary
from tests.conftest import ROOT

BUILD = ROOT / "resources" / "site" / "build.py"
_ENDLESS = ("area", "br", "col", "hr", "img", "input", "link", "meta")


class Parsed(html.parser.HTMLParser):
    """The elements of a page, its IDs, its links and its text; `open` are those left open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[str] = []
        self.language = self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes += about
        if tag not in _ENDLESS:
            self.open.append(tag)
        if tag == "html":
            self.language = about["lang"]
        if "id" in about:
            self.ids.append(about["id"])
        self.links += [about[name] for name in ("href", "src") if name in about]
        if tag == "img":
            assert about.get("alt"), "a picture says what it shows"

    def handle_endtag(self, tag: str) -> None:
        if tag not in _ENDLESS:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Parsed]:
    """Every page by its place in a site that was built beside some pictures."""
    out = tmp_path_factory.mktemp("site")
    for code in ("en", "es"):
        (out / "pictures" / code).mkdir(parents=True)
        (out / "pictures" / code / "01-start.png").write_bytes(b"")
    command = [sys.executable, str(BUILD), str(out), "--no-pictures"]
    subprocess.run(command, check=True, capture_output=True, cwd=out)
    pages = {}
    for file in sorted(out.rglob("*.html")):
        pages[file.relative_to(out).as_posix()] = Parsed(file.read_text(encoding="utf-8"))
    pages[""] = Parsed("")  # where it lies
    pages[""].links = [str(out)]
    return pages


def _pages(site: dict[str, Parsed]) -> Iterator[tuple[str, Parsed]]:
    yield from ((name, page) for name, page in site.items() if name)


def test_every_link_inside_leads_to_a_page_and_a_place_in_it(site: dict[str, Parsed]) -> None:
    out = Path(site[""].links[0]).resolve()
    wrong = []
    for name, page in _pages(site):
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                continue
            target = (out / name).parent / unquote(parts.path) if parts.path else out / name
            target = target.resolve()
            there = target.is_file() and target.is_relative_to(out) and not parts.scheme
            inside = site.get(target.relative_to(out).as_posix()) if there else None
            if not there or (parts.fragment and (not inside or parts.fragment not in inside.ids)):
                wrong.append(f"{name}: {link}")
    assert not wrong, "\n".join(wrong)


def test_a_page_is_whole_runs_nothing_and_loads_nothing_from_elsewhere(
    site: dict[str, Parsed],
) -> None:
    out = Path(site[""].links[0])
    for name, page in _pages(site):
        assert not page.open, name
        assert not {"script", "iframe", "form", "object"} & set(page.tags), name
        assert not [each for each in page.attributes if each.startswith("on")], name
        assert len(page.ids) == len(set(page.ids)), name
        assert page.language == ("es" if name.startswith("es/") else "en"), name
    style = (out / "site.css").read_text(encoding="utf-8")
    assert "prefers-color-scheme:dark" in style
    assert "url(" not in style
    assert "@import" not in style


def test_each_page_is_reached_from_the_first(site: dict[str, Parsed]) -> None:
    out = Path(site[""].links[0]).resolve()
    reached, waiting = set[str](), ["index.html"]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        for link in site[name].links:
            parts = urlsplit(link)
            if not parts.scheme and parts.path.endswith(".html"):
                target = ((out / name).parent / parts.path).resolve()
                waiting.append(target.relative_to(out).as_posix())
    assert reached == {name for name, _ in _pages(site)}


def test_every_term_and_every_page_of_a_lesson_has_its_place(site: dict[str, Parsed]) -> None:
    glossary = Glossary.load()
    for folder in ("", "es/"):
        page = site[f"{folder}glossary.html"]
        assert {term.key for term in glossary.terms} <= set(page.ids)
        for read in Lessons(frozenset(term.key for term in glossary.terms)).bundled():
            assert read.lesson is not None
            lesson = site[f"{folder}lesson-{read.lesson.key}.html"]
            assert {each.key for each in read.lesson.pages} <= set(lesson.ids)
            # No fact stays in braces.
            assert "{" not in lesson.text
            assert "glossary:" not in lesson.text
    assert "Ctrl+Return" in site["lesson-models.html"].text


def test_the_spanish_pages_are_in_spanish(site: dict[str, Parsed]) -> None:
    folder = str(ROOT / "resources" / "translations")
    spanish = gettext.translation("explorer", folder, ["es"])
    rows = json.loads((ROOT / "resources" / "glossary.json").read_text(encoding="utf-8"))
    line = spanish.gettext(rows["token"]["line"])
    assert line != rows["token"]["line"]
    assert line in site["es/glossary.html"].text
    assert line not in site["glossary.html"].text


@pytest.fixture(scope="module")
def build() -> Any:
    spec = importlib.util.spec_from_file_location("site_build", BUILD)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules["site_build"] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    return module


def test_markup_in_markdown_and_in_lessons_is_text(build: Any) -> None:
    reader = build.Reader()
    markup = reader.markup("# <script>\n\n<b onclick=x>y</b> [z](https://a.b/?c=1&d)", "README.md")
    assert "<script" not in markup
    assert "<b" not in markup
    assert "&lt;b onclick=x&gt;" in markup
    text = build.lesson_text("**<i>** {run.top} {odd} [token](glossary:token)", {})
    assert "<b>&lt;i&gt;</b>" in text
    assert '<a href="glossary.html#token">token</a>' in text
    assert "{" not in text


def test_a_link_to_nowhere_ends_the_build(build: Any) -> None:
    with pytest.raises(LookupError, match=r"README\.md links to no/such\.md"):
        build.Reader().markup("[x](no/such.md)", "README.md")
    assert build.Reader().link("../README.md#a", ".github/CONTRIBUTING.md") == "install.html#a"


def test_every_picture_of_the_first_journey_says_what_it_shows(build: Any) -> None:
    journey = (ROOT / "explorer" / "app" / "snapshot.py").read_text(encoding="utf-8")
    assert set(build.captions()) == set(re.findall(r'yield "([a-z-]+)"', journey))
