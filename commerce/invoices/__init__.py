"""Invoices: asked for by shoppers, issued by merchants with the tax office's file."""
