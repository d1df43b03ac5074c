"""The room that keeps track of days: what was written down, what is missing, and when to look again."""
