"""Public web archives: indexes, copies by date, Save Page Now, and cut addresses recovered from them.

All of it speaks through one `ArchiveClient` (pace, retries, bounds) over an httpx client that is passed in; every
answer is a value of `archives`. An archive's surprise is `Unknown`, never "not archived". Import a name from the
module that owns it: most runs ask no archive, and httpx is slow to load.
"""
