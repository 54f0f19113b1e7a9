"""Downloading: which files, in which plan, fetched whole into the cache and verified."""
