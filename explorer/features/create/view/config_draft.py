"""The settings that are being edited: what was given, how it came to be, and the way back.

Without Qt. The draft is never a config object: it is a `ConfigEdit`, made again by each change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from explorer.boundary.values import as_dict
from explorer.features.create.protocol.config import ConfigForm, ConfigVerdict, FormField
from explorer.features.create.view import overrides
from explorer.features.create.view.overrides import History
from explorer.protocol.config import ConfigEdit


class ConfigDraft:
    """The present edit, its form once that is known, and its history."""

    def __init__(self) -> None:
        self.edit = ConfigEdit("")
        self.given: dict[str, Any] = {}
        self.form: ConfigForm | None = None
        self.fields: dict[str, FormField] = {}
        self.broken: dict[str, str] = {}
        self.history = History()
        self.edited = ""  # the field that a person changed last

    def relocated(self, verdict: ConfigVerdict) -> ConfigVerdict:
        """A verdict whose problems are at the field that was edited last, where that mends them."""
        problems = tuple(problem.seen_from(self.edited) for problem in verdict.problems)
        return replace(verdict, problems=problems)

    def take_form(self, form: ConfigForm) -> None:
        """The fields of the present edit are known now."""
        self.form = form
        self.fields = {field.path: field for field in overrides.walk(form.fields)}
        self.broken.clear()  # its editors are new: they hold what the edit holds

    @property
    def needs_form(self) -> bool:
        """Whether the form shows other fields than the edit has."""
        if self.form is None:
            return bool(self.edit.model_type)
        shown, fields = self.form.edit, self.form.fields
        return shown.model_type != self.edit.model_type or overrides.slots(
            overrides.loads(shown.overrides), fields
        ) != overrides.slots(self.given, fields)

    def home(self, path: str) -> str:
        """The field that a path is in."""
        while path and path not in self.fields:
            path = path.rpartition(".")[0]
        return path

    def begin(self, edit: ConfigEdit) -> None:
        """Another starting point: the way back leads to the former one."""
        if self.edit.model_type and edit != self.edit:
            self.history.push(self.edit)
        self._set(edit)
        self.edited = ""
        self.broken.clear()

    def type_in(self, path: str, value: object) -> bool:
        """A value came from an editor; False when nothing changed."""
        self.broken.pop(path, None)
        self.edited = path
        return self._change(self._with(path, value), path)

    def put(self, path: str, value: object) -> bool:
        """A value came from a suggestion; it may be inside a field's dict."""
        home = self.home(path)
        self.edited = path
        self.broken.pop(home, None)
        field = self.fields.get(home)
        if field is not None and home != path and field.kind != "config":
            base = as_dict(overrides.value_of(field, self.given))
            inside = overrides.with_value(base, path[len(home) + 1 :], value)
            return self._change(self._with(home, inside))
        return self._change(self._with(path, value))

    def reset(self, path: str) -> bool:
        """Back to the default at one path."""
        self.broken.pop(path, None)
        return self._change(overrides.without(self.given, path))

    def undo(self) -> None:
        """Take the last step back."""
        self.broken.clear()
        self._set(self.history.undo(self.edit))

    def redo(self) -> None:
        """Take it again."""
        self.broken.clear()
        self._set(self.history.redo(self.edit))

    def _with(self, path: str, value: object) -> dict[str, Any]:
        field = self.fields.get(path)
        if field is not None and field.kind == "config":
            default = overrides.loads(field.default)
            kind = overrides.at(default, "model_type")
            if kind is not overrides.MISSING and kind == overrides.at(value, "model_type"):
                return overrides.without(self.given, path)
            if value is None and default is None:
                return overrides.without(self.given, path)
        elif field is not None and overrides.same(value, overrides.loads(field.default)):
            return overrides.without(self.given, path)
        return overrides.with_value(self.given, path, value)

    def _change(self, given: dict[str, Any], what: str = "") -> bool:
        edit = ConfigEdit(self.edit.model_type, self.edit.class_name, overrides.dumps(given))
        if edit == self.edit:
            return False
        self.history.push(self.edit, what)
        self._set(edit)
        return True

    def _set(self, edit: ConfigEdit) -> None:
        self.edit = edit
        self.given = as_dict(overrides.loads(edit.overrides))
