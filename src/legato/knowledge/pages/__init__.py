"""Pages about what Legato knows, made from the records: a page is its record in words, and nothing is written twice."""
