"""Tables out of results, with every number as it was computed. Without Qt.

Floats stand as the shortest text that reads back as the same number, in the precision in which
the model gave them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from explorer.features.attention.protocol import AttentionMaps, HeadResult
from explorer.features.compare.protocol import ComparisonResult
from explorer.features.create.protocol.config import ConfigForm, ModuleTree, WeightView
from explorer.features.create.view import overrides
from explorer.features.generation.protocol import Generated, StepCandidate
from explorer.features.hidden_states.protocol import HiddenStack, SimilarityResult, VectorResult
from explorer.features.hub.protocol.page import TensorHeader
from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.protocol.run import Prediction, RunResult, TensorInfo, Token
from explorer.text.translation import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from explorer.features.hub.view.checkpoint_files import FileRow


@dataclass(frozen=True)
class Table:
    """The heads of the columns, and the rows under them."""

    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def csv(self) -> str:
        """As CSV: a comma between cells, quotes where they are needed, lines ended by CR LF."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(_cell(head) for head in self.heads)
        writer.writerows(tuple(_cell(one) for one in row) for row in self.rows)
        return out.getvalue()


_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""Signs at the beginning of a cell for which spreadsheets take it for a formula and run it."""


def _cell(value: object) -> str:
    """A cell as text; what cannot be written as UTF-8 becomes a question mark.

    A text that a spreadsheet would run as a formula gets an apostrophe before it, which
    spreadsheets show as text: https://owasp.org/www-community/attacks/CSV_Injection
    """
    if value is None:
        return ""
    text = repr(value) if isinstance(value, float) and type(value) is float else str(value)
    if isinstance(value, str) and _FORMULA.match(text.lstrip(" ")):
        text = f"'{text}"
    return (
        text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
    )


def make_table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """Short for building one."""
    return Table(tuple(heads), tuple(tuple(row) for row in rows))


# -- a run -----------------------------------------------------------------------------------


def tokens(rows: Sequence[Sequence[Token]]) -> Table:
    """One line for each token of each text."""
    heads = ("text", "position", "token", "shown", "id", "special", "mask", "start", "end")
    return make_table(
        heads,
        (
            (
                text, place, one.piece, one.shown, one.id, one.special, one.mask,
                one.start if one.start >= 0 else "", one.end if one.end >= 0 else "",
            )
            for text, row in enumerate(rows, start=1)
            for place, one in enumerate(row, start=1)
        ),
    )  # fmt: skip


def tensors(given: Sequence[TensorInfo], returned: Sequence[TensorInfo]) -> Table:
    """Every tensor that was given or returned; `values` are the first of them, as shown."""
    return make_table(
        ("direction", "name", "dtype", "shape", "low", "high", "values"),
        (
            (way, one.name, one.dtype, _shape(one.shape), one.low, one.high, one.values)
            for way, infos in (("given", given), ("returned", returned))
            for one in infos
        ),
    )


def of_run(ran: RunResult) -> Table:
    """The tensors of a run."""
    return tensors(ran.inputs, ran.outputs)


def predictions(said: Sequence[Prediction]) -> Table:
    """One line for each answer, best first at each place."""
    return make_table(
        ("text", "position", "about", "rank", "answer", "id", "probability", "logit"),
        (
            (
                one.text_index + 1,
                one.position + 1 or "",
                one.caption,
                rank,
                answer.text,
                answer.id,
                "" if answer.is_score else answer.probability,
                answer.logit,
            )
            for one in said
            for rank, answer in enumerate(one.candidates, start=1)
        ),
    )


def candidates(text: Generated) -> Table:
    """For each step what could have been written, and what was; then what could come next."""
    heads = (
        "step", "written", "by_hand", "rank", "candidate", "id", "logit", "probability",
        "after_settings",
    )  # fmt: skip

    def lines(
        step: int, written: str, by_hand: bool, found: Sequence[StepCandidate]
    ) -> Iterator[tuple[object, ...]]:
        for rank, one in enumerate(found, start=1):
            yield (
                step, written, by_hand, rank, one.text, one.id, one.logit, one.probability,
                one.after,
            )  # fmt: skip

    rows: list[tuple[object, ...]] = []
    for step, made in enumerate(text.tokens, start=1):
        rows += lines(step, made.token.shown, made.by_hand, made.candidates)
    rows += lines(len(text.tokens) + 1, "", False, text.next)
    return Table(heads, tuple(rows))


# -- looks inside ----------------------------------------------------------------------------


def head(seen: HeadResult) -> Table:
    """The weights of one attention head, from the rows to the columns."""
    return matrix(seen.weights, _names(seen.from_tokens), _names(seen.to_tokens), "from \\ to")


def heads(maps: AttentionMaps) -> Table:
    """One line for each head: how far its rows' sums spread, and its largest weight."""
    return make_table(
        ("layer", "head", "row_sum_low", "row_sum_high", "largest_weight", "off"),
        (
            (
                layer.label, number + 1, maps.row_sum_low[layer.row, number],
                maps.row_sum_high[layer.row, number], maps.highest[layer.row, number],
                number in layer.off,
            )
            for layer in maps.layers
            for number in range(layer.heads)
        ),
    )  # fmt: skip


def lens(seen: LogitLensResult) -> Table:
    """What every layer says at every place that was asked about."""
    layers, places, top = seen.ids.shape

    def lines() -> Iterator[tuple[object, ...]]:
        for row in range(layers):
            for place in range(places):
                for rank in range(top):
                    id_ = int(seen.ids[row, place, rank])
                    yield (
                        seen.names[row], seen.start + place + 1, seen.tokens[place].shown,
                        rank + 1, seen.words.get(id_, ""), id_,
                        seen.probabilities[row, place, rank], seen.logits[row, place, rank],
                        seen.final[row, place],
                    )  # fmt: skip

    return make_table(
        (
            "after", "position", "token", "rank", "answer", "id", "probability", "logit",
            "probability_of_final_answer",
        ),
        lines(),
    )  # fmt: skip


def norms(stack: HiddenStack) -> Table:
    """The length of each token's vector after each layer."""
    return matrix(stack.norms, stack.names, _names(stack.tokens), "after")


def similarity(seen: SimilarityResult) -> Table:
    """The cosine similarity of all pairs of tokens."""
    return matrix(seen.cosine, _names(seen.tokens), _names(seen.tokens), "cosine")


def vector(seen: VectorResult) -> Table:
    """One token's vector, a line for each number."""
    return make_table(("place", "value"), enumerate(seen.values, start=1))


def matrix(
    values: NDArray[np.generic], rows: Sequence[str], columns: Sequence[str], corner: str
) -> Table:
    """Numbers [rows, columns] with a name before each row and over each column."""
    return make_table(
        (corner, *columns), ((name, *row) for name, row in zip(rows, values, strict=False))
    )


def _names(found: Sequence[Token]) -> list[str]:
    """The tokens with their places, because the same one may occur twice."""
    return [f"{place} {one.shown or one.piece}" for place, one in enumerate(found, start=1)]


# -- models and checkpoints ------------------------------------------------------------------


def modules(tree: ModuleTree) -> Table:
    """The tree of modules, a line for each part."""
    return make_table(
        (
            "path", "class", "role", "output_shape", "parameters", "own_parameters", "share",
            "dtype", "repeats", "tied",
        ),
        (
            (
                one.path, one.class_name, one.role, one.shape, one.parameters,
                one.own_parameters, one.share, one.dtype, one.repeats, one.tied,
            )
            for one in tree.rows
        ),
    )  # fmt: skip


def weight(seen: WeightView) -> Table:
    """How often the values of a weight occur."""
    return make_table(
        ("from", "to", "count"), zip(seen.edges[:-1], seen.edges[1:], seen.counts, strict=True)
    )


def config(form: ConfigForm, given: dict[str, Any]) -> Table:
    """The fields of a config, values as JSON; `given` is what was changed, as an object."""

    def lines() -> Iterator[tuple[object, ...]]:
        for one in overrides.walk(form.fields):
            if one.kind == "config":
                continue
            own = overrides.at(given, one.path)
            value = one.value if own is overrides.MISSING else overrides.dumps(own)
            changed = overrides.is_changed(one, given)
            yield (one.path, value, one.default, changed, one.type_text, one.plain)

    return make_table(("field", "value", "default", "changed", "type", "meaning"), lines())


def files(rows: Sequence[FileRow]) -> Table:
    """The files of a checkpoint, and why loading needs each, or not."""
    return make_table(
        ("file", "bytes", "on_disk", "needed", "why"),
        ((one.path, one.size, one.on_disk, one.needed, one.why) for one in rows),
    )


def headers(rows: Sequence[TensorHeader]) -> Table:
    """The tensors of a checkpoint, from the headers of its files."""
    return make_table(
        ("tensor", "dtype", "shape", "bytes", "file"),
        ((one.name, one.dtype, _shape(one.shape), one.bytes, one.file) for one in rows),
    )


def compared(both: ComparisonResult) -> Table:
    """What both models say, answer beside answer."""
    return make_table(
        (
            "about",
            "answer",
            both.other.summary.name,
            tr("{name} (loaded)", name=both.main.summary.name),
        ),
        (
            (pair.caption, one.text, one.other, one.main)
            for pair in both.predictions
            for one in pair.answers
        ),
    )


def _shape(sizes: Sequence[int]) -> str:
    return f"[{', '.join(str(size) for size in sizes)}]"
