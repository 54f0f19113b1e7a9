"""A walk through every page, dialog and menu of the real program, and what is looked at on the way.

`python -m tests.surveys.walk` goes the whole way; `tests/journeys/test_walk.py` a part of it.
"""
