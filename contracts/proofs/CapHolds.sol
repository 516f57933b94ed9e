// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What `TrancheToken` counts, alone: the cap, what was ever minted, and what is outstanding.
/// The token itself is beyond the model checker (it calls two registries and inherits storage from OpenZeppelin), so
/// its arithmetic is written out here statement by statement, with any amount, any cap and any order of calls.
/// `invariant` must hold after every sequence of them.
contract CapHolds {
    uint256 private immutable _cap;
    uint256 private _cumulativeMinted;
    uint256 private _redeemed;
    uint256 private _supply;

    constructor(uint256 cap) {
        require(cap != 0);
        _cap = cap;
    }

    /// `TrancheToken._issue`, then `ERC20._update` from the zero account.
    function issue(uint256 amount) external {
        require(amount != 0);
        uint256 before = _cumulativeMinted;
        require(amount <= _cap - before);
        _cumulativeMinted = before + amount;
        _supply += amount;
    }

    /// `TrancheToken.redeem`, then `ERC20._update` to the zero account.
    function redeem(uint256 amount) external {
        require(amount != 0);
        require(amount <= _supply);
        _redeemed += amount;
        unchecked {
            _supply -= amount;
        }
    }

    function invariant() external view {
        assert(_cumulativeMinted <= _cap);
        assert(_supply <= _cumulativeMinted);
        assert(_supply + _redeemed == _cumulativeMinted);
    }
}
