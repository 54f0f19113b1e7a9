"""What a config would give without building it: parameters, bytes, memory of a run."""
