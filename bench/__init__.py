"""bin/bench: our hot paths beside their bare rungs, alternating in one run, as ratios.

The machine may be shared and single rounds move by a factor of two, so only ratios and medians count, and the
processor time of server and database together (it moves least) is named first. Imports the product; the product
never imports this.
"""
