"""What sending costs: templates by piece, weight or sum, per region."""
