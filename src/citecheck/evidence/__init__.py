"""Does a source support a claim: the facts of the claim, the passages of the source, and which agree."""
