"""How a record reaches people: plain values, rows, a table for the terminal, a page, and many of them at once."""
