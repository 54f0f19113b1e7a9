"""The tests; each of their processes speaks the language that `pytest --language` chose."""

import os

if language := os.environ.get("TESTED_LANGUAGE"):
    from tests import back_translation

    assert back_translation.record(language), f"there is no {language}"
