"""The briefing: everything one needs before the call, on one screen."""
