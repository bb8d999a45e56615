"""A public source of random numbers (drand): a round is named before it exists, and fetched when it is there."""

import hashlib
import json
from datetime import datetime
from urllib.error import URLError
from urllib.request import Request

from examapp.adapters.outgoing import open_address

# The network "quicknet" of the League of Entropy: a round every three seconds since August 2023.
CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
GENESIS, PERIOD = 1_692_803_367, 3
# A clock that is a little slow must not name a round that is out already.
AHEAD_SECONDS = 6
SECONDS, MOST_BYTES = 4, 16 * 1024


class Drand:
    """Rounds of quicknet from this address, which may be a mirror of one's own."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")

    def name(self, now: datetime) -> dict:
        """{chain, round}: the first round that nobody can know yet."""
        return {"chain": CHAIN, "round": int(now.timestamp() + AHEAD_SECONDS - GENESIS) // PERIOD + 2}

    def fetch(self, number: int) -> str:
        """The randomness of a round, hex; "" where it cannot be had now or is not what its signature says."""
        request = Request(f"{self._address}/{CHAIN}/public/{number}")  # noqa: S310 - settings accept http(s) only
        try:
            with open_address(request, seconds=SECONDS) as answer:
                found = json.loads(answer.read(MOST_BYTES))
            fits = hashlib.sha256(bytes.fromhex(found["signature"])).hexdigest() == found["randomness"]
            return found["randomness"] if fits and found["round"] == number else ""
        except (URLError, OSError, ValueError, KeyError, TypeError):
            return ""


def open_beacon(address: str) -> Drand | None:
    """None without an address: nothing is asked of any network."""
    return Drand(address) if address else None
