"""The demo: three invented shops, their pictures and their past. Nothing here runs in production."""
