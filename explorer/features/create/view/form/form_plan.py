"""How a config's fields are arranged: sizes first, sub-configs, then folds by group. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.features.create.protocol.config import FormField
from explorer.features.create.view import overrides
from explorer.text.letters import plain_letters
from explorer.text.translation import tr

_GROUPS = (
    ("more", tr("More settings"), tr("how the layers work")),
    ("training", tr("Training"), tr("used while it learns")),
    ("tokens", tr("Tokens"), tr("special token IDs")),
    ("labels", tr("Labels"), tr("the names of the classes")),
    ("general", tr("General"), tr("what it returns, and bookkeeping")),
)
_FEW = 3
"""With fewer sizes than this, the first fold is open from the start."""


@dataclass(frozen=True)
class FormPlan:
    """A stretch of the form: rows, then folds. `field` is the sub-config it stands for, if any.

    `paths` are all fields in it, also those inside its folds.
    """

    key: str
    title: str
    hint: str
    rows: tuple[FormField, ...]
    folds: tuple[FormPlan, ...] = ()
    field: FormField | None = None
    open: bool = False
    paths: frozenset[str] = frozenset()


def plan(fields: tuple[FormField, ...], of: FormField | None = None) -> FormPlan:
    """Arrange the fields of a config, and those of its sub-configs in folds."""
    key = of.path if of is not None else ""
    rows = tuple(
        form_field
        for form_field in fields
        if form_field.group == "sizes" and form_field.kind != "config"
    )
    folds = [plan(field.fields, field) for field in fields if field.kind == "config"]
    first = len(rows) < _FEW and not folds
    for group, title, hint in _GROUPS:
        inside = tuple(item for item in fields if item.group == group and item.kind != "config")
        if inside:
            paths = frozenset(entry.path for entry in inside)
            folds.append(FormPlan(f"{key}/{group}", title, hint, inside, open=first, paths=paths))
            first = False
    paths = frozenset(row.path for row in rows).union(*(fold.paths for fold in folds))
    if of is None:
        return FormPlan("", "", "", rows, tuple(folds), open=True, paths=paths)
    return FormPlan(key, of.name, of.plain, rows, tuple(folds), of, paths=paths | {of.path})


class Index:
    """The fields of a form by path, and what is found in them."""

    def __init__(self, fields: tuple[FormField, ...]) -> None:
        self.fields = {form_field.path: form_field for form_field in overrides.walk(fields)}
        self._said = {
            path: plain_letters(
                " ".join((path, *field.aliases, field.plain, field.description, field.group))
            )
            for path, field in self.fields.items()
        }

    def home(self, path: str) -> str:
        """The field that a path is in (`rope_parameters.rope_theta` is in `rope_parameters`)."""
        while path and path not in self.fields:
            path = path.rpartition(".")[0]
        return path

    def find(self, text: str) -> set[str]:
        """Fields in which every word occurs: in the name, an alias, or what it means."""
        typed = plain_letters(text).split()
        return {
            path
            for path, search_text in self._said.items()
            if all(word in search_text for word in typed)
        }

    def changed(self, given: object) -> set[str]:
        """Fields that hold something else than their default."""
        return {
            path
            for path, form_field in self.fields.items()
            if overrides.is_changed(form_field, given)
        }
