"""Values of unknown type: what has the type that is meant is given, anything else is not."""

from __future__ import annotations

from typing import Any

import pytest

from explorer.boundary import values

ANYTHING: tuple[Any, ...] = (
    None,
    True,
    3,
    -2,
    0,
    1.5,
    "",
    "a",
    [],
    [1, "b"],
    (2, 3),
    {},
    {"k": 1},
    object(),
)


@pytest.mark.parametrize("value", ANYTHING)
def test_a_value_is_given_where_it_has_the_type_and_an_empty_one_elsewhere(value: object) -> None:
    kind = type(value)
    assert values.as_int(value) is (value if kind is int else None)
    assert values.as_number(value) is (value if kind in (int, float) else None)
    assert values.as_text(value) == (value if kind is str else "")
    assert values.as_dict(value) == (value if kind is dict else {})
    assert values.as_size(value) == (3 if value == 3 else 0)


def test_a_list_or_a_tuple_gives_its_items_and_anything_else_none_or_itself() -> None:
    assert values.as_list((2, 3)) == values.several((2, 3)) == [2, 3]
    assert values.as_list("ab") == values.as_list(None) == []
    assert values.several("ab") == ["ab"]
    assert values.several(None) == [None]
    assert values.ints([1, True, None, 2.0, 5]) == [1, 5]
