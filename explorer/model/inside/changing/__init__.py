"""Changing a run: heads off and on, vectors of another run put in."""
