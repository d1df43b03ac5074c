"""Clinical knowledge as data, checked at load."""
