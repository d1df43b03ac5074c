"""The way from every older store to the present one."""
