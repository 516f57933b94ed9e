// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title What the trustee ordered against an account's will
/// @notice A unit is taken from an account only under an order that stands here before, with the digest of the paper
/// behind it; the token takes the order off the list when it is carried out, so it is carried out once. One contract
/// serves all tokens of a filing.
///
///     a transfer    `amount` units from one account to another; at once
///     a recovery    `amount` the largest number: all that a lost account holds and is owed, to a new one; after three
///                   days in which the lost account itself may withdraw the order. Who can, has not lost it
///     a migration   likewise, `from` the token and `to` the token of a later filing; after seven days
///     a division    `token` and `to` the distributor, `from` the token: by which units a month's cash is divided where
///                   somebody held otherwise on its record date; `amount` as `IDistributor.close` says; at once
interface IMandates {
    /// @notice The trustee ordered.
    event Ordered(
        address indexed token,
        address indexed from,
        address indexed to,
        uint256 amount,
        bytes32 order,
        uint256 notBefore
    );

    /// @notice The order will not be carried out.
    event Withdrawn(
        address indexed token, address indexed from, address indexed to, uint256 amount, bytes32 order
    );

    /// @notice The order was carried out.
    event Executed(
        address indexed token, address indexed from, address indexed to, uint256 amount, bytes32 order
    );

    /// @notice The caller is not the trustee.
    error NotTrustee(address caller);

    /// @notice An order without a paper behind it, or from an account to itself.
    error OrderInvalid(address from, address to);

    /// @notice The same act stands ordered on another paper: carry that out or withdraw it first.
    error OrderStands(bytes32 paper);

    /// @notice The trustee has not ordered this.
    error OrderMissing(address from, address to, uint256 amount);

    /// @notice The order may not be carried out yet: who would lose by it may object until then.
    error TooEarly(uint256 notBefore, uint256 present);

    /// @notice Order. Only the trustee. `paper` is the digest of the judgment or other document that demands it.
    function order(address token, address from, address to, uint256 amount, bytes32 paper) external;

    /// @notice Withdraw an order. The trustee; or the account whose recovery is waiting.
    function withdraw(address token, address from, address to, uint256 amount) external;

    /// @notice Take an order off the list because it is being carried out. Only the token it was given for: the caller.
    function take(address from, address to, uint256 amount) external returns (bytes32 paper);

    /// @notice The order that stands: the digest behind it and from when it may be carried out; zero when none does.
    function standing(address token, address from, address to, uint256 amount)
        external
        view
        returns (bytes32 paper, uint64 notBefore);

    /// @notice Who orders.
    function trustee() external view returns (address);
}
