// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The methods of ERC-3643 whose meaning agrees with ours
/// @notice Names, parameters and events are those of the standard. Left out is what means something else here: `mint`
/// and `burn` carry a key, and there is no identity registry or compliance module to set.
interface IERC3643Subset {
    event AddressFrozen(address indexed userAddress, bool indexed isFrozen, address indexed owner);
    event TokensFrozen(address indexed userAddress, uint256 amount);
    event TokensUnfrozen(address indexed userAddress, uint256 amount);
    event Paused(address userAddress);
    event Unpaused(address userAddress);
    event RecoverySuccess(
        address indexed lostWallet, address indexed newWallet, address indexed investorOnchainID
    );

    /// @notice Bar an account from this class, or lift the bar. Only the transfer agent.
    function setAddressFrozen(address userAddress, bool freeze) external;

    /// @notice Freeze so many more units. Only the transfer agent.
    function freezePartialTokens(address userAddress, uint256 amount) external;

    /// @notice Freeze so many units fewer. Only the transfer agent.
    function unfreezePartialTokens(address userAddress, uint256 amount) external;

    /// @notice Stop transfers, leaving the other levels as they are. Transfer agent or trustee.
    function pause() external;

    /// @notice Let transfers go on. Transfer agent or trustee.
    function unpause() external;

    /// @notice Move all that a lost account holds and is owed to a new one, under a recovery that the trustee ordered. One
    /// that is frozen, here or in the registry of investors, comes to be barred from the class where it is moved to.
    /// There are no identities on this ledger: `investorOnchainID` is the zero address.
    function recoveryAddress(address lostWallet, address newWallet, address investorOnchainID)
        external
        returns (bool);

    /// @notice Make several transfers of the caller's, all or none.
    function batchTransfer(address[] calldata toList, uint256[] calldata amounts) external;

    /// @notice Whether transfers are paused.
    function paused() external view returns (bool);

    /// @notice Whether the account is barred from this class.
    function isFrozen(address userAddress) external view returns (bool);
}
