"""Numbers in words: the spellings, and the edges where a rounding would tell a lie."""

from __future__ import annotations

import pytest

from explorer.text import numbers
from explorer.text.translation import tr


def plain(text: str) -> str:
    return text.replace(numbers.JOIN, " ")


@pytest.mark.parametrize(
    ("n", "text"),
    [(0, "0"), (999, "999"), (1000, "1,000"), (1_004_288, "1,004,288")],
)
def test_count(n: int, text: str) -> None:
    assert numbers.count(n) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1.0 k"),
        (999_949, "999.9 k"),
        (999_960, "1.0 M"),
        (109_482_240, "109.5 M"),
        (8_030_261_248, "8.0 B"),
        (1_200_000_000_000, "1.2 T"),
        (5_000_000_000_000_000, "5,000.0 T"),
    ],
)
def test_short_count(n: int, text: str) -> None:
    assert plain(numbers.short_count(n)) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (570, "570 B"),
        (4_017_152, "4.0 MB"),
        (99_960, "100 kB"),
        (437_928_960, "438 MB"),
        (999_600_000, "1.0 GB"),
        (19_800_000_000, "19.8 GB"),
    ],
)
def test_bytes(n: int, text: str) -> None:
    assert plain(numbers.bytes_(n)) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, "0 %"),
        (1.0, "100 %"),
        (0.9312, "93.1 %"),
        (0.5, "50.0 %"),
        (0.99999, "> 99.9 %"),
        (0.9994, "99.9 %"),
        (0.006, "0.60 %"),
        (1 / 30522, "0.0033 %"),
        (1 / 512, "0.20 %"),
        (0.0014, "0.14 %"),
        (0.0099, "0.99 %"),
        (0.00997, "1.0 %"),
        (0.0004, "0.040 %"),
        (1e-9, "< 0.0001 %"),
        (float("nan"), "not a number"),
    ],
)
def test_percent(p: float, text: str) -> None:
    assert plain(numbers.percent(p)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (9.92031, "9.92"),
        (0.95914, "0.9591"),
        (-3.25, "\N{MINUS SIGN}3.25"),
        (-1.1921e-07, "\N{MINUS SIGN}1.192e-07"),
        (-0.0, "0"),
        (9999.4, "9999"),
        (9999.6, "10,000"),
        (12345.6, "12,346"),
        (1.1921e-07, "1.192e-07"),
        (3.4e38, "3.4e+38"),
        (float("nan"), "not a number"),
    ],
)
def test_rounded(value: float, text: str) -> None:
    assert numbers.rounded(value) == text
    assert numbers.score(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.41, "0.4100"),
        (0.22054, "0.2205"),
        (1.9315, "1.9315"),
        (0.0012, "0.0012"),
        (0.0001138, "0.00011"),
        (6.545e-05, "0.000065"),
        (1.1921e-07, "< 0.000001"),
        (-5.96e-08, "< 0.000001"),
        (0.0, "0"),
        (float("nan"), "not a number"),
    ],
)
def test_a_distance_has_no_powers_of_ten(value: float, text: str) -> None:
    assert plain(numbers.distance(value)) == text


def test_a_share_is_a_percentage_and_what_is_none_stays_a_number() -> None:
    assert numbers.share(0.97123) == numbers.percent(0.97123)
    assert numbers.share(1.5) == "1.5"
    assert numbers.share(-0.25) == "\N{MINUS SIGN}0.25"


@pytest.mark.parametrize(
    ("s", "text"),
    [
        (0.0, "less than 0.1 ms"),
        (0.0021, "2.1 ms"),
        (0.25, "250 ms"),
        (0.9999, "1.0 s"),
        (1.44, "1.4 s"),
        (59.7, "1 min"),
        (75, "1 min 15 s"),
        (3600, "1 h"),
        (7530, "2 h 6 min"),
    ],
)
def test_seconds(s: float, text: str) -> None:
    assert plain(numbers.seconds(s)) == text


def test_plurals() -> None:
    def entries(n: int) -> str:
        return numbers.ntr("{count} entry", "{count} entries", n)

    assert [entries(n) for n in (0, 1, 1200)] == ["0\xa0entries", "1\xa0entry", "1,200\xa0entries"]
    words = "{count:words} token of {name}", "{count:words} tokens of {name}"
    assert plain(numbers.ntr(*words, 1, name="A")) == "one token of A"
    assert plain(numbers.ntr(*words, 2, name="A")) == "two tokens of A"
    assert plain(numbers.ntr(*words, 0, name="A")) == "no tokens of A"
    assert plain(numbers.ntr(*words, 13, name="A")) == "13 tokens of A"
    assert plain(numbers.counted(1, "class")) == "1 class"
    assert plain(numbers.counted(1200, "class")) == "1,200 classes"
    assert plain(numbers.counted(2, "entry")) == "2 entries"
    assert plain(numbers.counted(2, "key")) == "2 keys"


def test_lists_and_words() -> None:
    assert numbers.joined([]) == ""
    assert numbers.joined(["a"]) == "a"
    assert numbers.joined(["a", "b"]) == "a and b"
    assert numbers.either(["a", "b", "c"]) == "a, b or c"
    assert numbers.spelled(2) == "two"
    assert numbers.spelled(13) == "13"
    assert numbers.shape((1, 9, 768)) == "[1, 9, 768]"
    assert numbers.capital("paris is [MASK]") == "Paris is [MASK]"


def test_a_negative_number_has_one_minus_everywhere() -> None:
    """That of `rounded`, also where a sentence formats the number; texts keep their dashes."""
    assert tr("The logit is {logit:.3f}.", logit=-1.5) == "The logit is \N{MINUS SIGN}1.500."
    assert tr("{name}: {value:+.1f}", name="a-1", value=-2.0) == "a-1: \N{MINUS SIGN}2.0"
    assert tr("{value:.1e}", value=-1e-7) == "\N{MINUS SIGN}1.0e-07"
