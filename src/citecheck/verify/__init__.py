"""Does a source bear a claim out: the facts of the claim, the passages of the source, and what agrees."""
