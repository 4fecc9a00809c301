"""How far a source can be reached.

The input is the exchange of an address, its page and its earlier visits; the result is one `Outcome`. `decision` holds
the one function that decides and what a page class means. `death_policy` holds what a fault means and when a source may
be called gone, and `turns` what changed over the visits. Nothing else in the program returns a reach as a result; a
test over the source text checks that.
"""
