"""What a phone needs to go on without the computer: the questions as data, what to keep in its cache, and the way back."""
