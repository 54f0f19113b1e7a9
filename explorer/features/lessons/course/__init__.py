"""Lessons: reading them, the facts that they may know, and whether a task is done."""
