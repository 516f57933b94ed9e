// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {EligibilityRegistry} from "../src/EligibilityRegistry.sol";
import {Distributor} from "../src/Distributor.sol";
import {FilingRegistry} from "../src/FilingRegistry.sol";
import {Mandates} from "../src/Mandates.sol";
import {ReportAnchor} from "../src/ReportAnchor.sol";
import {IEligibilityRegistry} from "../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../src/interfaces/IFilingRegistry.sol";
import {ITrancheToken} from "../src/interfaces/ITrancheToken.sol";
import {TrancheToken} from "../src/TrancheToken.sol";

import {Asset} from "./Asset.sol";
import {Shipped} from "./Shipped.sol";

/// @notice The cast and one small deal: class A of one filing, cap 1,000, two holders in Hong Kong and Singapore.
/// The filing is proposed but not approved; `_activate` approves it.
abstract contract Stage is Shipped {
    address internal constant AGENT = address(0xA6E7);
    address internal constant ISSUER = address(0x155E);
    address internal constant TRUSTEE = address(0x7125);
    address internal constant GUARDIAN = address(0x60A2);
    address internal constant TRANSFER_AGENT = address(0x7247);
    address internal constant PAYING_AGENT = address(0x9A1);
    address internal constant HOLDER = address(0x401D);
    address internal constant OTHER_HOLDER = address(0x401E);
    address internal constant OUTSIDER = address(0x0175);
    /// A contract that the filing names.
    address internal constant VENUE = address(0x7E2E);

    bytes32 internal constant FILING = "filing 2026-1";
    bytes32 internal constant CLASS_A = "class A";
    bytes32 internal constant CLASS_B = "class B";
    uint32 internal constant MASK = 1;
    uint64 internal constant CAP = 1000;

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
    Mandates internal mandates;
    ReportAnchor internal reports;
    Distributor internal distributor;
    Asset internal asset;
    bytes32 internal recordDigest;

    function setUp() public virtual {
        VM.warp(NOTICE_AT + 2 days);
        filings = _filings(ISSUER, GUARDIAN);
        eligibility = EligibilityRegistry(_deploy("EligibilityRegistry", abi.encode(TRANSFER_AGENT)));
        asset = new Asset(6, PAYING_AGENT, 1e30);
        mandates = Mandates(_deploy("Mandates", abi.encode(TRUSTEE)));
        reports = ReportAnchor(_deploy("ReportAnchor", abi.encode(AGENT, PAYING_AGENT)));
        distributor = _distributor(asset);
        VM.prank(PAYING_AGENT);
        VM.assertTrue(asset.approve(address(distributor), type(uint256).max), "allowed");
        token = _deployed(_terms());
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
            decimals: 2,
            distributor: address(distributor),
            reports: address(reports),
            mandates: mandates,
            predecessor: address(0),
            lockedUntil: 0,
            minimumHolding: 0,
            holderLimit: 0
        });
    }

    function _deployed(ITrancheToken.Terms memory terms) internal returns (TrancheToken) {
        return TrancheToken(_deploy("TrancheToken", abi.encode("Example Leasing 2026-1 A", "EXL-A", terms)));
    }

    function _filings(address issuer, address guardian) internal returns (FilingRegistry) {
        return FilingRegistry(_deploy("FilingRegistry", abi.encode(AGENT, issuer, TRUSTEE, guardian)));
    }

    function _distributor(Asset paid) internal returns (Distributor) {
        return Distributor(_deploy("Distributor", abi.encode(filings, FILING, paid, PAYING_AGENT, mandates)));
    }

    function _filing() internal view returns (IFilingRegistry.Filing memory) {
        return IFilingRegistry.Filing({
            packageSha256: "package sha-256",
            packageSm3: "package sm3",
            termsHash: "terms",
            noticeDigest: "notice",
            noticeAt: NOTICE_AT,
            validFrom: VALID_FROM,
            validUntil: VALID_UNTIL,
            noticeReference: "2026-1",
            venues: _venues(),
            asset: address(asset)
        });
    }

    function _venues() internal pure returns (address[] memory venues) {
        venues = new address[](1);
        venues[0] = VENUE;
    }

    function _caps() internal pure returns (IFilingRegistry.ClassCap[] memory caps) {
        caps = new IFilingRegistry.ClassCap[](1);
        caps[0] = IFilingRegistry.ClassCap({classId: CLASS_A, cap: CAP});
    }

    function _standing(uint16 jurisdiction) internal pure returns (IEligibilityRegistry.Standing memory) {
        return IEligibilityRegistry.Standing({
            expiry: STANDING_EXPIRY, classes: MASK, jurisdiction: jurisdiction, frozen: false, nominee: false
        });
    }

    function _word(uint16 jurisdiction) internal pure returns (uint256) {
        return uint256(STANDING_EXPIRY) | uint256(MASK) << 64 | uint256(jurisdiction) << 96;
    }

    /* THE ACTS */

    function _bind(bytes32 filingId, address as_) internal {
        VM.prank(AGENT);
        filings.bind(filingId, CLASS_A, as_);
    }

    function _propose(bytes32 filingId) internal returns (bytes32) {
        VM.prank(AGENT);
        return filings.propose(filingId, _filing(), _caps());
    }

    /// The filing is active, and its class is issued as `token` unless it is issued as another already.
    function _activate() internal {
        _activate(FILING, recordDigest);
        if (filings.tokenOf(FILING, CLASS_A) == address(0)) _bind(FILING, address(token));
    }

    function _activate(bytes32 filingId, bytes32 digest) internal {
        VM.prank(ISSUER);
        filings.approve(filingId, digest);
        VM.prank(TRUSTEE);
        filings.approve(filingId, digest);
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

    function _transfer(address from, address to, uint256 amount) internal {
        VM.prank(from);
        _done(token.transfer(to, amount));
    }

    /// Funds and closes a period of class A.
    function _pay(uint32 period, uint256 amount) internal {
        VM.prank(PAYING_AGENT);
        distributor.fund(address(token), amount);
        _close(period, amount);
    }

    /// Nobody moved a unit since the record date.
    function _close(uint32 period, uint256 amount) internal {
        _closeOver(period, amount, uint64(token.totalSupply()));
    }

    function _closeOver(uint32 period, uint256 amount, uint64 units) internal {
        _orderDivision(period, amount, units, new uint256[](0));
        _closeAs(period, amount, units, new uint256[](0));
    }

    /// Ordered by the trustee, and refused all the same.
    function _refusesClose(bytes memory error, uint32 period, uint256 amount, uint64 units) internal {
        _orderDivision(period, amount, units, new uint256[](0));
        _refuses(error);
        _closeAs(period, amount, units, new uint256[](0));
    }

    /// As it was ordered before.
    function _closeAs(uint32 period, uint256 amount, uint64 units, uint256[] memory recorded) internal {
        VM.prank(PAYING_AGENT);
        distributor.close(address(token), period, amount, units, recorded);
    }

    /// By the units of the record date, as the trustee ordered it.
    function _closeByRecord(uint32 period, uint256 amount, uint64 units, uint256[] memory recorded) internal {
        _orderDivision(period, amount, units, recorded);
        _closeAs(period, amount, units, recorded);
    }

    function _orderDivision(uint32 period, uint256 amount, uint64 units, uint256[] memory recorded) internal {
        bytes32 said = keccak256(abi.encode(period, amount, units, recorded));
        VM.prank(TRUSTEE);
        mandates.order(address(distributor), address(token), address(distributor), uint256(said), "register");
    }

    function _recorded(address account, uint256 units) internal pure returns (uint256) {
        return uint256(uint160(account)) << 96 | units;
    }

    function _claim(address holder) internal returns (uint256) {
        VM.prank(holder);
        return distributor.claim(address(token));
    }

    function _order(address from, address to, uint256 amount) internal {
        VM.prank(TRUSTEE);
        mandates.order(address(token), from, to, amount, "judgment");
    }

    function _done(bool) internal pure {}

    function _packed(address holder, uint256 amount) internal pure returns (uint256) {
        return uint256(uint160(holder)) << 96 | amount;
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
