// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {EligibilityRegistry} from "../../src/EligibilityRegistry.sol";
import {FilingRegistry} from "../../src/FilingRegistry.sol";
import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";
import {TrancheToken} from "../../src/TrancheToken.sol";

import {Cheats} from "../Cheats.sol";

/// @notice Everybody of the deal acting at random, for the invariants. What is allowed must work (a revert fails
/// the run); what is forbidden is attempted and counted as a breach when it works. Each act counts itself.
contract Market {
    Cheats private constant VM = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));

    struct Roles {
        address agent;
        address issuer;
        address trustee;
        address guardian;
        address transferAgent;
    }

    FilingRegistry private immutable _filings;
    EligibilityRegistry private immutable _eligibility;
    TrancheToken private immutable _token;
    bytes32 private immutable _filingId;
    Roles private _roles;
    address[] private _cast;

    uint256 public calls;
    uint256 public mints;
    uint256 public redemptions;
    uint256 public transfers;
    uint256 public freezes;
    uint256 public suspensions;
    uint256 public resumptions;
    uint256 public refusedMints;
    uint256 public refusedTransfers;

    /// What the handler itself counted, to hold against the token.
    uint256 public sumMinted;
    uint256 public sumRedeemed;
    /// How often something forbidden worked.
    uint256 public breaches;

    uint256 private _keys;

    modifier counted() {
        ++calls;
        _;
    }

    constructor(TrancheToken token, Roles memory roles, address[] memory cast) {
        _token = token;
        _filingId = token.filingId();
        _filings = FilingRegistry(address(token.filings()));
        _eligibility = EligibilityRegistry(address(token.eligibility()));
        _roles = roles;
        _cast = cast;
    }

    /* WHAT IS ALLOWED */

    function mint(uint256 who, uint256 amount) external counted {
        address holder = _someoneWhoMay(who);
        uint256 left = _left();
        if (!_open() || !_may(holder) || left == 0) return;
        amount = 1 + amount % (left / 64 + 1);

        VM.prank(_roles.agent);
        _token.mint(holder, amount, bytes32(++_keys));
        sumMinted += amount;
        ++mints;
    }

    function redeem(uint256 who, uint256 amount) external counted {
        address holder = _someone(who);
        uint256 balance = _token.balanceOf(holder);
        if (balance == 0) return;
        // Often a little, seldom everything, so that the market does not run dry.
        amount = amount % 8 == 0 ? balance : 1 + (amount % (balance / 4 + 1)) % balance;

        VM.prank(_roles.agent);
        _token.redeem(holder, amount, bytes32(++_keys));
        sumRedeemed += amount;
        ++redemptions;
    }

    function transfer(uint256 who, uint256 whom, uint256 amount) external counted {
        (address from, address to) = (_someoneWhoMay(who), _someoneWhoMay(whom));
        uint256 balance = _token.balanceOf(from);
        if (!_may(from) || !_may(to) || balance == 0) return;

        VM.prank(from);
        if (!_token.transfer(to, amount % (balance + 1))) ++breaches;
        ++transfers;
    }

    function freeze(uint256 who, uint256 dice) external counted {
        address account = _someone(who);
        // Three of four end free, so that the market does not freeze over.
        bool frozen = dice % 4 == 0;
        VM.prank(_roles.transferAgent);
        _eligibility.setFrozen(account, frozen, "order");
        ++freezes;
    }

    function suspend() external counted {
        if (!_open()) return;
        VM.prank(_roles.guardian);
        _filings.suspend(_filingId, "reason");
        ++suspensions;
    }

    function resume() external counted {
        if (_open()) return;
        (,, uint32 suspension,,) = _filings.statusOf(_filingId);
        VM.prank(_roles.issuer);
        _filings.resume(_filingId, suspension);
        VM.prank(_roles.trustee);
        _filings.resume(_filingId, suspension);
        ++resumptions;
    }

    /* WHAT IS FORBIDDEN */

    function mintBeyondTheCap(uint256 who, uint256 amount) external counted {
        uint256 left = _left();
        _tryToMint(_someone(who), left + 1 + amount % (type(uint256).max - left), bytes32(++_keys));
    }

    function mintWithAnOldKey(uint256 who, uint256 which) external counted {
        bytes32 key = bytes32(1 + which % (_keys + 1));
        if (_token.minted(key) == 0 || _left() == 0) return;
        _tryToMint(_someone(who), 1, key);
    }

    function mintToOneWhoMayNotHold(uint256 who) external counted {
        address holder = _someone(who);
        if (_may(holder) || _left() == 0) return;
        _tryToMint(holder, 1, bytes32(++_keys));
    }

    function mintUnderSuspension(uint256 who) external counted {
        if (_open() || _left() == 0) return;
        _tryToMint(_someone(who), 1, bytes32(++_keys));
    }

    function transferAgainstTheRule(uint256 who, uint256 whom) external counted {
        (address from, address to) = (_someone(who), _someone(whom));
        if (_may(from) && _may(to)) return;
        ++refusedTransfers;
        VM.prank(from);
        try _token.transfer(to, 0) {
            ++breaches;
        } catch {}
    }

    function _tryToMint(address holder, uint256 amount, bytes32 key) private {
        ++refusedMints;
        VM.prank(_roles.agent);
        try _token.mint(holder, amount, key) {
            ++breaches;
        } catch {}
    }

    /* READING */

    function sumOfBalances() external view returns (uint256 sum) {
        for (uint256 i; i < _cast.length; ++i) {
            sum += _token.balanceOf(_cast[i]);
        }
    }

    function sumOfKeys() external view returns (uint256 sum) {
        for (uint256 key = 1; key <= _keys; ++key) {
            sum += _token.minted(bytes32(key));
        }
    }

    function _someone(uint256 who) private view returns (address) {
        return _cast[who % _cast.length];
    }

    /// The next of the cast who may hold; somebody who may not when nobody may.
    function _someoneWhoMay(uint256 who) private view returns (address account) {
        for (uint256 i; i < _cast.length; ++i) {
            account = _someone(who % _cast.length + i);
            if (_may(account)) return account;
        }
    }

    function _may(address account) private view returns (bool) {
        return _eligibility.check(account, _token.classMask()) == IEligibilityRegistry.Reason.None;
    }

    function _open() private view returns (bool) {
        (IFilingRegistry.Status status,,,,) = _filings.statusOf(_filingId);
        return status == IFilingRegistry.Status.Active;
    }

    function _left() private view returns (uint256) {
        return _filings.capOf(_filingId, _token.classId()) - _token.cumulativeMinted();
    }
}
