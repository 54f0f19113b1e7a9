"""Signing in and out through huggingface_hub, which alone keeps the token.

The token is checked on a wire of ours first, because the library's own check cannot be left.
"""

from __future__ import annotations

import os

from explorer.boundary import network
from explorer.features.hub.protocol.account import SignedIn, SignIn, SignOut, WhoAmI
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.http import HubConnection, attend, in_words
from explorer.features.hub.remote.lookup import answers, shapes
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.features.hub.remote.lookup.shapes import Account
from explorer.protocol.failures import (
    Failure,
    HubAnswerStrange,
    NotSignedIn,
    TokenFromOutside,
    TokenWrong,
)
from explorer.protocol.failures.account import SIGN_IN
from explorer.protocol.job import Check, Report
from explorer.text import numbers
from explorer.text.translation import tr


def sign_in(request: SignIn, lookups: Lookups, check: Check, report: Report) -> SignedIn:
    """Ask the Hub whose token this is, then let the library keep it. Raises `TokenWrong`.

    Whatever fails, the way on is the dialog: the token is not kept, so it cannot be sent again.
    """
    try:
        return _sign_in(request.token.strip(), lookups, check, report)
    except Failure as failure:
        failure.remedy = SIGN_IN
        raise


def _sign_in(token: str, lookups: Lookups, check: Check, report: Report) -> SignedIn:
    if not token or not token.isascii() or any(sign.isspace() for sign in token):
        raise TokenWrong
    report(tr("Checking the token with the Hub"))
    who = lookups.ask(check, lambda wire: _who(wire, token))
    report(tr("Keeping the token"))

    def keep() -> None:
        with network.allowed():  # the library asks once more whose token it is
            hub_library.hub().login(token=token, add_to_git_credential=False)

    try:
        with lookups.wire() as wire, in_words(wire.host, hub_library.TIMEOUT):
            attend(keep, check, lambda: None)
    except ValueError:
        raise TokenWrong from None  # the library's sentence could quote what it was given
    lookups.forget()
    return who


def sign_out(request: SignOut, lookups: Lookups, check: Check, report: Report) -> SignedIn:
    """Forget the token. Raises `TokenFromOutside` when another stays in force."""
    check()
    try:
        hub_library.hub().logout()
    except OSError:
        raise TokenFromOutside from None
    finally:
        lookups.forget()
    if hub_library.token() is not None:
        raise TokenFromOutside
    return SignedIn("", "", outside=False)


def who_am_i(request: WhoAmI, lookups: Lookups, check: Check, report: Report) -> SignedIn:
    """Whose token is in force; nobody's when there is none, and then nothing is asked."""
    token = hub_library.token()
    if token is None:
        return SignedIn("", "", outside=False)
    report(tr("Asking who is signed in"))
    return lookups.ask(check, lambda wire: _who(wire, token))


def _who(wire: HubConnection, token: str) -> SignedIn:
    answer = wire.get("/api/whoami-v2", token=token)
    failure = answers.failure_of(
        answer.status, answer.headers, host=wire.host, endpoint=wire.endpoint, has_token=True
    )
    if isinstance(failure, NotSignedIn) or answer.status in (401, 403):
        raise TokenWrong
    if failure is not None:
        raise failure
    account = shapes.typed(answer, wire.host, Account)
    if not account.name:
        raise HubAnswerStrange(wire.host, tr("no name in the answer"))
    name, full = (numbers.shortened(text or "") for text in (account.name, account.fullname))
    return SignedIn(name, full, outside=_from_outside(token))


def _from_outside(token: str) -> bool:
    given = (os.environ.get("HF_TOKEN") or os.environ.get("HUGGING_FACE_HUB_TOKEN") or "").strip()
    return bool(given) and given == token
