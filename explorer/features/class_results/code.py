"""The Python that reads results pages: the data is JSON, for whoever wants to count it."""

from __future__ import annotations

from explorer.features.class_results.protocol import (
    ClassRead,
    ReadClass,
    ReadResults,
    ResultsRead,
)
from explorer.features.class_results.results_format import ISLAND
from explorer.protocol.model import ModelSummary
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment
from explorer.text.translation import tr

_IMPORTS = frozenset({"import json", "import re", "from pathlib import Path"})
_READ = (
    "",
    "def read_results(page):",
    '    text = page.read_text(encoding="utf-8")',
    f"    island = r'id=\"{ISLAND}\">(.*?)</script>'",
    "    data = re.search(island, text, re.DOTALL)",
    "    return json.loads(data[1])",
    "",
)
_RUNS = (
    'for run in results.get("runs", []):',
    '    texts = " · ".join(run.get("texts", []))',
    '    print(texts, "|", run["model"], "|", run.get("written", ""))',
    '    for prediction in run.get("predictions", []):',
    '        for answer in prediction.get("answers", []):',
    '            print("   ", answer["text"], answer.get("probability"))',
)


def of_class(request: ReadClass, result: ClassRead, summary: ModelSummary | None) -> Fragment:
    """Every page that could be read: pages done, and the answer of each run."""
    # Translators: pages done “of” all pages: “Ana 3 of 6”
    of = layout.string(tr("of"))
    lines = [
        *layout.assigned("folder", request.path),
        *_READ,
        "pages = [",
        '    *Path(folder).glob("*.html"),',
        '    *Path(folder).glob("*/*.html"),',
        "]",
        "for page in sorted(pages):",
        "    try:",
        "        results = read_results(page)",
        "    except (TypeError, ValueError):",
        *layout.noted("        continue", tr("not a results page")),
        "    tasks = [",
        '        page["tasks"]',
        '        for lesson in results.get("lessons", [])',
        '        for page in lesson.get("pages", [])',
        "    ]",
        '    done = sum(all("done" in task for task in each) for each in tasks)',
        f'    print(results.get("name", page.name), done, {of}, len(tasks))',
        *(f"    {line}" for line in _RUNS),
    ]
    return Fragment(tuple(lines), imports=_IMPORTS)


def of_learner(request: ReadResults, result: ResultsRead, summary: ModelSummary | None) -> Fragment:
    """Each run of one page with its answers."""
    lines = [
        *layout.assigned("path", request.path),
        *_READ,
        "results = read_results(Path(path))",
        'print(results.get("name", path))',
        *_RUNS,
    ]
    return Fragment(tuple(lines), imports=_IMPORTS)
