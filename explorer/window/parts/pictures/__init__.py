"""Pictures of numbers: bars, heat maps, grids; painted, spoken, and read by keys."""
