"""A page for one person, open for as long as somebody holds the terminal that gave its address."""
