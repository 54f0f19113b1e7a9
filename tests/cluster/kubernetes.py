"""A cluster of a test's own: Kubernetes' API over TLS at the loopback address, whose pods run as
processes of this computer.

It answers what kr8s asks: the version, pods made, read and deleted, their logs, a command in one,
and their ports. `hold` keeps pods from being scheduled; `refuse`, `no_image` and `forbid` (of
`exec`) are what it says no with. Where a pod has a folder, the process has one of this computer.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime
import ipaddress
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil

from explorer.boundary import network
from tests.cluster.conftest import environment_of, processes_at
from tests.conftest import ROOT

TOKEN = "a-token-of-this-test"
_PODS = re.compile(
    r"/api/v1/namespaces/(?P<namespace>[^/]+)/pods(?:/(?P<name>[^/]+))?(?:/(?P<of>\w+))?"
)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of the loopback address, signed by itself, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kubernetes of a test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    files = folder / "api.pem", folder / "api.key"
    files[0].write_bytes(made.public_bytes(Encoding.PEM))
    files[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


class Kubernetes:
    """Its API listens from now on; `config` is a kubeconfig for it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, folder / "home"
        self.home.mkdir(parents=True)
        self.pods: dict[str, dict[str, Any]] = {}
        self.deleted: list[str] = []
        self.hold = self.forbid = False
        self.refuse = self.no_image = ""
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        own, key = certificate(folder)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(own, key)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="kubernetes")
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls))
        port = self._server.sockets[0].getsockname()[1]
        self.config = folder / "kubeconfig"
        self.write_config(f"https://127.0.0.1:{port}", own.read_bytes(), TOKEN)

    def write_config(self, server: str, authority: bytes, token: str) -> None:
        """Write the kubeconfig, which is JSON and so YAML."""
        cluster = {
            "server": server,
            "certificate-authority-data": base64.b64encode(authority).decode(),
        }
        named = {"name": "test"}
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "test",
            "clusters": [{**named, "cluster": cluster}],
            "users": [{**named, "user": {"token": token}}],
            "contexts": [
                {**named, "context": {"cluster": "test", "user": "test", "namespace": "lab"}}
            ],
        }
        self.config.write_text(json.dumps(config), "utf-8")
        self.server = server

    def _run(self) -> None:
        with network.allowed():  # to its pods
            self._loop.run_forever()

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def processes(self) -> list[psutil.Process]:
        """Those of its pods that live."""
        return processes_at(self.home)

    def end(self) -> None:
        """End its pods, and its API."""

        async def stop() -> None:
            self._server.close()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        self._call(stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        for process in self.processes():
            process.kill()
        for each in self._processes.values():
            each.wait(20)

    # -- the API -------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ssl.SSLError):
            head = await reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            method, target, _ = first.split()
            headers = {
                name.lower(): value.strip()
                for name, _, value in (line.partition(":") for line in lines if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            split = urlsplit(target)
            match = _PODS.fullmatch(split.path)
            asked = parse_qs(split.query)
            if headers.get("authorization") != f"Bearer {TOKEN}":
                await self._answer(writer, 401, _status("Unauthorized"))
            elif split.path.rstrip("/") == "/version":
                await self._answer(writer, 200, {"gitVersion": "v1.33.1"})
            elif match is None:
                await self._answer(writer, 404, _status(f"nothing at {split.path}"))
            elif match["of"] in ("exec", "portforward"):
                await self._stream(reader, writer, head, match["name"], match["of"], asked)
            else:
                await self._answer(writer, *self._pod(method, match, body))
        writer.close()

    async def _answer(self, writer: asyncio.StreamWriter, code: int, answer: Any) -> None:
        body = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
        kind = "text/plain" if isinstance(answer, str) else "application/json"
        writer.write(
            f"HTTP/1.1 {code} x\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
            "Connection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()

    def _pod(self, method: str, match: re.Match[str], body: bytes) -> tuple[int, Any]:
        name = match["name"]
        if method == "POST":
            if self.refuse:
                return 403, _status(self.refuse)
            asked = json.loads(body)
            assert asked["metadata"]["namespace"] == match["namespace"]
            self.pods[asked["metadata"]["name"]] = asked
            return 201, asked
        if name not in self.pods:
            return 404, _status(f'pods "{name}" not found')
        if match["of"] == "log":
            return 200, (self.folder / f"{name}.log").read_text("utf-8")
        if method == "DELETE":
            self.delete(name)
            return 200, _status("")
        return 200, {**self.pods[name], "status": self._becomes(name)}

    def delete(self, name: str) -> None:
        """As its kubelet does: the program hears SIGTERM."""
        self.pods.pop(name)
        self.deleted.append(name)
        if name in self._processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._processes[name].pid, signal.SIGTERM)

    def _becomes(self, name: str) -> dict[str, Any]:
        if self.hold:
            why = {"reason": "Unschedulable", "message": "0/3 nodes are available"}
            condition = {"type": "PodScheduled", "status": "False", **why}
            return {"phase": "Pending", "conditions": [condition]}
        if self.no_image:
            waiting = {"reason": "ImagePullBackOff", "message": self.no_image}
            return {"phase": "Pending", "containerStatuses": [{"state": {"waiting": waiting}}]}
        if name not in self._processes:
            self._processes[name] = self._start(name)
        code = self._processes[name].poll()
        if code is None:
            ready = [{"type": each, "status": "True"} for each in ("Ready", "ContainersReady")]
            running: dict[str, Any] = {"state": {"running": {}}}
            return {"phase": "Running", "conditions": ready, "containerStatuses": [running]}
        over = {"reason": "OOMKilled" if code == -signal.SIGKILL else "Error", "exitCode": code}
        return {"phase": "Failed", "containerStatuses": [{"state": {"terminated": over}}]}

    def _here(self, name: str, argument: str) -> str:
        """An argument as it is on this computer, where the pod's folder is another one."""
        container = self.pods[name]["spec"]["containers"][0]
        for mount in container["volumeMounts"]:
            own = self.folder / name
            own.mkdir(exist_ok=True)
            argument = argument.replace(mount["mountPath"], str(own))
        return argument

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        container = self.pods[name]["spec"]["containers"][0]
        program, *arguments = container["command"] + container["args"]
        assert program == "python"
        own = Path(container["image"].replace(":", "-")).name
        image = self.folder / own  # what a test puts in Python's place
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [
                    str(image) if image.exists() else sys.executable,
                    *(self._here(name, each) for each in arguments),
                ],
                cwd=ROOT,
                env={**os.environ, **environment_of(self.home), "PYTHONPATH": str(ROOT)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    # -- a command in a pod, and its ports -------------------------------------------------------

    async def _stream(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        head: bytes,
        name: str,
        of: str,
        asked: dict[str, list[str]],
    ) -> None:
        from wsproto import ConnectionType, WSConnection
        from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Request

        if self.forbid or name not in self.pods:
            await self._answer(writer, 403, _status(f"pods/{of} is forbidden"))
            return
        line = WSConnection(ConnectionType.SERVER)
        line.receive_data(head)
        request = next(line.events())
        assert isinstance(request, Request)
        protocol = next(iter(request.subprotocols), None)
        writer.write(line.send(AcceptConnection(subprotocol=protocol)))

        async def send(channel: int, data: bytes) -> None:
            writer.write(line.send(BytesMessage(bytes([channel]) + data)))
            await writer.drain()

        if of == "exec":
            command = [self._here(name, each) for each in asked["command"]]
            process = await asyncio.create_subprocess_exec(
                *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
            )
            out, errors = await process.communicate()
            await send(1, out)
            await send(2, errors)
            causes = [{"reason": "ExitCode", "message": str(process.returncode)}]
            failed = {"status": "Failure", "message": "x", "details": {"causes": causes}}
            await send(
                3, json.dumps(failed if process.returncode else {"status": "Success"}).encode()
            )
            writer.write(line.send(CloseConnection(code=1000)))
            await writer.drain()
            return
        port = int(asked["ports"][0])
        for channel in (0, 1):
            await send(channel, port.to_bytes(2, "little"))
        there, to_there = await asyncio.open_connection("127.0.0.1", port)

        async def back() -> None:
            while data := await there.read(30_000):
                await send(0, data)

        returning = asyncio.create_task(back())
        message = b""
        try:
            while data := await reader.read(100_000):
                line.receive_data(data)
                for event in line.events():
                    if isinstance(event, BytesMessage):
                        message += event.data
                        if event.message_finished:
                            assert message[0] == 0
                            to_there.write(message[1:])
                            message = b""
                    elif isinstance(event, CloseConnection):
                        return
                    elif hasattr(event, "response"):
                        writer.write(line.send(event.response()))
                await to_there.drain()
                if returning.done():
                    return
        finally:
            returning.cancel()
            to_there.close()


def _status(message: str) -> dict[str, Any]:
    """Kubernetes' own form of an answer without a thing."""
    return {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message}
