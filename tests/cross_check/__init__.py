"""Why against other libraries, in an environment of their own."""
