"""Builds the program as one folder that needs no Python, and packs it.

    python resources/bundle/build.py [--out DIR] [--pack zst,deb] [--level 12]

Run it with the Python of an environment that has the program's dependencies, torch for the CPU and
PyInstaller. On Linux it writes `transformer-explorer-VERSION-ARCH.tar.zst` and a `.deb`; elsewhere
the folder alone. What is packed here works on systems as new as this one, and newer.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NAME = "transformer-explorer"

sys.path.insert(0, str(ROOT))

USELESS = (
    *("torch/include", "torch/share", "torch/test", "torch/lib/*.a", "torch/bin/protoc*"),
    *("torch/bin/test_*", "torchgen", "torch/_inductor/codegen/aoti_runtime", "functorch"),
    *("PySide6/Qt/qml", "PySide6/Qt/lib/libQt6Quick*", "PySide6/Qt/lib/libQt6Qml*"),
    *(
        "PySide6/Qt/lib/libQt6VirtualKeyboard*",
        "PySide6/Qt/plugins/platforminputcontexts/*virtual*",
    ),
)
"""Patterns below the folder of what the program never opens. `torch/bin/torch_shm_manager` stays:
torch asks for it when it is imported."""


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
    """The folder that PyInstaller makes, with the sources in it compiled."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(out / "dist"), "--workpath", str(out / "work")]
    subprocess.run([*command, *places, str(HERE / "explorer.spec")], check=True)
    folder = out / "dist" / NAME
    # The folder may be read only where it runs: compiled anew, each start would take seconds more.
    # By their content and never looked at again: an archive may change the times.
    compileall.compile_dir(
        folder / "_internal",
        quiet=2,
        workers=1,
        invalidation_mode=compileall.PycInvalidationMode.UNCHECKED_HASH,
        stripdir=str(folder / "_internal"),
    )
    return folder


def prune(folder: Path) -> None:
    """Take away what is never opened, and make links of files that are there twice."""
    inside = folder / "_internal"
    for pattern in USELESS:
        for path in inside.glob(pattern):
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    first: dict[tuple[int, str], Path] = {}
    if os.name == "nt":
        return  # not everybody may make links there
    for file in files(inside):
        if file.stat().st_size < 1_000_000:
            continue
        with file.open("rb") as stream:
            key = file.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest()
        # In torch/lib or the like first, where the others look for it.
        other = first.setdefault(key, file)
        if other is not file:
            real, copy = sorted((other, file), key=lambda path: -len(path.parts))
            copy.unlink()
            copy.symlink_to(os.path.relpath(real, copy.parent))
            first[key] = real


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
    packages = {**system._PACKAGES, **system._X11_PACKAGES}  # also for a Wayland session
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
