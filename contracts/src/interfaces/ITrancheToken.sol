// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IEligibilityRegistry} from "./IEligibilityRegistry.sol";
import {IFilingRegistry} from "./IFilingRegistry.sol";

/// @title One class of tokenised certificates, as filed
/// @notice An ERC-20 whose supply is bound to one class of one filing. It is deployed once per class and can not
/// be upgraded; everything that says what it is, is immutable.
///
/// A mint is allowed only when the filing registry says that this class of this filing is open, when everything
/// minted so far and this mint stay within the filed cap, and when the receiver may hold. What was redeemed is
/// never given back to the cap: the cap counts what was minted over the token's life.
///
/// A transfer is allowed only when both sides may hold. A redemption is allowed for any holder, so that one whose
/// standing expired or was frozen can still be paid off. Suspension of issuance touches mints only.
///
/// Each mint and each redemption carries a key chosen by the agent's books, and a key works once. Whoever is not
/// sure whether an instruction went through asks for its key, or sends it again: it can not happen twice.
interface ITrancheToken {
    /// @notice Everything that is fixed when the token is deployed.
    /// @param filings the registry of filings.
    /// @param eligibility the registry of investors.
    /// @param filingId the filing that this token issues under.
    /// @param classId the class of that filing.
    /// @param classMask the bit, or bits, that clear an investor for this class.
    /// @param agent who mints and redeems on the issuer's behalf.
    /// @param decimals how many decimals of the currency one smallest unit is.
    struct Terms {
        IFilingRegistry filings;
        IEligibilityRegistry eligibility;
        bytes32 filingId;
        bytes32 classId;
        uint32 classMask;
        address agent;
        uint8 decimals;
    }

    /// @notice One instruction to mint: to whom, how much in the smallest unit, under which key.
    struct MintOrder {
        address holder;
        uint256 amount;
        bytes32 key;
    }

    /// @notice Tokens were minted. `cumulative` is everything minted over the token's life, this mint included.
    event Minted(bytes32 indexed key, address indexed holder, uint256 amount, uint256 cumulative);

    /// @notice Tokens were redeemed and are gone.
    event Redeemed(bytes32 indexed key, address indexed holder, uint256 amount);

    /// @notice The caller is not the issuer's agent.
    error NotAgent(address caller);

    /// @notice The terms name an account where a contract, or an agent, or a class is needed.
    error TermsInvalid();

    /// @notice This mint would take the class above its filed cap.
    error CapExceeded(uint256 cap, uint256 cumulative, uint256 amount);

    /// @notice This key was already minted.
    error MintKeyUsed(bytes32 key, uint256 amount);

    /// @notice This key was already redeemed.
    error RedemptionKeyUsed(bytes32 key, uint256 amount);

    /// @notice An instruction over nothing.
    error AmountZero(bytes32 key);

    /// @notice This account may not hold this class at this moment.
    error HolderNotEligible(address account, IEligibilityRegistry.Reason reason);

    /// @notice Mint to one holder. Only the agent.
    function mint(address holder, uint256 amount, bytes32 key) external;

    /// @notice Mint to many holders, all or none. Only the agent.
    function mintBatch(MintOrder[] calldata orders) external;

    /// @notice Redeem a holder's tokens against payment off the chain. Only the agent.
    function redeem(address holder, uint256 amount, bytes32 key) external;

    /// @notice How much was minted under this key; zero when the key was never used.
    function minted(bytes32 key) external view returns (uint256 amount);

    /// @notice How much was redeemed under this key; zero when the key was never used.
    function redeemed(bytes32 key) external view returns (uint256 amount);

    /// @notice Everything minted over the token's life.
    function cumulativeMinted() external view returns (uint256);

    /// @notice Whether `from` may send at this moment, its balance aside.
    function canSend(address from) external view returns (bool);

    /// @notice Whether `to` may receive at this moment.
    function canReceive(address to) external view returns (bool);

    /// @notice Whether `from` calling `transfer(to, amount)` would succeed at this moment.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool);

    /// @notice The registry of filings.
    function filings() external view returns (IFilingRegistry);

    /// @notice The registry of investors.
    function eligibility() external view returns (IEligibilityRegistry);

    /// @notice The filing that this token issues under.
    function filingId() external view returns (bytes32);

    /// @notice The class of that filing.
    function classId() external view returns (bytes32);

    /// @notice The bits that clear an investor for this class.
    function classMask() external view returns (uint32);

    /// @notice Who mints and redeems.
    function agent() external view returns (address);
}
