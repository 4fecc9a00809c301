"""What needs an extra or a configured service.

Sentence vectors, a language model as judge, messages about news, proofs of time.

Nothing is imported here: each is loaded when a run uses it.
"""
