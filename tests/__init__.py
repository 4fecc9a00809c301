"""The tests; a package, so that a test can name what stands beside it."""
