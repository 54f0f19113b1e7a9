"""A model as a picture from top to bottom: embeddings, N times the same layer, head.

Made from the tree of modules alone, so every model of layers has one, whatever its family: a list
of numbered modules that holds attention, or the same module again and again, is a stack of layers;
what is before, between and after stacks are blocks. Every parameter is in exactly one block.
Parts are in the order in which they run, and what reads the part above says so.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from explorer.protocol.module_tree import ModuleRow, ModuleTree
from explorer.text.translation import tr

Kind = Literal["embedding", "attention", "feed-forward", "norm", "head", "other"]

Place = Literal["unknown", "after", "beside"]

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("norm", r"norm|^ln_"),
    ("embedding", r"embed|^(wte|wpe|shared)$"),
    ("attention", r"att"),
    ("feed-forward", r"mlp|feed_?forward|ffn|ff$|moe|experts?$"),
    ("feed-forward", r"intermediate|^output$|dense_?relu|^(fc|lin|linear)_?\d?$"),
    ("head", r"head|^(cls|predictions|classifier|score|qa_outputs|embed_out)$"),
)
"""By the names that modules and their classes have; the first that fits decides."""

_TITLES: dict[Kind, str] = {
    "embedding": tr("Embeddings"),
    "attention": tr("Attention"),
    "feed-forward": tr("Feed-forward"),
    "norm": tr("Norm"),
    "head": tr("Head"),
}
_MOST_GROUPS = 6
"""Kinds of layers that are drawn apart; more of them are drawn as one."""


@dataclass(frozen=True)
class Block:
    """One part: `row` is its place in the tree, `parameters` are those of all its `repeats`.

    `shared` tells that its weights are counted elsewhere, `own` that these are the weights that a
    module has beside those of its parts. `place` tells whether it reads what the
    part above gives, or was run beside that one; "unknown" also for the first part.
    """

    row: int
    kind: Kind
    title: str
    words: str
    shape: str
    parameters: int
    share: float
    repeats: int = 1
    shared: bool = False
    own: bool = False
    place: Place = "unknown"


@dataclass(frozen=True)
class Stack:
    """Layers one after the other, as the blocks of one of them."""

    row: int
    repeats: int
    words: str
    parameters: int
    share: float
    blocks: tuple[Block, ...]
    place: Place = "unknown"


@dataclass(frozen=True)
class Diagram:
    """The parts in order."""

    class_name: str
    parts: tuple[Block | Stack, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Every block, those of the stacks among them."""
        return tuple(
            block
            for part in self.parts
            for block in (part.blocks if isinstance(part, Stack) else (part,))
        )


def diagram(tree: ModuleTree) -> Diagram:
    """The picture of a tree of modules."""
    if not tree.rows:
        return Diagram(tree.class_name, ())
    drawing = _Drawing(tree)
    parts = drawing.in_order(drawing.parts(0))
    return Diagram(tree.class_name, tuple(_told_apart(parts, tree.rows)))


def kind_of(row: ModuleRow) -> Kind:
    """What a module is for, by its name, or else by that of its class."""
    for name in (row.path.rpartition(".")[2], row.class_name):
        if not name.isdigit():
            result: Kind | None = next((k for k, pattern in _KINDS if _fits(pattern, name)), None)
            if result is not None:
                return result
    return "other"


def _fits(pattern: str, name: str) -> bool:
    return re.search(pattern, name, re.IGNORECASE) is not None


Part = TypeVar("Part", Block, Block | Stack)


class _Drawing:
    def __init__(self, tree: ModuleTree) -> None:
        self.rows, self.whole = tree.rows, tree.parameters
        self.children: dict[int, list[int]] = {}
        for number, row in enumerate(tree.rows):
            self.children.setdefault(row.parent, []).append(number)
        # Children come after their parents, so that one pass backwards knows all below.
        self.attends: set[int] = set()
        self.tied: set[int] = set()
        for number in range(len(tree.rows) - 1, -1, -1):
            row = tree.rows[number]
            below = self.children.get(number, ())
            if kind_of(row) == "attention" or any(child in self.attends for child in below):
                self.attends.add(number)
            if row.tied or any(child in self.tied for child in below):
                self.tied.add(number)
        # By row: the first of its modules that ran, itself or one inside it.
        self.first: dict[int, ModuleRow] = {}
        for number in range(len(tree.rows) - 1, -1, -1):
            inside = [self.first[below] for below in self.children.get(number, ())]
            ran = [row for row in (tree.rows[number], *inside) if row.order >= 0]
            own = tree.rows[number]
            self.first[number] = (
                own if own.order >= 0 or not ran else min(ran, key=lambda row: row.order)
            )
        self.holds: set[int] = set()
        for number in range(len(tree.rows) - 1, -1, -1):
            if self.is_stack(number) or any(
                child in self.holds for child in self.children.get(number, ())
            ):
                self.holds.add(number)

    def numbered(self, number: int) -> bool:
        """Whether a module is a list of others and has no weights of its own."""
        below = self.children.get(number, [])
        names = [self.rows[child].path.rpartition(".")[2] for child in below]
        return bool(names) and all(map(str.isdigit, names)) and not self.rows[number].own_parameters

    def is_stack(self, number: int) -> bool:
        """Whether a module is a list of layers."""
        below = self.children.get(number, [])
        return self.numbered(number) and any(
            child in self.attends or self.rows[child].repeats > 1 for child in below
        )

    def in_order(self, parts: Sequence[Part]) -> list[Part]:
        """Parts as they run, each with its place; most that did not run follow."""
        ordered = sorted(
            parts,
            key=lambda part: (
                self.order(part) < 0 and not _is_early(part),
                self.order(part),
            ),
        )
        result: list[Part] = []
        for part in ordered:
            before = result[-1] if result else None
            place: Place = "unknown"
            if before is not None and min(self.order(part), self.order(before)) >= 0:
                reads = self.first[part.row].reads
                place = "after" if any(self.within(row, before.row) for row in reads) else "beside"
            result.append(replace(part, place=place))
        return result

    def order(self, part: Part) -> int:
        """Its place in the run; -1 for what did not run, and for weights that no part has."""
        return -1 if isinstance(part, Block) and part.own else self.first[part.row].order

    def within(self, number: int, outer: int) -> bool:
        """Whether a row is another or inside it."""
        while number > outer:
            number = self.rows[number].parent
        return number == outer

    def parts(self, number: int) -> list[Block | Stack]:
        """What is drawn of a module: its stacks and what is around them, or itself."""
        if self.is_stack(number):
            return list(self.stacks(number))
        if number not in self.holds:
            return list(self.block(number))
        inside = [part for child in self.children.get(number, ()) for part in self.parts(child)]
        return [*self.own(number), *inside]

    def stacks(self, number: int) -> list[Stack]:
        """The groups of equal layers of a list."""
        groups = self.children[number]
        if len(groups) <= _MOST_GROUPS:
            return [
                self.stack(group, self.rows[group].repeats, self.layer(group)) for group in groups
            ]
        # Put together from several kinds of layers, these parts have no one order.
        together: dict[tuple[str, str], list[Block]] = {}
        for group in groups:
            for block in self.layer(group):
                together.setdefault((block.kind, block.title), []).append(block)
        blocks = [
            self.sized(
                replace(several[0], place="unknown"),
                sum(block.parameters for block in several),
                sum(block.repeats for block in several),
            )
            for several in together.values()
        ]
        return [self.stack(number, sum(self.rows[group].repeats for group in groups), blocks)]

    def stack(self, number: int, repeats: int, blocks: list[Block]) -> Stack:
        """A stack; `number` is the row that a click leads to."""
        row = self.rows[number]
        apart = tuple(_told_apart(blocks, self.rows))
        return Stack(number, repeats, row.role, row.parameters, row.share, apart)

    def layer(self, group: int) -> list[Block]:
        """The blocks of one of a group of equal layers, counted for all of them."""
        repeats = self.rows[group].repeats
        below = [
            inner
            for child in self.children.get(group, [])
            for inner in (self.children[child] if self.numbered(child) else [child])
        ]
        inside = [block for child in below for block in self.block(child)]
        blocks = [self.sized(block, block.parameters * repeats, repeats) for block in inside]
        return self.in_order([*self.own(group), *blocks]) if inside else list(self.block(group))

    def sized(self, block: Block, parameters: int, repeats: int) -> Block:
        """The same block with other numbers."""
        share = parameters / self.whole if self.whole else 0.0
        return replace(block, parameters=parameters, share=share, repeats=repeats)

    def block(self, number: int) -> list[Block]:
        """A module as one block; nothing where it has no weights at all."""
        row, kind = self.rows[number], kind_of(self.rows[number])
        shared = not row.parameters and number in self.tied
        if not row.parameters and not shared:
            return []
        title = _TITLES.get(kind, _name(row))
        words = _beside(title, self.words(number))
        return [
            Block(
                number, kind, title, words, row.shape, row.parameters, row.share,
                row.repeats, shared,
            )
        ]  # fmt: skip

    def own(self, number: int) -> list[Block]:
        """The weights that a module has beside those of its parts."""
        row = self.rows[number]
        if not row.own_parameters:
            return []
        share = row.own_parameters / self.whole if self.whole else 0.0
        return [
            Block(
                number, "other", _name(row), tr("its own weights"), row.shape,
                row.own_parameters, share, row.repeats, own=True,
            )
        ]  # fmt: skip

    def words(self, number: int) -> str:
        """What a module is in words; those of the attention inside it know its heads."""
        row = self.rows[number]
        if kind_of(row) != "attention" or ":" in row.role:
            return row.role
        end = number + 1
        while end < len(self.rows) and self.rows[end].depth > row.depth:
            if kind_of(self.rows[end]) == "attention":
                return self.rows[end].role
            end += 1
        return row.role


def _told_apart(parts: Sequence[Part], rows: Sequence[ModuleRow]) -> list[Part]:
    """The same parts; where several have one title, each says its module's own name beside it."""
    titles = Counter(part.title for part in parts if isinstance(part, Block))
    result: list[Part] = []
    for part in parts:
        if isinstance(part, Block) and titles[part.title] > 1:
            name = _name(rows[part.row])
            part = part if name == part.title else replace(part, title=f"{part.title} · {name}")
        result.append(part)
    return result


def _is_early(part: Part) -> bool:
    """Whether a part that no run reached belongs in front: embeddings, weights of its own."""
    return isinstance(part, Block) and (part.own or part.kind == "embedding")


def _beside(title: str, words: str) -> str:
    """What a part is, without the name that its title says already."""
    name, colon, more = words.partition(": ")
    return more if colon and name.casefold() == title.casefold() else words


def _name(row: ModuleRow) -> str:
    """What a module is called: its own name, or its class where it has only a number."""
    name = row.path.rpartition(".")[2]
    return row.class_name if not name or name.isdigit() else name
