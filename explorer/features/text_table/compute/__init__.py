"""The texts of a table: read, and run."""
