"""A model learns in front of you: data, the loop, its exam, and snapshots of the weights."""
