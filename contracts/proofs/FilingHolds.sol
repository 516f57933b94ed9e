// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The states of one filing as `FilingRegistry` keeps them, alone: who must agree before anything is minted.
/// Written out statement by statement; callers, order and number of calls are arbitrary.
contract FilingHolds {
    enum Status {
        None,
        Proposed,
        Active,
        Suspended
    }

    address private immutable _agent;
    address private immutable _issuer;
    address private immutable _trustee;
    address private immutable _guardian;

    Status private _status;
    bool private _issuerAgreed;
    bool private _trusteeAgreed;
    uint32 private _suspensions;

    /// What really happened, for the proof alone: who agreed since the last proposal or suspension.
    bool private _issuerSaid;
    bool private _trusteeSaid;

    constructor(address agent, address issuer, address trustee, address guardian) {
        require(agent != issuer && agent != trustee && agent != guardian);
        require(issuer != trustee && issuer != guardian && trustee != guardian);
        (_agent, _issuer, _trustee, _guardian) = (agent, issuer, trustee, guardian);
    }

    function propose() external {
        require(msg.sender == _agent);
        require(_status == Status.None);
        _status = Status.Proposed;
    }

    function approve() external {
        require(_status == Status.Proposed);
        if (_agree()) _status = Status.Active;
    }

    function suspend() external {
        require(msg.sender == _guardian);
        require(_status == Status.Active);
        _status = Status.Suspended;
        (_issuerAgreed, _trusteeAgreed) = (false, false);
        (_issuerSaid, _trusteeSaid) = (false, false);
        ++_suspensions;
    }

    function resume(uint32 suspension) external {
        require(_status == Status.Suspended);
        require(_suspensions == suspension);
        if (_agree()) _status = Status.Active;
    }

    /// Nothing is open for issuance unless issuer and trustee, and nobody in their place, have both agreed to it.
    function invariant() external view {
        assert(_status != Status.Active || (_issuerSaid && _trusteeSaid));
        assert(_status != Status.None || !(_issuerAgreed || _trusteeAgreed));
        assert(_suspensions == 0 || _status == Status.Active || _status == Status.Suspended);
    }

    function _agree() private returns (bool complete) {
        if (msg.sender == _issuer) {
            require(!_issuerAgreed);
            (_issuerAgreed, _issuerSaid) = (true, true);
        } else {
            require(msg.sender == _trustee);
            require(!_trusteeAgreed);
            (_trusteeAgreed, _trusteeSaid) = (true, true);
        }
        return _issuerAgreed && _trusteeAgreed;
    }
}
