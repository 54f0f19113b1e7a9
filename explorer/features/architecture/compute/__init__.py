"""What a model is made of: the tree of its modules, and one weight in numbers."""
