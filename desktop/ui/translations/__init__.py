"""Translations of the window: `steadyhand_LANGUAGE.ts` for Qt Linguist, and what Qt loads, the `.qm` beside it."""
