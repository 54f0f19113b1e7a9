"""Links and paths from anybody: only the name of a checkpoint comes out of a link."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.boundary import hub_names, open_request
from explorer.boundary.hub_names import BadName


@pytest.mark.parametrize(
    ("link", "name"),
    [
        ("transformer-explorer://hf/google-bert/bert-base-cased", "google-bert/bert-base-cased"),
        ("Transformer-Explorer://HF/gpt2/", "gpt2"),
    ],
)
def test_a_link_names_a_checkpoint(link: str, name: str) -> None:
    assert open_request.is_link(link)
    assert open_request.linked(link) == name


@pytest.mark.parametrize(
    ("link", "keys"),
    [
        ("transformer-explorer://lesson/models", ("models", "")),
        ("transformer-explorer://lesson/first-steps/gap/", ("first-steps", "gap")),
        ("Transformer-Explorer://Lesson/models/one", ("models", "one")),
        ("transformer-explorer://lesson/../../etc/passwd", None),
        ("transformer-explorer://lesson/models/one/two", None),
        ("transformer-explorer://lesson/Models", None),
        ("transformer-explorer://lesson/models?x=1", None),
        ("transformer-explorer://lesson/models\n", None),
        ("transformer-explorer://lesson/" + "a" * 400, None),
        ("transformer-explorer://hf/lesson/models", None),
    ],
)
def test_a_link_names_a_page_of_a_lesson(link: str, keys: tuple[str, str] | None) -> None:
    assert open_request.is_link(link)
    assert open_request.lesson_linked(link) == keys
    with pytest.raises(BadName) if "://hf/" not in link else nullcontext():
        open_request.linked(link)


HOSTILE = (
    "transformer-explorer:",
    "transformer-explorer://",
    "transformer-explorer://hf/",
    "transformer-explorer:///hf/org/name",
    "transformer-explorer://evil.example/org/name",
    "transformer-explorer://hf@evil.example/org/name",
    "transformer-explorer://hf:80/org/name",
    "transformer-explorer://hf/org/name/more",
    "transformer-explorer://hf/../../etc/passwd",
    "transformer-explorer://hf/..%2f..%2fetc",
    "transformer-explorer://hf/org/name?download=1",
    "transformer-explorer://hf/org/name#main",
    "transformer-explorer://hf/org/name\nX-Header: 1",
    "transformer-explorer://hf/org/name\0",
    "transformer-explorer://hf/org\\name",
    "transformer-explorer://hf/--snapshot",
    "transformer-explorer://hf//name",
    "transformer-explorer://hf/org/" + "n" * 400,
    "transformer-explorer://hf/оrg/name",
    "transformer-explorer:hf/org/name",
    "transformer-explorer://hf/file:///etc/passwd",
)


@pytest.mark.parametrize("link", HOSTILE)
def test_a_hostile_link_is_refused(link: str) -> None:
    assert open_request.is_link(link)
    with pytest.raises(BadName):
        open_request.linked(link)


@given(st.text(max_size=60))
def test_whatever_a_link_says_it_gives_a_name_or_is_refused(text: str) -> None:
    link = f"transformer-explorer://hf/{text}"
    try:
        name = open_request.linked(link)
    except BadName:
        return
    assert hub_names.repo_id(name) == name
    assert link.rstrip("/").endswith(name)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/home/ann/a.json", "/home/ann/a.json"),
        ("org/name", "org/name"),
        ("file:///home/ann/a%20b.json", str(Path("/home/ann/a b.json"))),
        ("file://localhost/home/ann/a.json", str(Path("/home/ann/a.json"))),
        ("file://evil.example/share/a.json", "file://evil.example/share/a.json"),
        ("file:///home/%00/a", "file:///home/%00/a"),
        ("https://evil.example/a.json", "https://evil.example/a.json"),
    ],
)
def test_a_desktop_may_write_a_path_as_an_address(text: str, path: str) -> None:
    assert open_request.path_of(text) == path
