"""The Python of each action, in pieces that stand for one thing and fit together."""
