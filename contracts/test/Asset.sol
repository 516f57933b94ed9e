// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A settlement asset for tests and benches.
contract Asset is ERC20 {
    uint8 private immutable _decimals;

    constructor(uint8 decimals_, address holder, uint256 amount) ERC20("Test dollar", "TUSD") {
        _decimals = decimals_;
        _mint(holder, amount);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
