"""Numbers in words, one way for every room: counts, bytes, percent, durations, plurals.

A number and its unit are joined by a no-break space, so that no line ends between them. Every
number that a person reads is written here, so a language's own decimal sign has one place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from explorer.boundary.redaction import redact
from explorer.text.translation import filled, forms, localized, tr

if TYPE_CHECKING:
    from explorer.protocol.run import Candidate

JOIN = "\N{NO-BREAK SPACE}"
"""Joins a number and its unit."""

_SHORT_UNITS = ("", "k", "M", "B", "T")
_BYTE_UNITS = ("B", "kB", "MB", "GB", "TB", "PB", "EB")


def count(n: int) -> str:
    """A whole number with a comma every three digits: `1,004,288`."""
    # A `Count` would write its own signs first.
    return localized(f"{int(n):,}")


def short_count(n: int, *, always_one_decimal: bool = True) -> str:
    """A whole number with one decimal and k, M, B (10⁹) or T: `109.5 M`; below 1,000 as it is."""
    return _scaled(n, _SHORT_UNITS, always_one_decimal=always_one_decimal)


def bytes_(n: int) -> str:
    """Bytes in decimal units, as file managers show them: `570 B`, `4.0 MB`, `438 MB`."""
    return _scaled(n, _BYTE_UNITS, always_one_decimal=False)


def _scaled(n: int, units: Sequence[str], *, always_one_decimal: bool) -> str:
    if abs(n) < 1000:
        return f"{n}{JOIN}{units[0]}" if units[0] else str(n)
    value = float(n)
    for unit in units[1:]:
        value /= 1000
        # 99.95 is printed as 100.0: from there on no decimals.
        decimals = 1 if always_one_decimal or abs(value) < 99.95 else 0
        # Compared as it will be printed: 999,960 is 1.0 M, never 1000.0 k.
        if round(abs(value), decimals) < 1000 or unit == units[-1]:
            return localized(f"{value:,.{decimals}f}") + f"{JOIN}{unit}"
    raise AssertionError("the last unit always returns")


def percent(p: float) -> str:
    """A share (0..1) as `93.1 %`; small ones keep a digit that says something: `0.0033 %`.

    Nothing that is not all or nothing is rounded to it: `> 99.9 %`, `< 0.0001 %`.
    """
    if not math.isfinite(p):
        return tr("not a number")
    value = p * 100
    if value in (0.0, 100.0):
        return f"{value:.0f}{JOIN}%"
    if 99.95 <= value < 100:
        return localized(f">{JOIN}99.9{JOIN}%")
    if 0 < value < 0.0001:
        return localized(f"<{JOIN}0.0001{JOIN}%")
    # Below 1 % a single decimal is too coarse: 7.2 times "0.1 %" would not be 1.0 %.
    if abs(value) >= 0.995:
        return localized(f"{value:.1f}{JOIN}%")
    # Two digits that say something, wherever the first of them is.
    decimals = 1 - math.floor(math.log10(abs(value)))
    return localized(f"{value:.{decimals}f}{JOIN}%")


def percent_apart(p: float, decimals: int) -> str:
    """A share (0..1) as `99.93 %`, with so many decimals: `> 99.99 %` where it would be all."""
    shown = f"{p * 100:.{decimals}f}"
    if p < 1 and float(shown) >= 100:
        return localized(f">{JOIN}{100 - 10**-decimals:.{decimals}f}{JOIN}%")
    return localized(f"{shown}{JOIN}%")


def told_apart(before: float, after: float) -> tuple[str, str]:
    """Two shares as `share` writes them, with more decimals where they would look the same."""
    pair = share(before), share(after)
    if pair[0] != pair[1] or not (0 <= before <= 1 and 0 <= after <= 1):
        return pair
    finer = (
        (percent_apart(before, decimals), percent_apart(after, decimals))
        for decimals in range(2, 7)
    )
    return next((each for each in finer if each[0] != each[1]), pair)


def share(weight: float) -> str:
    """An attention weight: a `percent`; what no softmax made a share of stays a number."""
    return percent(weight) if 0 <= weight <= 1 else rounded(weight)


def amount(candidate: Candidate) -> str:
    """How strong an answer is: its probability as `93.1 %`, or its score as `0.172`."""
    return score(candidate.logit) if candidate.is_score else percent(candidate.probability)


def rounded(value: float) -> str:
    """A number that a model computed, with four digits: `0.9591`, `−3.25`, `12,346`, `1.192e-07`.

    The one rule for scores, norms, similarities, differences, means. A probability and a share of
    attention is a `percent`. Only tables of raw numbers show more, each at its full width.
    """
    value = float(value)
    if not math.isfinite(value):
        return tr("not a number")
    # Minus zero is zero to a person; from 9,999.5 on `g` would write 1e+04.
    short = abs(value) < 9_999.5 or abs(value) >= 1e9
    return localized(f"{value or 0.0:.4g}" if short else f"{value:,.0f}")


def distance(value: float) -> str:
    """How far apart two vectors are, as 1 less their cosine: `0.4100`, `0.000065`.

    In plain decimals, for columns of them before an audience: four, and below a thousandth two
    digits that say something. Float32 knows nothing nearer than `< 0.000001`.
    """
    if not math.isfinite(value):
        return tr("not a number")
    if value and abs(value) < 1e-6:
        return localized(f"<{JOIN}0.000001")
    if not value:
        return "0"
    decimals = max(4, 1 - math.floor(math.log10(abs(value))))
    return localized(f"{value:.{decimals}f}")


def score(value: float) -> str:
    """A number that a class gives instead of choosing: `0.172`, `−3.25`."""
    return rounded(value)


def seconds(s: float) -> str:
    """A duration: `2.1 ms`, `250 ms`, `1.4 s`, `1 min 15 s`, `2 h 5 min`."""
    if s < 0.00005:
        return tr("less than {shortest}", shortest=localized(f"0.1{JOIN}ms"))
    # The bounds are those of rounding: 9.95 ms would be printed as 10.0.
    if s < 0.00995:
        return localized(f"{s * 1000:.1f}{JOIN}ms")
    if s < 0.9995:
        return f"{s * 1000:.0f}{JOIN}ms"
    if s < 9.95:
        return localized(f"{s:.1f}{JOIN}s")
    whole = round(s)
    if whole < 60:
        return f"{whole}{JOIN}s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes}{JOIN}min" + (f" {rest}{JOIN}s" if rest else "")
    # Rounded to minutes first: 1 h 59.6 min is 2 h.
    hours, minutes = divmod(round(s / 60), 60)
    return f"{hours}{JOIN}h" + (f" {minutes}{JOIN}min" if minutes else "")


class Count(int):
    """A whole number as the texts take it: `{count}` is 1,200, `{count:words}` is two."""

    def __format__(self, spec: str) -> str:
        if spec == "words":
            return spelled(self) if self else tr("no")
        return localized(int(self).__format__(spec)) if spec else count(self)


def ntr(singular: str, plural: str, n: int, **values: object) -> str:
    """The form of a text for `n`, in the person's language: `1 token`, `9 tokens`.

    Both forms are whole texts that name the number `{count}`, or `{count:words}` where a small one
    is a word: `ntr("{count} token", "{count} tokens", 9)`. No line ends behind the number.
    """
    text, source = forms(singular, plural, n)
    for number in ("{count}", "{count:words}"):
        text, source = (each.replace(f"{number} ", f"{number}{JOIN}") for each in (text, source))
    return filled(text, source, {"count": Count(n), **values})


def counted(n: int, noun: str) -> str:
    """`1 token`, `9 tokens`: a noun that a file of data names. In Python it is an `ntr`."""
    return ntr(*counted_forms(noun), n)


def counted_forms(noun: str) -> tuple[str, str]:
    """What `counted` has translated: `{count} token`, `{count} tokens`."""
    return f"{{count}} {noun}", f"{{count}} {plural_of(noun)}"


def plural_of(noun: str) -> str:
    """The plural of a regular English noun or of a phrase that ends in one."""
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def spelled(n: int) -> str:
    """A small number as a word (`two`), from thirteen on in digits."""
    words = (
        *(tr("none"), tr("one"), tr("two"), tr("three"), tr("four"), tr("five"), tr("six")),
        *(tr("seven"), tr("eight"), tr("nine"), tr("ten"), tr("eleven"), tr("twelve")),
    )
    return words[n] if 0 <= n < len(words) else count(n)


def joined(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    # Translators: a list, its items but the last joined by commas
    return tr("{items} and {last}", items=", ".join(items[:-1]), last=items[-1])


def either(items: Sequence[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    if len(items) < 2:
        return "".join(items)
    # Translators: a list, its items but the last joined by commas
    return tr("{items} or {last}", items=", ".join(items[:-1]), last=items[-1])


def shape(sizes: Sequence[int]) -> str:
    """The shape of a tensor as people write it: `[1, 9, 768]`."""
    return f"[{', '.join(str(size) for size in sizes)}]"


def capital(sentence: str) -> str:
    """The same with a capital first letter; the rest is left alone."""
    return sentence[:1].upper() + sentence[1:]


def breakable(text: str) -> str:
    """A dotted name or a path that a line may end in, after each dot, stroke and underscore.

    No number is broken at its point.
    """
    # U+200B, ZERO WIDTH SPACE: a place where a line may end.
    return re.sub(r"(?<=\w)([./\\_])(?=[^\W\d])", "\\1\u200b", text)


def unbroken(text: str) -> str:
    """The same without the places where a line may end."""
    return text.replace("\u200b", "")


def beginning(text: str, most: int) -> str:
    """A text of at most so many letters; of a longer one its beginning, and how many follow."""
    rest = len(text) - most
    if rest <= 0:
        return text
    # Translators: a long text, cut after its beginning
    return ntr(
        "{beginning} … and {count} more letter",
        "{beginning} … and {count} more letters",
        rest,
        beginning=text[:most],
    )


def shortened(text: str, most: int = 80) -> str:
    """A name that a stranger gave, for a sentence: one line, its middle left out if it is long.

    Tokens go first: nobody would know the rest of one that was cut.
    """
    text = redact(text)
    # Twice as much as is shown, cut before it is walked through: a name may have megabytes.
    line = "".join(sign if sign.isprintable() else "�" for sign in text[: 2 * most])
    rest = text[2 * most :]
    if not rest and len(line) <= most:
        return line
    end = "".join(sign if sign.isprintable() else "�" for sign in text[-(most // 2) :])
    return f"{line[: most // 2]}…{end}"
