"""A language model asked for a verdict, behind any OpenAI-compatible endpoint; off unless configured."""
