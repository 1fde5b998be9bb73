"""The pure heart of Moot: no Django, no I/O, the standard library only."""
