// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 for fungible tokens, whose ERC-165 identifier is `0x3edbb4c4`
/// @notice Names, parameters, events and errors are those of the standard ("uRWA", ERC-7943, in the public domain under
/// CC0); the sentences are ours and say what they mean here.
interface IERC7943Fungible is IERC165 {
    /// @notice Units were taken from one account and given to another under a legal order.
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);

    /// @notice This many units of the account are frozen from now on; it may be more than the account holds.
    event Frozen(address indexed account, uint256 amount);

    /// @notice The account may not send at this moment.
    error ERC7943CannotSend(address account);

    /// @notice The account may not receive at this moment.
    error ERC7943CannotReceive(address account);

    /// @notice The rules of the token do not allow this transfer at this moment.
    error ERC7943CannotTransfer(address from, address to, uint256 amount);

    /// @notice The account holds the amount, but part of it is frozen.
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Take units from one account and give them to another; frozen ones are unfrozen first.
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool result);

    /// @notice Freeze exactly so many units of an account, replacing what was frozen before.
    function setFrozenTokens(address account, uint256 amount) external returns (bool result);

    /// @notice Whether the account may send at all at this moment.
    function canSend(address account) external view returns (bool allowed);

    /// @notice Whether the account may receive at all at this moment.
    function canReceive(address account) external view returns (bool allowed);

    /// @notice How many units of the account are frozen; it may be more than the account holds.
    function getFrozenTokens(address account) external view returns (uint256 amount);

    /// @notice Whether `from` calling `transfer(to, amount)` would succeed at this moment.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool allowed);
}
