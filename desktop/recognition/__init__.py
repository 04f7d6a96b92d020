"""Ears: streaming and whole-utterance speech recognition, and their alignment. The only importer of vosk."""
