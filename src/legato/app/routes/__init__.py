"""The pages by address: one module an area, each with its ``router``."""
