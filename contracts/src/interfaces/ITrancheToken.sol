// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "./IEligibilityRegistry.sol";
import {IFilingRegistry} from "./IFilingRegistry.sol";
import {IMandates} from "./IMandates.sol";

/// @title One class of tokenised certificates, as filed
/// @notice An ERC-20 whose supply is bound to one class of one filing. It is deployed once per class and can not
/// be upgraded; everything that says what it is, is immutable.
///
/// A mint is allowed only when the filing registry says that this class of this filing is open, when everything
/// minted so far and this mint stay within the filed cap, and when the receiver may hold. What was redeemed is
/// never given back to the cap: the cap counts what was minted over the token's life.
///
/// A transfer is allowed only when both sides may hold, transfers are not paused, the lock-up is over and nothing of it
/// is frozen. A redemption is allowed for any holder, so that one whose standing expired or was frozen can still be paid
/// off. Suspension of issuance touches mints only.
///
/// Units stay and the factor falls: a payment of principal lowers the pool factor, a loss raises the write-down, and
/// nobody's balance moves. Cash that is paid on the ledger reaches holders by the class's index, however many they are.
///
/// Each mint and each redemption carries a key chosen by the agent's books, and a key works once. Whoever is not sure
/// whether an instruction went through asks for its key, or sends it again: it can not happen twice. Keys are counted in
/// pages of 256: those that share all but their last byte cost one word of storage between them.
///
/// A unit is taken from an account against its will only by the transfer agent, under an order of the trustee that stands
/// among the mandates with the digest of the paper behind it.
interface ITrancheToken {
    /// @notice Everything that is fixed when the token is deployed. Trustee and transfer agent are those of
    /// the mandates and the registry of investors.
    /// @param filings the registry of filings.
    /// @param eligibility the registry of investors.
    /// @param filingId the filing that this token issues under.
    /// @param classId the class of that filing.
    /// @param classMask the bit, or bits, that clear an investor for this class.
    /// @param agent who mints and redeems on the issuer's behalf.
    /// @param decimals how many decimals of the currency one smallest unit is.
    /// @param distributor who declares and collects cash on the ledger; zero where holders are paid by bank alone.
    /// @param reports whose reports set factor and write-down, and where documents are.
    /// @param mandates where the trustee's orders stand.
    /// @param predecessor the token whose holders migrate here; zero where there is none.
    /// @param lockedUntil Unix seconds, first moment at which holders may transfer; zero without a lock-up.
    /// @param minimumHolding units below which nobody may hold any; zero without a minimum.
    /// @param holderLimit how many may hold at once; zero without a limit.
    struct Terms {
        IFilingRegistry filings;
        IEligibilityRegistry eligibility;
        bytes32 filingId;
        bytes32 classId;
        uint32 classMask;
        address agent;
        uint8 decimals;
        address distributor;
        address reports;
        IMandates mandates;
        address predecessor;
        uint64 lockedUntil;
        uint64 minimumHolding;
        uint32 holderLimit;
    }

    /* EVENTS */

    /// @notice Units were minted, to `count` holders one after the other; as many Transfer events right before this one
    /// say to whom. Their keys are `firstKey` and the numbers after it.
    event Minted(bytes32 firstKey, uint256 count);

    /// @notice Units were redeemed and are gone.
    event Redeemed(bytes32 indexed key, address indexed holder, uint256 amount);

    /// @notice Transfers (1), issuance (2), everything that moves units (4), by their sum.
    event PauseSet(uint8 levels, address indexed by);

    /// @notice Cash was declared: the index is what each unit has been owed so far, with 32 binary places.
    event Declared(uint256 cash, uint256 units, uint256 index);

    /// @notice A holder was paid what it was owed, in minor units of the settlement asset.
    event Collected(address indexed holder, uint256 amount);

    /// @notice A period was reported. Both are shares of the principal at issuance, in 10**18.
    event FactorSet(uint32 indexed period, uint64 factor, uint64 writeDown);

    /// @notice A holder's units went to the successor. What it is owed stays here.
    event Migrated(address indexed holder, uint256 amount, address indexed successor);

    /* ERRORS */

    /// @notice The caller is not the issuer's agent.
    error NotAgent(address caller);

    /// @notice The caller does not hold the role that this act needs.
    error RoleMissing(address caller, bytes32 role);

    /// @notice The terms name an account where a contract, or an agent, or a class is needed.
    error TermsInvalid();

    /// @notice This mint would take the class above its filed cap.
    error CapExceeded(uint256 cap, uint256 cumulative, uint256 amount);

    /// @notice This key was already minted.
    error MintKeyUsed(bytes32 key);

    /// @notice This key was already redeemed.
    error RedemptionKeyUsed(bytes32 key);

    /// @notice An instruction over nothing.
    error AmountZero(bytes32 key);

    /// @notice This account may not hold this class at this moment.
    error HolderNotEligible(address account, IEligibilityRegistry.Reason reason);

    /// @notice This account is barred from this class.
    error HolderBarred(address account);

    /// @notice What this act needs is paused.
    error LevelPaused(uint8 levels);

    /// @notice Holders may not transfer yet.
    error LockedUp(uint256 lockedUntil, uint256 present);

    /// @notice Somebody would hold fewer units than the filed minimum, and not none.
    error HoldingTooSmall(address account, uint256 balance, uint256 minimumHolding);

    /// @notice More would hold than were filed.
    error TooManyHolders(uint256 holderLimit);

    /// @notice Fewer units are frozen than shall be freed.
    error FrozenTooLittle(address account, uint256 frozen, uint256 amount);

    /// @notice The factor rises, the write-down is more than what is left, or the period was reported.
    error FactorInvalid(uint32 period, uint64 factor, uint64 writeDown);

    /// @notice No migration has begun, or the successor is no token that takes over from this one.
    error MigrationMissing(address successor);

    /* ISSUANCE */

    /// @notice Mint to one holder. Only the agent.
    function mint(address holder, uint256 amount, bytes32 key) external;

    /// @notice Mint to many holders, all or none, under `firstKey` and the keys after it. Only the agent.
    /// @param orders each a holder in its upper 160 bits and an amount in its lower 96.
    function mintBatch(bytes32 firstKey, uint256[] calldata orders) external;

    /// @notice Redeem a holder's tokens against payment. Only the agent. Frozen ones go last.
    function redeem(address holder, uint256 amount, bytes32 key) external;

    /// @notice Pause: the sum of 1 (transfers), 2 (issuance) and 4 (everything that moves units). Cash that is owed can
    /// be collected throughout. Transfer agent or trustee.
    function setPaused(uint8 levels) external;

    /* CASH */

    /// @notice Divide cash over the units of the record date. Only the distributor.
    /// @param units how many were outstanding then.
    /// @param recorded whoever held otherwise then than now, in ascending order: the account in the upper 160 bits, its
    /// units of the record date in the lower 96. Together with all others' they must come to `units`.
    function declare(uint256 cash, uint256 units, uint256[] calldata recorded)
        external
        returns (uint256 index);

    /// @notice Take what a holder is owed off its account, to be paid now. Only the distributor; not for one who is
    /// barred, frozen or expired.
    function collect(address holder) external returns (uint256 amount);

    /// @notice What a holder is owed, in whole minor units of the settlement asset.
    function owedTo(address holder) external view returns (uint256 amount);

    /// @notice Cash declared so far, in minor units; what of it is carried to the next time, with 32 binary places; and
    /// the index.
    function cash() external view returns (uint256 declared, uint256 carried, uint256 index);

    /// @notice Set what a period left of the principal. Only the reports.
    function setFactor(uint32 period, uint64 factor, uint64 writeDown) external;

    /// @notice What is unpaid of the principal at issuance, and what of that is written down, in 10**18; and the last
    /// period reported.
    function performance() external view returns (uint64 factor, uint64 writeDown, uint32 period);

    /* MIGRATION */

    /// @notice Begin the migration to a token of a later filing under which issuance is open, under an order of the
    /// trustee. Only the agent. From now on nothing is minted or transferred here; what is owed is collected here.
    function beginMigration(address successor_) external;

    /// @notice Move holders' units to the successor, which counts them against its own filing. Only the agent. An account
    /// that is barred here is not barred there, so it stays.
    function migrate(address[] calldata holders) external;

    /// @notice Take over a holder's units, within the cap; also when the filing was suspended or ended since it began,
    /// so that nobody is left behind for good. Only the predecessor.
    function receiveMigrated(address holder, uint256 amount, uint256 frozen) external;

    /* READING */

    /// @notice Whether this key was minted.
    function minted(bytes32 key) external view returns (bool);

    /// @notice Whether this key was redeemed.
    function redeemed(bytes32 key) external view returns (bool);

    /// @notice Everything minted over the token's life.
    function cumulativeMinted() external view returns (uint256);

    /// @notice How many hold a unit.
    function holders() external view returns (uint256);

    /// @notice The levels that are paused, and 8 once migration has begun.
    function pauseLevels() external view returns (uint8);

    /// @notice The token that holders migrate to; zero until migration has begun.
    function successor() external view returns (address);

    /// @notice Where a document is, its digest, and since when (ERC-1643); the reports keep it.
    function getDocument(bytes32 name)
        external
        view
        returns (string memory uri, bytes32 documentHash, uint256 lastModified);

    /// @notice Nothing where `transfer(to, amount)` of `from` would succeed; otherwise reverts with the error that says
    /// why not.
    function requireTransfer(address from, address to, uint256 amount) external view;

    /// @notice Everything that was fixed when the token was deployed, and the two roles that follow from it.
    function terms() external view returns (Terms memory filed, address transferAgent, address trustee);
}
