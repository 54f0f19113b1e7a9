"""Makes the catalogue of model types and classes by reading transformers' own names.

No model is imported: the Auto mappings are dictionaries of names, and the exact classes are read
from the text of the modeling files.
`python -m explorer.features.create.compute.catalogue --write` writes `resources/catalogue.json`;
where another transformers is installed than the one that it was made with, the catalogue is made
once more (about 2 s) and kept in the person's cache folder. It holds English; reading it
translates what has a translation.
"""

from __future__ import annotations

import contextlib
import functools
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from explorer import __version__, resources
from explorer.boundary import atomic_write, limits, typed_json
from explorer.engine.tasks import auto_maps
from explorer.features.create.compute.catalogue_words import (
    ENDINGS,
    FAMILIES,
    KNOWN,
    PARTS,
    PURPOSES,
)
from explorer.features.create.protocol.catalogue import (
    Catalogue,
    ModelClass,
    ModelType,
    ReadCatalogue,
)
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

# Of class statements at the start of a line; modeling files are formatted by ruff.
_CLASS = re.compile(r"^class (\w+)\(([^)]*)\):", re.MULTILINE)
# `config: BertConfig` or `config_class = BertConfig` in a class body, as transformers writes it.
_CONFIG = re.compile(r"^    config(?:_class)?(?:: (\w+)| = (\w+))", re.MULTILINE)
_ALL = re.compile(r"^__all__ = \[(.*?)\]", re.MULTILINE | re.DOTALL)
_CHECKPOINT = re.compile(r'auto_docstring\(checkpoint="([^"]+)"')
_NOT_A_MODEL = re.compile(r"Pre[Tt]rained|(Layer|Block|Attention|Cache)$")
_PART = re.compile(r"(text|vision|audio|encoder|decoder|(?<!vit_)model|qformer|vqmodel|timestamp)$")


_NOT_A_CATALOGUE = (ValueError, KeyError, TypeError, AttributeError)
"""What `Catalogue.from_json` may raise for JSON that is no catalogue."""


def shipped() -> Catalogue:
    """The catalogue in the resources. Needs neither torch nor transformers."""
    return Catalogue.from_json(resources.path("catalogue.json").read_text(encoding="utf-8"))


def read_catalogue(request: ReadCatalogue, check: Check, report: Report) -> Catalogue:
    """The catalogue of the installed transformers, for the window."""
    version = metadata.version("transformers")
    report(tr("Listing the model types of transformers {version}", version=version))
    return installed(request.folder, check)


def installed(folder: str = "", check: Check = lambda: None) -> Catalogue:
    """The catalogue of the installed transformers: shipped, kept in `folder`, or made now."""
    version = metadata.version("transformers")
    catalogue = shipped()
    if catalogue.transformers_version == version:
        return catalogue
    file = Path(folder, f"catalogue-{__version__}-{version}.json")
    if folder:
        with contextlib.suppress(OSError, *_NOT_A_CATALOGUE):
            data = typed_json.read_bytes(file, limits.CATALOGUE.bytes)
            # Parsed twice: the first time only to know that it is within bounds.
            typed_json.parse(data, limits.CATALOGUE, check)  # within bounds; so is what follows
            catalogue = Catalogue.from_json(data.decode())
            if catalogue.transformers_version == version:
                return catalogue
    text = make(check).to_json()
    if folder:
        with contextlib.suppress(OSError):  # it is made again at the next start
            file.parent.mkdir(parents=True, exist_ok=True)
            atomic_write.write(file, text)
    return Catalogue.from_json(text)  # which translates it


@functools.cache
def config_classes() -> dict[str, str]:
    """Model type -> name of its config class, for every config class."""
    from transformers.models.auto import configuration_auto

    return dict(vars(configuration_auto)["CONFIG_MAPPING_NAMES"])


def make(check: Check = lambda: None) -> Catalogue:
    """Read the names out of the installed transformers. Takes about 2 s and imports no model."""
    maps = auto_maps()
    exact = _exact_classes(check)
    checkpoints, composites = _config_facts(check)
    types = []
    for kind, config_class in config_classes().items():
        autos: dict[str, list[str]] = defaultdict(list)
        for auto, by_type in maps.items():
            for name in by_type.get(kind, ()):
                autos[name].append(auto)
        for name in exact.get(config_class, ()):
            autos.setdefault(name, [])
        # Auto classes lead to no class of this type, and no exported class takes its config.
        if not autos:
            continue  # a part of another type; it is reached through that type's sub-configs
        classes = tuple(
            ModelClass(name, tuple(sorted(texts, key=_auto_rank)), _purpose(name, texts))
            for name, texts in sorted(autos.items(), key=lambda item: _class_rank(*item))
        )
        everything = " ".join(auto for names in autos.values() for auto in names)
        family, deed = _family(everything, kind)
        title, line = KNOWN.get(kind, ("", ""))
        types.append(
            ModelType(
                name=kind,
                title=title or _title(config_class, kind),
                family=family,
                line=line or _line(deed, classes, checkpoints.get(config_class, "")),
                known=kind in KNOWN,
                config_class=config_class,
                classes=classes,
                composite=composites.get(config_class, ()),
            )
        )
    known = list(KNOWN)
    types.sort(
        key=lambda entry: (
            known.index(entry.name) if entry.known else len(known),
            entry.family == "Parts of other models",
            entry.title.lower(),
            entry.name,
        )
    )
    return Catalogue(transformers_version=metadata.version("transformers"), types=tuple(types))


def _models_folder() -> Path:
    from transformers import models

    return Path(models.__path__[0])


def _texts(pattern: str, check: Check) -> Iterator[tuple[Path, str]]:
    for file in sorted(_models_folder().glob(f"*/{pattern}")):
        check()
        yield file, file.read_text(encoding="utf-8")


def _exact_classes(check: Check) -> dict[str, list[str]]:
    """Config class -> exported model classes, read from the modeling files' text."""
    exported: list[str] = []
    bases: dict[str, list[str]] = {}
    configs: dict[str, str] = {}
    for _, text in _texts("modeling_*.py", check):
        listed = _ALL.search(text)
        if listed:
            exported += re.findall(r'"(\w+)"', listed.group(1))
        heads = list(_CLASS.finditer(text))
        # The body of a class is the text up to the next class.
        for head, following in zip(heads, [*heads[1:], None], strict=False):
            body = text[head.end() : following.start() if following else len(text)]
            bases[head.group(1)] = re.findall(r"\w+", head.group(2))
            match = _CONFIG.search(body)
            if match:
                configs[head.group(1)] = match.group(1) or match.group(2)
    classes: dict[str, list[str]] = defaultdict(list)
    for name in dict.fromkeys(exported):
        line = list(_ancestors(name, bases))
        if _NOT_A_MODEL.search(name) or "PreTrainedModel" not in line:
            continue
        # A class inherits its config from the nearest ancestor that names one.
        config = next((configs[word] for word in line if word in configs), None)
        if config is not None:
            classes[config].append(name)
    return classes


def _ancestors(name: str, bases: dict[str, list[str]]) -> Iterator[str]:
    yield name
    for base in bases.get(name, ()):
        yield from _ancestors(base, bases)


def _config_facts(check: Check) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Config class -> the checkpoint its defaults follow, and its sub-configs' names."""
    checkpoints: dict[str, str] = {}
    composites: dict[str, tuple[str, ...]] = {}
    for _, text in _texts("configuration_*.py", check):
        heads = list(_CLASS.finditer(text))
        for head, following in zip(heads, [*heads[1:], None], strict=False):
            # The decorator is right above the class; 200 characters reach it and no other
            # class.
            before = text[max(0, head.start() - 200) : head.start()].rsplit("\n\n", 1)[-1]
            body = text[head.end() : following.start() if following else len(text)]
            match = _CHECKPOINT.search(before)
            if match:
                checkpoints[head.group(1)] = match.group(1)
            subs = re.search(r"^    sub_configs_defaults = \{(.*?)^    \}", body, re.M | re.S)
            one_line = re.search(r"^    sub_configs_defaults = \{(.*)\}$", body, re.M)
            part = subs or one_line
            if part:
                composites[head.group(1)] = tuple(
                    re.findall(r'(?:^|^ {8}|\{)"(\w+)":', part.group(1), re.M)
                )
    return checkpoints, composites


def _family(autos: str, kind: str) -> tuple[str, str]:
    for family, pattern, deed in FAMILIES:
        if re.search(pattern, autos):
            return family, deed
    for pattern, deed in PARTS:
        if _PART.search(kind) and re.search(pattern, kind):
            return "Parts of other models", deed
    return "Others", ""


def _auto_rank(auto: str) -> tuple[bool, bool, str]:
    return (auto != "AutoModel", auto not in PURPOSES, auto)


def _class_rank(name: str, autos: list[str]) -> tuple[int, str]:
    order = list(PURPOSES)
    places = [order.index(auto) if auto in order else len(order) for auto in autos]
    return (min(places, default=len(order) + 1), name)


def _purpose(name: str, autos: list[str]) -> str:
    # A class with a task is described by its task; "the bare model" only where there is no other.
    sentences = sorted(
        autos, key=lambda auto: (auto in ("AutoModel", "AutoModelForPreTraining"), auto)
    )
    if sentences:
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", sentences[0].removeprefix("AutoModelFor"))
        return PURPOSES.get(sentences[0], f"For {spaced.lower()}")
    after_for = re.search(r"For(\w+)$", name)
    if after_for and f"AutoModelFor{after_for.group(1)}" in PURPOSES:
        return PURPOSES[f"AutoModelFor{after_for.group(1)}"]
    for ending, words in ENDINGS:
        if name.endswith(ending):
            return words
    if after_for:
        spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", after_for.group(1)).lower()
        return f"For {spaced}"
    return "A part of the model that can stand alone"


def _title(config_class: str, kind: str) -> str:
    """`Qwen2MoeConfig` -> "Qwen2 Moe": the class name keeps the capitals its makers chose."""
    name = config_class.removesuffix("Config")
    if kind in ("gpt-sw3", "mlcd"):
        return {"gpt-sw3": "GPT-SW3", "mlcd": "MLCD"}[kind]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", name).replace("_", " ")


def _line(deed: str, classes: tuple[ModelClass, ...], checkpoint: str) -> str:
    tasks = [
        class_name.purpose[0].lower() + class_name.purpose[1:]
        for class_name in classes
        if class_name.auto
        and "AutoModel" not in class_name.auto
        and "AutoModelForPreTraining" not in class_name.auto
    ]
    words = list(dict.fromkeys(tasks))[:2]
    what = "; ".join(words) or deed or classes[0].purpose
    what = what[0].upper() + what[1:]
    return f"{what}. Defaults like {checkpoint}." if checkpoint else f"{what}."


def main(argv: list[str]) -> int:
    """`--write` writes the resource; without it the totals are printed."""
    catalogue = make()
    exact = {c.name for type_name in catalogue.types for c in type_name.classes}
    only = {c.name for model_type in catalogue.types for c in model_type.classes if not c.auto}
    reached = sum(any(c.auto for c in item.classes) for item in catalogue.types)
    print(
        f"{len(catalogue.types)} types ({reached} in an Auto map), {len(exact)} classes, "
        f"{len(only)} of them in no Auto map"
    )
    if "--write" in argv:
        resources.path("catalogue.json").write_text(catalogue.to_json(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
