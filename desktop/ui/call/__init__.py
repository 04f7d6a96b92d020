"""The call: the person, the time, what is happening."""
