"""Fuzzers: run by hand for minutes, their finds are kept as tests."""
