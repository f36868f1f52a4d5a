"""The shop itself: no HTTP, no vendor. The order of its areas is in docs/ARCHITECTURE.md and pyproject.toml."""
