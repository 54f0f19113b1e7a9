"""Failures of signing in, and of what an account may read."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text.translation import tr

SIGN_IN = Remedy(tr("Sign in…"), "signInAction")


class NotSignedIn(Failure):
    """The checkpoint, or the question, needs an account and no token is here."""

    def __init__(self, what: str) -> None:
        super().__init__(
            tr(
                "{checkpoint} is only for people who are signed in. Sign in with an access token "
                "of your Hugging Face account.",
                checkpoint=what,
            ),
            remedy=SIGN_IN,
        )


class TokenWrong(Failure):
    """The Hub does not know the access token."""

    def __init__(self) -> None:
        super().__init__(
            tr(
                "The Hub does not accept this access token. It may be mistyped, expired or "
                "revoked; make a new one on your Hugging Face settings page and sign in again."
            ),
            remedy=SIGN_IN,
        )


class TokenFromOutside(Failure):
    """Signing out cannot forget a token that the program was started with."""

    def __init__(self) -> None:
        super().__init__(
            tr(
                "The token kept on this computer was removed, but this program was started with "
                "a separate token, which it uses until it is started without one."
            ),
            remedy=Remedy(tr("Sign in with another token…"), "signInAction"),
        )


class LicenceNotAccepted(Failure):
    """A gated checkpoint whose conditions this account has not accepted, or not yet."""

    def __init__(self, checkpoint: str, address: str) -> None:
        super().__init__(
            tr(
                "The authors of {checkpoint} ask everybody to accept their "
                "conditions first. Open its page in the browser, accept them "
                "there, then try again.",
                checkpoint=checkpoint,
            ),
            remedy=Remedy(tr("Open the page in the browser"), "licenceAction"),
        )
        self.address = address


class AccessDenied(Failure):
    """This account may not read the checkpoint, whatever it accepts."""

    def __init__(self, checkpoint: str) -> None:
        super().__init__(
            tr(
                "This account, or its access token, may not read {checkpoint}. "
                "Sign in with another one, or ask its owners.",
                checkpoint=checkpoint,
            ),
            remedy=SIGN_IN,
        )
