// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "./interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "./interfaces/IFilingRegistry.sol";
import {IMandates} from "./interfaces/IMandates.sol";
import {ITrancheToken} from "./interfaces/ITrancheToken.sol";

/// @notice What binds a class to its filing, whoever's code moves its units: who may act, and who may be given any.
abstract contract FiledTerms {
    IFilingRegistry internal immutable filings;
    IEligibilityRegistry internal immutable eligibility;
    bytes32 internal immutable filingId;
    bytes32 internal immutable classId;
    uint32 internal immutable classMask;
    address internal immutable agent;
    address internal immutable distributor;
    address internal immutable reports;
    IMandates internal immutable mandates;
    uint8 internal immutable _decimals;

    modifier onlyAgent() {
        _requireAgent();
        _;
    }

    modifier onlyRole(address holder, bytes32 role) {
        _requireRole(holder, role);
        _;
    }

    constructor(ITrancheToken.Terms memory terms_) {
        require(
            address(terms_.filings).code.length != 0 && address(terms_.eligibility).code.length != 0
                && terms_.filingId != 0 && terms_.classId != 0 && terms_.classMask != 0
                && terms_.agent != address(0) && address(terms_.mandates).code.length != 0,
            ITrancheToken.TermsInvalid()
        );
        filings = terms_.filings;
        eligibility = terms_.eligibility;
        filingId = terms_.filingId;
        classId = terms_.classId;
        classMask = terms_.classMask;
        agent = terms_.agent;
        distributor = terms_.distributor;
        reports = terms_.reports;
        mandates = terms_.mandates;
        _decimals = terms_.decimals;
    }

    function _reasonAgainst(address account) internal view returns (IEligibilityRegistry.Reason) {
        return _unlessNamed(eligibility.check(account, classMask), account);
    }

    /// A contract that the filing names, and that is registered like anybody else, may hold.
    function _unlessNamed(IEligibilityRegistry.Reason reason, address account)
        internal
        view
        returns (IEligibilityRegistry.Reason)
    {
        bool named =
            reason == IEligibilityRegistry.Reason.AccountHasCode && filings.names(filingId, account);
        return named ? IEligibilityRegistry.Reason.None : reason;
    }

    function _requireMayHold(address account) internal view {
        IEligibilityRegistry.Reason reason = eligibility.check(account, classMask);
        if (reason == IEligibilityRegistry.Reason.None) return;
        reason = _unlessNamed(reason, account);
        require(reason == IEligibilityRegistry.Reason.None, ITrancheToken.HolderNotEligible(account, reason));
    }

    function _requireAgent() internal view {
        require(msg.sender == agent, ITrancheToken.NotAgent(msg.sender));
    }

    function _requireRole(address holder, bytes32 role) internal view {
        require(msg.sender == holder, ITrancheToken.RoleMissing(msg.sender, role));
    }
}
