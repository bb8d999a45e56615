"""The number of a visit: county, year, and a place in the county's row; T marks those that another way told of."""

from examapp.services.core.counters import next_number


def county_of(region_path: str) -> str:
    """The county's part of a number, six figures of the nearest region (`/990000/990102/` -> 990102)."""
    return region_path.strip("/").split("/")[-1][:6]


def number_visit(county: str, year: int) -> str:
    """The next number of a visit that begins in this system; call inside a transaction."""
    return f"{county}-{year}-{next_number(f'inspection:{county}:{year}'):06d}"


def number_told_visit(county: str, year: int) -> str:
    """The next number of a visit that was entered or imported afterwards; call inside a transaction."""
    return f"{county}-T-{year}-{next_number(f'entered:{county}:{year}'):06d}"
