"""People's names: as they are kept and shown, and as they are compared."""

import re
import unicodedata

MOST_SIGNS = 60
# Nobody sees them, and nobody types them again: zero-width signs, marks of direction, soft hyphens, controls.
_INVISIBLE = ("Cc", "Cf")
_LATIN = "A-Za-z\u00c0-\u024f.'"
_NEEDLESS_SPACE = re.compile(f"(?<![{_LATIN}]) | (?![{_LATIN}])")


def plain_name(name: str) -> str:
    """A name as it is kept: invisible signs gone, one space between Latin words (John Smith), none elsewhere (王五)."""
    spaced = "".join(" " if sign.isspace() else sign for sign in name)
    visible = "".join(sign for sign in spaced if unicodedata.category(sign) not in _INVISIBLE)
    return _NEEDLESS_SPACE.sub("", " ".join(visible.split()))[:MOST_SIGNS]


def clean_name(name: str) -> str:
    """A name as it is compared: also without inner spaces, the dots of minority names made one (·)."""
    return re.sub(r"[•・．.‧]", "·", plain_name(name).replace(" ", ""))[:MOST_SIGNS]
