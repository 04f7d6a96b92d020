"""Child-process host for native engines: spawn, supervise, deadlines, breaker, health."""
