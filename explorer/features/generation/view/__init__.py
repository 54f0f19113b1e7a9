"""Writing text on: the pane, how it chooses, what it wrote and what it could have."""
