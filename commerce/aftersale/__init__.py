"""After-sale: refunds, returns, exchanges, price protection, and the operator's ruling when both sides disagree.

Owns the case with its lines, evidence, parcels and log. Money goes through payments, stock through inventory, both by
the public actions of those areas; campaigns are not known here.
"""
