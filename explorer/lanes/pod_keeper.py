"""Keeps one pod of Kubernetes with the program in it, in a process of its own (`pod`).

Standard input brings a `PodAsked` and stays open as long as the pod is wanted; standard output
takes one `PodEvent` a line. When the input ends, however its window ended, the pod is deleted.
Where this process cannot do that, the program in the pod ends by itself: no window asks for it.

kr8s, which dask-kubernetes brings as well, speaks to the cluster's API as kubectl does. The pod is
reached through that API alone: the program listens on the pod's loopback address. The pairing is
read by a command in the pod and not from its log, which Kubernetes keeps and more people may read.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from typing import Any

import msgspec

from explorer.boundary.pod_address import PodAddress
from explorer.lanes.in_job import PAIRING
from explorer.lanes.share import LOOPBACK, await_end

FOLDER = "/run/transformer-explorer"
"""In the pod, in memory: what is written there is on no disk, and goes with the pod."""
_TURN = 1.0
_PATIENCE = 15.0
"""Seconds for one answer of the API."""
_LAST_LINES = 50
_MOST_WORDS = 6_000
_NO_IMAGE = ("InvalidImageName", "ErrImageNeverPull", "ImagePullBackOff")
"""Kubernetes' words where an image does not come; the last one after it was tried twice."""
_FORBIDDEN = (401, 403)


class PodAsked(msgspec.Struct, frozen=True):
    """The pod, its name, and the first of two ports at which the program listens in it."""

    address: PodAddress
    name: str
    port: int


class PodEvent(msgspec.Struct, frozen=True):
    """What becomes of the pod, in Kubernetes' own words; or the pairing with the program in it, and
    where its ports are reached from here; or what went wrong: "unreached", "refused", "image" or
    "ended".
    """

    words: str = ""
    problem: str = ""
    pairing: str = ""
    routes: dict[str, str] = {}


class _Problem(Exception):
    """Nothing more becomes of the pod."""

    def __init__(self, problem: str, words: str) -> None:
        super().__init__(words)
        self.event = PodEvent(words[-_MOST_WORDS:], problem)


def main() -> int:
    """One pod."""
    asked = msgspec.json.decode(sys.stdin.buffer.readline(), type=PodAsked)
    asyncio.run(_keep(asked))
    return 0


def _say(event: PodEvent) -> None:
    with contextlib.suppress(OSError):  # the window has gone, which standard input says as well
        sys.stdout.buffer.write(msgspec.json.encode(event) + b"\n")
        sys.stdout.buffer.flush()


async def _keep(asked: PodAsked) -> None:
    """Until standard input ends."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    threading.Thread(target=await_end, args=(loop, ended), name="input", daemon=True).start()
    following = asyncio.create_task(_begin(asked))
    waiting = asyncio.create_task(ended.wait())
    await asyncio.wait((following, waiting), return_when=asyncio.FIRST_COMPLETED)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    await waiting


async def _begin(asked: PodAsked) -> None:
    """Make the pod, follow it, and delete it."""
    import kr8s

    try:
        from kr8s.asyncio.objects import Pod

        async with asyncio.timeout(_PATIENCE):
            api = await kr8s.asyncio.api(namespace=asked.address.namespace or None)
            api.timeout = _PATIENCE
            pod = await Pod(resource(asked, api.namespace), namespace=api.namespace, api=api)
        try:
            await pod.create()
            await _follow(pod, asked)
        finally:
            with contextlib.suppress(kr8s.NotFoundError, kr8s.ServerError, TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await pod.delete()
    except _Problem as problem:
        _say(problem.event)
    except kr8s.ServerError as error:
        _say(PodEvent(str(error)[:_MOST_WORDS], "refused"))
    except Exception as error:  # no way there; and a strange kubeconfig raises dozens of kinds
        _say(PodEvent((str(error) or type(error).__name__)[:_MOST_WORDS], "unreached"))


def resource(asked: PodAsked, namespace: str) -> dict[str, Any]:
    """The pod as Kubernetes takes it.

    https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
    """
    address = asked.address
    memory = address.memory.removesuffix("B")
    wanted = {
        "cpu": address.cores,
        "memory": f"{memory[:-1]}k" if memory.endswith("K") else memory,
        "nvidia.com/gpu": address.gpus,
    }
    limits = {name: value for name, value in wanted.items() if value}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": asked.name,
            "namespace": namespace,
            "labels": {"app.kubernetes.io/name": "transformer-explorer"},
        },
        "spec": {
            "restartPolicy": "Never",
            # It gets no key to the cluster that it runs on.
            "automountServiceAccountToken": False,
            "enableServiceLinks": False,
            "terminationGracePeriodSeconds": 5,
            "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [
                {
                    "name": "model",
                    "image": address.image,
                    # -P: not a package of that name in the folder where the image begins.
                    "command": ["python", "-P", "-m", "explorer.lanes.in_job"],
                    "args": [FOLDER, "--pod-port", str(asked.port)],
                    "resources": {"limits": limits, "requests": limits},
                    "securityContext": {
                        "allowPrivilegeEscalation": False,
                        "capabilities": {"drop": ["ALL"]},
                    },
                    "volumeMounts": [{"name": "pairing", "mountPath": FOLDER}],
                }
            ],
            "volumes": [{"name": "pairing", "emptyDir": {"medium": "Memory"}}],
        },
    }


async def _follow(pod: Any, asked: PodAsked) -> None:
    """Say what becomes of the pod, until that is its end. Raises _Problem, and what kr8s does."""
    import httpx
    import kr8s

    last, paired = "", False
    async with contextlib.AsyncExitStack() as forwards:
        while True:
            try:
                await pod.refresh()
            except kr8s.NotFoundError:
                raise _Problem("ended", "the pod was deleted") from None
            except (kr8s.ServerError, kr8s.APITimeoutError, httpx.HTTPError):
                if not paired:
                    raise
            words = _judged(pod.raw)
            if _is_over(pod.raw):
                raise _Problem("ended", f"{words}\n{await _log(pod)}")
            if not paired and words != last:
                _say(PodEvent(words))
                last = words
            if not paired and _is_ready(pod.raw):
                paired = await _pair(pod, asked, forwards)
            await asyncio.sleep(_TURN)


def _judged(raw: Any) -> str:
    """What becomes of a pod. Raises _Problem where its image does not come."""
    status = raw.get("status", {})
    for container in status.get("containerStatuses", ()):
        for kind in ("waiting", "terminated"):
            if about := container.get("state", {}).get(kind):
                words = " ".join(filter(None, (about.get("reason"), about.get("message"))))
                if about.get("reason") in _NO_IMAGE:
                    raise _Problem("image", words)
                return words
    for condition in status.get("conditions", ()):
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            return f"{condition.get('reason')} {condition.get('message', '')}".strip()
    return str(status.get("reason") or status.get("phase") or "Pending")


def _is_over(raw: Any) -> bool:
    phase = raw.get("status", {}).get("phase")
    return phase in ("Succeeded", "Failed") or "deletionTimestamp" in raw.get("metadata", {})


def _is_ready(raw: Any) -> bool:
    """Whether a command can be run in it; kr8s would wait for that, also where it never comes."""
    conditions = raw.get("status", {}).get("conditions", ())
    true = {each.get("type") for each in conditions if each.get("status") == "True"}
    return {"Ready", "ContainersReady"} <= true


async def _log(pod: Any) -> str:
    """The end of what the program in the pod wrote, which may be gone."""
    import httpx
    import kr8s

    with contextlib.suppress(kr8s.ServerError, kr8s.APITimeoutError, httpx.HTTPError):
        return "\n".join([line async for line in pod.logs(tail_lines=_LAST_LINES)])
    return ""


async def _pair(pod: Any, asked: PodAsked, forwards: contextlib.AsyncExitStack) -> bool:
    """Whether the program has written its pairing; then its ports are forwarded."""
    import httpx_ws
    import kr8s

    try:
        async with asyncio.timeout(_PATIENCE):
            read = await pod.exec(["cat", f"{FOLDER}/{PAIRING}"], check=False)
    except httpx_ws.WebSocketUpgradeError as error:
        if error.response.status_code in _FORBIDDEN:
            words = "it does not let you exec into the pod (pods/exec)"
            raise _Problem("refused", words) from error
        return False
    except (httpx_ws.HTTPXWSException, kr8s.ExecError, kr8s.NotFoundError, TimeoutError):
        return False
    if read.returncode:
        return False
    routes = {}
    for port in (asked.port, asked.port + 1):
        near = await forwards.enter_async_context(pod.portforward(port, local_port="auto"))
        routes[f"{LOOPBACK}:{port}"] = f"{LOOPBACK}:{near}"
    _say(PodEvent(pairing=read.stdout.decode("utf-8", "replace"), routes=routes))
    return True


if __name__ == "__main__":
    sys.exit(main())
