"""What all requests of the Hub's two lanes share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explorer.protocol.job import Request


@dataclass(frozen=True)
class HubRequest(Request):
    """`transfers` goes to the lane of whole checkpoints: a download takes minutes.

    `follows` is sent because of another request, not because a person acted.
    """

    transfers: ClassVar[bool] = False
    follows: ClassVar[bool] = False

    @property
    def needs_model(self) -> bool:
        """It is about the Hub."""
        return False
