"""The README as the description of a package: what leads to files beside it is taken out.

Hatchling calls it when it builds. An address of a site would do better, and there is none yet.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE = re.compile(r"^!\[[^\]]*\]\((?!https?://)[^)]*\)\n+", re.M)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?://|#)[^)]*\)")
_COMMENT = re.compile(r"^<!-- .*? -->\n", re.M)
_OTHER_LANGUAGE = re.compile(r"^\[[^\]]+\]\([^)]*README\.\w+\.md\)\n+", re.M)


def alone(text: str) -> str:
    """The text without pictures and links that only a checkout has."""
    text = _OTHER_LANGUAGE.sub("", text)
    return _COMMENT.sub("", _LINK.sub(r"\1", _PICTURE.sub("", text)))


class Readme(MetadataHookInterface):
    """Fills `readme`, which pyproject.toml names as dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": alone(text)}
