"""XML from strangers: no DTD, no entities, no outer references, limited depth; tags without their namespace."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree

from examapp.adapters.tables.refusals import FileRefusedError

MOST_DEPTH = 200
MOST_ELEMENTS = 1_000_000


def parse_xml(data: bytes) -> Element:
    """The root element. Raises FileRefusedError(xml_entities, xml_broken, xml_too_deep)."""
    try:
        # A bare <!DOCTYPE> without entities is common in old exports; entities and outer references are never resolved.
        root = SafeTree.fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise FileRefusedError("xml_entities") from error
    except ParseError as error:
        line, column = getattr(error, "position", (0, 0))
        raise FileRefusedError("xml_broken", line=line, column=column) from error
    except (ValueError, LookupError, RecursionError) as error:
        raise FileRefusedError("xml_broken", line=0, column=0) from error
    _check_size(root)
    return root


def _check_size(root: Element) -> None:
    level, depth, count = [root], 0, 0
    while level:
        depth, count = depth + 1, count + len(level)
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise FileRefusedError("xml_too_deep")
        level = [child for one in level for child in one]


def name_of(element: Element) -> str:
    """The tag without its namespace; QTI 3's qti-choice-interaction is given as choiceInteraction."""
    tag = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
    return camel(tag.removeprefix("qti-"))


def camel(name: str) -> str:
    """response-identifier -> responseIdentifier."""
    head, *rest = name.split("-")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def attributes_of(element: Element) -> dict[str, str]:
    """Attributes without namespaces, named as in QTI 2."""
    return {camel(name.rpartition("}")[2]): value for name, value in element.attrib.items()}


def find_all(element: Element, *names: str) -> Iterator[Element]:
    """Every element below (and including) this one with one of the names, in order."""
    return (one for one in element.iter() if name_of(one) in names)


def find_one(element: Element, *names: str) -> Element | None:
    """The first of them, or None."""
    return next(find_all(element, *names), None)


def child_of(element: Element, name: str) -> Element | None:
    """The first direct child of a name, or None."""
    return next((one for one in element if name_of(one) == name), None)


def text_of(element: Element | None) -> str:
    """All text inside, tags dropped; empty for None."""
    return "".join(element.itertext()) if element is not None else ""
