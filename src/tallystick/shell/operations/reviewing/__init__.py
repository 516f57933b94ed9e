"""What the desk and the filer hold against a filing: rounds of questions, versions, payers, other assumptions."""

__all__: list[str] = []
