"""A table that is exported as CSV; a cell never becomes a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.protocol.run import Token


@dataclass(frozen=True)
class Table:
    """The heads of the columns, and the rows under them. With `named` the first column only says
    which row it is."""

    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    named: bool = False

    @property
    def columns(self) -> int:
        """How many columns of content there are."""
        return len(self.heads) - self.named

    def csv(self, between: str = ",") -> str:
        """As CSV: a comma between cells, quotes where they are needed, lines ended by CR LF."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=between)
        writer.writerow(_cell(head) for head in self.heads)
        writer.writerows(tuple(_cell(item) for item in row) for row in self.rows)
        return out.getvalue()


_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""Signs at the beginning of a cell for which spreadsheets take it for a formula and run it."""


def is_formula(text: str) -> bool:
    """Whether spreadsheets would run a text as a formula."""
    return bool(_FORMULA.match(text.lstrip(" ")))


def _cell(value: object) -> str:
    """A cell as text; what cannot be written as UTF-8 becomes a question mark.

    A text that a spreadsheet would run as a formula gets an apostrophe before it, which
    spreadsheets show as text: https://owasp.org/www-community/attacks/CSV_Injection
    """
    if value is None:
        return ""
    # repr: the shortest text that reads back as the same float; that of np.float64 names its type.
    text = repr(value) if isinstance(value, float) and type(value) is float else str(value)
    # Only texts: a negative number begins with a sign and is no formula.
    if isinstance(value, str) and is_formula(text):
        text = f"'{text}"
    return (
        text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
    )


def make_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Short for building one."""
    return Table(tuple(heads), tuple(tuple(row) for row in rows))


def matrix(
    values: NDArray[np.generic], rows: Sequence[str], columns: Sequence[str], corner: str
) -> Table:
    """Numbers [rows, columns] with a name before each row and over each column."""
    lines = ((name, *row) for name, row in zip(rows, values, strict=False))
    return Table((corner, *columns), tuple(lines), named=True)


def numbered_tokens(tokens: Sequence[Token]) -> list[str]:
    """The tokens with their places, because the same one may occur twice."""
    return [f"{place} {token.shown or token.piece}" for place, token in enumerate(tokens, start=1)]


def shape_cell(sizes: Sequence[int]) -> str:
    return f"[{', '.join(str(size) for size in sizes)}]"
