"""Checkpoints on the disk: previewed, loaded, judged, saved whole."""
