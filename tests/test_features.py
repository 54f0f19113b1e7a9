"""Every feature is registered whole: what is missing is named, instead of being silent."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
from collections.abc import Iterator
from typing import Any, get_args

import pytest

from explorer import features
from explorer.features import Kind
from explorer.features.hub.protocol.request import HubRequest
from explorer.protocol.job import Request
from explorer.protocol.run import InspectionResult, TextRun
from tests.conftest import ROOT

FOLDER = ROOT / "explorer" / "features"
KINDS: tuple[Kind, ...] = get_args(Kind)


def _protocols() -> Iterator[Any]:
    for file in sorted((ROOT / "explorer").rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        if "protocol" in parts and file.name != "__init__.py":
            yield importlib.import_module(".".join(parts))


def _classes(base: type) -> list[type]:
    return sorted(
        {
            kind
            for module in _protocols()
            for _, kind in inspect.getmembers(module, inspect.isclass)
            if issubclass(kind, base) and kind is not base and kind.__module__ == module.__name__
            if kind not in (HubRequest, TextRun)  # what several share; nobody asks it
        },
        key=lambda kind: kind.__name__,
    )


def test_every_folder_is_in_the_list_and_has_a_record() -> None:
    folders = {file.parent.name for file in FOLDER.glob("*/__init__.py")}
    assert folders == set(features.NAMES)
    for name in features.NAMES:
        assert features.record(name).name == name, f"{name}/feature.py names another feature"


@pytest.mark.parametrize("name", features.NAMES)
def test_everything_that_a_record_names_is_there(name: str) -> None:
    feature = features.record(name)
    references = [reference for kind in KINDS for reference in getattr(feature, kind).values()]
    others = (feature.inspection_view, feature.table, feature.animation)
    references += [one for one in others if one]
    for reference in references:
        found, method = feature.load(reference)
        assert callable(getattr(found, method) if method else found), reference


@pytest.mark.parametrize("request_", _classes(Request), ids=lambda kind: kind.__name__)
def test_every_request_is_handled_by_one_feature(request_: type) -> None:
    if request_.__module__ == "explorer.protocol.computer":
        return  # which computer does the work is the lanes' own business
    handled = [kind for kind in ("compute", "remote") if request_ in features.table(kind)]
    assert len(handled) == 1, f"{request_.__name__} is handled by {handled or 'no feature'}"


@pytest.mark.parametrize("result", _classes(InspectionResult), ids=lambda kind: kind.__name__)
def test_every_look_into_a_run_has_words(result: type) -> None:
    assert result in features.table("explain") or result.__name__ in _WITHOUT_WORDS


_WITHOUT_WORDS = {"PatchTargets"}
"""What only fills a view's choices."""


def test_no_class_is_served_twice() -> None:
    for kind in KINDS:
        assert features.table(kind)


@pytest.mark.parametrize("name", features.NAMES)
def test_terms_of_a_feature_are_in_the_glossary(name: str) -> None:
    glossary = json.loads((ROOT / "resources" / "glossary.json").read_text(encoding="utf-8"))
    assert set(features.record(name).terms) <= set(glossary)


def test_a_request_that_nobody_computes_is_an_error() -> None:
    from tests.model.tiny import Holder, no_check, no_report

    with pytest.raises(LookupError, match="no feature computes Request"):
        Holder().handle(Request(), no_check, no_report)


def _imports(file: Any) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                yield f"{node.module}.{name.name}"


def test_computing_knows_no_view_and_no_words() -> None:
    """What computes imports nothing that explains, draws or writes Python, of any feature."""
    wrong = [
        f"{file.relative_to(ROOT)}: {name}"
        for file in sorted((ROOT / "explorer").rglob("*.py"))
        if "compute" in file.with_suffix("").parts or "engine" in file.parts
        for name in _imports(file)
        if name.startswith("explorer.features.")
        and {"view", "explain", "code", "export"} & set(name.split(".")[3:4])
    ]
    assert not wrong, "\n".join(wrong)
