"""Answering: the protocol (api) and the page (views)."""
