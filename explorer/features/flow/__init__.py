"""A run as one picture, from the text to the answer."""
