"""Writing a file that a person asked for, and saying why where it cannot be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from explorer.boundary import atomic_write
from explorer.protocol.job import Remedy
from explorer.text.translation import tr

if TYPE_CHECKING:
    from explorer.app.shell import Shell


def save_file(window: Shell, path: str, data: bytes | str, action: str) -> int | None:
    """How many bytes were written; None where that failed, which the message bar then tells.

    `action` is the objectName of what asks for another place.
    """
    try:
        return atomic_write.write(path, data)
    except OSError as error:
        remedy = Remedy(tr("Save somewhere else"), action)
        window.message_bar.tell(atomic_write.unwritten(path, error), remedy)
        return None
