"""Builds the program as one folder that needs no Python, and packs it.

    python resources/bundle/build.py [--out DIR] [--pack zst,deb] [--level 12]

Run it with the Python of an environment that has the program's dependencies and those of its extras
`gguf` and `lora`, torch for the CPU and PyInstaller. On Linux it writes
`transformer-explorer-VERSION-ARCH.tar.zst` and a `.deb`; elsewhere the folder alone. What is packed
here works on systems as new as this one, and newer.

There is no AppImage: its runtime, the small program that such a file begins with, is in no registry
of packages. `appimage`, `pyproject-appimage`, `python-appimage` and `panda3d-appimage` of PyPI
fetch it from GitHub while they build; Debian has only `libappimage`, which reads such files.
"""

from __future__ import annotations

import argparse
import compileall
import itertools
import os
import platform
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NAME = "transformer-explorer"

sys.path.insert(0, str(ROOT))

USELESS = (
    *("torch/include", "torch/share", "torch/test", "torch/lib/*.a", "torch/bin/[!t]*"),
    *("torch/bin/test_*", "*/tests", "*/*/tests", "*/*/*/tests", "**/*.pyi"),
    *(f"PySide6/{name}" for name in ("doc", "glue", "include", "scripts", "typesystems")),
    *("PySide6/[!Q_ls]*", "PySide6/l[!i]*", "PySide6/linguist", "PySide6/svgtoqml"),
    *(f"PySide6/Qt/{name}" for name in ("libexec", "metatypes", "qml", "resources")),
    *(f"PySide6/Qt/plugins/{name}" for name in ("designer", "qml*", "sqldrivers", "*virtual*")),
    *(f"PySide6/Qt/plugins/*/*{name}*" for name in ("virtualkeyboard", "qmltype")),
    *(f"PySide6/Qt/lib/libQt6{name}*" for name in ("Quick", "Qml", "Designer", "Help", "Labs")),
    *(f"PySide6/Qt/lib/libQt6{name}*" for name in ("Sql", "Test", "UiTools", "VirtualKeyboard")),
    *(f"PySide6/Qt{name}*.abi3.so" for name in ("Quick", "Qml", "Designer", "Help", "Sql", "Test")),
)
"""Patterns of what the program never opens. `torch/bin/torch_shm_manager` stays: torch asks for it
when it is imported."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build")
    parser.add_argument("--pack", default="zst,deb" if sys.platform == "linux" else "")
    parser.add_argument("--level", type=int, default=12, help="of zstd, 1 to 19")
    chosen = parser.parse_args()
    began = time.monotonic()
    folder = freeze(chosen.out)
    tell(began, f"frozen: {megabytes(size(folder))}")
    prune(folder)
    tell(began, f"without what is never opened: {megabytes(size(folder))}")
    for kind in filter(None, chosen.pack.split(",")):
        file = {"zst": archive, "deb": debian}[kind](folder, chosen.out, chosen.level)
        tell(began, f"{file}: {megabytes(file.stat().st_size)}")
    return 0


def freeze(out: Path) -> Path:
    """The folder: what PyInstaller makes of the starter, the program, and the packages it needs."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(out / "dist"), "--workpath", str(out / "work")]
    subprocess.run([*command, *places, str(HERE / "explorer.spec")], check=True)
    folder = out / "dist" / NAME
    inside = folder / "_internal"
    shutil.copytree(ROOT / "explorer", inside / "explorer", ignore=_NOT_SHIPPED)
    shutil.copytree(ROOT / "resources", inside / "explorer" / "_resources", ignore=_NOT_RESOURCES)
    for package in needed(wanted()):
        for file in package.files or ():
            source, target = Path(str(file.locate())), inside / file
            if ".." not in file.parts and source.is_file() and not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                _link(source, target)
    # Where it is installed, nobody may write what Python compiles. What is new stays as it is, and
    # what is no Python of this version (a template) is passed over.
    compileall.compile_dir(inside, quiet=2, workers=1, stripdir=str(inside))
    return folder


_NOT_SHIPPED = shutil.ignore_patterns("__pycache__")
# What a wheel leaves out too.
_NOT_RESOURCES = shutil.ignore_patterns(
    *("pictures", "bundle", "site", "*.py", "*.po", "*.pot", "__pycache__")
)


def _link(source: Path, target: Path) -> None:
    """The same file twice, where the disk allows it; its time stays, by which Python knows that
    what it compiled of it is new."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


EXTRAS = ("gguf", "lora")
"""The optional dependencies that go along: into the bundle nobody can install anything."""


def wanted() -> list[str]:
    """What pyproject.toml names for whoever uses the program, with `EXTRAS`."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    extras = (project["optional-dependencies"][name] for name in EXTRAS)
    return [*project["dependencies"], *itertools.chain(*extras)]


def needed(requirements: Iterable[str]) -> list[Distribution]:
    """The packages that are required, and those that they need, as they are installed.

    Raises PackageNotFoundError where one is not.
    """
    waiting = [*requirements]
    known: dict[str, Distribution] = {}
    while waiting:
        requirement = Requirement(waiting.pop())
        name = requirement.name.lower().replace("_", "-")
        if name in known or not _holds(requirement):
            continue
        known[name] = distribution(requirement.name)
        waiting += known[name].requires or []
    return list(known.values())


def _holds(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def prune(folder: Path) -> None:
    """Take away what is never opened."""
    inside = folder / "_internal"
    for pattern in USELESS:
        for path in list(inside.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def files(folder: Path) -> Iterator[Path]:
    """All files below a folder, links left out."""
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())


def archive(folder: Path, out: Path, level: int) -> Path:
    """The folder as `.tar.zst`."""
    target = out / f"{NAME}-{version()}-{platform.machine()}.tar.zst"
    _tar(folder.parent, [folder.name], target, level)
    return target


def _tar(where: Path, names: list[str], target: Path, level: int) -> None:
    packer = f"zstd -{level} -T0 -q"
    plain = ["--sort=name", "--owner=0", "--group=0", "--numeric-owner"]
    command = ["tar", "-C", str(where), *plain, "-I", packer, "-cf", str(target), *names]
    subprocess.run(command, check=True)


def debian(folder: Path, out: Path, level: int) -> Path:
    """A package for Debian and Ubuntu: the folder, its command, and what a desktop reads."""
    from explorer.app import desktop_entry, system

    tree = out / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    lib, command = tree / "usr" / "lib" / NAME, tree / "usr" / "bin" / NAME
    lib.parent.mkdir(parents=True)
    command.parent.mkdir(parents=True)
    # Hard links: the folder takes no second gigabyte.
    shutil.copytree(folder, lib, symlinks=True, copy_function=os.link)
    command.symlink_to(f"../lib/{NAME}/{NAME}")
    for file, place in desktop_entry.shared().items():
        target = tree / "usr" / "share" / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    licence = tree / "usr" / "share" / "doc" / NAME / "copyright"
    licence.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", licence)
    packages = system._PACKAGES | system._X11_PACKAGES | system._WAYLAND_PACKAGES
    depends = [f"libc6 (>= {platform.libc_ver()[1]})", *sorted(set(packages.values()))]
    architecture = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
    control = {
        "Package": NAME,
        "Version": version(),
        "Architecture": architecture,
        "Maintainer": "Transformer Explorer contributors",
        "Installed-Size": str(size(folder) // 1024),
        "Depends": ", ".join(depends),
        "Section": "education",
        "Priority": "optional",
        "Description": "create, find, load, look inside and run transformer models\n"
        " A desktop program for teaching: every number on the screen was computed by the\n"
        " model in memory, and every click shows the Python that does the same.",
    }
    about = tree / "DEBIAN" / "control"
    about.parent.mkdir()
    about.write_text("".join(f"{key}: {value}\n" for key, value in control.items()))
    target = out / f"{NAME}_{version()}_{architecture}.deb"
    options = ["--root-owner-group", "-Zzstd", f"-z{level}"]
    subprocess.run(["dpkg-deb", *options, "--build", str(tree), str(target)], check=True)
    shutil.rmtree(tree)
    return target


def version() -> str:
    """The program's version."""
    from explorer import __version__

    return __version__


def size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in files(folder))


def megabytes(number: int) -> str:
    """The number in words."""
    return f"{number / 1e6:,.0f} MB"


def tell(began: float, text: str) -> None:
    """One line with the seconds since the begin."""
    print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
