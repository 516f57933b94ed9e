"""Plots: the plane of every chart, and those that analyses add: curves along a scale, bars beside one another."""

__all__: list[str] = []
