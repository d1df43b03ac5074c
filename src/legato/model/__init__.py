"""The nouns: frozen, checked, without input or output."""
