"""A few lines of Python with the imports they need, ready to be put together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from explorer.text.python import layout


@dataclass(frozen=True)
class Fragment:
    """`lines` of Python; `names` are imported from transformers, `hub` from huggingface_hub.

    `torch` and `numpy` tell that they are used by name, `resources` that files which come with
    this program are. `imports` are other import lines, as they are. `forward` are the lines at its
    beginning, if any, that run the model and set `outputs`: where they were run already and
    nothing changed since, a script leaves them out.
    """

    lines: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    torch: bool = False
    hub: frozenset[str] = frozenset()
    numpy: bool = False
    resources: bool = False
    imports: frozenset[str] = frozenset()
    forward: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """A stranger's text in a comment must not begin a line of its own, which would be run."""
        if any(line.lstrip().startswith("#") and not line.isprintable() for line in self.lines):
            lines = tuple(_one_line(line) for line in self.lines)
            # The way to set a field of a frozen dataclass, in its own __post_init__.
            object.__setattr__(self, "lines", lines)

    def __add__(self, other: Fragment) -> Fragment:
        """Both, one after the other, with an empty line between them."""
        between = ("",) if self.lines and other.lines else ()
        return Fragment(
            self.lines + between + other.lines,
            self.names | other.names,
            self.torch or other.torch,
            self.hub | other.hub,
            self.numpy or other.numpy,
            self.resources or other.resources,
            self.imports | other.imports,
            self.forward if self.lines else other.forward,
        )

    def then(self, other: Fragment) -> Fragment:
        """Both, with nothing between them."""
        return replace(self + other, lines=self.lines + other.lines)

    def running(self) -> Fragment:
        """The same, known to do nothing but run the model and set `outputs`."""
        return replace(self, forward=self.lines)

    def without_forward(self) -> Fragment:
        """What follows on `forward`, where `outputs` are there already."""
        rest = self.lines[len(self.forward) :]
        # The empty line that `+` put between them goes too.
        return replace(self, lines=rest[1:] if rest[:1] == ("",) else rest, forward=())

    def only_imports(self) -> Fragment:
        """What it imports, without its lines."""
        return replace(self, lines=())


@dataclass(frozen=True)
class OtherWay:
    """A second way to write the same; the texts are as in `OtherPython`."""

    usual: str
    title: str
    note: str
    fragment: Fragment


def _one_line(line: str) -> str:
    """A comment without line breaks, controls and marks that turn the direction of reading."""
    if not line.lstrip().startswith("#"):
        return line
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)


def fragment(lines: Iterable[str], *names: str, torch: bool = False) -> Fragment:
    """Short for building one."""
    return Fragment(tuple(lines), frozenset(names), torch)


def remark(note: str) -> Fragment:
    """A comment alone, where there is nothing to run."""
    return fragment(layout.comment(note))


def source(parts: Iterable[Fragment]) -> str:
    """The whole text: imports first, then the parts, ended by a line break."""
    # `+` joins imports as well, and an empty fragment changes nothing.
    whole = sum(parts, Fragment())
    imports = layout.imported(
        whole.torch,
        {
            "explorer": ("resources",) if whole.resources else (),
            "huggingface_hub": whole.hub,
            "transformers": whole.names,
        },
        numpy=whole.numpy,
    )
    standard = sorted(text for text in whole.imports if text.startswith("import "))
    imports = [
        *standard,
        *([""] if standard and imports else []),
        *sorted(whole.imports - set(standard)),
        *imports,
    ]
    lines = [*imports, *([""] if imports and whole.lines else []), *whole.lines]
    return "\n".join(lines) + "\n"
