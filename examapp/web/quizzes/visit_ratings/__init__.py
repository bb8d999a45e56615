"""What the enterprise says of a visit."""
