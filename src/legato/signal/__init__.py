"""Pure mathematics on arrays: no patient, no file, no clock."""
