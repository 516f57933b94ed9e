// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IERC7943Fungible} from "./interfaces/IERC7943.sol";

/// @notice What is held and what is owed, packed: one word a holder, one word for the class. Everything that a transfer
/// or a mint changes about a holder is one load and one store.
///
/// Cash reaches holders by an index: cash for each unit so far, in minor units of the settlement asset with 32 binary
/// places. A holder's word keeps the index up to which it was settled, and what it is owed with the same places. A
/// distribution changes the class's index alone. What does not divide by the units outstanding is carried to the next
/// distribution, so nothing is lost at either place:
///
///     sum of owed, settled + carried + collected == declared, to the last of the 32 places.
///
/// OpenZeppelin's ERC20 keeps allowances, names and the flow of its calls; its own balances stay empty.
abstract contract Holdings is ERC20, IERC7943Fungible {
    /* A HOLDER'S WORD, FROM THE LOWEST BIT: balance 64, owed 96, index 88, flags 8 */

    uint256 internal constant OWED_AT = 64;
    uint256 private constant INDEX_AT = 160;
    /// Part of the balance is frozen: `_frozen` says how much. Without the flag it need not be read.
    uint256 internal constant PARTLY_FROZEN =
        0x0100000000000000000000000000000000000000000000000000000000000000;
    /// The account is barred from this class.
    uint256 internal constant BARRED = 0x0200000000000000000000000000000000000000000000000000000000000000;

    /* THE CLASS'S WORD: index 88, supply 64, minted 64, holders 32, paused 8 */

    uint256 private constant SUPPLY_AT = 88;
    uint256 private constant MINTED_AT = 152;
    uint256 private constant HOLDERS_AT = 216;
    uint256 internal constant PAUSED_AT = 248;

    uint256 private constant INDEX_MASK = 0xffffffffffffffffffffff;
    uint256 internal constant PLACES = 32;

    mapping(address account => uint256 word) internal _holdings;
    mapping(address account => uint256 amount) internal _frozen;
    /// The index begins at one, so that the word is never zero and the first mint costs what every other does.
    uint256 internal _class = 1;
    /// From the lowest bit: carried, with 32 places (64); declared, in minor units (64).
    uint256 private _cash;

    /// @notice Nobody held a unit, so nothing can be divided.
    error NothingOutstanding();

    /// @notice More cash than the ledger can count for this class.
    error CashTooLarge(uint256 cash);

    /// @notice What was recorded does not come to the units outstanding on the record date, or is not in ascending order.
    error RegisterDiffers(uint256 found, uint256 expected);

    /* READING */

    function balanceOf(address account) public view virtual override returns (uint256) {
        return uint64(_holdings[account]);
    }

    function totalSupply() public view virtual override returns (uint256) {
        return _supply(_class);
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) external view override returns (uint256) {
        return _frozen[account];
    }

    /* THE WORDS */

    function _supply(uint256 class) internal pure returns (uint256) {
        return uint64(class >> SUPPLY_AT);
    }

    function _minted(uint256 class) internal pure returns (uint256) {
        return uint64(class >> MINTED_AT);
    }

    function _holders(uint256 class) internal pure returns (uint256) {
        return uint32(class >> HOLDERS_AT);
    }

    function _indexOf(uint256 class) internal pure returns (uint256) {
        return class & INDEX_MASK;
    }

    /// The class's word after so many units more, to so many new holders. The caller holds `amount` to the cap, which
    /// is below 2**64; holders are no more than units, and the caller's count of them than 2**32.
    function _withIssued(uint256 class, uint256 amount, uint256 newHolders) internal pure returns (uint256) {
        unchecked {
            return class + (amount << SUPPLY_AT) + (amount << MINTED_AT) + (newHolders << HOLDERS_AT);
        }
    }

    /// The class's word after so many units fewer. The caller has taken them from a holder, so they are there.
    function _withRedeemed(uint256 class, uint256 amount, bool emptied) internal pure returns (uint256) {
        unchecked {
            return class - (amount << SUPPLY_AT) - (emptied ? uint256(1) << HOLDERS_AT : 0);
        }
    }

    /// The class's word after units went from one holder to another.
    function _withMoved(uint256 class, bool emptied, bool begun) internal pure returns (uint256) {
        if (emptied == begun) return class;
        unchecked {
            return begun ? class + (uint256(1) << HOLDERS_AT) : class - (uint256(1) << HOLDERS_AT);
        }
    }

    /// A holder's word brought up to the class's index. What is owed to all together is never more than was declared,
    /// which is below 2**64 minor units, so `owed` stays within its 96 bits.
    function _settled(uint256 word, uint256 class) internal pure returns (uint256) {
        unchecked {
            uint256 index = class & INDEX_MASK;
            uint256 since = index - ((word >> INDEX_AT) & INDEX_MASK);
            if (since == 0) return word;
            return word + ((uint64(word) * since) << OWED_AT) + (since << INDEX_AT);
        }
    }

    /// What a settled word is owed, in minor units and 32 places.
    function _owed(uint256 settled) internal pure returns (uint256) {
        return uint96(settled >> OWED_AT);
    }

    /// How much of a balance can be sent: what is not frozen.
    function _unfrozen(address account, uint256 word) internal view returns (uint256) {
        uint256 balance = uint64(word);
        if (word & PARTLY_FROZEN == 0) return balance;
        uint256 frozen = _frozen[account];
        return frozen < balance ? balance - frozen : 0;
    }

    /* UNITS */

    /// A holder's settled word less some units; frozen ones go last, and are unfrozen first where they go.
    function _debited(address holder, uint256 amount, uint256 class) internal returns (uint256 held) {
        held = _settled(_holdings[holder], class);
        uint256 balance = uint64(held);
        require(amount <= balance, ERC20InsufficientBalance(holder, balance, amount));
        if (amount > _unfrozen(holder, held)) {
            _setFrozen(holder, balance - amount);
            held = balance == amount ? held & ~PARTLY_FROZEN : held;
        }
        unchecked {
            held -= amount;
        }
    }

    /// Moves balance, frozen units, the bar and what is owed, and sets `bar`; a new account keeps what it had. The
    /// mandates know no order from an account to itself.
    function _recover(address lost, address replacement, uint256 class, uint256 bar) internal {
        uint256 from = _settled(_holdings[lost], class);
        uint256 to = _settled(_holdings[replacement], class);
        uint256 frozen = _frozen[lost];
        uint256 amount = uint64(from);
        _class = _withMoved(class, amount != 0, amount != 0 && uint64(to) == 0);
        if (frozen != 0) _setFrozen(lost, 0);
        unchecked {
            // Balance and owed are the lower 160 bits of both words; neither sum leaves its field.
            _holdings[lost] = (from >> 160 << 160) & ~PARTLY_FROZEN & ~BARRED;
            _holdings[replacement] = to + uint160(from) | (from & BARRED) | bar;
        }
        if (frozen != 0) _setFrozen(replacement, _frozen[replacement] + frozen);
        emit Transfer(lost, replacement, amount);
    }

    function _setFrozen(address account, uint256 amount) internal {
        _frozen[account] = amount;
        uint256 held = _holdings[account];
        uint256 flagged = amount == 0 ? held & ~PARTLY_FROZEN : held | PARTLY_FROZEN;
        if (flagged != held) _holdings[account] = flagged;
        emit Frozen(account, amount);
    }

    /// Credits many orders (a holder in the upper 160 bits, an amount in the lower 96) as `TrancheToken._credit` does one,
    /// up to the first that it would refuse. The caller holds the total to the cap, and asks about each receiver before.
    /// @return done how many were credited.
    /// @return total their sum.
    /// @return begun how many of the holders held nothing before.
    function _creditAll(uint256[] calldata orders, uint256 class, uint256 minimum)
        internal
        returns (uint256 done, uint256 total, uint256 begun)
    {
        bytes32 transferred = IERC20.Transfer.selector;
        uint256 least = minimum == 0 ? 1 : minimum;
        assembly ("memory-safe") {
            let index := and(class, INDEX_MASK)
            let fresh := shl(INDEX_AT, index)
            let order := orders.offset
            let end := add(order, shl(5, orders.length))
            mstore(0x20, _holdings.slot)
            for {} lt(order, end) { order := add(order, 0x20) } {
                let amount := calldataload(order)
                let holder := shr(96, amount)
                amount := and(amount, 0xffffffffffffffffffffffff)
                mstore(0x00, holder)
                let slot := keccak256(0x00, 0x40)
                let held := sload(slot)
                switch held
                case 0 {
                    if lt(amount, least) { break }
                    begun := add(begun, 1)
                    held := fresh
                }
                default {
                    let units := and(held, 0xffffffffffffffff)
                    if or(iszero(amount), or(and(held, BARRED), lt(add(units, amount), least))) {
                        break
                    }
                    begun := add(begun, iszero(units))
                    // `_settled`
                    let since := sub(index, and(shr(INDEX_AT, held), INDEX_MASK))
                    held := add(held, add(shl(OWED_AT, mul(units, since)), shl(INDEX_AT, since)))
                }
                sstore(slot, add(held, amount))
                mstore(0x00, amount)
                log3(0x00, 0x20, transferred, 0, holder)
                total := add(total, amount)
            }
            done := shr(5, sub(order, orders.offset))
        }
    }

    /* CASH */

    /// Raises the index by `cash` minor units over all that was outstanding on the record date, and returns the new one.
    /// Whoever held otherwise then than now is credited for what it held then: `recorded` names all of them.
    function _raise(uint256 cash, uint256 units, uint256[] calldata recorded)
        internal
        returns (uint256 index)
    {
        require(units != 0, NothingOutstanding());
        uint256 class = _class;
        uint256 before = _cash;
        uint256 declared = before >> 64;
        // Both bounds make every later sum fit, so that no transfer can ever be stopped by a sum.
        require(cash <= type(uint64).max - declared, CashTooLarge(cash));
        unchecked {
            uint256 whole = (cash << PLACES) + uint64(before);
            uint256 each = whole / units;
            index = _indexOf(class) + each;
            require(index <= INDEX_MASK, CashTooLarge(cash));
            _class = class + each;
            _cash = (declared + cash) << 64 | whole % units;

            uint256 sum = _supply(class);
            uint256 last;
            for (uint256 i; i < recorded.length; ++i) {
                uint256 then = uint96(recorded[i]);
                uint256 account = recorded[i] >> 96;
                require(account > last, RegisterDiffers(last, account));
                last = account;
                uint256 held = _settled(_holdings[address(uint160(account))], class);
                sum += then - uint64(held);
                _holdings[address(uint160(account))] = held + (then * each << OWED_AT) + (each << INDEX_AT);
            }
            // Nobody's part can exceed the whole where the parts add up, so no sum above has left its field.
            require(sum == units, RegisterDiffers(sum, units));
        }
    }

    /// What was declared so far in minor units, and what of it is carried, with 32 places.
    function _declaredAndCarried() internal view returns (uint256 declared, uint256 carried) {
        uint256 cash = _cash;
        return (cash >> 64, uint64(cash));
    }
}
