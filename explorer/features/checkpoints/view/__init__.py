"""Opening, saving and what is on this computer."""
