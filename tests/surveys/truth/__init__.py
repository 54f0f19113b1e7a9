"""The truth run: `python -m tests.surveys.truth`; see `tests.surveys.truth.__main__`."""
