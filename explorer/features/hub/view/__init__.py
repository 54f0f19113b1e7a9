"""The Hub: search, the page of a checkpoint, downloads, the cache, signing in."""
