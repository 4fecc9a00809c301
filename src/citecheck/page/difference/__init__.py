"""What changed between two captures of one address, and what never counts as a change."""
