"""What crosses a thread: every request and reply, as frozen dataclasses.

A request captures all it needs on the GUI side; a reply carries numbers, strings and fresh
read-only numpy arrays, never a tensor, a module or a widget. One file per subject:
`job` (what every lane shares), then one for each room's own requests and results.
"""
