"""`python -m tests.measures`: what changed since the last entry; exit status 1 if it got worse."""

from __future__ import annotations

import sys

from tests.measures.history import changes, entries

if __name__ == "__main__":
    lines = changes(entries())
    print("\n".join(lines) or "Nothing was measured yet.")
    sys.exit(1 if any(line.lstrip().startswith("WORSE") for line in lines) else 0)
