"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from explorer.features.hub.protocol.request import HubRequest
from explorer.text.translation import tr


@dataclass(frozen=True)
class SignIn(HubRequest):
    """Check an access token with the Hub and let huggingface_hub keep it; we never do."""

    stays_here: ClassVar[bool] = True
    title: ClassVar[str] = tr("Signing in")
    token: str = field(repr=False)

    def without_secrets(self) -> HubRequest:
        """The same question without the token."""
        return WhoAmI()


@dataclass(frozen=True)
class SignOut(HubRequest):
    """Forget the token on this computer."""

    stays_here: ClassVar[bool] = True
    title: ClassVar[str] = tr("Signing out")


@dataclass(frozen=True)
class WhoAmI(HubRequest):
    """Who is signed in? Asks the Hub; without a token it answers without asking."""

    stays_here: ClassVar[bool] = True
    replaces: ClassVar[str | None] = "hub-who"
    follows: ClassVar[bool] = True
    title: ClassVar[str] = tr("Asking who is signed in")


@dataclass(frozen=True)
class SignedIn:
    """The state of signing in. `name` is empty when nobody is. `outside` tells that the token was
    given to the program from outside and cannot be forgotten here."""

    name: str
    full_name: str
    outside: bool
