"""What a portal hands its API: where uploads and jobs are, how often anybody may ask, what a problem looks like."""

__all__: list[str] = []
