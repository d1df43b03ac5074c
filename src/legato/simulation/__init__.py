"""Recordings with exact truth, always labelled as simulated."""
