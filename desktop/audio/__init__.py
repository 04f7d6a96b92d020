"""Capture, playback, voice activity and file-backed sound. The only importer of sounddevice."""
