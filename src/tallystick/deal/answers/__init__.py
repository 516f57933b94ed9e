"""Who answers for a deal and what they determined: `people.yaml` and `answers.yaml`."""

__all__: list[str] = []
