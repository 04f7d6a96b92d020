"""Ears, streaming and for whole utterances, and their alignment. The only importer of vosk and ctranslate2."""
