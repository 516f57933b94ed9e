// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Who may hold
/// @notice One word per investor, kept by the transfer agent and shared by every class of every deal that points
/// here. An account may hold a class when, at that moment, its standing has not expired, it is cleared for the
/// class, its jurisdiction is known and is not the mainland of China, it is not frozen and it bears no code.
///
/// Accounts with code (pools, wrappers, vaults, and keys delegated to code) are never eligible: they can pass a
/// claim on to people nobody has looked at. An account may still acquire code later; it is asked again at each
/// mint and each transfer.
///
/// No personal data is kept here and no plain digest of any: an event carries a commitment whose salt stays with
/// the transfer agent.
interface IEligibilityRegistry {
    /// @notice Why an account may not hold. `None` means that it may.
    enum Reason {
        None,
        NotRegistered,
        Frozen,
        Expired,
        JurisdictionUnknown,
        JurisdictionMainland,
        ClassNotCleared,
        AccountHasCode
    }

    /// @notice What the transfer agent established about one account; one storage word.
    /// @param expiry Unix seconds, first moment at which the standing no longer holds.
    /// @param classes one bit per kind of class that the investor is cleared for.
    /// @param jurisdiction ISO 3166-1 numeric code of residence; zero when not known.
    /// @param frozen whether the account is barred for the time being.
    struct Standing {
        uint64 expiry;
        uint32 classes;
        uint16 jurisdiction;
        bool frozen;
    }

    /// @notice The transfer agent set a standing. `commitment` is a salted commitment to the evidence behind it.
    event StandingSet(
        address indexed account,
        uint64 expiry,
        uint32 classes,
        uint16 jurisdiction,
        bool frozen,
        bytes32 commitment
    );

    /// @notice The caller is not the transfer agent.
    error NotTransferAgent(address caller);

    /// @notice Nobody can be registered under the zero account.
    error AccountInvalid(address account);

    /// @notice The two lists of a batch differ in length.
    error LengthsDiffer(uint256 accounts, uint256 standings, uint256 commitments);

    /// @notice Set the standing of one account, replacing the last. Only the transfer agent.
    function set(address account, Standing calldata standing, bytes32 commitment) external;

    /// @notice Set many standings, all or none. Only the transfer agent.
    function setBatch(
        address[] calldata accounts,
        Standing[] calldata standings,
        bytes32[] calldata commitments
    ) external;

    /// @notice Bar an account, or lift the bar, leaving the rest of its standing. Only the transfer agent.
    function setFrozen(address account, bool frozen, bytes32 commitment) external;

    /// @notice Why `account` may not hold a class whose bit is in `classMask`, at this moment.
    function check(address account, uint32 classMask) external view returns (Reason);

    /// @notice What was set for the account; all zero when nothing was.
    function standingOf(address account) external view returns (Standing memory);

    /// @notice Who keeps this registry.
    function transferAgent() external view returns (address);
}
