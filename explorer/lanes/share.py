"""`transformer-explorer --share`: let a window on another computer work on this one.

Starts Dask's scheduler here and one worker in a process of its own, both with certificates for
both ends, and writes the pairing file that the window needs. No Qt; ends with Ctrl+C.
Where a window starts it, it serves that one alone, with certificates of its own. Over ssh (`ssh`)
the pairing is written to standard output, and it ends with its standard input; in a job of a batch
system (`in_job`) it ends when a file is gone that the window keeps for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import platform
import re
import signal
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

import explorer
from explorer.boundary.own_data import own_data
from explorer.lanes import pairing
from explorer.protocol.failures.computers import ClusterMissing
from explorer.text.translation import tr

LOOPBACK = "127.0.0.1"
_ALONE_SECONDS = 180.0
"""Started by a window: how long none may ask for it. A pulled cable ends no ssh server soon."""
_WORKER = f"""
import sys
sys.path.insert(0, {str(Path(explorer.__file__).parents[1])!r})
from explorer.lanes.host import main
sys.exit(main())
"""


def main(
    host: str, port: int, file: str, *, renew: bool = False, wanted: Path | None = None
) -> int:
    """Share this computer at one of its addresses until somebody presses Ctrl+C; exit status.

    `wanted` is a file without which it ends: a job's window keeps it.
    """
    over_ssh = file == pairing.STANDARD_OUTPUT
    by_window = over_ssh or wanted is not None
    try:
        import distributed  # noqa: F401

        store = own_data() / "share" / "certificates.json"
        if renew:
            store.unlink(missing_ok=True)
        certificates = pairing.make() if by_window else pairing.certificates(store)
    except ImportError as missing:
        print(ClusterMissing(missing.name or "distributed").sentence, file=sys.stderr)
        return pairing.PACKAGES_MISSING
    except OSError as error:
        print(tr("The certificates cannot be kept: {problem}", problem=str(error)), file=sys.stderr)
        return 2
    from explorer.lanes.dask_limits import quiet, refuse_pickles

    refuse_pickles()
    quiet()
    name = platform.node() or LOOPBACK
    path = Path(file or f"{re.sub(r'[^A-Za-z0-9._-]', '-', name)}{pairing.ENDING}").absolute()

    def ready(address: str) -> None:
        if over_ssh:
            sys.stdout.buffer.write(pairing.line(name, address, certificates.window) + b"\n")
            sys.stdout.buffer.flush()
            return
        pairing.write(path, name, address, certificates.window)
        if by_window:
            return
        print(tr("{name} is shared at {address}.", name=name, address=address))
        print(tr("Pairing file: {path}", path=path))
        print(tr("Fingerprint: {fingerprint}", fingerprint=certificates.computer.fingerprint))
        print(
            tr(
                "Copy the file to the other computer privately: whoever has it can run models "
                "here, and read and write model folders."
            )
        )
        if host == LOOPBACK:
            print(
                tr(
                    "Only programs on this computer reach this address. For others, name one of "
                    "its own: {addresses}",
                    addresses=", ".join(f"--share {each}" for each in addresses()) or "–",
                )
            )
        print(tr("Ctrl+C ends it."), flush=True)

    try:
        asyncio.run(_serve(host, port, name, certificates, ready, over_ssh=over_ssh, wanted=wanted))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            print(tr("The certificates cannot be kept: {problem}", problem=error), file=sys.stderr)
            return pairing.DISK_FULL
        print(
            tr("{address} cannot be used: {problem}", address=host, problem=str(error)),
            file=sys.stderr,
        )
        return pairing.PORT_TAKEN
    except KeyboardInterrupt:
        pass
    return 0


def addresses() -> list[str]:
    """This computer's addresses in its networks."""
    import psutil

    return sorted(
        each.address
        for entries in psutil.net_if_addrs().values()
        for each in entries
        if each.family == socket.AF_INET and not each.address.startswith("127.")
    )


async def _serve(
    host: str,
    port: int,
    name: str,
    certificates: pairing.Certificates,
    ready: Callable[[str], None],
    *,
    over_ssh: bool,
    wanted: Path | None,
) -> None:
    from distributed import Scheduler

    from explorer.lanes.answers import PREFIX
    from explorer.lanes.dask_limits import keep_own_handlers

    class PlainScheduler(Scheduler):  # type: ignore[misc]
        """Without the web page of its own, which would be a port that anybody may open."""

        def start_http_server(self, *arguments: object, **options: object) -> None:
            """None."""

    certificate = certificates.computer
    scheduler = PlainScheduler(
        host=host,
        port=port,
        protocol="tls://",
        security=certificate.security("scheduler"),
        dashboard=False,
    )
    await scheduler
    scheduler.worker_plugins.clear()  # sent to workers as pickles; for tables, which nobody has

    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    asked = loop.time()

    async def where() -> dict[str, Any]:
        nonlocal asked
        asked = loop.time()  # each window asks this several times a second
        return {"workers": list(scheduler.workers)}

    scheduler.handlers[f"{PREFIX}where"] = where
    keep_own_handlers(scheduler, PREFIX)
    address = scheduler.address.removeprefix("tls://")
    setup = {
        "scheduler": scheduler.address,
        "host": host,
        "port": port + 1 if port else 0,
        "name": name,
        "certificate": msgspec.to_builtins(certificate),
    }
    if over_ssh:
        threading.Thread(target=await_end, args=(loop, ended), name="input", daemon=True).start()

    async def while_wanted() -> None:
        """As long as a window asks, where it was one that started this."""
        by_window = over_ssh or wanted is not None
        while not by_window or loop.time() - asked < _ALONE_SECONDS:
            if wanted is not None and not wanted.exists():
                break
            await asyncio.sleep(1)
        ended.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform != "win32":
            loop.add_signal_handler(number, ended.set)
    keeping = asyncio.create_task(_keep_worker(setup, lambda: ready(address)))
    waiting = asyncio.create_task(ended.wait())
    watching = asyncio.create_task(while_wanted())
    try:
        await asyncio.wait((keeping, waiting), return_when=asyncio.FIRST_COMPLETED)
        if not ended.is_set():
            raise OSError(tr("the process for the models did not start"))
    finally:
        for task in (keeping, waiting, watching):
            task.cancel()
        await asyncio.gather(keeping, waiting, watching, return_exceptions=True)
        await scheduler.close()


def await_end(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Standard input ends with the connection that this was started over."""
    with contextlib.suppress(OSError):
        # Not through the buffer of `sys.stdin`, which Python locks when it ends.
        while os.read(sys.stdin.fileno(), 1_000):
            pass
    with contextlib.suppress(RuntimeError):  # it has ended by itself
        loop.call_soon_threadsafe(ended.set)


async def _keep_worker(setup: dict[str, Any], ready: Callable[[], None]) -> None:
    """A worker that begins again when it ended: short of memory, or crashed by a model.

    It has a name in the registry only while it lives, so a window is told at once.
    """
    announced = False
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-c",
            _WORKER,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(setup).encode() + b"\n")
            await process.stdin.drain()
            while line := await process.stdout.readline():
                if line.strip() == b"ready" and not announced:
                    announced = True
                    ready()
            await process.wait()
            if not announced:
                return
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        await asyncio.sleep(0.5)
