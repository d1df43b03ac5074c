"""Events and signals to measures; ``catalog.py`` lists them all."""
