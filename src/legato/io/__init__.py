"""Bytes to nouns: one file a format; the door is ``read.py``."""
