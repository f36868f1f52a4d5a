"""营销: one module per campaign."""
