"""The truth run: `python -m tests.truth`; what it does stands in `tests.truth.__main__`."""
