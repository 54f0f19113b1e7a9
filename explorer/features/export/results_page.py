"""What a result shows on a page: tokens, tables and pictures, out of the result alone."""

from __future__ import annotations

from explorer import features


def shown(result: object) -> str:
    """What there is to see of a result, as markup; empty where words say it all."""
    draw = features.find("export", type(result))
    return draw(result) if draw is not None else ""
