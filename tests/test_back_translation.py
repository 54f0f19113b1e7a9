"""What the journeys compare by in another language: a text that was made gives its English back."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT

_CODE = """
from tests.back_translation import english
from explorer.text import numbers
from explorer.text.translation import tr

trained = tr("Trained weights")
assert trained == "Pesos entrenados"
assert english(trained) == "Trained weights"
assert english(f"mini, {trained}.") == "mini, Trained weights."
assert english({trained: [trained]}) == {"Trained weights": ["Trained weights"]}
assert english("paris") == "paris", "no text of the program"

lines = numbers.ntr("{count} line", "{count} lines", 1234)
saved = tr("Saved the table in {path}: {lines} under the column names.", path="a.csv", lines=lines)
assert "1,234" not in saved
assert english(saved).split(": ")[1] == "1,234\\N{NO-BREAK SPACE}lines under the column names."

assert english(numbers.capital(trained)) == "Trained weights"
assert english(numbers.count(1234567)) == "1,234,567"

told = tr("Your last text became {run_tokens:token}.")
shown = told.replace("{run_tokens:token}", numbers.ntr("{count} token", "{count} tokens", 9))
looks = tr("{name} looks at the token before: {share} of its attention.", name="x", share="1")
hint = tr("Click to open it.")
assert english(f"{numbers.capital(looks)} {hint}").endswith(
    " looks at the token before: 1 of its attention. Click to open it."
)
assert english(f"✓ {shown}") == "✓ Your last text became 9\\N{NO-BREAK SPACE}tokens."
"""


def test_a_text_in_another_language_gives_its_english_back() -> None:
    spoken = os.environ | {"TESTED_LANGUAGE": "es"}
    subprocess.run([sys.executable, "-c", _CODE], cwd=ROOT, env=spoken, check=True)
