"""What the fulfilment house deals in: orders, shipments, purchase orders, returns, and how fast it works."""
