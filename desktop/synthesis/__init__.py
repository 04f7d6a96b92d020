"""Voices: text in, PCM out. The only importer of pyttsx3 and piper."""
