"""What a run is asked to do and to leave alone: configuration, drafts, rules in force, known findings.

Each name is imported from the module that owns it: asking one address needs neither the search for drafts nor
suppression.
"""
