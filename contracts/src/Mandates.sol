// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IMandates} from "./interfaces/IMandates.sol";

/// @notice The list of orders. `IMandates` says what each act means.
contract Mandates is IMandates {
    uint256 private constant WHOLE_ACCOUNT = type(uint256).max;
    uint256 private constant RECOVERY_DELAY = 3 days;
    uint256 private constant MIGRATION_DELAY = 7 days;

    address public immutable override trustee;

    struct Order {
        bytes32 paper;
        uint64 notBefore;
    }

    mapping(bytes32 act => Order) private _orders;

    constructor(address trustee_) {
        require(trustee_ != address(0), NotTrustee(trustee_));
        trustee = trustee_;
    }

    /// @inheritdoc IMandates
    function order(address token, address from, address to, uint256 amount, bytes32 paper) external override {
        require(msg.sender == trustee, NotTrustee(msg.sender));
        require(paper != 0 && from != to, OrderInvalid(from, to));
        Order storage standing_ = _orders[_act(token, from, to, amount)];
        require(standing_.paper == 0 || standing_.paper == paper, OrderStands(standing_.paper));
        uint256 notBefore = block.timestamp + _delay(token, from, amount);
        (standing_.paper, standing_.notBefore) = (paper, uint64(notBefore));
        emit Ordered(token, from, to, amount, paper, notBefore);
    }

    /// @inheritdoc IMandates
    function withdraw(address token, address from, address to, uint256 amount) external override {
        bool objects = msg.sender == from && amount == WHOLE_ACCOUNT;
        require(objects || msg.sender == trustee, NotTrustee(msg.sender));
        emit Withdrawn(token, from, to, amount, _takeOff(token, from, to, amount).paper);
    }

    /// @inheritdoc IMandates
    function take(address from, address to, uint256 amount) external override returns (bytes32 paper) {
        Order memory taken = _takeOff(msg.sender, from, to, amount);
        require(block.timestamp >= taken.notBefore, TooEarly(taken.notBefore, block.timestamp));
        emit Executed(msg.sender, from, to, amount, taken.paper);
        return taken.paper;
    }

    /// @inheritdoc IMandates
    function standing(address token, address from, address to, uint256 amount)
        external
        view
        override
        returns (bytes32 paper, uint64 notBefore)
    {
        Order storage found = _orders[_act(token, from, to, amount)];
        return (found.paper, found.notBefore);
    }

    function _delay(address token, address from, uint256 amount) private pure returns (uint256) {
        if (amount != WHOLE_ACCOUNT) return 0;
        return from == token ? MIGRATION_DELAY : RECOVERY_DELAY;
    }

    function _takeOff(address token, address from, address to, uint256 amount)
        private
        returns (Order memory taken)
    {
        bytes32 act = _act(token, from, to, amount);
        taken = _orders[act];
        require(taken.paper != 0, OrderMissing(from, to, amount));
        delete _orders[act];
    }

    function _act(address token, address from, address to, uint256 amount) private pure returns (bytes32) {
        return keccak256(abi.encode(token, from, to, amount));
    }
}
