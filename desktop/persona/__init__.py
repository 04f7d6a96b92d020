"""State, director, prompt and guard, and the language-model adapter. The only importer of llama_cpp."""
