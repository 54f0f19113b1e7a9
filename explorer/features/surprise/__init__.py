"""How surprising each token of a text is to the model."""
