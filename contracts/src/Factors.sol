// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ITrancheToken} from "./interfaces/ITrancheToken.sol";

/// @notice What a class has repaid and lost, period by period: the factor never rises, and a period is told once.
library Factors {
    uint64 internal constant ONE = 1e18;

    struct Told {
        uint64 repaid;
        uint64 writeDown;
        uint32 period;
    }

    /// Tells a period later than the last.
    function set(Told storage told, uint32 period, uint64 factor, uint64 writeDown) internal {
        Told memory last = told;
        require(
            period > last.period && factor <= ONE - last.repaid && writeDown <= factor,
            ITrancheToken.FactorInvalid(period, factor, writeDown)
        );
        told.repaid = ONE - factor;
        told.writeDown = writeDown;
        told.period = period;
        emit ITrancheToken.FactorSet(period, factor, writeDown);
    }

    function read(Told storage told) internal view returns (uint64 factor, uint64 writeDown, uint32 period) {
        return (ONE - told.repaid, told.writeDown, told.period);
    }
}
