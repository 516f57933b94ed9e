// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice A month as year times 100 and month, from January 2000 to December 9999: what readers everywhere can name.
library Months {
    function isMonth(uint32 period) internal pure returns (bool) {
        uint32 month = period % 100;
        return month != 0 && month <= 12 && period >= 200_001 && period <= 999_912;
    }
}
