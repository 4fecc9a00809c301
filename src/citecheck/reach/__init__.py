"""How far a source can be reached.

The input is the exchange of an address, its page and its earlier visits; the result is one `Outcome`. `decision`
holds
the one function that decides, `page_reach` what a page class means, `faults` what a fault means, and `death_policy`
when a source may be called gone. Nothing else in the program returns a reach as a result; a test over the source
text
checks that.
"""
