"""Writers: one module a format, each takes drafts and gives bytes."""
