"""The page on which a technician goes through a scored night."""
