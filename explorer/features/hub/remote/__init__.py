"""The Hub room: search, checkpoint pages, plans, transfers, the cache. No Qt, no torch."""
