"""The form of each kind of knowledge record, one file a kind."""
