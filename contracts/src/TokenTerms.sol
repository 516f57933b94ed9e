// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {FiledTerms} from "./FiledTerms.sol";
import {ITrancheToken} from "./interfaces/ITrancheToken.sol";

/// @notice What is fixed when a token of our own is deployed, beside what binds it to its filing.
abstract contract TokenTerms is ITrancheToken, FiledTerms {
    address internal immutable _transferAgent;
    address internal immutable _trustee;
    address internal immutable predecessor;
    uint64 internal immutable lockedUntil;
    uint64 internal immutable minimumHolding;
    uint32 internal immutable holderLimit;

    constructor(Terms memory terms_) FiledTerms(terms_) {
        _transferAgent = terms_.eligibility.transferAgent();
        _trustee = terms_.mandates.trustee();
        predecessor = terms_.predecessor;
        lockedUntil = terms_.lockedUntil;
        minimumHolding = terms_.minimumHolding;
        holderLimit = terms_.holderLimit;
    }

    /// @inheritdoc ITrancheToken
    function terms()
        external
        view
        override
        returns (Terms memory filed, address transferAgent, address trustee)
    {
        filed = Terms({
            filings: filings,
            eligibility: eligibility,
            filingId: filingId,
            classId: classId,
            classMask: classMask,
            agent: agent,
            decimals: _decimals,
            distributor: distributor,
            reports: reports,
            mandates: mandates,
            predecessor: predecessor,
            lockedUntil: lockedUntil,
            minimumHolding: minimumHolding,
            holderLimit: holderLimit
        });
        return (filed, _transferAgent, _trustee);
    }
}
