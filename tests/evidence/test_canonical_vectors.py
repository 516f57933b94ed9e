"""The test files published with RFC 8785, one after another; where they hold fractions, that they are refused."""

import json

import pytest

from tallystick.evidence.canonical import CanonicalError, canonical, parse_canonical

# RFC 8785, "Reference Test Data": input, and the one form it has.
PUBLISHED = {
    "arrays": (
        '[\n  56,\n  {\n    "d": true,\n    "10": null,\n    "1": [ ]\n  }\n]',
        '[56,{"1":[],"10":null,"d":true}]',
    ),
    "french": (
        (
            '{\n  "peach": "This sorting order",\n  "péché": "is wrong according to French",\n'
            '  "pêche": "but canonicalization MUST",\n  "sin":   "ingnore locale"\n}\n'
        ),
        (
            '{"peach":"This sorting order","péché":"is wrong according to French",'
            '"pêche":"but canonicalization MUST","sin":"ingnore locale"}'
        ),
    ),
    "unicode": ('{\n  "Unnormalized Unicode":"\\u1e0d\\u0307"\n}\n', '{"Unnormalized Unicode":"\u1e0d\u0307"}'),
    "weird": (
        (
            '{\n  "\\u20ac": "Euro Sign",\n  "1": "One",\n  "\\u0080": "Control\\u007f",\n  "\\ud83d\\ude02": '
            '"Smiley",\n'
            '  "\\u00f6": "Latin Small Letter O With Diaeresis",\n  "\\ufb33": "Hebrew Letter Dalet With Dagesh",\n'
            '  "</script>": "Browser Challenge"\n}\n'
        ),
        (
            '{"1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f",'
            '"ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","\U0001f602":"Smiley",'
            '"\ufb33":"Hebrew Letter Dalet With Dagesh"}'
        ),
    ),
}
WITH_FRACTIONS = {
    "structures": (
        (
            '{\n  "1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0},\n  "10": { },\n  "": "empty",\n  "a": { },\n'
            '  "111": [ { } ],\n  "A": { }\n}'
        ),
        '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}',
    ),
    "values": (
        (
            '{\n  "numbers": [1E30, 4.50, 333333333.33333329, 2e-3, 0.000000000000000000000000001],\n'
            '  "escaping": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",\n'
            '  "literals": [null, true, false]\n}'
        ),
        (
            '{"escaping":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/","literals":[null,true,false],'
            '"numbers":[1e+30,4.5,333333333.3333333,0.002,1e-27]}'
        ),
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_file_has_the_published_form_and_no_other(name):
    given, form = PUBLISHED[name]
    value = json.loads(given)
    assert canonical(value) == form.encode()
    assert parse_canonical(form.encode()) == value
    with pytest.raises(CanonicalError):
        parse_canonical(given.encode())


@pytest.mark.parametrize("name", WITH_FRACTIONS)
def test_a_file_with_fractions_is_refused_and_all_else_in_it_has_the_published_form(name):
    given, form = WITH_FRACTIONS[name]
    with pytest.raises(CanonicalError):
        canonical(json.loads(given))
    value = json.loads(form)
    if name == "structures":  # 56.0 is 56 in the published form
        assert canonical(value) == form.encode()
    else:
        with pytest.raises(CanonicalError):
            parse_canonical(form.encode())
        value.pop("numbers")
        assert canonical(value) == form.partition(',"numbers"')[0].encode() + b"}"
