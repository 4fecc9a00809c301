"""The settings of a run: configuration, drafts, rules in force, known findings.

Each name is imported from the module that owns it: a request for one address needs neither the search for drafts nor
suppression.
"""
