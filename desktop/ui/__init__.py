"""The window. Qt lives here and in desktop.app."""
