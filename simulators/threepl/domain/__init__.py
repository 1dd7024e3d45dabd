"""What the provider deals in: orders with one shipment each, inventory, receivings, returns, and its pace."""
