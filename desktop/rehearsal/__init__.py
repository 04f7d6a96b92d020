"""One rehearsal: connects audio, ears, persona, voice, rubric and store, and emits events."""
