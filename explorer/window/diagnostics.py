"""What helps to report a failure: versions, the model, the last failure; never a token."""

from __future__ import annotations

import sys

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from explorer import __version__, words
from explorer.messages.job import Failed
from explorer.messages.model import ModelSummary, Prepared


def versions(prepared: Prepared | None) -> list[str]:
    """One line each: the program, Python and the system, Qt, torch once it is there."""
    import platform  # 8 ms that the first paint need not wait for

    lines = [
        f"Transformer Explorer {__version__}",
        f"Python {sys.version.split()[0]}, {platform.platform()}",
        f"PySide6 {pyside_version}, {QGuiApplication.platformName()}",
    ]
    if prepared is not None:
        lines.append(
            f"torch {prepared.torch_version}, transformers {prepared.transformers_version}, "
            f"{words.plural(prepared.threads, 'thread')}, devices: {', '.join(prepared.devices)}"
        )
    return lines


def diagnostics(
    prepared: Prepared | None, summary: ModelSummary | None, failed: Failed | None
) -> str:
    """Everything as text, for the clipboard."""
    lines = versions(prepared)
    if summary is not None:
        lines.append(
            f"{summary.class_name}, {summary.parameters} parameters, {summary.state}, "
            f"{summary.dtype}"
        )
    if failed is not None:
        lines += ["", failed.sentence, failed.details]
    return "\n".join(lines)


def show_about(parent: QWidget, prepared: Prepared | None) -> None:
    """Open the About box."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setObjectName("aboutDialog")
    box.setWindowTitle("About Transformer Explorer")
    box.setText(
        "Create, find, load, look inside and run transformer models. "
        "Every number is computed by the model in memory."
    )
    box.setInformativeText("\n".join(versions(prepared)))
    box.open()
