"""Lessons in the window: the card, the pointing, and what a page does to the window."""
