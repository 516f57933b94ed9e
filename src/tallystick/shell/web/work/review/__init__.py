"""What is held against a filing on its pages: rounds of questions, versions, payers, other assumptions, precedents."""

__all__: list[str] = []
