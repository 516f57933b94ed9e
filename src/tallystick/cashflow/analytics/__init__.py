"""Analytics: what a projection says about a class, in the figures that offering documents print."""
