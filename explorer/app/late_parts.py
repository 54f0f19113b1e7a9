"""Everything of the desktop that is built after the first paint, and holds it together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon

from explorer import resources
from explorer.app.menu_actions import MenuActions
from explorer.app.recent_menu import RecentMenu
from explorer.features.class_results.view.class_controller import ClassController
from explorer.features.export.view.export_controller import ExportController
from explorer.features.text_table.view.table_controller import TableController
from explorer.features.tokenizer_lab.view.lab_controller import LabController

if TYPE_CHECKING:
    from explorer.app.explanation_controller import ExplanationController
    from explorer.app.shell import Shell


class LateParts(QObject):
    """`export` is the door for pictures, tables and numbers, `menus` the later entries, `table` the
    door to many texts, `lab` that to the tokenizer lab, `class_results` that to a class."""

    def __init__(self, window: Shell, explanations: ExplanationController) -> None:
        super().__init__(window)
        window.setWindowIcon(QIcon(str(resources.path("icons", "transformer-explorer.svg"))))
        self.export = ExportController(window)
        self.menus = MenuActions(window, explanations)
        self.recent_menu = RecentMenu(window)
        self.table = TableController(window)
        self.lab = LabController(window)
        self.class_results = ClassController(window)
        self.class_results.seen_again.connect(explanations.show_look)
        architecture = window.architecture
        architecture.weight.save_wanted.connect(self.export.weight_numbers)
        window.compare.picture_wanted.connect(self.export.compare_picture)
