"""The turn state machine: pure, time passed in."""
