// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title A role held by several: m of n
/// @notice Roles are immutable addresses. Where a role is held by several, or must be able to change hands, its address is
/// that of such a contract. It acts when enough of its members signed the very act (EIP-712), once, in order, before a
/// deadline; anybody may bring their signatures.
///
/// Its members change in two steps: the present ones nominate others, and after a delay, in which they can cancel, as
/// many of the new ones as will be needed accept. So a role is never handed to keys that nobody holds.
interface IThreshold {
    event Executed(uint256 indexed nonce, address indexed target, bytes data);
    event Nominated(address[] members, uint256 threshold, uint256 notBefore);
    event NominationCancelled();
    event HandedOver(address[] members, uint256 threshold);

    /// @notice Members out of order, doubled or none; or a threshold of nobody or of more than there are.
    error MembersInvalid();

    /// @notice Fewer signatures than are needed.
    error TooFewSignatures(uint256 given, uint256 threshold);

    /// @notice A signature of somebody who is no member, or out of the order of addresses, or given twice.
    error NotMember(address signer);

    /// @notice The deadline is over.
    error Expired(uint256 deadline, uint256 present);

    /// @notice The act belongs to the contract itself, by `execute`.
    error NotSelf(address caller);

    /// @notice Nobody was nominated, or others were.
    error NotNominated();

    /// @notice The present members may still cancel.
    error TooEarly(uint256 notBefore, uint256 present);

    /// @notice Act: call `target` with `data`, for the members who signed `Execute(target, data, nonce, deadline)`.
    /// @param signatures in the order of the signers' addresses.
    function execute(address target, bytes calldata data, uint256 deadline, bytes[] calldata signatures)
        external
        returns (bytes memory answer);

    /// @notice Nominate other members. Only the contract itself.
    function nominate(address[] calldata members_, uint256 threshold_) external;

    /// @notice Take the nomination back. Only the contract itself.
    function cancelNomination() external;

    /// @notice Hand over, for the nominated members who signed `Accept(nomination, nonce)`.
    function accept(address[] calldata members_, uint256 threshold_, bytes[] calldata signatures) external;

    /// @notice What the members sign to act.
    function executionDigest(address target, bytes calldata data, uint256 nonce_, uint256 deadline)
        external
        view
        returns (bytes32);

    /// @notice What the nominated members sign to accept.
    function acceptanceDigest(address[] calldata members_, uint256 threshold_, uint256 nonce_)
        external
        view
        returns (bytes32);

    function members() external view returns (address[] memory);
    function threshold() external view returns (uint256);
    function nonce() external view returns (uint256);
    function delay() external view returns (uint256);
}
