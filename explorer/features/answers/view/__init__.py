"""What the model says: bars, spans and pictures, with heads off or a patch in as well."""
