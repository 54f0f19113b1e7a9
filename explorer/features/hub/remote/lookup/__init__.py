"""Asking the Hub: searches, the page of a checkpoint, whether it fits. Small answers only."""
