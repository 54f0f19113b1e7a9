"""The Hub room's one door to huggingface_hub: its settings before the import, its constants after.

Tests replace its constants; nothing here keeps them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from explorer.boundary import network

TIMEOUT = 15.0  # seconds; for the few calls that go through the library's own client


@cache
def hub() -> Any:
    """The huggingface_hub package, with a client that cannot hang for ever.

    Its own client has no timeout at all, so that a silent server would block signing in (and any
    loading elsewhere in the program) without end.
    """
    network.settle_library()
    import httpx2
    import huggingface_hub

    # The library's own hooks (offline mode, request ids) go along.
    hooks = huggingface_hub.get_session().event_hooks

    def with_timeout() -> httpx2.Client:
        return httpx2.Client(event_hooks=hooks, follow_redirects=True, timeout=TIMEOUT)

    huggingface_hub.set_client_factory(with_timeout)
    return huggingface_hub


def endpoint() -> str:
    """The Hub's address without a slash at its end; a mirror's where one is set."""
    return str(hub().constants.ENDPOINT)


def cache_folder() -> Path:
    """Where checkpoints are kept (it need not exist)."""
    return Path(hub().constants.HF_HUB_CACHE).expanduser()


def offline() -> bool:
    """Whether the Hub is switched off by the environment, for the Hub's own lanes as well."""
    # Asked as a thread that may use the network, or the switch for all others would answer.
    with network.allowed():
        return bool(hub().constants.is_offline_mode())


def patience() -> tuple[float, float]:
    """Seconds to wait for a look-up and for the next bytes of a file, as the library has them."""
    constants = hub().constants
    return float(constants.HF_HUB_ETAG_TIMEOUT), float(constants.HF_HUB_DOWNLOAD_TIMEOUT)


def token() -> str | None:
    """The token in force, for a request's header only: never kept, shown or logged."""
    if hub().constants.HF_HUB_DISABLE_IMPLICIT_TOKEN:
        return None
    result = hub().get_token()
    return str(result) if result else None


def repo_folder(checkpoint: str) -> str:
    """The name of a checkpoint's folder in the cache: `models--org--name`."""
    return "--".join(["models", *checkpoint.split("/")])
