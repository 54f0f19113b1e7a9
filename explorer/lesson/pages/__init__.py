"""What a page for a browser is made of: text, pictures and tables of each result."""
