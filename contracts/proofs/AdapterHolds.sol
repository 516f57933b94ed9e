// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What `TokenAdapter` counts, alone, beside a token of another maker whose own agents mint and burn as well.
/// The adapter compares whole denominations times one fixed unit on both sides, so the unit is left out here; with a
/// cap below 2**64 and a unit of at most 10**18 no product leaves its word, and no count its 128 bits.
/// `invariant` must hold after every sequence of calls, whatever the other maker's agents do in between.
contract AdapterHolds {
    uint256 private immutable _cap;
    uint256 private _minted;
    uint256 private _redeemed;
    /// All that is outstanding of the other maker's token, through the adapter or past it.
    uint256 private _outstanding;

    constructor(uint256 cap) {
        require(cap != 0 && cap < 2 ** 64);
        _cap = cap;
    }

    /// `TokenAdapter._mint`, with a token that does what it is asked for.
    function mint(uint256 amount) external {
        require(amount != 0);
        uint256 before = _minted;
        require(amount <= _cap - before);
        require(_outstanding <= _minted - _redeemed);
        _minted = before + amount;
        _outstanding += amount;
        assert(_outstanding <= _minted - _redeemed);
    }

    /// `TokenAdapter.redeem`, likewise; the token burns no more than there is.
    function redeem(uint256 amount) external {
        require(amount != 0);
        require(_outstanding <= _minted - _redeemed);
        require(amount <= _minted - _redeemed);
        require(amount <= _outstanding);
        _redeemed += amount;
        _outstanding -= amount;
        assert(_outstanding <= _minted - _redeemed);
    }

    /// The other maker's agents, past the adapter.
    function mintElsewhere(uint256 amount) external {
        require(amount <= type(uint256).max - _outstanding);
        _outstanding += amount;
    }

    function burnElsewhere(uint256 amount) external {
        require(amount <= _outstanding);
        _outstanding -= amount;
    }

    function invariant() external view {
        assert(_minted <= _cap);
        assert(_minted < 2 ** 64);
        assert(_redeemed <= _minted);
    }
}
