"""How far a source can be reached: what came of an address, its page and earlier visits in, one `Outcome` out.

`decision` holds the one function that decides, `page_reach` what a page class means, `faults` what a fault means,
`death_policy` when a source may be called gone. Nothing else in the program names a reach as a result; a test over the
source text keeps it so.
"""
