// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IMandates} from "./IMandates.sol";
import {IFilingRegistry} from "./IFilingRegistry.sol";

/// @title Payment of holders
/// @notice One contract serves all classes of a filing, by one of two rails.
///
/// By bank, which is always possible: what each holder on the record date is entitled to is computed from the register at
/// the record block; its Merkle root, its total and the digest of the whole list are anchored here, and the bank's files
/// that confirm payment after them.
///
/// On the ledger, only in an asset that the filing names: a period is closed by declaring cash to the token, which
/// divides it over the units of the record date, at one cost whatever the number of holders; it is funded before or after,
/// by another act; and each holder claims everything it is owed, of all periods, when all that was declared is funded.
/// Whoever transfers after the close keeps its claim, and the new holder has none. A holder who is frozen or expired goes
/// on being owed and cannot claim; nobody is paid in its place but by a recovery. What a token may take never exceeds
/// what was funded for it, whatever the token says.
interface IDistributor {
    /// @notice Cash of one token, in minor units of the asset.
    struct Account {
        uint72 declared;
        uint72 funded;
        uint72 collected;
        uint32 period;
    }

    /// @notice Entitlements of one token and period, in minor units of the deal's currency.
    struct Entitlements {
        bytes32 digest;
        uint128 total;
        uint128 confirmed;
    }

    event Funded(address indexed token, uint256 amount, address from);
    event Closed(address indexed token, uint32 indexed period, uint256 amount, uint256 index);
    /// @notice Who held otherwise on the record date than when the period was closed, and how much then.
    event Recorded(address indexed token, uint32 indexed period, uint256[] recorded);
    event Claimed(address indexed token, address indexed holder, uint256 amount);
    event EntitlementsAnchored(
        address indexed token,
        uint32 indexed period,
        uint256 recordBlock,
        bytes32 root,
        uint256 total,
        bytes32 digest
    );
    event PaymentsConfirmed(address indexed token, uint32 indexed period, bytes32 file, uint256 paid);

    /// @notice The caller is not the paying agent.
    error NotPayingAgent(address caller);

    /// @notice No asset, one that the filing does not name, or one with more than 8 decimals.
    error AssetNotFiled(address asset);

    /// @notice The asset did not arrive as sent.
    error FundingDiffers(uint256 sent, uint256 arrived);

    /// @notice Not everything declared is funded, so whoever came last would go without.
    error NotFunded(uint256 declared, uint256 funded);

    /// @notice The period is no month (year times 100 and month) or does not come after the last, or is anchored already,
    /// or was not.
    error PeriodNotOpen(uint32 period);

    /// @notice The record block is not past, or a digest is missing.
    error EntitlementsInvalid();

    /// @notice More confirmed than all are entitled to.
    error ConfirmedTooMuch(uint256 total, uint256 confirmed, uint256 paid);

    /// @notice Bring cash for a token. Whoever allowed it to be drawn.
    function fund(address token, uint256 amount) external;

    /// @notice Close a period: divide cash over the units of its record date. Only the paying agent, under an order of
    /// the trustee for just that: from the token to the distributor, its amount the digest of the ABI encoding of period,
    /// amount, units and `recorded`. So neither of them alone divides by another register than that of the record date.
    /// @param units how many were outstanding on the record date.
    /// @param recorded whoever held otherwise then, as `ITrancheToken.declare` takes it.
    function close(address token, uint32 period, uint256 amount, uint64 units, uint256[] calldata recorded)
        external;

    /// @notice Be paid everything that one is owed of a token.
    function claim(address token) external returns (uint256 amount);

    /// @notice Anchor what the holders of a record block are entitled to. Only the paying agent.
    function anchorEntitlements(
        address token,
        uint32 period,
        uint256 recordBlock,
        bytes32 root,
        uint128 total,
        bytes32 digest
    ) external;

    /// @notice Anchor a bank's file that confirms payments. Only the paying agent.
    function confirmPayments(address token, uint32 period, bytes32 file, uint128 paid) external;

    /// @notice Cash of a token.
    function accountOf(address token) external view returns (Account memory);

    /// @notice Entitlements of a token and period.
    function entitlementsOf(address token, uint32 period) external view returns (Entitlements memory);

    /// @notice The filing's registry and id, by which the asset must be named.
    function filings() external view returns (IFilingRegistry);
    function filingId() external view returns (bytes32);

    /// @notice The asset in which holders are paid on the ledger; zero where they are paid by bank alone.
    function asset() external view returns (IERC20);

    /// @notice Where the trustee's orders stand.
    function mandates() external view returns (IMandates);

    /// @notice Who closes, anchors and confirms.
    function payingAgent() external view returns (address);
}
