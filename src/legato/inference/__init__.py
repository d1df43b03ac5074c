"""From facts to meaning: findings of a recording, urgency, differential, next steps, interview."""
