"""Hostile inputs of all kinds, opened in the real window.

`python -m tests.hostile N` makes N of them and counts what must never happen: code that ran, files
written outside, connections, gaps of the event loop, silence, and jobs that ignore Stop.
"""
