"""The papers: what a data-protection officer and a passer-by need to know, from the real system."""
