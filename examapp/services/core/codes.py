"""Letters of codes that people read out and type."""

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B: read out and typed without mistakes.
CODE_LETTERS = "34679ACDEFGHJKMNPQRTUVWXY"
