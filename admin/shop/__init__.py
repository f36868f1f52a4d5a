"""How the shop presents itself and on which terms it sells."""
