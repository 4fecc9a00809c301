"""Sentence vectors across languages, by the extra `citecheck[xling]`: how alike a claim and a foreign passage are."""
