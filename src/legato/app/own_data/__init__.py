"""What belongs to the person: taken out, kept safe elsewhere, brought back, shared by choice, and taken away for good."""
