"""Money in and back: payments, refunds, anomalies; the gateway is a port."""
