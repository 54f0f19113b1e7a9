"""What helps to report a failure: versions, the model, the last failure; never a token."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from explorer import __version__
from explorer.app import log
from explorer.boundary.redaction import anonymous
from explorer.protocol.job import Failed
from explorer.protocol.model import ModelSummary, Prepared
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.text.workplace import elsewhere
from explorer.widgets.blocks import button, label
from explorer.widgets.dialog_frame import FramedDialog

_PACKAGES = ("tokenizers", "safetensors", "numpy", "Pillow", "psutil", "Pygments")


def versions(prepared: Prepared | None) -> list[str]:
    """One line each: the program, Python and the system, Qt, torch once it is there."""
    import platform  # 8 ms that the first paint need not wait for

    lines = [
        tr("Transformer Explorer {version}", version=__version__),
        tr(
            "Python {version}, {platform}",
            version=sys.version.split()[0],
            platform=platform.platform(),
        ),
        tr(
            "Qt {qt_version}, PySide6 {pyside_version}, {platform}",
            qt_version=qVersion(),
            pyside_version=pyside_version,
            platform=QGuiApplication.platformName(),
        ),
    ]
    if prepared is not None and elsewhere():
        lines.append(
            tr(
                "On {computer}: torch {torch_version}, transformers {transformers_version}",
                computer=elsewhere(),
                torch_version=prepared.torch_version,
                transformers_version=prepared.transformers_version,
            )
        )
    elif prepared is not None:
        lines.append(
            tr(
                "torch {torch_version}, transformers {transformers_version}, "
                "huggingface_hub {installed}",
                torch_version=prepared.torch_version,
                transformers_version=prepared.transformers_version,
                installed=installed("huggingface_hub"),
            )
        )
    if prepared is not None:
        lines.append(
            numbers.ntr(
                "{count} thread, devices: {devices}",
                "{count} threads, devices: {devices}",
                prepared.threads,
                devices=", ".join(prepared.devices),
            )
        )
    return lines


def installed(package: str) -> str:
    """The version of an installed package, read from its metadata: nothing is imported."""
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return tr("not installed")


def diagnostics(
    prepared: Prepared | None, summary: ModelSummary | None, failed: Failed | None, log_file: Path
) -> str:
    """Everything as text, for the clipboard."""
    lines = versions(prepared)
    lines.append(", ".join(f"{package} {installed(package)}" for package in _PACKAGES))
    if summary is not None:
        lines.append(
            tr(
                "{class_name}, {parameters} parameters, {origin_of_weights}, {dtype}",
                class_name=summary.class_name,
                parameters=summary.parameters,
                origin_of_weights=summary.state,
                dtype=summary.dtype,
            )
        )
    lines.append(tr("Log file: {log_file}", log_file=log.shown(log_file)))
    if failed is not None:
        lines += ["", failed.sentence, failed.details]
    return anonymous("\n".join(lines))


def show_about(parent: QWidget, prepared: Prepared | None, log_file: Path) -> None:
    """Open the About box."""
    AboutDialog(parent, prepared, log_file).open()


class AboutDialog(FramedDialog):
    """What it is, in which versions, where its log is, and under which licence."""

    def __init__(self, parent: QWidget, prepared: Prepared | None, log_file: Path) -> None:
        super().__init__(parent, "aboutDialog", tr("About Transformer Explorer"))
        icon = label(name="aboutIcon")
        icon.setPixmap(parent.windowIcon().pixmap(64, 64))
        self.page.add(icon)
        self.page.add(
            label(
                tr(
                    "Create, find, load, look inside and run transformer models. "
                    "Every number is computed by the model in memory."
                ),
                "heading",
                wrap=True,
            )
        )
        lines = versions(prepared)
        if prepared is None:
            lines.append(tr("torch and transformers are still being prepared."))
        lines += [
            tr("Log file: {log_file}", log_file=log.shown(log_file)),
            tr("Licence: Apache-2.0, the bundled models included"),
        ]
        self.told = label("\n".join(lines), wrap=True, name="aboutTold")
        flag = Qt.TextInteractionFlag
        self.told.setTextInteractionFlags(
            flag.TextSelectableByMouse | flag.TextSelectableByKeyboard
        )
        self.page.add(self.told)
        copy = button(tr("Copy diagnostics"), name="aboutCopy")
        close = button(tr("Close"), "primary", name="aboutClose")
        action = parent.findChild(QAction, "diagnosticsAction")
        if action is not None:
            copy.clicked.connect(action.trigger)
        copy.clicked.connect(self.close)
        close.clicked.connect(self.close)
        self.finish((copy,), (close,))
        self.fit(72, 25)
        close.setFocus()
