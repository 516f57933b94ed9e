// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Months} from "./Months.sol";
import {IDistributor} from "./interfaces/IDistributor.sol";
import {IMandates} from "./interfaces/IMandates.sol";
import {IFilingRegistry} from "./interfaces/IFilingRegistry.sol";
import {ITrancheToken} from "./interfaces/ITrancheToken.sol";

/// @notice Holds cash, and the anchors of what is paid by bank. `IDistributor` says what each act means.
contract Distributor is IDistributor {
    using SafeERC20 for IERC20;
    using SafeCast for uint256;
    using Months for uint32;

    /// With more, the sums of a large deal would not fit the token's words.
    uint8 private constant MOST_DECIMALS = 8;

    IFilingRegistry public immutable override filings;
    bytes32 public immutable override filingId;
    IERC20 public immutable override asset;
    address public immutable override payingAgent;
    IMandates public immutable override mandates;

    mapping(address token => Account) private _accounts;
    mapping(address token => mapping(uint32 period => Entitlements)) private _entitlements;

    modifier onlyPayingAgent() {
        require(msg.sender == payingAgent, NotPayingAgent(msg.sender));
        _;
    }

    modifier onlyFiledAsset() {
        bool filed = address(asset) != address(0) && filings.assetOf(filingId) == address(asset);
        require(filed, AssetNotFiled(address(asset)));
        _;
    }

    constructor(
        IFilingRegistry filings_,
        bytes32 filingId_,
        IERC20 asset_,
        address payingAgent_,
        IMandates mandates_
    ) {
        require(payingAgent_ != address(0), NotPayingAgent(payingAgent_));
        bool countable =
            address(asset_) == address(0) || IERC20Metadata(address(asset_)).decimals() <= MOST_DECIMALS;
        require(countable, AssetNotFiled(address(asset_)));
        filings = filings_;
        filingId = filingId_;
        asset = asset_;
        payingAgent = payingAgent_;
        mandates = mandates_;
    }

    /* ON THE LEDGER */

    /// @inheritdoc IDistributor
    function fund(address token, uint256 amount) external override onlyFiledAsset {
        uint256 before = asset.balanceOf(address(this));
        asset.safeTransferFrom(msg.sender, address(this), amount);
        uint256 arrived = asset.balanceOf(address(this)) - before;
        require(arrived == amount, FundingDiffers(amount, arrived));
        Account memory account = _accounts[token];
        account.funded = (account.funded + amount).toUint72();
        _accounts[token] = account;
        emit Funded(token, amount, msg.sender);
    }

    /// @inheritdoc IDistributor
    function close(address token, uint32 period, uint256 amount, uint64 units, uint256[] calldata recorded)
        external
        override
        onlyPayingAgent
        onlyFiledAsset
    {
        Account memory account = _accounts[token];
        require(period > account.period && period.isMonth(), PeriodNotOpen(period));
        account.declared = (account.declared + amount).toUint72();
        account.period = period;
        _accounts[token] = account;
        bytes32 said = keccak256(abi.encode(period, amount, units, recorded));
        mandates.take(token, address(this), uint256(said));
        if (recorded.length != 0) emit Recorded(token, period, recorded);
        emit Closed(token, period, amount, ITrancheToken(token).declare(amount, units, recorded));
    }

    /// @inheritdoc IDistributor
    function claim(address token) external override returns (uint256 amount) {
        amount = ITrancheToken(token).collect(msg.sender);
        Account memory account = _accounts[token];
        require(account.funded >= account.declared, NotFunded(account.declared, account.funded));
        uint256 collected = account.collected + amount;
        require(collected <= account.funded, NotFunded(collected, account.funded));
        account.collected = collected.toUint72();
        _accounts[token] = account;
        emit Claimed(token, msg.sender, amount);
        asset.safeTransfer(msg.sender, amount);
    }

    /* BY BANK */

    /// @inheritdoc IDistributor
    function anchorEntitlements(
        address token,
        uint32 period,
        uint256 recordBlock,
        bytes32 root,
        uint128 total,
        bytes32 digest
    ) external override onlyPayingAgent {
        require(_entitlements[token][period].digest == 0 && period.isMonth(), PeriodNotOpen(period));
        require(recordBlock < block.number && root != 0 && digest != 0, EntitlementsInvalid());
        _entitlements[token][period] = Entitlements({digest: digest, total: total, confirmed: 0});
        emit EntitlementsAnchored(token, period, recordBlock, root, total, digest);
    }

    /// @inheritdoc IDistributor
    function confirmPayments(address token, uint32 period, bytes32 file, uint128 paid)
        external
        override
        onlyPayingAgent
    {
        Entitlements storage entitlements = _entitlements[token][period];
        require(entitlements.digest != 0, PeriodNotOpen(period));
        require(file != 0, EntitlementsInvalid());
        (uint256 total, uint256 confirmed) = (entitlements.total, entitlements.confirmed);
        require(paid <= total - confirmed, ConfirmedTooMuch(total, confirmed, paid));
        entitlements.confirmed = uint128(confirmed + paid);
        emit PaymentsConfirmed(token, period, file, paid);
    }

    /* READING */

    /// @inheritdoc IDistributor
    function accountOf(address token) external view override returns (Account memory) {
        return _accounts[token];
    }

    /// @inheritdoc IDistributor
    function entitlementsOf(address token, uint32 period)
        external
        view
        override
        returns (Entitlements memory)
    {
        return _entitlements[token][period];
    }
}
