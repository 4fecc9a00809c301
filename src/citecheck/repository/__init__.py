"""Links inside a repository: the files of a tree, the identifiers of headings, and where a link leads.

Nothing here opens a file: a tree is a list of names, and the names in files are values. What no file answers is
`missing` only where the tree itself shows how its links are meant; where a generator routes them, it is `unknown`.
"""
