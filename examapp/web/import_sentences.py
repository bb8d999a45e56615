"""One sentence for whatever keeps a table from being imported: one of its cells, or the file as a whole."""

from examapp.domain.errors import DomainError
from examapp.web.sentences import SENTENCES, sentence_for
from examapp.web.table_sentences import FAULTS, UNUSED, fault_sentence


def import_sentence(code: str, data: dict | None = None) -> str:
    """What is wrong with a cell of a table, or why the whole file was not taken."""
    if code in SENTENCES and code not in FAULTS | UNUSED:
        return sentence_for(DomainError(code, **(data or {})))[1]
    return fault_sentence(code, data)
