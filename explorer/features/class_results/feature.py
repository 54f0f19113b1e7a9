"""My results, saved as one page; and a class of such pages, side by side."""

from __future__ import annotations

from explorer.features.class_results.protocol import (
    ClassRead,
    ReadClass,
    ReadResults,
    ResultsRead,
    ResultsSaved,
    SaveResults,
)
from explorer.protocol.feature import Feature
from explorer.text.translation import tr

FEATURE = Feature(
    name="class_results",
    title=tr("My results, and a class"),
    compute={
        SaveResults: "compute:save_results",
        ReadClass: "compute:ClassReading.read",
        ReadResults: "compute:read_results",
    },
    explained_at_once=frozenset({ClassRead, ResultsRead, ResultsSaved}),
    explain={
        ClassRead: "explain:a_class",
        ResultsRead: "explain:a_learner",
        ResultsSaved: "explain:saved",
    },
    code={ReadClass: "code:of_class", ReadResults: "code:of_learner"},
    export={ClassRead: "export:markup"},
    terms=("results-page",),
)
