"""What came of an address: exchange, page reading and earlier visits in, reach out.

`outcome` says what one exchange means, `death_policy` when a source may be called gone. Each decision is a table
with a
row for every value of its enumeration; there is no `if` about statuses anywhere else.
"""
