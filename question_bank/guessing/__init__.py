"""How far the bank gives its answers away to somebody who knows nothing of the subject (docs/item-writing.md).

sound: runs of characters and lengths learned on other topics; rules: tone, the odd choice, form, overlap; cues: what one item gives
away by itself; guesser: what such a person earns; figures: shares with intervals; lines: the report.
Standard library only; dice are seeded by the item.
"""
