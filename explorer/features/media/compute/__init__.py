"""Pictures and sounds: read within bounds, and made into the tensor that a model takes."""
