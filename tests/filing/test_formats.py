"""The form of documents: rules as data, each by analogy, held against text, Markdown and file names."""

import pytest

from tallystick.deal.deal import Deal, FolderDocument
from tallystick.deal.parties import Bilingual
from tallystick.evidence.findings import Severity
from tallystick.evidence.wording import Language, severity, word
from tallystick.filing.formats import check_formats, format_rules, read_format_rules
from tests.filing.stand_in import deal


def _deal(**documents: str) -> Deal:
    """A deal whose documents are named by material: ``M6="opinion.md"``; several are parted by commas."""
    listed = tuple(
        FolderDocument(material=material, file=name, name=Bilingual(zh="文件", en="file"))
        for material, names in documents.items()
        for name in names.split(",")
    )
    return deal().model_copy(update={"documents": listed})


def _found(given: Deal, *, generated: tuple[str, ...] = (), **files: str) -> list[tuple[str, str]]:
    contents = {name.replace("_", "."): text.encode() for name, text in files.items()}
    found = check_formats(format_rules(), given, contents, generated=generated)
    return [(each.code, str(each.argument("rule"))) for each in found]


def test_every_rule_of_form_of_the_source_book_is_there_and_is_an_analogy() -> None:
    rules = format_rules()
    assert [each.id for each in rules] == [*(f"G2-F{number}" for number in range(1, 14)), "NO-APPROVAL"]
    assert {each.mark for each in rules if each.id.startswith("G2-")} == {"A"}


@pytest.mark.parametrize("phrase", ["基本符合", "大致符合"])
def test_an_opinion_may_not_conclude_vaguely(phrase: str) -> None:
    given = _deal(M6="opinion.md")
    assert ("filing.format-words", "G2-F11") in _found(given, opinion_md=f"本项目{phrase}规定。律师签字。")
    assert ("filing.format-words", "G2-F11") not in _found(given, opinion_md="本项目符合规定。律师签字。")


@pytest.mark.parametrize(
    "text",
    [
        "Ｔｈｅ ＣＳＲＣ ｈａｓ ａｐｐｒｏｖｅｄ ｔｈｅ ｉｓｓｕｅ.",
        "The C S R C has a p p r o v e d the issue.",
        "The 𝐂𝐒𝐑𝐂 has approved the issue.",
        "The CS\ufe00RC has app\U000e0041roved the issue.",
    ],
)
def test_another_form_of_letters_hides_no_wording(text: str) -> None:
    told = _found(_deal(M2="paper.md"), paper_md=text)
    assert ("filing.format-words", "NO-APPROVAL") in told


def test_a_sign_nobody_sees_hides_no_wording() -> None:
    told = _found(
        _deal(M6="opinion.md"),
        opinion_md="本项目基\u200b本符合规定。The CS\u00adRC has ap\u00adproved the issue. 律师签字。",
    )
    assert {rule for _, rule in told} >= {"G2-F11", "NO-APPROVAL"}


def test_an_equivocal_word_is_told_of_in_whatever_gives_an_opinion() -> None:
    assert "G2-F11" in [rule for _, rule in _found(_deal(M19="diligence.md"), diligence_md="基本符合")]


def test_the_same_words_elsewhere_are_no_business_of_that_rule() -> None:
    assert "G2-F11" not in [rule for _, rule in _found(_deal(M8="minutes.md"), minutes_md="基本符合")]


def test_an_english_document_needs_a_chinese_one_beside_it() -> None:
    lone, pair = _deal(M2="memorandum.md"), _deal(M2="memorandum.md,译本.md")
    assert ("filing.format-translation", "G2-F6") in _found(lone, memorandum_md="Class A notes")
    assert ("filing.format-translation", "G2-F6") not in _found(pair, memorandum_md="Class A notes", 译本_md="A档")
    assert ("filing.format-translation", "G2-F6") not in _found(lone, memorandum_md="A档 Class A")
    assert ("filing.format-translation", "G2-F6") not in _found(_deal(M2="memorandum.pdf"), memorandum_pdf="%PDF")


def test_word_and_pdf_go_together() -> None:
    assert ("filing.format-pair", "G2-F4") in _found(_deal(M6="opinion.docx"))
    assert ("filing.format-pair", "G2-F4") not in _found(_deal(M6="opinion.docx,opinion.PDF"))
    assert ("filing.format-pair", "G2-F4") not in _found(_deal(M9="chart.svg"), generated=("M9",))


def test_what_must_be_signed_names_a_signer_or_has_a_page_for_it() -> None:
    given = _deal(M3="undertaking.md")
    assert ("filing.format-unsigned", "G2-F2") in _found(given, undertaking_md="我们承诺。")
    assert ("filing.format-unsigned", "G2-F2") not in _found(given, undertaking_md="我们承诺。签字：")
    signed = given.documents[0].model_copy(update={"signed_by": ("wu",)})
    assert _found(given.model_copy(update={"documents": (signed,)}), undertaking_md="我们承诺。") == []


def test_a_team_list_without_telephone_or_mail_is_noticed() -> None:
    assert ("filing.format-words-missing", "G2-F12") in _found(_deal(M10="team.md"), team_md="吴女士")
    assert _found(_deal(M10="team.md"), team_md="吴女士，手机 13800000000，邮箱 wu@example.com") == []


def test_a_finding_names_rule_and_mark_in_both_languages_and_only_warns() -> None:
    (first, *_) = check_formats(format_rules(), _deal(M6="o.md"), {"o.md": "基本符合。签字".encode()})
    for language in Language:
        assert "A" in word(first, language).what
        assert first.place.path in word(first, language).what
    assert severity(first) is Severity.WARNING


def test_other_rules_replace_these_without_a_change_of_code() -> None:
    rules = read_format_rules(
        'rule = [{id = "W-1", mark = "O", check = "words", materials = ["M1"], words = ["大概"],'
        ' title = {zh = "不用大概", en = "no roughly"}}]'.encode()
    )
    found = list(check_formats(rules, _deal(M1="report.md"), {"report.md": "大概如此".encode()}))
    assert [each.place.path for each in found] == ["W-1"]


@pytest.mark.parametrize("content", [b"", b"rule = 1", b'rule = [{id = "x"}]', b"\xff"])
def test_what_are_no_rules_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_format_rules(content)


@pytest.mark.parametrize(
    ("material", "text", "rule"),
    [
        ("M6", "大体上符合监管指引的要求，总体符合规定。", "G2-F11"),
        ("M6", "The transfer broadly complies with the Guideline.", "G2-F11"),
        ("M6", "底层资产原则上均满\n足条件。", "G2-F11"),
        ("M2", "投资价值突出，稳赚不赔，收益领先同业。", "G2-F7"),
        ("M2", "A risk-free investment with attractive returns.", "G2-F7"),
        ("M19", "未来收益率可观。", "G2-F7"),
        ("M2", "This offer was approved by the CSRC.", "NO-APPROVAL"),
        ("M2", "中国证监会已批准本次发行。", "NO-APPROVAL"),
        ("M2", "备案即表明中国证监会批准本次发行并认可其投资价值。", "NO-APPROVAL"),
    ],
)
def test_promotion_vagueness_and_approval_are_told_in_whatever_words(material: str, text: str, rule: str) -> None:
    given = _deal(**{material: "paper.md"})
    assert rule in [each for _, each in _found(given, paper_md=text)]


@pytest.mark.parametrize(
    "text",
    [
        "备案不表明对投资价值作出实质性判断或者保证。",
        "本备忘录未经中国证监会批准，备案也不代表其认可。",
        "本产品不保本，投资者自行承担风险，没有无风险的投资。",
        "The notes are not risk-free and no return is guaranteed; nothing was approved by the CSRC.",
        "The filing is no judgement of investment value and no guarantee. It complies with the Guideline.",
        "本项目符合规定。规模合计114,000,000.00美元。",
    ],
)
def test_what_is_denied_or_plain_is_no_such_wording(text: str) -> None:
    given = _deal(M2="paper.md", M6="paper.md")
    assert not [rule for code, rule in _found(given, paper_md=text) if code == "filing.format-words"]
