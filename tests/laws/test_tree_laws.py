"""Our own laws, on the real tree. What each forbids and why stands in its module under tools/laws."""

from pathlib import Path

from tools.laws import addresses, documented, exports, links, locks, packaged, purity, sizes, wording
from tools.laws.tree import Breach


def told(breaches: list[Breach]) -> str:
    return "\n" + "\n".join(map(str, breaches))


def test_no_file_function_or_folder_is_a_giant(project: Path):
    found = sizes.breaches(project)
    assert not found, told(found)


def test_every_module_offers_exactly_its_public_names(project: Path):
    found = exports.breaches(project)
    assert not found, told(found)


def test_the_core_names_no_float_no_decimal_no_clock_and_prints_nothing(project: Path):
    found = purity.breaches(project)
    assert not found, told(found)


def test_every_finding_is_worded_in_both_languages_and_no_wording_is_dead(project: Path):
    found = wording.breaches(project)
    assert not found, told(found)


def test_locks_hold_digests_and_no_address(project: Path):
    found = locks.breaches(project)
    assert not found, told(found)


def test_packaged_data_is_what_its_digests_say(project: Path):
    found = packaged.breaches(project)
    assert not found, told(found)


def test_documents_point_to_what_is_there(project: Path):
    found = links.breaches(project)
    assert not found, told(found)


def test_every_verb_and_variable_is_documented(project: Path):
    found = documented.breaches(project)
    assert not found, told(found)


def test_no_file_knows_one_machine_or_one_registry(project: Path):
    found = addresses.breaches(project)
    assert not found, told(found)
