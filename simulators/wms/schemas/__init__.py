"""What goes over the wire: requests read strictly, answers written in the product's own words."""
