"""The shared cache on the disk: what is in it, what is whole, what can go."""
