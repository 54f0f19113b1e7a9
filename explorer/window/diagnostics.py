"""What helps to report a failure: versions, the model, the last failure; never a token."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from explorer import __version__, log, words
from explorer.messages.job import Failed
from explorer.messages.model import ModelSummary, Prepared

_PACKAGES = ("tokenizers", "safetensors", "numpy", "Pillow", "psutil", "Pygments")


def versions(prepared: Prepared | None) -> list[str]:
    """One line each: the program, Python and the system, Qt, torch once it is there."""
    import platform  # 8 ms that the first paint need not wait for

    lines = [
        f"Transformer Explorer {__version__}",
        f"Python {sys.version.split()[0]}, {platform.platform()}",
        f"Qt {qVersion()}, PySide6 {pyside_version}, {QGuiApplication.platformName()}",
    ]
    if prepared is not None:
        lines.append(
            f"torch {prepared.torch_version}, transformers {prepared.transformers_version}, "
            f"huggingface_hub {installed('huggingface_hub')}"
        )
        lines.append(
            f"{words.plural(prepared.threads, 'thread')}, devices: {', '.join(prepared.devices)}"
        )
    return lines


def installed(package: str) -> str:
    """The version of an installed package, read from its metadata: nothing is imported."""
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def diagnostics(
    prepared: Prepared | None, summary: ModelSummary | None, failed: Failed | None, log_file: Path
) -> str:
    """Everything as text, for the clipboard."""
    lines = versions(prepared)
    lines.append(", ".join(f"{one} {installed(one)}" for one in _PACKAGES))
    if summary is not None:
        lines.append(
            f"{summary.class_name}, {summary.parameters} parameters, {summary.state}, "
            f"{summary.dtype}"
        )
    lines.append(f"Log file: {log.shown(log_file)}")
    if failed is not None:
        lines += ["", failed.sentence, failed.details]
    return "\n".join(lines)


def show_about(parent: QWidget, prepared: Prepared | None, log_file: Path) -> None:
    """Open the About box."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setObjectName("aboutDialog")
    box.setWindowTitle("About Transformer Explorer")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    icon = parent.windowIcon()
    if not icon.isNull():
        box.setIconPixmap(icon.pixmap(64, 64))
    box.setText(
        "Create, find, load, look inside and run transformer models. "
        "Every number is computed by the model in memory."
    )
    lines = versions(prepared)
    if prepared is None:
        lines.append("torch and transformers are still being prepared.")
    lines += [
        f"Log file: {log.shown(log_file)}",
        "Licence: Apache-2.0, the bundled models included",
    ]
    box.setInformativeText("\n".join(lines))
    copy = box.addButton("Copy diagnostics", QMessageBox.ButtonRole.ActionRole)
    copy.setObjectName("aboutCopy")
    action = parent.findChild(QAction, "diagnosticsAction")
    if action is not None:
        copy.clicked.connect(action.trigger)
    close = box.addButton(QMessageBox.StandardButton.Close)
    box.setDefaultButton(close)
    box.setEscapeButton(close)
    box.open()
