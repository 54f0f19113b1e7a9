"""Which tokens a token is near, and a map of vectors."""
