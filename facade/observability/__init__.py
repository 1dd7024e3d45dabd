"""What the façade can be seen by: measures, promises, hops, logs, and the chained log of what people did."""
