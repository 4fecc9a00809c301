"""The tests; a package, so that a test can name the modules next to it."""
