"""The jobs.

`check` takes drafts and gives findings on every citation, `audit` visits stored sources again when due.

Both are one pipeline of stages (`pipeline`): complete cut addresses, visit and keep, visit a second time what
failed,
look for evidence, probe suspicious sites, ask the configured judge, look for copies, make the findings. Only this
package knows every stage and reads the clock. Nothing is imported here: a child process of the pool imports this
package, and must start within some tens of milliseconds.
"""
