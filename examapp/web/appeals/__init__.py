"""Appeals for those who decide them."""
