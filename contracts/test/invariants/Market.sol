// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {EligibilityRegistry} from "../../src/EligibilityRegistry.sol";
import {Distributor} from "../../src/Distributor.sol";
import {FilingRegistry} from "../../src/FilingRegistry.sol";
import {IEligibilityRegistry} from "../../src/interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "../../src/interfaces/IFilingRegistry.sol";
import {IMandates} from "../../src/interfaces/IMandates.sol";
import {ITrancheToken} from "../../src/interfaces/ITrancheToken.sol";
import {TrancheToken} from "../../src/TrancheToken.sol";

import {Cheats, monthOf} from "../Cheats.sol";

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
        address payingAgent;
    }

    FilingRegistry private immutable _filings;
    EligibilityRegistry private immutable _eligibility;
    TrancheToken private immutable _token;
    Distributor private immutable _distributor;
    IMandates private immutable _mandates;
    bytes32 private immutable _filingId;
    bytes32 private immutable _classId;
    uint32 private immutable _classMask;
    Roles private _roles;
    address[] private _cast;

    uint256 public calls;
    uint256 public mints;
    uint256 public redemptions;
    uint256 public transfers;
    uint256 public freezes;
    uint256 public suspensions;
    uint256 public resumptions;
    uint256 public closes;
    uint256 public closesByRecord;
    uint256 public claims;
    uint256 public partialFreezes;
    uint256 public sumDeclared;
    uint256 public sumClaimed;
    uint32 private _period;
    mapping(address account => uint256 units) private _then;
    uint64 private _unitsThen;
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
        (ITrancheToken.Terms memory terms,,) = token.terms();
        _filingId = terms.filingId;
        (_classId, _classMask) = (terms.classId, terms.classMask);
        _filings = FilingRegistry(address(terms.filings));
        _eligibility = EligibilityRegistry(address(terms.eligibility));
        _distributor = Distributor(terms.distributor);
        _mandates = terms.mandates;
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
        address holder = _someoneWhoHolds(who);
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
        (address from, address to) = (_someoneWhoCanSend(who), _someoneWhoMay(whom));
        (uint256 balance, uint256 frozen) = (_token.balanceOf(from), _token.getFrozenTokens(from));
        if (!_may(from) || !_may(to) || balance <= frozen) return;
        balance -= frozen;

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

    function freezeUnits(uint256 who, uint256 amount) external counted {
        address account = _someone(who);
        // Often nothing, so that the market does not freeze over.
        uint256 units = amount % 8 == 0 ? amount % (_token.balanceOf(account) + 3) : 0;
        VM.prank(_roles.transferAgent);
        if (!_token.setFrozenTokens(account, units)) ++breaches;
        ++partialFreezes;
    }

    function close(uint256 amount) external counted {
        if (_token.totalSupply() == 0) return;
        _close(amount % 1e9, uint64(_token.totalSupply()), new uint256[](0));
        ++closes;
    }

    /// Divides by what was held when this was last called, and keeps what is held now for the next time.
    function closeByRecord(uint256 amount) external counted {
        if (_unitsThen != 0) {
            _close(amount % 1e9, _unitsThen, _recorded());
            ++closesByRecord;
        }
        _unitsThen = uint64(_token.totalSupply());
        for (uint256 i; i < _cast.length; ++i) {
            _then[_cast[i]] = _token.balanceOf(_cast[i]);
        }
    }

    function _recorded() private view returns (uint256[] memory recorded) {
        recorded = new uint256[](_cast.length);
        for (uint256 i; i < _cast.length; ++i) {
            uint256 word = uint256(uint160(_cast[i])) << 96 | _then[_cast[i]];
            uint256 place = i;
            for (; place != 0 && recorded[place - 1] > word; --place) {
                recorded[place] = recorded[place - 1];
            }
            recorded[place] = word;
        }
    }

    function _close(uint256 amount, uint64 units, uint256[] memory recorded) private {
        uint32 period = monthOf(++_period);
        VM.prank(_roles.payingAgent);
        _distributor.fund(address(_token), amount);
        bytes32 said = keccak256(abi.encode(period, amount, units, recorded));
        VM.prank(_roles.trustee);
        _mandates.order(
            address(_distributor), address(_token), address(_distributor), uint256(said), "register"
        );
        VM.prank(_roles.payingAgent);
        _distributor.close(address(_token), period, amount, units, recorded);
        sumDeclared += amount;
    }

    function claim(uint256 who) external counted {
        address holder = _someoneWhoMay(who);
        if (!_may(holder)) return;
        uint256 owed = _token.owedTo(holder);
        VM.prank(holder);
        uint256 paid = _distributor.claim(address(_token));
        if (paid != owed) ++breaches;
        sumClaimed += paid;
        ++claims;
    }

    function claimWithoutStanding(uint256 who) external counted {
        address holder = _someone(who);
        if (_may(holder)) return;
        ++refusedTransfers;
        VM.prank(holder);
        try _distributor.claim(address(_token)) {
            ++breaches;
        } catch {}
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
        if (!_token.minted(key) || _left() == 0) return;
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

    function keysUsed() external view returns (uint256 sum) {
        for (uint256 key = 1; key <= _keys; ++key) {
            if (_token.minted(bytes32(key))) ++sum;
        }
    }

    function sumOfOwed() external view returns (uint256 sum) {
        for (uint256 i; i < _cast.length; ++i) {
            sum += _token.owedTo(_cast[i]);
        }
    }

    function holding() external view returns (uint256 count) {
        for (uint256 i; i < _cast.length; ++i) {
            if (_token.balanceOf(_cast[i]) != 0) ++count;
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

    /// The next of the cast who holds anything; one who does not when nobody does.
    function _someoneWhoHolds(uint256 who) private view returns (address account) {
        for (uint256 i; i < _cast.length; ++i) {
            account = _someone(who % _cast.length + i);
            if (_token.balanceOf(account) != 0) return account;
        }
    }

    /// The next of the cast who may send something; somebody who may not when nobody may.
    function _someoneWhoCanSend(uint256 who) private view returns (address account) {
        for (uint256 i; i < _cast.length; ++i) {
            account = _someone(who % _cast.length + i);
            if (_may(account) && _token.balanceOf(account) > _token.getFrozenTokens(account)) return account;
        }
    }

    function _may(address account) private view returns (bool) {
        return _eligibility.check(account, _classMask) == IEligibilityRegistry.Reason.None;
    }

    function _open() private view returns (bool) {
        (IFilingRegistry.Status status,,,,) = _filings.statusOf(_filingId);
        return status == IFilingRegistry.Status.Active;
    }

    function _left() private view returns (uint256) {
        return _filings.capOf(_filingId, _classId) - _token.cumulativeMinted();
    }
}
