"""Several processes with the same model, for runs that do not depend on each other."""
