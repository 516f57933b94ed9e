// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {EligibilityRegistry} from "../src/EligibilityRegistry.sol";
import {FilingRegistry} from "../src/FilingRegistry.sol";
import {IEligibilityRegistry} from "../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../src/interfaces/IFilingRegistry.sol";
import {ITrancheToken} from "../src/interfaces/ITrancheToken.sol";
import {TrancheToken} from "../src/TrancheToken.sol";

import {Cheats} from "./Cheats.sol";

/// @notice The cast and one small deal: class A of one filing, cap 1,000, two holders in Hong Kong and Singapore.
/// The filing is proposed but not approved; `_activate` approves it.
abstract contract Stage {
    Cheats internal constant VM = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));

    address internal constant AGENT = address(0xA6E7);
    address internal constant ISSUER = address(0x155E);
    address internal constant TRUSTEE = address(0x7125);
    address internal constant GUARDIAN = address(0x60A2);
    address internal constant TRANSFER_AGENT = address(0x7247);
    address internal constant HOLDER = address(0x401D);
    address internal constant OTHER_HOLDER = address(0x401E);
    address internal constant OUTSIDER = address(0x0175);

    bytes32 internal constant FILING = "filing 2026-1";
    bytes32 internal constant CLASS_A = "class A";
    bytes32 internal constant CLASS_B = "class B";
    uint32 internal constant MASK = 1;
    uint256 internal constant CAP = 1000;

    uint16 internal constant HONG_KONG = 344;
    uint16 internal constant SINGAPORE = 702;
    uint16 internal constant MAINLAND = 156;

    uint64 internal constant NOTICE_AT = 1_789_000_000;
    uint64 internal constant VALID_FROM = NOTICE_AT + 1 days;
    uint64 internal constant VALID_UNTIL = NOTICE_AT + 365 days;
    uint64 internal constant STANDING_EXPIRY = NOTICE_AT + 200 days;

    FilingRegistry internal filings;
    EligibilityRegistry internal eligibility;
    TrancheToken internal token;
    bytes32 internal recordDigest;

    function setUp() public virtual {
        VM.warp(NOTICE_AT + 2 days);
        filings = new FilingRegistry(AGENT, ISSUER, TRUSTEE, GUARDIAN);
        eligibility = new EligibilityRegistry(TRANSFER_AGENT);
        token = new TrancheToken("Example Leasing 2026-1 A", "EXL-A", _terms());
        recordDigest = _propose(FILING);
        _register(HOLDER, HONG_KONG);
        _register(OTHER_HOLDER, SINGAPORE);
    }

    /* THE DEAL */

    function _terms() internal view returns (ITrancheToken.Terms memory) {
        return ITrancheToken.Terms({
            filings: filings,
            eligibility: eligibility,
            filingId: FILING,
            classId: CLASS_A,
            classMask: MASK,
            agent: AGENT,
            decimals: 2
        });
    }

    function _filing() internal pure returns (IFilingRegistry.Filing memory) {
        return IFilingRegistry.Filing({
            packageSha256: "package sha-256",
            packageSm3: "package sm3",
            termsHash: "terms",
            noticeDigest: "notice",
            noticeAt: NOTICE_AT,
            validFrom: VALID_FROM,
            validUntil: VALID_UNTIL,
            noticeReference: "2026-1"
        });
    }

    function _caps() internal pure returns (IFilingRegistry.ClassCap[] memory caps) {
        caps = new IFilingRegistry.ClassCap[](1);
        caps[0] = IFilingRegistry.ClassCap({classId: CLASS_A, cap: CAP});
    }

    function _standing(uint16 jurisdiction) internal pure returns (IEligibilityRegistry.Standing memory) {
        return IEligibilityRegistry.Standing({
            expiry: STANDING_EXPIRY, classes: MASK, jurisdiction: jurisdiction, frozen: false
        });
    }

    /* THE ACTS */

    function _propose(bytes32 filingId) internal returns (bytes32) {
        VM.prank(AGENT);
        return filings.propose(filingId, _filing(), _caps());
    }

    function _activate() internal {
        VM.prank(ISSUER);
        filings.approve(FILING, recordDigest);
        VM.prank(TRUSTEE);
        filings.approve(FILING, recordDigest);
    }

    function _suspend() internal {
        VM.prank(GUARDIAN);
        filings.suspend(FILING, "reason");
    }

    function _register(address account, uint16 jurisdiction) internal {
        VM.prank(TRANSFER_AGENT);
        eligibility.set(account, _standing(jurisdiction), "commitment");
    }

    function _freeze(address account) internal {
        VM.prank(TRANSFER_AGENT);
        eligibility.setFrozen(account, true, "order");
    }

    function _mint(address holder, uint256 amount, bytes32 key) internal {
        VM.prank(AGENT);
        token.mint(holder, amount, key);
    }

    function _redeem(address holder, uint256 amount, bytes32 key) internal {
        VM.prank(AGENT);
        token.redeem(holder, amount, key);
    }

    /* EXPECTATIONS */

    function _refuses(bytes memory error) internal {
        VM.expectRevert(error);
    }

    function _refusesHolder(address account, IEligibilityRegistry.Reason reason) internal {
        VM.expectRevert(abi.encodeWithSelector(ITrancheToken.HolderNotEligible.selector, account, reason));
    }

    function _status() internal view returns (IFilingRegistry.Status status) {
        (status,,,,) = filings.statusOf(FILING);
    }
}
