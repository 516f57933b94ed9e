// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

import {IEligibilityRegistry} from "./interfaces/IEligibilityRegistry.sol";
import {IFilingRegistry} from "./interfaces/IFilingRegistry.sol";
import {ITrancheToken} from "./interfaces/ITrancheToken.sol";

/// @notice One class of certificates, bound to its filing. `ITrancheToken` says what each act means.
contract TrancheToken is ITrancheToken, ERC20 {
    /* TERMS */

    IFilingRegistry public immutable override filings;
    IEligibilityRegistry public immutable override eligibility;
    bytes32 public immutable override filingId;
    bytes32 public immutable override classId;
    uint32 public immutable override classMask;
    address public immutable override agent;
    uint8 private immutable _decimals;

    /* STORAGE */

    uint256 public override cumulativeMinted;
    mapping(bytes32 key => uint256 amount) public override minted;
    mapping(bytes32 key => uint256 amount) public override redeemed;

    modifier onlyAgent() {
        require(msg.sender == agent, NotAgent(msg.sender));
        _;
    }

    constructor(string memory name_, string memory symbol_, Terms memory terms) ERC20(name_, symbol_) {
        require(
            address(terms.filings).code.length != 0 && address(terms.eligibility).code.length != 0
                && terms.filingId != 0 && terms.classId != 0 && terms.classMask != 0
                && terms.agent != address(0),
            TermsInvalid()
        );
        filings = terms.filings;
        eligibility = terms.eligibility;
        filingId = terms.filingId;
        classId = terms.classId;
        classMask = terms.classMask;
        agent = terms.agent;
        _decimals = terms.decimals;
    }

    /* ISSUANCE */

    /// @inheritdoc ITrancheToken
    function mint(address holder, uint256 amount, bytes32 key) external override onlyAgent {
        _issue(filings.openCap(filingId, classId), holder, amount, key);
    }

    /// @inheritdoc ITrancheToken
    function mintBatch(MintOrder[] calldata orders) external override onlyAgent {
        uint256 cap = filings.openCap(filingId, classId);
        for (uint256 i; i < orders.length; ++i) {
            _issue(cap, orders[i].holder, orders[i].amount, orders[i].key);
        }
    }

    /// @inheritdoc ITrancheToken
    function redeem(address holder, uint256 amount, bytes32 key) external override onlyAgent {
        require(amount != 0, AmountZero(key));
        require(redeemed[key] == 0, RedemptionKeyUsed(key, redeemed[key]));

        redeemed[key] = amount;
        _burn(holder, amount);
        emit Redeemed(key, holder, amount);
    }

    /* READING */

    /// @inheritdoc ITrancheToken
    function canSend(address from) public view override returns (bool) {
        return eligibility.check(from, classMask) == IEligibilityRegistry.Reason.None;
    }

    /// @inheritdoc ITrancheToken
    function canReceive(address to) public view override returns (bool) {
        return eligibility.check(to, classMask) == IEligibilityRegistry.Reason.None;
    }

    /// @inheritdoc ITrancheToken
    function canTransfer(address from, address to, uint256 amount) external view override returns (bool) {
        return balanceOf(from) >= amount && canSend(from) && canReceive(to);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    /* WITHIN */

    function _issue(uint256 cap, address holder, uint256 amount, bytes32 key) private {
        require(amount != 0, AmountZero(key));
        require(minted[key] == 0, MintKeyUsed(key, minted[key]));
        uint256 before = cumulativeMinted;
        // No sum before the comparison: `before` never exceeds `cap`, so the difference can not underflow.
        require(amount <= cap - before, CapExceeded(cap, before, amount));

        minted[key] = amount;
        cumulativeMinted = before + amount;
        _mint(holder, amount);
        emit Minted(key, holder, amount, before + amount);
    }

    /// Every movement of tokens passes here: a mint asks about the receiver, a transfer about both sides, a
    /// redemption about nobody. A transfer to the zero account never gets here: ERC20 refuses it.
    function _update(address from, address to, uint256 amount) internal override {
        if (to != address(0)) {
            if (from != address(0)) _requireEligible(from);
            _requireEligible(to);
        }
        super._update(from, to, amount);
    }

    function _requireEligible(address account) private view {
        IEligibilityRegistry.Reason reason = eligibility.check(account, classMask);
        require(reason == IEligibilityRegistry.Reason.None, HolderNotEligible(account, reason));
    }
}
