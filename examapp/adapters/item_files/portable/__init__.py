"""PDF: pages as pieces of text with their places, pieces as lines in the order in which people read them."""
