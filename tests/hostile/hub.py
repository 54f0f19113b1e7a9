"""Hubs that lie: names that lead out, values of wrong kinds, answers without an end, bombs, cards.

Each scenario tells the server of its place what to answer and returns what a person types. The
checkpoint is always `o/m`; what is not lied about is true, so that each lie is met where it counts.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.hostile.scenario import Place, Scenario
from tests.loopback import Repository
from tests.loopback.checkpoints import config, safetensors

NAME = "o/m"
_INFO = f"/api/models/{NAME}"
_TREE = f"{_INFO}/tree/"
_REFS = f"{_INFO}/refs"
_FILE = f"/{NAME}/resolve/"

# -- what is written where a name should be ---------------------------------------------------

CLIMBING = "../../../../../.config/autostart/./././."
"""40 characters, as a commit has: from `snapshots` of the usual cache to what starts by itself."""

NEARER = "../../../.config/autostart" + 7 * "/."
"""The same from a cache that lies in the home folder itself."""

WAYS_OUT = (
    "../../../evil",
    "../../../../../../evil",
    CLIMBING,
    NEARER,
    "/tmp/evil",
    "//server/share/evil",
    "a/../../../../../evil",
    "..\\..\\..\\evil",
    "C:\\evil",
    "C:evil",
    "C:/evil",
    "file:stream",
    "NUL",
    "aux.json",
    "evil.",
    "evil ",
    "evil\0.json",
    "evil\n.json",
    "evil\ud800",
    ".",
    "..",
    "",
    "~/evil",
    "a//b",
    "a/./b",
    "x" * 300,
    "x/" * 3_000 + "x",
    "-rf",
    "%2e%2e%2f%2e%2e%2fevil",
    "evil\u202egnp.exe",
)

# -- what is written where another kind of value should be ------------------------------------

INFINITY = "\x00Infinity"  # replaced in the text: JSON itself has no such value
NESTED = "\x00nested"
WRONG: tuple[Any, ...] = (
    5,
    -1,
    1.5,
    True,
    None,
    "",
    "text",
    [],
    {},
    [None],
    [5],
    [[]],
    {"a": {"b": 1}},
    10**300,
    2**63,
    INFINITY,
    NESTED,
    "\ud800",
    "a\0b",
    "x" * 2_000_000,
    ["x"] * 200_000,
    {str(n): n for n in range(50_000)},
)


def _json(value: Any) -> bytes:
    text = json.dumps(value)
    text = text.replace(json.dumps(INFINITY), "Infinity")
    return text.replace(json.dumps(NESTED), "[" * 50_000 + "]" * 50_000).encode()


def _files(**more: bytes) -> dict[str, bytes]:
    """A small checkpoint without a tokenizer: its weights are random, and it loads."""
    return {
        "config.json": config(),
        "model.safetensors": safetensors({"weight": (100,)}),
        "README.md": b"---\nlicense: mit\n---\n# Plain\n\nA card.\n",
        **{name.replace("__", "."): content for name, content in more.items()},
    }


def _honest(place: Place, files: dict[str, bytes] | None = None, **about: Any) -> Repository:
    return place.server.add(NAME, files if files is not None else _files(), **about)


def _lie(place: Place, match: str, value: Any = None, **what: Any) -> None:
    """Answer so: a JSON value, or `body`."""
    body = what.pop("body", None)
    headers = {"Content-Type": "application/json", **what.pop("headers", {})}
    place.server.misbehave(
        match,
        **{
            "status": 200,
            "headers": headers,
            "body": body if body is not None else _json(value),
            "whole": match in (_INFO, _REFS),
            **what,
        },
    )


# -- names ---------------------------------------------------------------------------------------


def _sha(place: Place, way: str) -> str:
    """The commit leads out, and the config names the file that is to be written there."""
    files = _files(config__json=config(transformers_weights="evil.desktop"), evil__desktop=b"[D]")
    files["evil.safetensors"] = safetensors({"weight": (1,)})
    repository = _honest(place, files)
    _lie(place, _INFO, repository.info() | {"sha": way})
    _lie(place, _TREE, [file.tree_item() for file in repository.files.values()])
    for path, file in repository.files.items():
        place.server.misbehave(f"/{path}", status=200, body=file.content)
    return NAME


def _id(place: Place, way: str) -> str:
    _lie(place, _INFO, _honest(place).info() | {"id": way})
    return NAME


def _found_id(place: Place, way: str) -> str:
    repository = _honest(place)
    _lie(place, "/api/models?", [repository.info() | {"id": way, "modelId": way}])
    return "words"


def _tree_path(place: Place, way: str) -> str:
    repository = _honest(place)
    items = [file.tree_item() for file in repository.files.values()]
    _lie(place, _TREE, [*items, items[0] | {"path": way}])
    return NAME


def _needed_path(place: Place, way: str) -> str:
    """The config names the weights, and the list of files has them under that very name."""
    repository = _honest(place, _files(config__json=config(transformers_weights=way)))
    items = [file.tree_item() for file in repository.files.values()]
    _lie(place, _TREE, [*(i for i in items if "safet" not in i["path"]), items[1] | {"path": way}])
    return NAME


def _shard(place: Place, way: str) -> str:
    index = _json({"weight_map": {"a": way, "b": "model-00001-of-00002.safetensors"}})
    files = _files(model__safetensors__index__json=index)
    files["model-00001-of-00002.safetensors"] = files.pop("model.safetensors")
    repository = _honest(place, files)
    items = [file.tree_item() for file in repository.files.values()]
    _lie(place, _TREE, [*items, items[0] | {"path": way}])
    return NAME


def _checksum(place: Place, way: str) -> str:
    repository = _honest(place)
    items = [file.tree_item() for file in repository.files.values()]
    for item in items:
        item["oid"] = way
        item["lfs"] = {"oid": way, "size": item["size"]}
    _lie(place, _TREE, items)
    return NAME


def _branch(place: Place, way: str) -> str:
    repository = _honest(place)
    repository.branches[way] = repository.commit
    refs = [{"name": way, "targetCommit": repository.commit}]
    _lie(place, _REFS, {"branches": refs, "tags": refs})
    return NAME


def _target(place: Place, way: str) -> str:
    _honest(place)
    refs = [{"name": "main", "targetCommit": way}]
    _lie(place, _REFS, {"branches": refs, "tags": refs})
    return NAME


def _sibling(place: Place, way: str) -> str:
    repository = _honest(place, gated=True)
    _lie(place, _INFO, repository.info() | {"siblings": [{"rfilename": way}]})
    _lie(place, _TREE, {"error": "gated"}, status=403, headers={"X-Error-Code": "GatedRepo"})
    return NAME


def _headers(place: Place, way: str) -> str:
    """The heads of the files themselves."""
    repository = _honest(place)
    safe = way.encode("latin-1", "replace").decode("latin-1").replace("\n", " ")
    for file in repository.files.values():
        headers = {"ETag": f'"{safe}"', "X-Linked-Etag": safe, "X-Repo-Commit": safe}
        place.server.misbehave(
            f"/{file.path}",
            status=200,
            body=file.content,
            headers=headers | {"X-Linked-Size": safe},
        )
    return NAME


def _link(place: Place, way: str) -> str:
    """A link that somebody pasted."""
    _honest(place)
    _lie(place, _INFO + "/revision/", _honest(place).info())
    printable = way.encode("utf-8", "replace").decode()
    return f"hf://{NAME}@{printable}"


def _address(place: Place, way: str) -> str:
    _honest(place)
    _lie(place, _INFO + "/revision/", _honest(place).info())
    return f"{place.server.url}/{NAME}/tree/{way.encode('utf-8', 'replace').decode()}"


_NAMED: tuple[tuple[str, Callable[[Place, str], str]], ...] = (
    ("commit", _sha),
    ("id", _id),
    ("id found", _found_id),
    ("path", _tree_path),
    ("weights named by the config", _needed_path),
    ("shard", _shard),
    ("checksum", _checksum),
    ("branch", _branch),
    ("commit of a branch", _target),
    ("file of a gated checkpoint", _sibling),
    ("head of a file", _headers),
    ("pasted link", _link),
    ("pasted address", _address),
)

# -- kinds of values -----------------------------------------------------------------------------

_INFO_FIELDS = (
    *("id", "sha", "tags", "pipeline_tag", "library_name", "downloads", "likes", "gated"),
    *("private", "safetensors", "config", "siblings", "modelId"),
)


def _info_value(place: Place, key: str, value: Any) -> str:
    _lie(place, _INFO, _honest(place).info() | {key: value})
    return NAME


def _found_value(place: Place, key: str, value: Any) -> str:
    _lie(place, "/api/models?", [_honest(place).info() | {key: value}])
    return "words"


def _tree_value(place: Place, key: str, value: Any) -> str:
    items = [file.tree_item() for file in _honest(place).files.values()]
    _lie(place, _TREE, [one | {key: value} for one in items])
    return NAME


def _ref_value(place: Place, key: str, value: Any) -> str:
    good = {"name": "main", "targetCommit": _honest(place).commit}
    _lie(place, _REFS, {"branches": [good | {key: value}], "tags": []})
    return NAME


def _refs_value(place: Place, key: str, value: Any) -> str:
    _honest(place)
    _lie(place, _REFS, {"branches": [], "tags": [], key: value})
    return NAME


def _config_value(place: Place, key: str, value: Any) -> str:
    said = json.loads(config()) | {key: value}
    _honest(place, _files(config__json=_json(said)))
    _lie(place, _FILE + "none", None)
    return NAME


def _tensor_value(place: Place, key: str, value: Any) -> str:
    row: dict[str, Any] = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    head = _json({"weight": row | {key: value}})[:2_000_000]
    weights = len(head).to_bytes(8, "little") + head + b"\0" * 4
    files = _files() | {"model.safetensors": weights}
    place.server.add(NAME, files)
    return NAME


_KEYED: tuple[tuple[str, tuple[str, ...], Callable[[Place, str, Any], str]], ...] = (
    ("info", _INFO_FIELDS, _info_value),
    ("search", _INFO_FIELDS, _found_value),
    ("tree", ("type", "path", "size", "oid", "lfs"), _tree_value),
    ("ref", ("name", "targetCommit"), _ref_value),
    ("refs", ("branches", "tags"), _refs_value),
    ("config", ("architectures", "model_type", "transformers_weights", "dtype"), _config_value),
    ("tensor", ("dtype", "shape", "data_offsets"), _tensor_value),
)

_PLACES = ("/api/models?", _INFO, _TREE, _REFS, "config.json", "README.md")


def _whole(place: Place, where: str, value: Any) -> str:
    """The whole answer is of another kind."""
    _honest(place)
    _lie(place, where, value)
    return NAME if where != "/api/models?" else "words"


# -- how it is answered --------------------------------------------------------------------------


def _bomb() -> bytes:
    return gzip.compress(b'{"id": "' + b" " * 50_000_000, compresslevel=9)


_ANSWERS: dict[str, dict[str, Any]] = {
    "page of a network": {"body": b"<html><body>Please log in</body></html>"},
    "nothing": {"body": b""},
    "half of it": {"body": b'{"id": "o/m", "sha": "'},
    "no text": {"body": bytes(range(256))},
    "bomb": {"body": _bomb(), "headers": {"Content-Encoding": "gzip"}},
    "broken bomb": {"body": b"\x1f\x8b" + b"a" * 99, "headers": {"Content-Encoding": "gzip"}},
    "unknown encoding": {"body": b"{}", "headers": {"Content-Encoding": "zstd, br, gzip"}},
    "without an end": {"body": b'["' + b"x" * 12_000_000},
    "long head": {"body": b"{}", "headers": {"X-Long": "x" * 200_000}},
    "many heads": {"body": b"{}", "headers": {f"X-{n}": "x" * 50 for n in range(5_000)}},
    "wrong length": {"body": b"{}", "headers": {"Content-Length": "9" * 400}},
    "negative length": {"body": b"{}", "headers": {"Content-Length": "-5"}},
    "cookie": {"body": b"[]", "headers": {"Set-Cookie": "who=me; Max-Age=99999999"}},
    "waits for ever": {"status": 429, "headers": {"Retry-After": "9" * 400}},
    "waits for infinity": {"status": 429, "headers": {"Retry-After": "inf"}},
    "waits for a rate": {"status": 429, "headers": {"RateLimit": '"api";r=0;t=' + "9" * 400}},
    "rate without a time": {"status": 429, "headers": {"RateLimit": "r=0;" * 16_000}},
    "error without words": {"status": 400},
    "teapot": {"status": 418},
    "no status": {"status": 999},
    "broken": {"status": 503, "body": b"x" * 100_000},
    "long error": {"status": 403, "headers": {"X-Error-Message": "x" * 60_000}},
    "gone": {"status": 404, "headers": {"X-Error-Code": "RevisionNotFound"}},
    "to a file": {"status": 302, "headers": {"Location": "file:///etc/passwd"}},
    "to a program": {"status": 302, "headers": {"Location": "javascript:alert(1)"}},
    "to nowhere": {"status": 302, "headers": {"Location": "http://"}},
    "to nobody": {"status": 302, "headers": {"Location": "http://[::bad"}},
    "to itself": {"status": 302, "headers": {"Location": _INFO}},
    "far": {"status": 307, "headers": {"Location": "/" + "x" * 60_000}},
    "with a password": {"status": 302, "headers": {"Location": "http://a:b@127.0.0.1/"}},
    "repeats the token": {"status": 403, "echo": True},
    "repeats the token as an answer": {"status": 200, "body": b"<", "echo": True},
}


def _answered(place: Place, where: str, what: dict[str, Any]) -> str:
    _honest(place)
    what = dict(what)
    if "body" not in what:
        what["body"] = b""
    _lie(place, where, **what)
    return NAME if where != "/api/models?" else "words"


def _endless(place: Place) -> str:
    """The last page of files says that it is followed by itself."""
    repository = _honest(place)
    following = f"<{place.server.url}{_TREE}{repository.commit}?recursive=true&expand=false>"
    items = [file.tree_item() for file in repository.files.values()]
    _lie(place, _TREE, items, headers={"Link": f'{following}; rel="next"'})
    return NAME


def _elsewhere(place: Place) -> str:
    """The next page is on another host, which nobody asked for."""
    _honest(place)
    _lie(place, "/api/models?", [], headers={"Link": '<http://198.51.100.7/x>; rel="next"'})
    return "words"


# -- much of it ----------------------------------------------------------------------------------


def _many_files(place: Place) -> str:
    repository = _honest(place)
    item = repository.files["README.md"].tree_item()
    items = [file.tree_item() for file in repository.files.values()]
    _lie(place, _TREE, [*items, *(item | {"path": f"notes/{n}.txt"} for n in range(40_000))])
    return NAME


def _many_branches(place: Place) -> str:
    commit = _honest(place).commit
    refs = [{"name": f"branch-{n}", "targetCommit": commit} for n in range(50_000)]
    _lie(place, _REFS, {"branches": refs, "tags": refs})
    return NAME


def _many_found(place: Place) -> str:
    info = _honest(place).info()
    _lie(place, "/api/models?", [info | {"id": f"o/m{n}"} for n in range(20_000)])
    return "words"


def _long_config(place: Place) -> str:
    said = json.loads(config()) | {"id2label": {str(n): f"label {n}" for n in range(150_000)}}
    _honest(place, _files(config__json=_json(said)))
    return NAME


def _long_name(place: Place) -> str:
    """One tensor whose name takes all that is read of the weights."""
    row = {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}
    head = _json({"x" * 250_000: row})
    weights = len(head).to_bytes(8, "little") + head + b"\0" * 4
    place.server.add(NAME, _files() | {"model.safetensors": weights})
    return NAME


def _files_in_files(place: Place) -> str:
    repository = _honest(place)
    items = [file.tree_item() for file in repository.files.values()]
    _lie(place, _TREE, [*items, items[0] | {"path": "config.json/deeper.json"}])
    return NAME


def _sizes(place: Place, size: int) -> str:
    items = [file.tree_item() for file in _honest(place).files.values()]
    _lie(place, _TREE, [one | {"size": size} for one in items])
    return NAME


def _content(place: Place, **what: Any) -> str:
    _honest(place)
    place.server.misbehave("model.safetensors", **what)
    return NAME


# -- cards ---------------------------------------------------------------------------------------

CARDS: dict[str, str] = {
    "pictures that never close": "![" * 99_000,
    "brackets": "[" * 190_000,
    "links that never close": "[a](" * 45_000,
    "tags that never close": "<a " * 66_000,
    "comments that never close": "<!-- " * 39_000,
    "fenced line": "```\n" + "x" * 190_000 + "\n```\n",
    "one word": "x" * 199_000,
    "one line of words": "word " * 39_000,
    "tables": ("|" + "c|" * 100 + "\n|" + "-|" * 100 + "\n" + ("|" + "c|" * 100 + "\n") * 300)[
        :199_000
    ],
    "wide table": "|" + "c|" * 40_000 + "\n|" + "-|" * 40_000 + "\n",
    "headings": "# h\n" * 39_000,
    "front matter": "---\n" + "a: b\n" * 39_000 + "---\n# End\n",
    "front matter that never closes": "---\n" + "a: b\n" * 39_000,
    "lists in lists": "".join("  " * n + "- a\n" for n in range(400)),
    "list marks": "- " * 95_000,
    "quotes in quotes": ">" * 10_000 + " a\n" + "> " * 50_000 + "b\n",
    "links": "[a](http://b.c) " * 12_000,
    "references": "".join(f"[{n}]: /u{n}\n" for n in range(14_000)) + "[1] " * 900,
    "emphasis": "*a _b " * 33_000,
    "stars": "*" * 199_000,
    "backticks": "`" * 3 + "".join("`" * (n % 600 + 1) + " " for n in range(600)),
    "code spans that never close": "".join("`" * n + "a" for n in range(1, 600)),
    "escapes": "\\" * 199_000,
    "entities": "&amp;" * 39_000,
    "right to left": "\u202egnp.exe\u202c \u2067abc\u2069 " * 8_000,
    "joined emoji": ("\U0001f468\u200d" * 2_000 + "\U0001f467 ") * 10,
    "marks on a letter": "a" + "\u0301" * 90_000,
    "no-break": "\u00a0" * 60_000 + "\u200b" * 30_000,
    "NUL and controls": "".join(map(chr, range(32))) * 2_000,
    "lines": "\n" * 199_000,
    "lines of one letter": "a\n\n" * 66_000,
    "autolinks": "<http://a.b> " * 15_000,
    "deep html": "<div>" * 39_000 + "x",
    "ruled lines": "---\n\n" * 39_000,
    "setext": "a\n=\n" * 39_000,
}


def _card(place: Place, name: str) -> str:
    files = _files() | {"README.md": CARDS[name].encode("utf-8", "surrogatepass")[:200_000]}
    place.server.add(NAME, files)
    return NAME


# -- what somebody put into the cache ------------------------------------------------------------


def _cache() -> Path:
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE)


def _linked(place: Place, which: str) -> str:
    """A link inside the checkpoint's folder of the cache leads to another folder."""
    commit = _honest(place).commit
    folder = _cache() / "models--o--m"
    outside = place.folder / "elsewhere"
    outside.mkdir()
    link = folder / which.replace("COMMIT", commit)
    link.parent.mkdir(parents=True, exist_ok=True)
    os.symlink(outside, link)
    return NAME


def _noted(place: Place, field: str, value: Any) -> str:
    """The note of an unfinished download that somebody wrote."""
    commit = _honest(place).commit
    note: dict[str, Any] = {
        "revision": "main", "commit": commit, "variant": "", "files": [["a", 1, "0" * 40]],
    }  # fmt: skip
    blobs = _cache() / "models--o--m" / "blobs"
    blobs.mkdir(parents=True, exist_ok=True)
    name = f"{commit}.plan.explorer.incomplete"
    (blobs / name).write_bytes(_json(note | {field: value}))
    return NAME


_LINKS = ("blobs", "snapshots", "snapshots/COMMIT", "refs")


# -- all of them ---------------------------------------------------------------------------------


def _scenario(
    name: str, make: Callable[..., str], *values: Any, harmless: bool = False
) -> Scenario:
    def prepared(place: Place) -> str:
        _clean()
        return make(place, *values)

    return Scenario("hub", name, prepared, harmless)


def _clean() -> None:
    """What the scenario before this one left in the cache."""
    import shutil

    shutil.rmtree(_cache() / "models--o--m", ignore_errors=True)


def fixed() -> Iterator[Scenario]:
    """Those that are always played: one of each kind, and the attacks that once succeeded."""
    for what, make in _NAMED:
        yield _scenario(f"{what} leads out", make, WAYS_OUT[0])
    yield _scenario("commit of 40 signs", _sha, CLIMBING)
    yield _scenario("commit of 40 signs, nearer", _sha, NEARER)
    for way in WAYS_OUT:
        yield _scenario(f"path {way[:20]!a}", _tree_path, way)
        yield _scenario(f"branch {way[:20]!a}", _branch, way)
    for kind, keys, make_value in _KEYED:
        for key in keys:
            yield _scenario(f"{kind}.{key} is infinite", make_value, key, INFINITY)
            yield _scenario(f"{kind}.{key} is nested", make_value, key, NESTED)
            yield _scenario(f"{kind}.{key} is a number", make_value, key, 5)
    for where in _PLACES:
        for value in (5, None, "text", [5], {"a": 5}, NESTED, INFINITY, [None]):
            yield _scenario(f"{where} is {str(value)[:10]!a}", _whole, where, value)
    for name, answer in _ANSWERS.items():
        yield _scenario(f"info: {name}", _answered, _INFO, answer)
        yield _scenario(f"search: {name}", _answered, "/api/models?", answer)
    for name in ("bomb", "long head", "to a file", "to itself", "waits for ever", "cookie"):
        yield _scenario(f"file: {name}", _answered, "model.safetensors", _ANSWERS[name])
    yield _scenario("pages without an end", _endless)
    yield _scenario("next page elsewhere", _elsewhere)
    for much in (_many_files, _many_branches, _many_found, _long_config, _long_name):
        yield _scenario(much.__name__.strip("_"), much)
    yield _scenario("a file that is a folder", _files_in_files)
    for size in (0, 2**62, 10**300):
        yield _scenario(f"size {size:.0e}", _sizes, size)
    for lie in ({"flip": True}, {"etag": "../../x"}, {"length_off": 5}, {"cut_after": 10}):
        yield _scenario(f"content: {lie}", lambda place, lie=lie: _content(place, **lie))
    for name in CARDS:
        yield _scenario(f"card: {name}", _card, name)
    for which in _LINKS:
        yield _scenario(f"link in the cache: {which}", _linked, which)
    notes: tuple[tuple[str, object], ...] = (
        ("commit", CLIMBING), ("revision", "../../x"), ("files", [["../../../x", 1, "0" * 40]]),
        ("files", [["a", 1, "../../x"]]), ("files", [["a", -1, "0" * 40]]), ("files", NESTED),
    )  # fmt: skip
    for field, noted in notes:
        yield _scenario(f"note in the cache: {field}", _noted, field, noted)
    yield from harmless()


def harmless() -> Iterator[Scenario]:
    """Odd, and every one of them opens."""

    def named(place: Place, revision: str) -> str:
        repository = _honest(place)
        repository.branches[revision] = repository.commit
        return f"hf://{NAME}@{revision}"

    for revision in ("refs/pr/1", "v1.0", "feature/x", "main"):
        yield _scenario(f"revision {revision}", named, revision, harmless=True)

    def with_files(place: Place) -> str:
        names = ("a b/größe (1).txt", ".hidden/.x", "日本語.md", "a..b", "v1.0.txt", "x:y", "con")
        place.server.add(NAME, _files() | dict.fromkeys(names, b"x"))
        return NAME

    yield _scenario("odd files", with_files, harmless=True)


def scenarios(rng: random.Random) -> Iterator[Scenario]:
    """All fixed ones in an order of their own, then names and values put together at random."""
    first = list(fixed())
    rng.shuffle(first)
    yield from first
    pairs = list(itertools.product(_NAMED, WAYS_OUT))
    rng.shuffle(pairs)
    for (what, make), way in pairs:
        yield _scenario(f"{what}: {way[:20]!a}", make, way)
    keyed = [
        (kind, key, make, value) for kind, keys, make in _KEYED for key in keys for value in WRONG
    ]
    rng.shuffle(keyed)
    for kind, key, make_value, value in keyed:
        yield _scenario(f"{kind}.{key}: {str(value)[:20]!a}", make_value, key, value)
