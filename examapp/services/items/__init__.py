"""The life of an item: written, imported, reviewed, published, searched, retired; its words, pictures and revisions.

May use: core.
"""
