"""People's names as they are compared."""

import re


def clean_name(name: str) -> str:
    """A name as it is compared: outer and inner spaces gone, the dots of minority names made one (·)."""
    return re.sub(r"[•・．.‧]", "·", re.sub(r"\s+", "", name))[:60]
