"""The person at the desk: own sessions, password, second factor, shop switch."""
