"""Messages as data: written into the outbox, rendered, and sent over SMTP."""
