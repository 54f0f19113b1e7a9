"""The list of every model type and its classes, readable before torch is imported.

`resources/catalogue.json` holds it, written by
`python -m explorer.features.create.compute.catalogue --write`;
`Catalogue.from_json` reads it in milliseconds with the standard library alone.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import ClassVar

from explorer.protocol.job import Request
from explorer.text.letters import plain_letters
from explorer.text.translation import tr


@dataclass(frozen=True)
class ModelClass:
    """One class that a model type can be built as.

    `auto` names the Auto classes that lead to it ("AutoModelForMaskedLM", ...); it is empty for
    a class that no Auto class knows. `purpose` says in plain words what the class is for.
    """

    name: str
    auto: tuple[str, ...]
    purpose: str


@dataclass(frozen=True)
class ModelType:
    """One model type: `BERT (bert)`.

    `family` groups the list ("Text: encoders"); `line` is one line of what it is; `composite`
    names its sub-configs; `known` marks the well-known ones, which are listed first.
    """

    name: str
    title: str
    family: str
    line: str
    known: bool
    config_class: str
    classes: tuple[ModelClass, ...]
    composite: tuple[str, ...] = ()

    @property
    def default_class(self) -> str:
        """The class to offer first: the bare model where there is one."""
        for model_class in self.classes:
            if "AutoModel" in model_class.auto:
                return model_class.name
        return self.classes[0].name if self.classes else ""


@dataclass(frozen=True)
class Catalogue:
    """All model types with at least one model class, the well-known ones first."""

    transformers_version: str
    types: tuple[ModelType, ...]
    _by_name: dict[str, ModelType] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "_by_name", {type_name.name: type_name for type_name in self.types}
        )

    def type(self, name: str) -> ModelType | None:
        """The model type of that name, or None."""
        return self._by_name.get(name)

    def find(self, text: str) -> tuple[ModelType, ...]:
        """Types in which every word of `text` occurs, best first; all of them for no text.

        A word that begins the name or the title ranks before one in a class name or in the line.
        """
        words = plain_letters(text).replace("-", "_").split()
        if not words:
            return self.types
        ranked: list[tuple[int, int, ModelType]] = []
        for place, model_type in enumerate(self.types):
            name = model_type.name.lower().replace("-", "_")
            title = plain_letters(model_type.title).replace("-", "_")
            names = " ".join(model_class.name for model_class in model_type.classes).lower()
            rest = plain_letters(f"{model_type.family} {model_type.line}").replace("-", "_")
            rank = 0
            for word in words:
                if word in (name, title):
                    rank += 0
                elif name.startswith(word) or title.startswith(word):
                    rank += 1
                elif word in name or word in title:
                    rank += 2
                elif word in names:
                    rank += 4
                elif word in rest:
                    rank += 8
                else:
                    break
            else:
                ranked.append((rank, place, model_type))
        return tuple(entry for _, _, entry in sorted(ranked, key=lambda item: item[:2]))

    @classmethod
    def from_json(cls, text: str) -> Catalogue:
        """Read what `to_json` wrote; raises ValueError when it is something else."""
        data = json.loads(text)
        purposes = [tr(item) for item in data["purposes"]]
        types = tuple(
            ModelType(
                name=row["name"],
                title=row["title"],
                family=tr(row["family"]),
                line=tr(row["line"]),
                known=row.get("known", False),
                config_class=row["config"],
                classes=tuple(
                    ModelClass(name, tuple(auto), purposes[purpose])
                    for name, auto, purpose in row["classes"]
                ),
                composite=tuple(row.get("composite", ())),
            )
            for row in data["types"]
        )
        return cls(transformers_version=data["transformers"], types=types)

    def to_json(self) -> str:
        """One line per model type, so that a difference can be read in version control."""
        purposes: dict[str, int] = {}
        lines = []
        for type_name in self.types:
            row: dict[str, object] = {
                "name": type_name.name,
                "title": type_name.title,
                "family": type_name.family,
                "line": type_name.line,
                "config": type_name.config_class,
                "classes": [
                    [c.name, list(c.auto), purposes.setdefault(c.purpose, len(purposes))]
                    for c in type_name.classes
                ],
            }
            if type_name.known:
                row["known"] = True
            if type_name.composite:
                row["composite"] = list(type_name.composite)
            lines.append(json.dumps(row, ensure_ascii=False, separators=(",", ":")))
        head = json.dumps(
            {"transformers": self.transformers_version, "purposes": list(purposes)},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return head[:-1] + ',"types":[\n' + ",\n".join(lines) + "\n]}\n"


@dataclass(frozen=True)
class ReadCatalogue(Request):
    """The catalogue of the transformers that is installed -> `Catalogue`.

    Needed only when the shipped one was made from another version. Once made it is kept in
    `folder` and read from there the next time; an empty one keeps nothing. The shipped one serves
    until then, so nobody waits for it.
    """

    folder: str = ""

    stays_here: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "catalogue"
    yields: ClassVar[bool] = True
    title: ClassVar[str] = tr("Listing the model types")
