"""Public web archives: indexes, copies by date, Save Page Now, and cut addresses recovered from them.

Every request goes through one `PacedClient` (pace, retries, limits) over an httpx client that is passed in. Every
answer is a value of `archives`. An unexpected answer is `NoReply`, never "not archived". Import a name from the
module that owns it: most runs use no archive, and httpx is slow to load.
"""
