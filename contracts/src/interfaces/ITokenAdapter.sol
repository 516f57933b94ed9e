// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ITrancheToken} from "./ITrancheToken.sol";

/// @notice What ERC-3643 and CMTAT have in common and an adapter uses: a token that mints and burns on the word of an
/// account to which its owner gave that power, and whose units anybody can count.
interface IExistingToken {
    function name() external view returns (string memory);
    function symbol() external view returns (string memory);
    function decimals() external view returns (uint8);
    function totalSupply() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function mint(address account, uint256 amount) external;
    function burn(address account, uint256 amount) external;
}

/// @title The filing beside a token of another maker
/// @notice A token that exists, and that was never minted, issues under a filing when this adapter is the account that may
/// mint it. Everything that is minted through the adapter is held against the live filing and its cumulative cap, goes to
/// one who may hold, and carries a key that works once, as with `ITrancheToken`, whose names and events these are. Units
/// are whole denominations; the token's own decimals are its own affair.
///
/// What the token itself does is its code's word: who else may mint, who may hold after a transfer, what a freeze, a forced
/// transfer or a recovery comes to. The adapter refuses to mint once more is outstanding than it minted less what it
/// redeemed, so that units made past it end the issue; it can not undo them. Its owner gives it the power to mint
/// (an agent of ERC-3643, `MINTER_ROLE` of CMTAT), and to burn where units are to be redeemed through it, and takes that
/// power from everybody else; `mayMint` says whether the first was done.
///
/// Reports are anchored for the adapter, which keeps factor and write-down. Holders are paid by bank, on the balances of
/// the token at the record block: cash is never declared to an adapter.
interface ITokenAdapter {
    /// @notice Units were minted through the adapter, all of them by one key.
    event MintedThrough(bytes32 indexed key, address indexed holder, uint256 amount);

    /// @notice The token has units outstanding that did not come through the adapter.
    error MintedElsewhere(uint256 outstanding, uint256 accounted);

    /// @notice The token did something else than it was asked: what it has after the act, and what it must have.
    error TokenDiffers(uint256 found, uint256 expected);

    /// @notice Mint to one who may hold, under the filing. Only the agent.
    function mint(address holder, uint256 amount, bytes32 key) external;

    /// @notice Mint several orders whose keys follow each other, all or none; each a holder in the upper 160 bits and an
    /// amount in the lower 96.
    function mintBatch(bytes32 firstKey, uint256[] calldata orders) external;

    /// @notice Have units burned by the token, whoever holds them. Only the agent; the cap gets nothing back.
    function redeem(address holder, uint256 amount, bytes32 key) external;

    /// @notice Set what a period left of the principal. Only the reports.
    function setFactor(uint32 period, uint64 factor, uint64 writeDown) external;

    /// @notice The token of another maker.
    function token() external view returns (IExistingToken);

    /// @notice How many of the token's smallest units one denomination is.
    function unit() external view returns (uint256);

    /// @notice Whether the token says, as ERC-3643 or as CMTAT does, that the adapter may mint.
    function mayMint() external view returns (bool);

    /// @notice Everything ever minted through the adapter.
    function cumulativeMinted() external view returns (uint256);

    /// @notice Everything ever redeemed through the adapter.
    function cumulativeRedeemed() external view returns (uint256);

    /// @notice Whole denominations outstanding, by the token's own count, rounded up.
    function totalSupply() external view returns (uint256);

    /// @notice Whether a key was used.
    function minted(bytes32 key) external view returns (bool);
    function redeemed(bytes32 key) external view returns (bool);

    /// @notice Factor, write-down and the last period reported.
    function performance() external view returns (uint64 factor, uint64 writeDown, uint32 period);

    /// @notice What was fixed when the adapter was deployed, with transfer agent and trustee as with `ITrancheToken`.
    function terms()
        external
        view
        returns (ITrancheToken.Terms memory filed, address transferAgent, address trustee);

    /// @notice The name and symbol of the token.
    function name() external view returns (string memory);
    function symbol() external view returns (string memory);
}
