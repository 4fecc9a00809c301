"""The words by which a line or an element says that its date is that of a change, not of publication."""
