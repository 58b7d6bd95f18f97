"""Where facts come from: one module per group of conditions."""
