"""Looking inside the last run: one file for each view, and what several of them share."""
