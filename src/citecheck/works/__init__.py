"""Works that references name: reading a reference, comparing it with a registry's record, and deciding."""
