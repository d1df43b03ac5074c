"""What a person keeps, on their own disk: one database and the files of their recordings."""
