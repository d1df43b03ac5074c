"""The person's pages: a local server that asks, records, shows and keeps, and never sends anything anywhere."""
