"""The road that strangers walk: README's own commands on an empty folder, real browsers, from the first start to a verified record."""
