// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title What was reported of each period, and the documents of the tokens
/// @notice One report a period, in order, never replaced: digests of what went into the waterfall and of what came out,
/// and for each class interest, principal, loss and what is left. A token takes its factor and write-down from here and
/// from nowhere else, so no factor stands on the ledger without the digest of the report that explains it. The waterfall
/// itself is run off the chain, by anybody who has the inputs.
///
/// What a report got wrong is corrected by a note that cites it. A factor is never raised.
///
/// Documents are those of ERC-1643, as far as it appends: a later version replaces an earlier one, which stays in the
/// events; nothing is removed.
interface IReportAnchor {
    /// @notice One class of one period.
    /// @param token the class.
    /// @param interest paid, in minor units of the deal's currency.
    /// @param principal paid.
    /// @param loss of the period that fell on the class.
    /// @param factor what is unpaid of the principal at issuance, in 10**18.
    /// @param writeDown what of that is written down, in 10**18.
    struct ClassReport {
        address token;
        uint64 interest;
        uint64 principal;
        uint64 loss;
        uint64 factor;
        uint64 writeDown;
    }

    /// @notice A period was reported. `period` is the month of collections, as year times 100 and month.
    event Reported(uint32 indexed period, bytes32 inputs, bytes32 outputs, ClassReport[] classes);

    /// @notice A report was corrected by a document; figures that depend on it are in a later report.
    event Corrected(uint32 indexed period, bytes32 reported, bytes32 note);

    /// @notice A document, or a later version of one.
    event DocumentUpdated(bytes32 indexed name, string uri, bytes32 documentHash);

    /// @notice The caller does not hold the role that this act needs.
    error RoleMissing(address caller, bytes32 role);

    /// @notice The period is no month, does not come after the last, or was not reported.
    error PeriodInvalid(uint32 period, uint32 last);

    /// @notice A digest is missing.
    error DigestMissing();

    /// @notice Report a period. Only the paying agent.
    function report(uint32 period, bytes32 inputs, bytes32 outputs, ClassReport[] calldata classes) external;

    /// @notice Correct a report. Only the paying agent.
    function correct(uint32 period, bytes32 note) external;

    /// @notice Point to a document by its place and its digest. Only the agent.
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash) external;

    /// @notice Where a document is, its digest, and since when; empty for a name never used.
    function getDocument(bytes32 name)
        external
        view
        returns (string memory uri, bytes32 documentHash, uint256 lastModified);

    /// @notice The digest of a period's report: `keccak256(abi.encode(period, inputs, outputs, classes))`; zero where none.
    function reportOf(uint32 period) external view returns (bytes32 digest);

    /// @notice The last period reported.
    function lastPeriod() external view returns (uint32);

    /// @notice Who reports.
    function payingAgent() external view returns (address);

    /// @notice Who points to documents.
    function agent() external view returns (address);
}
