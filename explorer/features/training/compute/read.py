"""Texts to train on, out of bundled sets, pasted text and files; what is unusable is named.

Nothing here knows the model: which texts it can read shows when they are cut into tokens.
"""

from __future__ import annotations

import csv
import io
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from explorer import resources
from explorer.boundary import typed_json
from explorer.boundary.limits import TRAINING_FILE, TRAINING_LINE
from explorer.boundary.typed_json import Malformed
from explorer.features.training.protocol import (
    BundledData,
    BundledName,
    DataChoice,
    DataColumn,
    DataFile,
    Format,
    PastedText,
    UnusableLine,
)
from explorer.protocol.failures import NoSuchColumn, TrainingDataUnread
from explorer.protocol.job import Check
from explorer.text import numbers
from explorer.text.translation import tr

TITLES: dict[BundledName, str] = {
    "capitals": tr("Capitals of the mini world"),
    "world": tr("Facts of the mini world"),
    "stories": tr("Little stories"),
    "reviews": tr("Reviews, positive and negative"),
}
PASTED = tr("Pasted text")

MOST_TEXTS = 200_000
LONGEST_TEXT = 100_000
"""Characters of one text; longer ones are no line of a file of lines."""
_MOST_NAMED = 100
_SHOWN = 120
"""Characters of an unusable line that are shown."""
_MOST_COLUMNS = 200
_MOST_LABELS = 100
_HELD_OUT_SHARE = 0.2
MOST_HELD_OUT = 200
_SEED = 42

_IN_SCRIPT = 60_000
"""Characters of a person's own texts that are written into a script; more are read from a file."""

_TEXT_NAMES = ("text", "sentence", "review", "content", "input", "question", "source", "prompt")
_LABEL_NAMES = ("label", "class", "category", "sentiment", "rating", "topic", "kind")
_TARGET_NAMES = ("target", "answer", "output", "summary", "translation", "response")


_KNOWN_NAMES = frozenset({*_TEXT_NAMES, *_LABEL_NAMES, *_TARGET_NAMES})


@dataclass(frozen=True)
class TrainingText:
    """One text: `answer` is its label or its target, `spans` the words that may be asked for."""

    text: str
    answer: str = ""
    line: int = 0
    held_out: bool = False
    spans: tuple[tuple[int, int], ...] = ()
    exam: bool = False


@dataclass
class Unusable:
    """What is left out; the first hundred are named."""

    count: int = 0
    lines: list[UnusableLine] = field(default_factory=list)

    def add(self, line: int, text: str, why: str) -> None:
        """Leave a line out."""
        self.count += 1
        if len(self.lines) < _MOST_NAMED:
            self.lines.append(UnusableLine(line, text[:_SHOWN], why))

    @property
    def first(self) -> str:
        """The first of them in words."""
        if not self.lines:
            return ""
        return tr("line {line}: {why}.", line=self.lines[0].line, why=self.lines[0].why)


@dataclass
class Texts:
    """All usable texts of a choice, the held-out ones marked."""

    title: str
    format: Format
    texts: list[TrainingText]
    unusable: Unusable
    columns: tuple[DataColumn, ...] = ()
    text_column: str = ""
    label_column: str = ""
    target_column: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def training(self) -> list[TrainingText]:
        """What it learns from."""
        return [text for text in self.texts if not text.held_out]

    @property
    def held_out(self) -> list[TrainingText]:
        """What it is judged by."""
        return [text for text in self.texts if text.held_out]


class _Line(msgspec.Struct):
    """A line of a bundled set."""

    text: str
    label: str = ""
    held_out: bool = False
    spans: tuple[tuple[int, int], ...] = ()
    exam: bool = False


def read(choice: DataChoice, check: Check, *, answers: str = "") -> Texts:
    """The texts of a choice. `answers` says which column is the answer: label, target or none.

    Raises TrainingDataUnread, one of its kinds, and what `check` raises.
    """
    match choice:
        case BundledData():
            return bundled(choice.name)
        case PastedText():
            given = choice.text
            title = PASTED
        case DataFile():
            given = _text_of(choice.path)
            title = os.path.basename(choice.path)
    kind = choice.format or guessed(given)
    if kind == "lines" and not choice.format and _over_lines(given):
        raise TrainingDataUnread(
            tr(
                "This is JSON over several lines. It needs one text to a line, as in {example}.",
                example='{"text": "…"}',
            )
        )
    unusable = Unusable()
    if kind == "lines":
        rows = _lines(given, unusable, check)
        return _held_out(Texts(title, kind, rows, unusable))
    table = _csv(given, unusable, check) if kind == "csv" else _jsonl(given, unusable, check)
    return _held_out(_of_table(table, choice, title, kind, unusable, answers))


def bundled(name: BundledName) -> Texts:
    """A set that comes with the program."""
    content = (resources.path("training") / f"{name}.jsonl").read_bytes()
    decoder = msgspec.json.Decoder(_Line)
    lines = [decoder.decode(line) for line in content.splitlines()]
    texts = [
        TrainingText(line.text, line.label, 0, line.held_out, line.spans, line.exam)
        for line in lines
    ]
    return Texts(TITLES[name], "jsonl", texts, Unusable())


# -- a person's own text -----------------------------------------------------------------------


def _text_of(path: str) -> str:
    """The text of a file, whatever editor wrote it."""
    try:
        data = typed_json.read_bytes(path, TRAINING_FILE)
    except Malformed as error:
        raise TrainingDataUnread(
            tr(
                "“{name}” cannot be used: {why}.",
                name=os.path.basename(path),
                why=typed_json.why(error),
            )
        ) from error
    except OSError as error:
        raise TrainingDataUnread(
            tr(
                "“{name}” cannot be opened: {why}.",
                name=os.path.basename(path),
                why=typed_json.why(error),
            )
        ) from error
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
    encoding = next((name for mark, name in marks if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # Joined files may be written in several ways.
        text = "\n".join(_decoded(line) for line in data.split(b"\n"))
    text = text.lstrip("\ufeff")  # one more where an editor marked a file that was marked
    if text.startswith(("%PDF-", "{\\rtf")):
        raise TrainingDataUnread(
            tr(
                "“{name}” is a document with its layout, not plain text. Save it as TXT, and "
                "choose that.",
                name=os.path.basename(path),
            )
        )
    if _is_binary(text):
        raise TrainingDataUnread(
            tr(
                "“{name}” is not text. Choose a TXT, CSV or JSON Lines file.",
                name=os.path.basename(path),
            )
        )
    return text


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        # What Windows editors write where they do not write UTF-8; a few bytes have no letter.
        return line.decode("cp1252", "replace")


def _is_binary(text: str) -> bool:
    start = text[:4096]
    odd = sum(sign < " " and sign not in "\t\n\r\f\v\x1b" for sign in start)
    return "\0" in start or odd > len(start) // 20


def guessed(text: str) -> Format:
    """How a text is written, by its first lines."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:5]
    if lines and all(line.lstrip().startswith("{") for line in lines):
        return "jsonl"
    if len(lines) > 1 and (delimiter := _delimiter(lines)) is not None:
        header = next(csv.reader(lines[:1], delimiter=delimiter))
        # A comma in every line is usual in prose: there the header must name what is known.
        if delimiter == "\t" or any(name.strip().lower() in _KNOWN_NAMES for name in header):
            return "csv"
    return "lines"


def _over_lines(text: str) -> bool:
    """Whether a text is JSON that is no JSON Lines: a list, or objects over several lines."""
    lines = [line.strip() for line in text[:20_000].splitlines() if line.strip()][:2]
    if len(lines) < 2:
        return text.lstrip().startswith(('[{"', '[ {"'))
    opens = lines[0] in ("[", "{", "[{") or lines[0].startswith('[{"')
    return opens and lines[1].startswith(("{", '"'))


def _delimiter(lines: Sequence[str]) -> str | None:
    """What separates the columns: a header of known names says it, whatever comes after.

    Else the same number of columns, and several, in the first lines.
    """
    for delimiter in "\t,;|":
        names = next(csv.reader(lines[:1], delimiter=delimiter), [])
        if len(names) > 1 and {name.strip().lower() for name in names} <= _KNOWN_NAMES:
            return delimiter
    for delimiter in "\t,;|":
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            continue
        if widths and min(widths) > 1 and len(widths) == 1:
            return delimiter
    return None


def _lines(text: str, unusable: Unusable, check: Check) -> list[TrainingText]:
    texts: list[TrainingText] = []
    # Not splitlines, which also cuts at signs that mean other things inside a text.
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if number % 10_000 == 0:
            check()
        if line.strip():
            texts += _usable(TrainingText(line.strip(), line=number), len(texts), unusable)
    return texts


def _usable(text: TrainingText, there: int, unusable: Unusable) -> tuple[TrainingText, ...]:
    if there >= MOST_TEXTS:
        why = tr("only the first {most} texts are used", most=numbers.count(MOST_TEXTS))
    elif len(text.text) > LONGEST_TEXT:
        why = tr(
            "it has {length} characters, and a text may have {limit}",
            length=numbers.count(len(text.text)),
            limit=numbers.count(LONGEST_TEXT),
        )
    elif any("\ud800" <= sign <= "\udfff" for sign in text.text):
        why = tr("it holds half a character, as a cut emoji leaves one")
    elif "\0" in text.text:
        why = tr("it holds signs that no text has")
    elif "�" in text.text:
        why = tr("some of its letters could not be read: save the file as UTF-8")
    else:
        return (text,)
    unusable.add(text.line, text.text, why)
    return ()


@dataclass
class _Table:
    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]


def _csv(text: str, unusable: Unusable, check: Check) -> _Table:
    first = [line for line in text[:20_000].splitlines() if line.strip()][:5]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first) or ",")
    header: list[str] | None = None
    rows: list[tuple[int, dict[str, str]]] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            unusable.add(line, "", tr("it is no row of a table: {why}", why=str(error)))
            continue
        if len(rows) % 10_000 == 0:
            check()
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(cells)
        elif len(cells) != len(header):
            why = numbers.ntr(
                "it has {count} column, and the header names {column_names}",
                "it has {count} columns, and the header names {column_names}",
                len(cells),
                column_names=numbers.count(len(header)),
            )
            unusable.add(line, ", ".join(cells), why)
        else:
            rows.append((line, dict(zip(header, cells, strict=True))))
    if header is None:
        raise TrainingDataUnread(tr("The table is empty: it has not even a header."))
    return _Table(header, rows)


def _header(cells: list[str]) -> list[str]:
    names = [cell.strip() for cell in cells]
    if len(names) > _MOST_COLUMNS:
        raise TrainingDataUnread(
            tr("A table of {columns} columns is too wide.", columns=numbers.count(len(names)))
        )
    if len(set(names)) < len(names) or not all(names):
        raise TrainingDataUnread(
            tr(
                "The first line has to name the columns, each with a different name. Here it is: "
                "{first_line}.",
                first_line=", ".join(names)[:_SHOWN],
            )
        )
    return names


def _jsonl(text: str, unusable: Unusable, check: Check) -> _Table:
    columns: dict[str, None] = {}
    rows: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if number % 1_000 == 0:
            check()
        if not line.strip():
            continue
        try:
            value = typed_json.parse(line.strip(), TRAINING_LINE)
        except Malformed as error:
            unusable.add(number, line, typed_json.why(error))
            continue
        if not isinstance(value, dict):
            unusable.add(number, line, tr("it is not a JSON object"))
            continue
        row = {str(name): _cell(cell) for name, cell in value.items()}
        row = {name: cell for name, cell in row.items() if cell is not None}
        columns |= dict.fromkeys(row)
        rows.append((number, {name: cell for name, cell in row.items() if cell is not None}))
    if len(columns) > _MOST_COLUMNS:
        raise TrainingDataUnread(
            tr("A table of {columns} columns is too wide.", columns=numbers.count(len(columns)))
        )
    return _Table(list(columns), rows)


def _cell(value: object) -> str | None:
    """Texts and numbers as text; None for what is neither."""
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int() | float():
            return str(value)
    return None


def _of_table(
    table: _Table,
    choice: PastedText | DataFile,
    title: str,
    kind: Format,
    unusable: Unusable,
    answers: str,
) -> Texts:
    if table.rows and not table.columns:
        raise TrainingDataUnread(
            tr(
                "No line has a text: each needs one that stands by itself, as in {example}.",
                example='{"text": "…"}',
            )
        )
    for column in (choice.text_column, choice.label_column, choice.target_column):
        if column and column not in table.columns:
            raise NoSuchColumn(column, tuple(table.columns))
    columns = tuple(_column(name, table.rows) for name in table.columns)
    text_column = choice.text_column or _text_column(table)
    others = [column for column in columns if column.name != text_column]
    label = choice.label_column or _named_like(others, _LABEL_NAMES) or _few_values(others, table)
    target = choice.target_column or _named_like(others, _TARGET_NAMES)
    wanted = {"label": label, "target": target or label}.get(answers, "")
    texts: list[TrainingText] = []
    for line, row in table.rows:
        text, answer = row.get(text_column, "").strip(), row.get(wanted, "").strip()
        if not text:
            why = tr("the column “{column}” is empty", column=text_column)
            unusable.add(line, ", ".join(row.values()), why)
        elif wanted and not answer:
            unusable.add(line, text, tr("the column “{column}” is empty", column=wanted))
        else:
            texts += _usable(TrainingText(text, answer, line), len(texts), unusable)
    return Texts(title, kind, texts, unusable, columns, text_column, label, target)


def _column(name: str, rows: Iterable[tuple[int, dict[str, str]]]) -> DataColumn:
    values = Counter(row[name] for _, row in rows if name in row)
    return DataColumn(name, len(values), tuple(value[:_SHOWN] for value in list(values)[:3]))


def _text_column(table: _Table) -> str:
    """The column that is called like one of texts, else the one with the longest cells."""
    for wanted in _TEXT_NAMES:
        for name in table.columns:
            if name.strip().lower() == wanted:
                return name
    lengths = {
        name: sum(len(row.get(name, "")) for _, row in table.rows[:1_000]) for name in table.columns
    }
    return max(lengths, key=lambda name: lengths[name], default="")


def _named_like(columns: Sequence[DataColumn], names: Sequence[str]) -> str:
    by_name = {column.name.strip().lower(): column.name for column in columns}
    return next((by_name[name] for name in names if name in by_name), "")


def _few_values(columns: Sequence[DataColumn], table: _Table) -> str:
    most = min(_MOST_LABELS, len(table.rows) // 3)
    return next((column.name for column in columns if 2 <= column.different <= most), "")


def _held_out(texts: Texts) -> Texts:
    """One text in five is held out, of each label; the same text is never on both sides."""
    by_answer: dict[str, list[str]] = {}
    several = len({text.answer for text in texts.texts}) <= _MOST_LABELS
    for text in texts.texts:
        by_answer.setdefault(text.answer if several else "", []).append(text.text)
    rng = random.Random(_SEED)
    held: set[str] = set()
    for given in by_answer.values():
        different = list(dict.fromkeys(given))
        # As much of each label, and one at least where there is enough to learn from besides.
        most = round(MOST_HELD_OUT * len(given) / len(texts.texts))
        count = min(int(_HELD_OUT_SHARE * len(different)), max(1, most))
        held.update(rng.sample(different, count))
    texts.texts = [replace(text, held_out=text.text in held) for text in texts.texts]
    return texts


def labels_of(texts: Iterable[TrainingText]) -> tuple[str, ...]:
    """The different labels, in their order."""
    return tuple(sorted({text.answer for text in texts if text.answer}, key=_order))


def _order(label: str) -> tuple[bool, float, str]:
    try:
        return (False, float(label), label)
    except ValueError:
        return (True, 0.0, label)


def questions(texts: Sequence[TrainingText]) -> Iterator[TrainingText]:
    """The texts that are asked every few steps: those marked, else the first held-out ones."""
    marked = [text for text in texts if text.exam]
    yield from marked or [text for text in texts if text.held_out][:4]


def fit_a_script(texts: Iterable[tuple[str, str]]) -> bool:
    """Whether texts and their answers are short enough to be written into a script."""
    return sum(len(text) + len(answer) for text, answer in texts) <= _IN_SCRIPT
