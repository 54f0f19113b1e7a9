"""The command line as typed options."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import msgspec

SERVE = "--serve-tokenizers"
"""The hidden first option by which the frozen program, which has no scripts to start, becomes the
process that reads tokenizers and chat templates."""
WORK = "--work"
"""The same for the process that computes beside the window's (`explorer.engine.workers`)."""

SHARE_PORT = 8786
"""Where `--share` listens unless it is given another port: Dask's usual one, and the next."""


class Options(msgspec.Struct, frozen=True):
    """What the command line may say; every default is what a click on the icon means."""

    checkpoint: str = ""
    profile: str = ""
    language: str = ""
    theme: str | None = None
    text: int | None = None
    size: str | None = None
    snapshot: str = ""
    empty: bool = False
    install_desktop_entry: bool = False
    connect: str = ""
    tls_ca_file: str = ""
    tls_cert: str = ""
    tls_key: str = ""
    share: str = ""
    port: int = SHARE_PORT
    pairing: str = ""
    new_certificates: bool = False

    @property
    def cluster(self) -> tuple[str, str, str, str] | None:
        """A cluster's address and its three files, None where `connect` is a pairing file."""
        files = (self.tls_ca_file, self.tls_cert, self.tls_key)
        return (self.connect, *files) if any(files) else None

    @property
    def pixels(self) -> tuple[int, int] | None:
        """Width and height of the window, None where no size of that form was given."""
        width, _, height = (self.size or "").partition("x")
        if not (width.isdigit() and height.isdigit()):
            return None
        return int(width), int(height)


def read(argv: Sequence[str] | None) -> Options:
    """The options of a command line without the program's name; None reads the process's own.

    Ends the process, as command lines do, after `--help`, `--version` or a mistake.
    """
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments:
        return Options()  # argparse would cost 5 % of the time to the first paint
    from argparse import ArgumentParser

    from explorer import __version__

    parser = ArgumentParser(
        prog="transformer-explorer",
        description="Create, find, load, look inside and run transformer models by clicking.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "checkpoint",
        nargs="?",
        default="",
        metavar="PATH_OR_ID",
        help="open this folder, weight file, checkpoint of the shared cache, session, lesson or "
        "link (transformer-explorer://hf/org/name) at once",
    )
    parser.add_argument(
        "--profile",
        default="",
        metavar="DIR",
        help="keep settings and trainings in this folder instead",
    )
    parser.add_argument(
        "--language", default="", metavar="CODE", help="language of the texts, such as es"
    )
    parser.add_argument("--theme", choices=("system", "light", "dark"), help="colours to use")
    parser.add_argument("--text", type=int, metavar="PERCENT", help="size of the text, 100 to 300")
    parser.add_argument("--size", metavar="WIDTHxHEIGHT", help="size of the window in pixels")
    parser.add_argument(
        "--snapshot",
        default="",
        metavar="DIR",
        help="go through a first journey without a screen, and write numbered pictures to DIR",
    )
    parser.add_argument(
        "--empty",
        action="store_true",
        help="start without opening a model",
    )
    parser.add_argument(
        "--install-desktop-entry",
        action="store_true",
        help="add the program to the menu of this Linux desktop, then exit",
    )
    other = parser.add_argument_group("another computer (pip install distributed cryptography)")
    other.add_argument(
        "--connect",
        default="",
        metavar="PLACE",
        help="open models on the computer that this pairing file came from, or on the one with "
        "this address, over the system's ssh and with your own key (ssh://user@host[:port], and "
        "/path where the program is not found there by its name), or in a job of a batch system "
        "whose programs this computer has (batch://slurm/queue=gpu/cores=4/memory=16GB/time=2:00, "
        "with pip install dask-jobqueue), or in a pod of Kubernetes "
        "(k8s://image=registry.example.org/explorer:1/namespace=lab/cores=4/memory=16GB/gpus=1, "
        "with pip install kr8s); with the next three options, "
        "on an existing Dask cluster whose scheduler has this address (tls://host:port)",
    )
    for name, what in (
        ("ca-file", "the authority's certificate"),
        ("cert", "your certificate"),
        ("key", "your key"),
    ):
        other.add_argument(
            f"--tls-{name}",
            default="",
            metavar="FILE",
            help=f"with the address of a cluster: {what} (PEM)",
        )
    other.add_argument(
        "--share",
        nargs="?",
        default="",
        const="127.0.0.1",
        metavar="ADDRESS",
        help="let one window work on this computer: listen at this address of its own (by default "
        "127.0.0.1, which only this computer reaches), and write a pairing file",
    )
    other.add_argument(
        "--port",
        type=int,
        default=SHARE_PORT,
        help="with --share: the first of two ports (default: %(default)s)",
    )
    other.add_argument(
        "--pairing",
        default="",
        metavar="FILE",
        help="with --share: the pairing file to write; with - "
        "it goes to standard output, and the sharing ends with standard input",
    )
    other.add_argument(
        "--new-certificates",
        action="store_true",
        help="with --share: forget the certificates, so that earlier pairing files are worthless",
    )
    return Options(**vars(parser.parse_args(arguments)))
