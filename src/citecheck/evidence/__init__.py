"""Evidence: whether a source supports a claim, from the claim's facts and the source's passages."""
