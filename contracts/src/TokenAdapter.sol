// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Factors} from "./Factors.sol";
import {FiledTerms} from "./FiledTerms.sol";
import {Keys} from "./Keys.sol";
import {IExistingToken, ITokenAdapter} from "./interfaces/ITokenAdapter.sol";
import {ITrancheToken} from "./interfaces/ITrancheToken.sol";

/// @notice One class of a filing issued as a token of another maker. `ITokenAdapter` says what each act means.
contract TokenAdapter is ITokenAdapter, FiledTerms {
    using Factors for Factors.Told;
    using Keys for Keys.Pages;

    uint8 private constant MOST_DECIMALS = 18;

    /* WHAT IS FIXED */
    IExistingToken public immutable override token;
    uint256 public immutable override unit;

    /* STORAGE */
    /// A cap is below 2**64, so neither comes near its word.
    uint128 private _minted;
    uint128 private _redeemed;
    Keys.Pages private _mintKeys;
    Keys.Pages private _redemptionKeys;
    Factors.Told private _performance;

    constructor(IExistingToken token_, ITrancheToken.Terms memory terms_) FiledTerms(terms_) {
        require(address(token_).code.length != 0, ITrancheToken.TermsInvalid());
        // What binds transfers is the token's own: an adapter that claimed it would claim what it can not keep.
        require(
            terms_.predecessor == address(0) && terms_.lockedUntil == 0 && terms_.minimumHolding == 0
                && terms_.holderLimit == 0 && token_.decimals() <= MOST_DECIMALS,
            ITrancheToken.TermsInvalid()
        );
        require(token_.totalSupply() == 0, MintedElsewhere(token_.totalSupply(), 0));
        token = token_;
        unit = 10 ** token_.decimals();
    }

    /* ISSUANCE */

    /// @inheritdoc ITokenAdapter
    function mint(address holder, uint256 amount, bytes32 key) external override onlyAgent {
        _mint(filings.openCap(filingId, classId, address(this)), holder, amount, key);
    }

    /// @inheritdoc ITokenAdapter
    function mintBatch(bytes32 firstKey, uint256[] calldata orders) external override onlyAgent {
        uint256 cap = filings.openCap(filingId, classId, address(this));
        for (uint256 i; i < orders.length; ++i) {
            bytes32 key = bytes32(uint256(firstKey) + i);
            _mint(cap, address(uint160(orders[i] >> 96)), uint96(orders[i]), key);
        }
    }

    /// @inheritdoc ITokenAdapter
    function redeem(address holder, uint256 amount, bytes32 key) external override onlyAgent {
        require(amount != 0, ITrancheToken.AmountZero(key));
        require(_redemptionKeys.takeOne(uint256(key)), ITrancheToken.RedemptionKeyUsed(key));
        uint256 outstanding = _accounted(token.totalSupply());
        uint256 asked = _whole(amount);
        _redeemed += uint128(amount);
        uint256 held = token.balanceOf(holder);
        token.burn(holder, asked);
        _require(token.totalSupply(), outstanding - asked);
        _require(token.balanceOf(holder), held - asked);
        emit ITrancheToken.Redeemed(key, holder, amount);
    }

    /* REPORTS */

    /// @inheritdoc ITokenAdapter
    function setFactor(uint32 period, uint64 factor, uint64 writeDown)
        external
        override
        onlyRole(reports, "reports")
    {
        _performance.set(period, factor, writeDown);
    }

    /* READING */

    /// @inheritdoc ITokenAdapter
    function mayMint() external view override returns (bool) {
        return _says(abi.encodeWithSignature("isAgent(address)", address(this)))
            || _says(
            abi.encodeWithSignature("hasRole(bytes32,address)", keccak256("MINTER_ROLE"), address(this))
        );
    }

    /// @inheritdoc ITokenAdapter
    function cumulativeMinted() external view override returns (uint256) {
        return _minted;
    }

    /// @inheritdoc ITokenAdapter
    function cumulativeRedeemed() external view override returns (uint256) {
        return _redeemed;
    }

    /// @inheritdoc ITokenAdapter
    function totalSupply() external view override returns (uint256) {
        uint256 outstanding = token.totalSupply();
        return outstanding / unit + (outstanding % unit == 0 ? 0 : 1);
    }

    /// @inheritdoc ITokenAdapter
    function minted(bytes32 key) external view override returns (bool) {
        return _mintKeys.taken(uint256(key));
    }

    /// @inheritdoc ITokenAdapter
    function redeemed(bytes32 key) external view override returns (bool) {
        return _redemptionKeys.taken(uint256(key));
    }

    /// @inheritdoc ITokenAdapter
    function performance() external view override returns (uint64 factor, uint64 writeDown, uint32 period) {
        return _performance.read();
    }

    /// @inheritdoc ITokenAdapter
    function terms()
        external
        view
        override
        returns (ITrancheToken.Terms memory filed, address transferAgent, address trustee)
    {
        filed.filings = filings;
        filed.eligibility = eligibility;
        filed.filingId = filingId;
        filed.classId = classId;
        filed.classMask = classMask;
        filed.agent = agent;
        filed.decimals = _decimals;
        filed.distributor = distributor;
        filed.reports = reports;
        filed.mandates = mandates;
        return (filed, eligibility.transferAgent(), mandates.trustee());
    }

    /// @inheritdoc ITokenAdapter
    function name() external view override returns (string memory) {
        return token.name();
    }

    /// @inheritdoc ITokenAdapter
    function symbol() external view override returns (string memory) {
        return token.symbol();
    }

    /* WITHIN */

    function _mint(uint256 cap, address holder, uint256 amount, bytes32 key) private {
        require(amount != 0, ITrancheToken.AmountZero(key));
        require(_mintKeys.takeOne(uint256(key)), ITrancheToken.MintKeyUsed(key));
        _requireMayHold(holder);
        uint256 before = _minted;
        require(amount <= cap - before, ITrancheToken.CapExceeded(cap, before, amount));
        uint256 outstanding = _accounted(token.totalSupply());
        _minted = uint128(before + amount);
        uint256 held = token.balanceOf(holder);
        token.mint(holder, amount * unit);
        _require(token.totalSupply(), outstanding + amount * unit);
        _require(token.balanceOf(holder), held + amount * unit);
        emit MintedThrough(key, holder, amount);
    }

    /// What is outstanding, where all of it came through here.
    function _accounted(uint256 outstanding) private view returns (uint256) {
        uint256 accounted = (_minted - _redeemed) * unit;
        require(outstanding <= accounted, MintedElsewhere(outstanding, accounted));
        return outstanding;
    }

    function _whole(uint256 amount) private view returns (uint256) {
        uint256 left = _minted - _redeemed;
        require(amount <= left, TokenDiffers(left, amount));
        return amount * unit;
    }

    function _require(uint256 found, uint256 expected) private pure {
        require(found == expected, TokenDiffers(found, expected));
    }

    /// Whether the token answers a question with yes; one that it does not know is no.
    function _says(bytes memory question) private view returns (bool) {
        (bool answered, bytes memory answer) = address(token).staticcall(question);
        return answered && answer.length == 32 && abi.decode(answer, (uint256)) == 1;
    }
}
