"""Features that need an extra or a configured service.

They are sentence vectors, a language model as judge, notifications, and time stamps. Nothing is imported here: each
module is loaded when a run uses it.
"""
