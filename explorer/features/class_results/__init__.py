"""My results, and a class of them."""
