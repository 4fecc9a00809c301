"""What is left of the pages here moves to `text`."""
