"""What must always be true of the shops' books, as plain SQL, and the checker that asks (docs/proofs.md).

It reads with the auditor's role and imports nothing of what it checks: a mistake of the code cannot hide itself.
"""
