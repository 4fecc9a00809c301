"""Frozen values and closed sets that the stages pass to one another, without behaviour."""
