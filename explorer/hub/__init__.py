"""The Hub room: search, checkpoint pages, plans, transfers and the shared cache. No Qt, no torch."""
