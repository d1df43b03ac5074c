"""Analyses to documents; draws only what it is given."""
