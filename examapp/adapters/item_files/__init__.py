"""Items in the file formats of other programs: read into drafts, written from drafts."""
