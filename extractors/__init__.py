"""Readers of text: one module a table, over one layer of mentions and one model of a table."""
