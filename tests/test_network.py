"""Nobody uses the network but a thread that says so; what is no network still works."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from explorer.boundary import network
from explorer.boundary.network import NetworkDenied
from tests.loopback import LoopbackHub

pytestmark = pytest.mark.reaches


@pytest.fixture
def listening() -> Iterator[tuple[str, int]]:
    with LoopbackHub() as hub:
        yield "127.0.0.1", int(hub.url.rpartition(":")[2])


WAYS: dict[str, Callable[[tuple[str, int]], object]] = {
    "connect": lambda address: socket.socket().connect(address),
    "connect_ex": lambda address: socket.socket().connect_ex(address),
    "create_connection": lambda address: socket.create_connection(address, 1),
    "getaddrinfo": lambda address: socket.getaddrinfo("localhost", address[1]),
    "gethostbyname": lambda address: socket.gethostbyname("localhost"),
    "gethostbyaddr": lambda address: socket.gethostbyaddr("127.0.0.1"),
    "getnameinfo": lambda address: socket.getnameinfo(address, 0),
    "a datagram": lambda address: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", address),
    "the newer family": lambda address: socket.socket(socket.AF_INET6).connect(("::1", 1)),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_no_way_is_open(listening: tuple[str, int], way: str) -> None:
    before = network.attempts()
    with pytest.raises(NetworkDenied):
        WAYS[way](listening)
    assert network.attempts() > before


def test_only_the_thread_that_says_so(listening: tuple[str, int]) -> None:
    refused: list[bool] = []

    def other() -> None:
        try:
            socket.create_connection(listening, 1).close()
        except NetworkDenied:
            refused.append(True)

    with network.allowed():
        with network.allowed():
            socket.create_connection(listening, 1).close()
        socket.create_connection(listening, 1).close()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert refused == [True]
    with pytest.raises(NetworkDenied):
        socket.create_connection(listening, 1)


def test_pipes_children_and_sockets_of_this_computer_work() -> None:
    done = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, check=True)
    assert done.stdout.strip() == b"1"
    if sys.platform != "win32":
        one, other = socket.socketpair()
        one.sendall(b"x")
        assert other.recv(1) == b"x"
        one.close()
        other.close()


def test_the_library_is_offline_but_for_those_who_may(listening: tuple[str, int]) -> None:
    import huggingface_hub
    from huggingface_hub import constants, errors

    network.settle_library()
    assert constants.is_offline_mode()
    with pytest.raises((errors.OfflineModeIsEnabled, errors.LocalEntryNotFoundError)) as caught:
        huggingface_hub.HfApi(endpoint="http://127.0.0.1:9").model_info("o/m")
    assert network.was_refused(caught.value)
    with network.allowed():
        assert not constants.is_offline_mode()


def test_the_guard_is_there_before_the_window() -> None:
    code = (
        "import socket\n"
        "from explorer.app import options\n"
        "options.read = lambda argv: socket.create_connection(('127.0.0.1', 9), 1)\n"
        "from explorer.__main__ import start\n"
        "start([])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert "NetworkDenied" in done.stderr
