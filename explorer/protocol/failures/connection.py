"""Failures of reaching the Hub."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text.numbers import ntr
from explorer.text.translation import tr
from explorer.text.workplace import workplace

TRY_AGAIN = Remedy(tr("Try again"), "retry")


DOWNLOADED = Remedy(tr("Show what is downloaded"), "localPane")


class HubOffline(Failure):
    """The Hub is switched off by the settings that this program was started with."""

    def __init__(self) -> None:
        super().__init__(
            tr(
                "This program was started in offline mode, so it does not ask the Hub. Everything "
                "that is on {computer} already can still be opened.",
                computer=workplace(),
            ),
            remedy=DOWNLOADED,
        )


class HubUnreachable(Failure):
    """No connection: no network, an unknown name, or nobody answers at that address."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            tr(
                "There is no connection to {host}: {computer} is offline, or "
                "the server is down. Check the network, then try again.",
                host=host,
                computer=workplace(),
            ),
            remedy=TRY_AGAIN,
            details=details,
        )


class HubSilent(Failure):
    """The server took the request and then said nothing for too long."""

    def __init__(self, host: str, seconds: float, details: str = "") -> None:
        super().__init__(
            tr(
                "{host} has not answered for {seconds:.0f} seconds. It may be "
                "overloaded; try again in a while.",
                host=host,
                seconds=seconds,
            ),
            remedy=TRY_AGAIN,
            details=details,
        )


class HubLineCut(Failure):
    """The connection broke in the middle of an answer, more often than is worth repeating."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The connection to {host} keeps breaking. What has arrived is "
                "kept; try again when the network is steadier.",
                host=host,
            ),
            remedy=TRY_AGAIN,
            details=details,
        )


class HubBusy(Failure):
    """Too many requests (429). `seconds` is how long the server asks to wait, None if unsaid."""

    def __init__(self, host: str, seconds: float | None) -> None:
        super().__init__(
            tr(
                "{host} received too many requests from {computer} and asks it to wait. Try "
                "again in a few minutes; signing in raises the limit.",
                host=host,
                computer=workplace(),
            )
            if seconds is None
            else ntr(
                "{host} received too many requests from {computer} and asks it to wait. Try "
                "again in {count} second; signing in raises the limit.",
                "{host} received too many requests from {computer} and asks it to wait. Try "
                "again in {count} seconds; signing in raises the limit.",
                max(1, round(seconds)),
                host=host,
                computer=workplace(),
            ),
            remedy=TRY_AGAIN,
        )
        self.seconds = seconds


class HubBroken(Failure):
    """The server failed on its side (5xx)."""

    def __init__(self, host: str, status: int, details: str = "") -> None:
        super().__init__(
            tr(
                "{host} has a problem (it answered {status}). Try again later.",
                host=host,
                status=status,
            ),
            remedy=TRY_AGAIN,
            details=details,
        )


class HubAnswerStrange(Failure):
    """The answer is not what a Hub says: a log-in page of a network, or a mirror that differs."""

    def __init__(self, host: str, details: str = "") -> None:
        super().__init__(
            tr(
                "{host} gave an answer that does not come from the Hub. A network that wants "
                "you to log in first does this; so does a mirror that differs from the Hub.",
                host=host,
            ),
            remedy=TRY_AGAIN,
            details=details,
        )
