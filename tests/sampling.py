"""Cases of one kind, of which the ordinary suite takes a sample.

`python -m pytest -m survey` runs the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(cases: Iterable[Any], every: int) -> list[Any]:
    """Parameters: the first, and each `every`-th after it, belong to the suite, the rest do not."""
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            marks=pytest.mark.survey if place % every else (),
        )
        for place, case in enumerate(cases)
    ]
