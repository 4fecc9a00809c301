"""An HTML page: its tree, its blocks of text, its main text, its date of publication, and where a stub leads."""
