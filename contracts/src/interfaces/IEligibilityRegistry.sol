// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Who may hold
/// @notice One word per investor, kept by the transfer agent and shared by every class of every deal that points
/// here. An account may hold a class when, at that moment, its standing has not expired, it is cleared for the
/// class, its jurisdiction is known and is not the mainland of China, it is not frozen and it bears no code.
///
/// Accounts with code (pools, wrappers, vaults, and keys delegated to code) are not eligible: they can pass a
/// claim on to people nobody has looked at. The one way round is a filing that names the contract, which the token
/// asks its filing about. An account may still acquire code later; it is asked again at each mint and each transfer.
///
/// A nominee holds for others. The flag bars nothing here: it says that whoever counts holders must look through.
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
    /// @param frozen whether the account is barred for the time being, from every class.
    /// @param nominee whether the account holds for others, who are looked through to off the chain.
    struct Standing {
        uint64 expiry;
        uint32 classes;
        uint16 jurisdiction;
        bool frozen;
        bool nominee;
    }

    /// @notice The transfer agent set a standing. `word` is the standing as it is stored, from the lowest bit: expiry
    /// (64), classes (32), jurisdiction (16), frozen (8), nominee (8). `commitment` is a salted commitment to the
    /// evidence behind it.
    event StandingSet(address indexed account, uint256 word, bytes32 commitment);

    /// @notice The caller is not the transfer agent.
    error NotTransferAgent(address caller);

    /// @notice Nobody can be registered under the zero account.
    error AccountInvalid(address account);

    /// @notice The two lists of a batch differ in length.
    error LengthsDiffer(uint256 accounts, uint256 standings, uint256 commitments);

    /// @notice Set the standing of one account, replacing the last; a freeze stays, and only `setFrozen` lifts it. Only
    /// the transfer agent.
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

    /// @notice The same for both sides of a transfer, in one call.
    function checkBoth(address from, address to, uint32 classMask) external view returns (Reason, Reason);

    /// @notice The first of many receivers, from `start` on, who may not hold, and why; the number of receivers and
    /// `None` when all may.
    /// @param orders each an account in its upper 160 bits; the lower 96 are not looked at.
    function checkAll(uint256[] calldata orders, uint256 start, uint32 classMask)
        external
        view
        returns (uint256 refused, Reason reason);

    /// @notice What was set for the account; all zero when nothing was.
    function standingOf(address account) external view returns (Standing memory);

    /// @notice Who keeps this registry.
    function transferAgent() external view returns (address);
}
