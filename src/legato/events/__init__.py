"""Signals to events: windows, states, bouts."""
