"""The seeds of a quiz: sealed at rest and bound to row and column; opened inside the server, for a draw or a paper."""

import secrets

from cryptography.exceptions import InvalidTag

from examapp.domain import draws, draws_v1
from examapp.domain.errors import DomainError
from examapp.models.inspections import SpotQuiz
from examapp.services.core.ports import Ports
from examapp.services.core.sealed_fields import open_field, seal_field


def seal_seeds(quiz: SpotQuiz, ports: Ports) -> draws.Seeds:
    """Two fresh seeds, kept sealed with the quiz, which has its id by now."""
    seeds = draws.Seeds(secrets.token_bytes(draws_v1.SEED_BYTES), secrets.token_bytes(draws_v1.SEED_BYTES))
    seal_field(quiz, "seed_people_sealed", seeds.people.hex(), ports.sealer)
    seal_field(quiz, "seed_papers_sealed", seeds.papers.hex(), ports.sealer)
    return seeds


def open_seeds(quiz: SpotQuiz, ports: Ports) -> draws.Seeds:
    """Raises seeds_unreadable (before the draw) or quiz_seeds_lost: their key is lost, or somebody has changed them."""
    try:
        return draws.Seeds(
            bytes.fromhex(open_field(quiz, "seed_people_sealed", ports.sealer)),
            bytes.fromhex(open_field(quiz, "seed_papers_sealed", ports.sealer)),
        )
    except (KeyError, InvalidTag, ValueError) as error:
        if quiz.state == "prepared":
            raise DomainError("seeds_unreadable") from error
        raise DomainError("quiz_seeds_lost") from error


def papers_seed(quiz: SpotQuiz, ports: Ports) -> bytes:
    """What every paper of the quiz is built from, under the draw that it began with."""
    if quiz.algorithm == "v1":
        return draws_v1.derive_draw_seed(quiz.seed, quiz.nonce)
    return draws.derive_papers_seed(open_seeds(quiz, ports).papers)
