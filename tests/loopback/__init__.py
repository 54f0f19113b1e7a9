"""A Hub on the loopback interface: the part of its API that this program and transformers use.

It can also misbehave on request: refuse, hang, cut a line, lie about length or ETag, be slow.
"""

from tests.loopback.faults import Fault
from tests.loopback.repository import Repository, commit_of
from tests.loopback.server import LoopbackHub, Served

__all__ = ["Fault", "LoopbackHub", "Repository", "Served", "commit_of"]
