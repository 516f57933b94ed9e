// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "./interfaces/IEligibilityRegistry.sol";

/// @notice The register of who may hold. `IEligibilityRegistry` says what each act means.
contract EligibilityRegistry is IEligibilityRegistry {
    /// The mainland of China in ISO 3166-1 numeric. Hong Kong (344), Macao (446) and Taiwan (158) have their own.
    uint16 private constant MAINLAND = 156;

    address public immutable override transferAgent;

    mapping(address account => Standing) private _standings;

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
        _set(account, standing, commitment);
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
            _set(accounts[i], standings[i], commitments[i]);
        }
    }

    /// @inheritdoc IEligibilityRegistry
    function setFrozen(address account, bool frozen, bytes32 commitment) external override onlyTransferAgent {
        Standing memory standing = _standings[account];
        standing.frozen = frozen;
        _set(account, standing, commitment);
    }

    /* READING */

    /// @inheritdoc IEligibilityRegistry
    function check(address account, uint32 classMask) external view override returns (Reason) {
        Standing memory standing = _standings[account];
        if (standing.frozen) return Reason.Frozen;
        if (standing.expiry == 0) return Reason.NotRegistered;
        if (block.timestamp >= standing.expiry) return Reason.Expired;
        if (standing.jurisdiction == 0) return Reason.JurisdictionUnknown;
        if (standing.jurisdiction == MAINLAND) return Reason.JurisdictionMainland;
        if (standing.classes & classMask == 0) return Reason.ClassNotCleared;
        if (account.code.length != 0) return Reason.AccountHasCode;
        return Reason.None;
    }

    /// @inheritdoc IEligibilityRegistry
    function standingOf(address account) external view override returns (Standing memory) {
        return _standings[account];
    }

    /* WITHIN */

    function _set(address account, Standing memory standing, bytes32 commitment) private {
        require(account != address(0), AccountInvalid(account));
        _standings[account] = standing;
        emit StandingSet(
            account, standing.expiry, standing.classes, standing.jurisdiction, standing.frozen, commitment
        );
    }
}
