"""The jobs: `check` examines drafts, `audit` visits stored sources that are due again, `fetch` requests addresses.

All three are lists of the same stages (`pipeline`, `fetch_stages`) over one context (`context`). Only this package
knows every stage, and only it and the command line read the clock. Nothing is imported here: a child process of the
pool imports this package and must start within some tens of milliseconds.
"""
