"""`analyse`: what a deal's runs mean, in sheets and figures.

`inputs` is what was asked, `study` the deal opened for it; one module a group of sheets; `pictures` draws figures from
sheets, `analyse` puts them together.
"""

__all__: list[str] = []
