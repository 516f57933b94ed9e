// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title The record of what was filed, as the issuer and the trustee attest it
/// @notice One record per filing: the digests of the filed package, the hash of its terms, how much of each
/// class may ever be minted, and the authority's published notice with its time. A tranche token asks this
/// registry before every mint.
///
/// The life of a record: `None` -> `Proposed` by the issuer's agent -> `Active` once the issuer AND the trustee
/// approved the very same content -> `Suspended` by the guardian -> `Active` again once the issuer AND the
/// trustee resumed that suspension. Nothing else is possible: a record is never edited, replaced or removed. A
/// mistaken proposal stays `Proposed` for ever and is made again under another id.
///
/// No authority holds a key here. `Active` says that issuer and trustee attest the notice; it is not an act of
/// the authority, and no judgement of the tokens' value.
///
/// Roles are fixed at deployment. A role that must be able to change hands is given to a multisig contract.
interface IFilingRegistry {
    /// @notice Where a record stands. `None` means that nobody proposed this id.
    enum Status {
        None,
        Proposed,
        Active,
        Suspended
    }

    /// @notice What was filed.
    /// @param packageSha256 SHA-256 digest of the sealed filing package.
    /// @param packageSm3 SM3 digest of the same package.
    /// @param termsHash hash of the terms, or of the filed ranges of terms.
    /// @param noticeDigest SHA-256 digest of the captured notice of the authority.
    /// @param noticeAt Unix seconds at which the notice was published.
    /// @param validFrom Unix seconds, first moment at which minting is allowed.
    /// @param validUntil Unix seconds, first moment at which minting is no longer allowed.
    /// @param noticeReference the authority's own reference of the notice, or the word that it is a rehearsal.
    /// @param venues contracts that the filing names to hold or move tokens. Empty where it names none. Any other
    /// contract is nobody here.
    /// @param asset in which holders may be paid on the ledger; zero where the filing names none. Never a venue.
    struct Filing {
        bytes32 packageSha256;
        bytes32 packageSm3;
        bytes32 termsHash;
        bytes32 noticeDigest;
        uint64 noticeAt;
        uint64 validFrom;
        uint64 validUntil;
        string noticeReference;
        address[] venues;
        address asset;
    }

    /// @notice How much of one class may ever be minted, in whole units of its token, counted over its life.
    struct ClassCap {
        bytes32 classId;
        uint64 cap;
    }

    /// @notice The agent put a record forward. `recordDigest` is what the approvers must cite.
    event FilingProposed(
        bytes32 indexed filingId, bytes32 indexed recordDigest, Filing filing, ClassCap[] caps
    );

    /// @notice One of the two approvers approved the record.
    event FilingApproved(bytes32 indexed filingId, address indexed approver, bytes32 recordDigest);

    /// @notice Both approved: tokens may be minted within the validity.
    event FilingActivated(bytes32 indexed filingId, bytes32 recordDigest);

    /// @notice A class is issued as this token, and as no other.
    event TokenBound(bytes32 indexed filingId, bytes32 indexed classId, address token);

    /// @notice The guardian stopped issuance. Transfers are not touched. `reason` is the digest of the document
    /// that says why.
    event IssuanceSuspended(bytes32 indexed filingId, uint32 indexed suspension, bytes32 reason);

    /// @notice One of the two approvers agreed to end this suspension.
    event ResumptionApproved(bytes32 indexed filingId, uint32 indexed suspension, address indexed approver);

    /// @notice Both agreed: tokens may be minted again.
    event IssuanceResumed(bytes32 indexed filingId, uint32 indexed suspension);

    /// @notice The caller does not hold the role that this act needs.
    error RoleMissing(address caller, bytes32 role);

    /// @notice Two roles were given to one account, or a role to nobody.
    error RolesNotDistinct();

    /// @notice The record is not in the state that this act starts from.
    error WrongStatus(bytes32 filingId, Status status);

    /// @notice The approver cites another content than the one on record.
    error RecordDiffers(bytes32 filingId, bytes32 recorded, bytes32 cited);

    /// @notice This approver already approved.
    error AlreadyApproved(bytes32 filingId, address approver);

    /// @notice The resumption cites a suspension that is not the present one.
    error SuspensionDiffers(bytes32 filingId, uint32 present, uint32 cited);

    /// @notice A digest, the reference or the list of caps is empty, the zero account is named, or the asset as a venue.
    error RecordIncomplete(bytes32 filingId);

    /// @notice A cap is zero or a class is named twice.
    error CapInvalid(bytes32 filingId, bytes32 classId);

    /// @notice The validity ends before it begins, or later than the registry can count (the year 36,812).
    error ValidityInvalid(uint64 validFrom, uint64 validUntil);

    /// @notice The notice lies in the future, so it cannot have been published.
    error NoticeInFuture(uint64 noticeAt, uint256 present);

    /// @notice Nothing may be minted under this filing: it is not active.
    error FilingNotActive(bytes32 filingId, Status status);

    /// @notice Nothing may be minted under this filing yet.
    error FilingNotYetValid(bytes32 filingId, uint64 validFrom, uint256 present);

    /// @notice Nothing may be minted under this filing any more.
    error FilingExpired(bytes32 filingId, uint64 validUntil, uint256 present);

    /// @notice The notice does not precede this moment.
    error NoticeNotBefore(bytes32 filingId, uint64 noticeAt, uint256 present);

    /// @notice The class is issued as another token, or as none yet (zero).
    error OtherToken(address bound, address token);

    /// @notice The filing names no such class.
    error ClassNotFiled(bytes32 filingId, bytes32 classId);

    /// @notice Put a record forward. Only the issuer's agent; only under an id never used before.
    /// @return recordDigest the digest of the whole record, which `approve` must cite.
    function propose(bytes32 filingId, Filing calldata filing, ClassCap[] calldata caps)
        external
        returns (bytes32 recordDigest);

    /// @notice Approve a proposed record. Only issuer or trustee, each once; the second approval activates.
    function approve(bytes32 filingId, bytes32 recordDigest) external;

    /// @notice Say as which token a class is issued, once and for good: the cap of a class is counted in one place. Only the
    /// agent.
    function bind(bytes32 filingId, bytes32 classId, address token) external;

    /// @notice The one token as which a class is issued; zero before it is bound.
    function tokenOf(bytes32 filingId, bytes32 classId) external view returns (address token);

    /// @notice Stop issuance under an active filing. Only the guardian, and this is all that the guardian can do.
    function suspend(bytes32 filingId, bytes32 reason) external;

    /// @notice Agree to end the present suspension, cited by its number (the first is 1). Only issuer or trustee,
    /// each once; the second agreement resumes issuance.
    function resume(bytes32 filingId, uint32 suspension) external;

    /// @notice The cap of a class if a mint of this token under this filing is allowed at this moment; otherwise reverts
    /// with the error that says why not.
    function openCap(bytes32 filingId, bytes32 classId, address token) external view returns (uint256 cap);

    /// @notice The filed cap of a class, zero when the filing names no such class.
    function capOf(bytes32 filingId, bytes32 classId) external view returns (uint256 cap);

    /// @notice Whether the filing names this contract as a venue. What is named is part of the record that both approve.
    function names(bytes32 filingId, address account) external view returns (bool);

    /// @notice The asset in which the filing lets holders be paid on the ledger; zero where it names none.
    function assetOf(bytes32 filingId) external view returns (address);

    /// @notice The whole record as proposed. Empty for an unknown id.
    function filingOf(bytes32 filingId) external view returns (Filing memory filing, ClassCap[] memory caps);

    /// @notice Where the record stands.
    /// @return status the state.
    /// @return recordDigest the digest of the record.
    /// @return suspensions how often issuance was suspended so far.
    /// @return issuerAgreed whether the issuer gave its approval in the present round (a suspension opens a new one).
    /// @return trusteeAgreed whether the trustee did.
    function statusOf(bytes32 filingId)
        external
        view
        returns (
            Status status,
            bytes32 recordDigest,
            uint32 suspensions,
            bool issuerAgreed,
            bool trusteeAgreed
        );

    /// @notice The digest of a record: `keccak256(abi.encode(filingId, filing, caps))`.
    function digestOf(bytes32 filingId, Filing calldata filing, ClassCap[] calldata caps)
        external
        pure
        returns (bytes32);

    /// @notice Who proposes.
    function agent() external view returns (address);

    /// @notice Who approves for the issuer.
    function issuer() external view returns (address);

    /// @notice Who approves for the holders.
    function trustee() external view returns (address);

    /// @notice Who may suspend.
    function guardian() external view returns (address);
}
