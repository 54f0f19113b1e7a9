"""The runs and texts of this session: kept, listed, compared, exported, run again."""
