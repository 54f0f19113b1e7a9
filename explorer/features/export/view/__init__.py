"""What is seen, taken along: pictures, tables and numbers of any view, as files."""
