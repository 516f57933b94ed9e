// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The states of one filing as `FilingRegistry` keeps them, alone: who must agree before anything is minted.
/// Written out statement by statement; callers, order and number of calls are arbitrary. How many suspensions there were
/// is left out: the number that a resumption cites is compared, and decides nothing else.
contract FilingHolds {
    uint8 private constant NONE = 0;
    uint8 private constant PROPOSED = 1;
    uint8 private constant ACTIVE = 2;
    uint8 private constant SUSPENDED = 3;

    address private _agent;
    address private _issuer;
    address private _trustee;
    address private _guardian;

    uint8 private _status;
    bool private _issuerAgreed;
    bool private _trusteeAgreed;

    /// What really happened, for the proof alone: who agreed since the last proposal or suspension.
    bool private _issuerSaid;
    bool private _trusteeSaid;
    bool private _wasOpen;

    constructor(address agent, address issuer, address trustee, address guardian) {
        require(issuer != trustee);
        (_agent, _issuer, _trustee, _guardian) = (agent, issuer, trustee, guardian);
    }

    function propose() external {
        require(msg.sender == _agent);
        require(_status == NONE);
        _status = PROPOSED;
    }

    function approve() external {
        require(_status == PROPOSED);
        _agree();
    }

    function suspend() external {
        require(msg.sender == _guardian);
        require(_status == ACTIVE);
        _status = SUSPENDED;
        (_issuerAgreed, _trusteeAgreed) = (false, false);
        (_issuerSaid, _trusteeSaid) = (false, false);
    }

    function resume() external {
        require(_status == SUSPENDED);
        _agree();
    }

    /// Nothing is open for issuance unless issuer and trustee, and nobody in their place, have both agreed to it.
    function invariant() external view {
        assert(_status != ACTIVE || (_issuerSaid && _trusteeSaid));
        assert(_status != NONE || !(_issuerAgreed || _trusteeAgreed));
        assert(!_wasOpen || _status == ACTIVE || _status == SUSPENDED);
    }

    function _agree() private {
        if (msg.sender == _issuer) {
            require(!_issuerAgreed);
            _issuerAgreed = true;
            _issuerSaid = true;
        } else {
            require(msg.sender == _trustee);
            require(!_trusteeAgreed);
            _trusteeAgreed = true;
            _trusteeSaid = true;
        }
        if (_issuerAgreed && _trusteeAgreed) (_status, _wasOpen) = (ACTIVE, true);
    }
}
