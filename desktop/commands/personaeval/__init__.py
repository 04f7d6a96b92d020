"""`persona eval`: scripted executives of seven kinds talk to a persona, and what it says is judged."""
