"""Which heads have a job that can be named."""
