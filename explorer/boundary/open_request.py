"""What a double click, a link or the command line asks to be opened: it may come from anybody."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from explorer.boundary import hub_names
from explorer.boundary.hub_names import BadName, RepoId

SCHEME = "transformer-explorer"
"""Of links to a checkpoint's page, `transformer-explorer://hf/org/name`, and to one of a lesson,
`transformer-explorer://lesson/models/first-page`."""

LESSON = ".explorer-lesson.json"
"""The end of the name of a lesson's file, by which a desktop knows it."""

_LINK = re.compile(rf"{SCHEME}://hf/([^?#]+?)/?", re.I)
_LESSON_LINK = re.compile(rf"(?i:{SCHEME}://lesson)/([a-z0-9-]{{1,80}})(?:/([a-z0-9-]{{1,80}}))?/?")
_LONGEST = 300


def is_link(text: str) -> bool:
    """Whether it begins as a link of this program, whatever follows."""
    return text[: len(SCHEME) + 1].lower() == f"{SCHEME}:"


def linked(text: str) -> RepoId:
    """The checkpoint whose page a link opens. Raises BadName for whatever else it says.

    Nothing is decoded: a name of the Hub has no letter that a link would write otherwise.
    """
    match = _LINK.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        raise BadName("not a link to a checkpoint", text)
    return hub_names.repo_id(match[1])


def lesson_linked(text: str) -> tuple[str, str] | None:
    """The keys of a lesson and of its page that a link opens; None where it is no such link.

    Without a page it is empty.
    """
    match = _LESSON_LINK.fullmatch(text)
    return (match[1], match[2] or "") if match is not None else None


def is_lesson(path: str) -> bool:
    """Whether a path names a lesson's file."""
    return path.lower().endswith(LESSON)


def path_of(text: str) -> str:
    """The path that a desktop means by `file:///…`, which it may write instead; else the text."""
    if text[:7].lower() != "file://":
        return text
    parts = urlsplit(text)
    if parts.netloc not in ("", "localhost") or "\0" in unquote(parts.path):
        return text
    from urllib.request import url2pathname  # which brings http and ssl along: 18 ms of a start

    return url2pathname(parts.path)
