"""Places of tokens as people write them."""

from __future__ import annotations

import pytest

from explorer.features.activation_patching.view.patch_positions import read_places, written_places


@pytest.mark.parametrize(
    ("text", "places"),
    [("", ()), ("all", ()), ("3", (2,)), ("3, 5-7", (2, 4, 5, 6)), ("9;1 - 2", (0, 1, 8))],
)
def test_places_are_read(text: str, places: tuple[int, ...]) -> None:
    assert read_places(text, 9) == (places, "")
    assert read_places(written_places(places), 9) == (places, "")


@pytest.mark.parametrize("text", ["x", "0", "10", "5-3", "1,,2", "3-"])
def test_what_is_no_place_is_told(text: str) -> None:
    places, problem = read_places(text, 9)
    assert places == ()
    assert problem


def test_ranges_are_written_short() -> None:
    assert written_places((0, 1, 2, 4, 6, 7)) == "1-3, 5, 7, 8"
