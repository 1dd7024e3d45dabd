"""What the warehouse knows and the rules that hold on its floor, in plain Python."""
