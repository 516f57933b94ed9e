"""The engine of the waterfall, written once for two lanes of numbers.

`arithmetic` is what a lane must be able to do: whole minor units and fractions for what is owed, vectors of scenarios
for what is projected. `plan` compiles a vehicle, `readings` says what a formula comes to, `dues` what is owed, `books`
moves cash step by step, `tests` asks the triggers, `exchange` carries cash between the vehicles, `period` does one
collection period after another. Nothing here knows in which lane it runs.
"""

__all__: list[str] = []
