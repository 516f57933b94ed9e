// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "./interfaces/IEligibilityRegistry.sol";

/// @notice The register of who may hold. `IEligibilityRegistry` says what each act means.
contract EligibilityRegistry is IEligibilityRegistry {
    /// The mainland of China in ISO 3166-1 numeric. Hong Kong (344), Macao (446) and Taiwan (158) have their own.
    uint256 private constant MAINLAND = 156;

    /* WHERE EACH FIELD STANDS IN THE WORD */

    uint256 private constant CLASSES_AT = 64;
    uint256 private constant JURISDICTION_AT = 96;
    uint256 private constant FROZEN_AT = 112;
    uint256 private constant FROZEN = 0xff0000000000000000000000000000;
    uint256 private constant NOMINEE_AT = 120;

    address public immutable override transferAgent;

    mapping(address account => uint256 word) private _words;

    modifier onlyTransferAgent() {
        require(msg.sender == transferAgent, NotTransferAgent(msg.sender));
        _;
    }

    constructor(address transferAgent_) {
        require(transferAgent_ != address(0), AccountInvalid(transferAgent_));
        transferAgent = transferAgent_;
    }

    /* SETTING */

    /// @inheritdoc IEligibilityRegistry
    function set(address account, Standing calldata standing, bytes32 commitment)
        external
        override
        onlyTransferAgent
    {
        _renew(account, standing, commitment);
    }

    /// @inheritdoc IEligibilityRegistry
    function setBatch(
        address[] calldata accounts,
        Standing[] calldata standings,
        bytes32[] calldata commitments
    ) external override onlyTransferAgent {
        uint256 count = accounts.length;
        require(
            standings.length == count && commitments.length == count,
            LengthsDiffer(count, standings.length, commitments.length)
        );
        for (uint256 i; i < count; ++i) {
            _renew(accounts[i], standings[i], commitments[i]);
        }
    }

    /// @inheritdoc IEligibilityRegistry
    function setFrozen(address account, bool frozen, bytes32 commitment) external override onlyTransferAgent {
        uint256 others = _words[account] & ~(uint256(0xff) << FROZEN_AT);
        _set(account, others | (frozen ? uint256(1) << FROZEN_AT : 0), commitment);
    }

    /* READING */

    /// @inheritdoc IEligibilityRegistry
    function check(address account, uint32 classMask) external view override returns (Reason) {
        return _check(account, classMask);
    }

    /// @inheritdoc IEligibilityRegistry
    function checkBoth(address from, address to, uint32 classMask)
        external
        view
        override
        returns (Reason, Reason)
    {
        return (_check(from, classMask), _check(to, classMask));
    }

    /// @inheritdoc IEligibilityRegistry
    function checkAll(uint256[] calldata orders, uint256 start, uint32 classMask)
        external
        view
        override
        returns (uint256 refused, Reason reason)
    {
        // As `_check` of one after the other, up to the first that it would refuse.
        assembly ("memory-safe") {
            let order := add(orders.offset, shl(5, start))
            let end := add(orders.offset, shl(5, orders.length))
            let mask := shl(CLASSES_AT, and(classMask, 0xffffffff))
            mstore(0x20, _words.slot)
            for {} lt(order, end) { order := add(order, 0x20) } {
                let account := shr(96, calldataload(order))
                mstore(0x00, account)
                let word := sload(keccak256(0x00, 0x40))
                let jurisdiction := and(shr(JURISDICTION_AT, word), 0xffff)
                let nowhere := or(iszero(jurisdiction), eq(jurisdiction, MAINLAND))
                let over := iszero(lt(timestamp(), and(word, 0xffffffffffffffff)))
                let barred := or(iszero(and(word, mask)), and(word, FROZEN))
                if or(or(nowhere, over), or(barred, extcodesize(account))) { break }
            }
            refused := shr(5, sub(order, orders.offset))
        }
        if (refused < orders.length) {
            reason = _check(address(uint160(orders[refused] >> 96)), classMask);
        }
    }

    /// @inheritdoc IEligibilityRegistry
    function standingOf(address account) external view override returns (Standing memory) {
        uint256 word = _words[account];
        return Standing({
            expiry: uint64(word),
            classes: uint32(word >> CLASSES_AT),
            jurisdiction: uint16(word >> JURISDICTION_AT),
            frozen: uint8(word >> FROZEN_AT) != 0,
            nominee: uint8(word >> NOMINEE_AT) != 0
        });
    }

    /* WITHIN */

    /// Whoever renews an investor's evidence lifts no freeze by it: that is an act of its own.
    function _renew(address account, Standing calldata standing, bytes32 commitment) private {
        _set(account, _packed(standing) | (_words[account] & FROZEN), commitment);
    }

    function _set(address account, uint256 word, bytes32 commitment) private {
        require(account != address(0), AccountInvalid(account));
        _words[account] = word;
        emit StandingSet(account, word, commitment);
    }

    function _packed(Standing calldata standing) private pure returns (uint256) {
        return uint256(standing.expiry) | uint256(standing.classes) << CLASSES_AT
            | uint256(standing.jurisdiction) << JURISDICTION_AT | (standing.frozen ? 1 << FROZEN_AT : 0)
            | (standing.nominee ? 1 << NOMINEE_AT : 0);
    }

    function _check(address account, uint32 classMask) private view returns (Reason) {
        uint256 word = _words[account];
        unchecked {
            // The one comparison of the usual case: cleared, not frozen, neither unknown nor of the mainland, and in time.
            bool cleared = (word >> CLASSES_AT) & classMask != 0 && uint8(word >> FROZEN_AT) == 0;
            uint256 jurisdiction = uint16(word >> JURISDICTION_AT);
            if (cleared && jurisdiction != 0 && jurisdiction != MAINLAND && block.timestamp < uint64(word)) {
                return account.code.length == 0 ? Reason.None : Reason.AccountHasCode;
            }
            if (uint8(word >> FROZEN_AT) != 0) return Reason.Frozen;
            if (uint64(word) == 0) return Reason.NotRegistered;
            if (block.timestamp >= uint64(word)) return Reason.Expired;
            if (jurisdiction == 0) return Reason.JurisdictionUnknown;
            return jurisdiction == MAINLAND ? Reason.JurisdictionMainland : Reason.ClassNotCleared;
        }
    }
}
