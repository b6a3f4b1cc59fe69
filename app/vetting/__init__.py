"""What the product knows: the instrument, the score and what it means. Pure: no file, clock, database or chance."""
