"""What the program is packed with where there is no Python: the right packages, all that they need.

The bundle itself is built by `resources/bundle/build.py`, which takes minutes and a gigabyte.
"""

from __future__ import annotations

import importlib.util
import json
import os
import runpy
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.requirements import Requirement

from explorer import resources
from explorer.app import desktop_entry, options
from explorer.engine.sandbox import process
from explorer.engine.workers import process as worker_process
from explorer.features.training import code_tokenizer
from explorer.features.training.protocol import BundledData
from explorer.protocol.failures.computers import INSTALL, ClusterMissing
from explorer.text.python import model
from explorer.text.python.fragment import source
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def build() -> Any:
    file = ROOT / "resources" / "bundle" / "build.py"
    spec = importlib.util.spec_from_file_location("bundle_build", file)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_packages_are_those_of_the_project_and_what_they_need(build: Any) -> None:
    wanted = [(Requirement(text).name, text) for text in build.wanted()]
    # Nobody can install into a bundle: what opens GGUF files and adapters goes along.
    optional = {"gguf", "peft", "accelerate"}
    assert optional <= {name for name, _ in wanted}
    # Where the tests run, the optional ones need not be installed.
    packages = build.needed(text for name, text in wanted if name not in optional)
    names = {one.name.lower().replace("_", "-") for one in packages}
    assert names >= {"torch", "transformers", "pyside6-essentials", "shiboken6", "sympy", "httpx2"}
    assert not names & {"pytest", "ruff", "mypy", "pip", "hatchling", "pyinstaller"}
    with pytest.raises(PackageNotFoundError):
        build.needed(["a-package-that-nobody-has"])


def test_resources_that_make_things_stay_out_as_they_do_of_a_wheel(build: Any) -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        targets = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]
    left_out = {Path(pattern).name for pattern in targets["wheel"]["exclude"]}
    names = [*os.listdir(ROOT / "resources"), "a.py", "a.po", "a.pot"]
    ignored = {
        f"*{Path(name).suffix}" if Path(name).suffix else name
        for name in build._NOT_RESOURCES(str(ROOT / "resources"), names)
    }
    assert ignored - {"__pycache__"} == left_out


def test_what_torch_and_qt_need_is_not_thrown_away(build: Any, tmp_path: Path) -> None:
    """Each of these was missing once, and the program did not start."""
    kept = (
        *("torch/bin/torch_shm_manager", "torch/testing/__init__.py", "torchgen/__init__.py"),
        *("torch/lib/libtorch_cpu.so", "PySide6/__init__.py", "PySide6/QtWidgets.abi3.so"),
        *("PySide6/Qt/lib/libQt6Svg.so.6", "PySide6/Qt/plugins/platforms/libqxcb.so"),
        *("PySide6/Qt/plugins/imageformats/libqsvg.so", "PySide6/libpyside6.abi3.so.6.11"),
        *("PySide6/Qt/translations/qtbase_es.qm", "numpy/testing/__init__.py"),
        *("PySide6/_config.py", "PySide6/support/__init__.py", "transformers/testing_utils.py"),
    )
    gone = (
        *("torch/test/a.py", "torch/bin/protoc", "torch/bin/test_api", "torch/include/a.h"),
        *("PySide6/designer", "PySide6/linguist", "PySide6/lupdate", "PySide6/QtCore.pyi"),
        *("PySide6/Qt/qml/a", "PySide6/Qt/lib/libQt6Quick.so.6", "numpy/linalg/tests/a.py"),
    )
    for name in (*kept, *gone):
        file = tmp_path / "_internal" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    build.prune(tmp_path)
    assert [one for one in kept if not (tmp_path / "_internal" / one).exists()] == []
    assert [one for one in gone if (tmp_path / "_internal" / one).exists()] == []


@pytest.mark.skipif(
    shutil.which("dpkg-deb") is None or sys.platform != "linux", reason="packages of Debian"
)
def test_the_package_holds_the_folder_its_command_and_what_a_desktop_reads(
    build: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "dist" / build.NAME
    (folder / "_internal").mkdir(parents=True)
    (folder / build.NAME).write_text("#!/bin/sh\n")
    file = build.debian(folder, tmp_path, 1)
    listed = subprocess.run(["dpkg-deb", "-c", file], capture_output=True, text=True, check=True)
    names = {line.split()[5] for line in listed.stdout.splitlines()}
    assert "./usr/lib/transformer-explorer/transformer-explorer" in names
    assert "./usr/bin/transformer-explorer" in names
    assert {f"./usr/share/{place}" for place in desktop_entry.shared().values()} <= names
    asked = ["dpkg-deb", "-f", file, "Depends", "Version"]
    about = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert "libxcb-cursor0" in about
    assert "libegl1" in about
    assert "libwayland-cursor0" in about
    assert f"Version: {build.version()}" in about
    assert not (tmp_path / "deb").exists()


def test_nobody_is_sent_to_install_into_a_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    assert INSTALL in ClusterMissing("distributed").sentence
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "pip install" not in ClusterMissing("distributed").sentence


def test_what_it_starts_of_itself_finds_its_own_libraries() -> None:
    """Where the system had no libssl, the process that reads tokenizers could not begin."""
    start = runpy.run_path(str(ROOT / "resources" / "bundle" / "start.py"), run_name="start")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LD_LIBRARY_PATH", "/opt/transformer-explorer/_internal")
        patch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
        start["give_back_libraries"]()
        start["begin_processes_anew"]()
        assert "LD_LIBRARY_PATH" not in os.environ
        assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


def test_a_frozen_program_starts_itself_to_read_tokenizers(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other process is started by the name of Python: there is none."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert process._command() == [sys.executable, options.SERVE]
    assert worker_process._command() == [sys.executable, options.WORK]
    starting = [
        str(file.relative_to(ROOT / "explorer"))
        for file in sorted((ROOT / "explorer").rglob("*.py"))
        if "sys.executable" in file.read_text(encoding="utf-8")
    ]
    # The last four need packages that the bundle does not bring, and say so before.
    assert starting == [
        *("app/desktop_entry.py", "engine/sandbox/process.py", "engine/workers/process.py"),
        *("lanes/batch.py", "lanes/hand_in.py", "lanes/pod.py", "lanes/share.py"),
    ]


def test_python_finds_the_compiled_files_new(build: Any, tmp_path: Path) -> None:
    """Linked or copied with their times: compiled anew, each start would take seconds more."""
    source = Path(str(distribution("msgspec").locate_file("msgspec/__init__.py")))
    build._link(source, tmp_path / "copy.py")
    assert (tmp_path / "copy.py").stat().st_mtime_ns == source.stat().st_mtime_ns


def test_python_of_a_packed_program_names_what_comes_along_by_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It has no Python of its own, and no other one can import its package."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    folder, example = resources.path("models", "mini-world-copy"), resources.path("examples")
    parts = (
        model.place(str(folder)).assigned("checkpoint", "revision"),
        model.file_at("example", str(example / "reviews.csv")),
        code_tokenizer.texts(BundledData("capitals"), (), "", answers=False),
    )
    code = source(parts)
    assert "from explorer" not in code
    names: dict[str, Any] = {}
    exec(compile(code, "<exported>", "exec"), names)
    assert Path(names["checkpoint"]) == folder
    assert Path(names["example"]) == example / "reviews.csv"
    written = (resources.path("training") / "capitals.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in written.splitlines()]
    assert names["texts"] == [row["text"] for row in rows if not row.get("held_out")]
