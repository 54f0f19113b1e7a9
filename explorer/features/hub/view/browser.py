"""The one door to the person's web browser: only after a click, and only to web addresses."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_address(address: str) -> bool:
    """Open a web address in the browser; False for anything else, or where there is no browser."""
    url = QUrl(address)
    if url.scheme() not in ("http", "https") or not url.host():
        return False
    return QDesktopServices.openUrl(url)
