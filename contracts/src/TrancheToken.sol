// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

import {Factors} from "./Factors.sol";
import {Holdings} from "./Holdings.sol";
import {Keys} from "./Keys.sol";
import {Permit} from "./Permit.sol";
import {TokenTerms} from "./TokenTerms.sol";
import {IERC3643Subset} from "./interfaces/IERC3643Subset.sol";
import {IERC7943Fungible} from "./interfaces/IERC7943.sol";
import {IEligibilityRegistry} from "./interfaces/IEligibilityRegistry.sol";
import {IReportAnchor} from "./interfaces/IReportAnchor.sol";
import {ITrancheToken} from "./interfaces/ITrancheToken.sol";

/// @notice One class of certificates, bound to its filing. `ITrancheToken` says what each act means.
contract TrancheToken is TokenTerms, IERC3643Subset, Holdings, Permit {
    using Factors for Factors.Told;
    using Keys for Keys.Pages;

    uint8 private constant TRANSFERS = 1;
    uint8 private constant ISSUANCE = 2;
    uint8 private constant EVERYTHING = 4;
    uint8 private constant MIGRATING = 8;
    uint256 private constant WHOLE_ACCOUNT = type(uint256).max;
    /* STORAGE, BESIDE THAT OF HOLDINGS */

    Keys.Pages private _mintKeys;
    Keys.Pages private _redemptionKeys;
    Factors.Told private _performance;
    address public override successor;

    constructor(string memory name_, string memory symbol_, Terms memory terms_)
        ERC20(name_, symbol_)
        TokenTerms(terms_)
    {}

    /* ISSUANCE */

    /// @inheritdoc ITrancheToken
    function mint(address holder, uint256 amount, bytes32 key) external override onlyAgent {
        uint256 cap = filings.openCap(filingId, classId, address(this));
        _requireMayHold(holder);
        require(_mintKeys.takeOne(uint256(key)), MintKeyUsed(key));
        _issue(cap, holder, amount, key);
    }

    /// @inheritdoc ITrancheToken
    function mintBatch(bytes32 firstKey, uint256[] calldata orders) external override onlyAgent {
        uint256 cap = filings.openCap(filingId, classId, address(this));
        _requireAllMayHold(orders);
        (bool unused, uint256 used) = _mintKeys.take(uint256(firstKey), orders.length);
        require(unused, MintKeyUsed(bytes32(used)));

        uint256 class = _requireOpen(ISSUANCE);
        (uint256 done, uint256 total, uint256 begun) = _creditAll(orders, class, minimumHolding);
        if (done != orders.length) {
            // Once more as a single order, which says why it is refused.
            (address holder, uint256 amount) = _ordered(orders, done);
            require(amount != 0, AmountZero(bytes32(uint256(firstKey) + done)));
            _credit(holder, amount, class);
        }
        _withinCap(cap, class, total, begun);
        emit Minted(firstKey, orders.length);
    }

    /// @inheritdoc ITrancheToken
    function redeem(address holder, uint256 amount, bytes32 key) external override onlyAgent {
        require(amount != 0, AmountZero(key));
        require(_redemptionKeys.takeOne(uint256(key)), RedemptionKeyUsed(key));
        _take(holder, amount, _requireOpen(EVERYTHING));
        emit Redeemed(key, holder, amount);
    }

    /// @inheritdoc ITrancheToken
    function setPaused(uint8 levels) external override {
        _setPaused(levels & (TRANSFERS | ISSUANCE | EVERYTHING));
    }

    /// @inheritdoc IERC3643Subset
    function pause() external override {
        _setPaused(pauseLevels() & ~MIGRATING | TRANSFERS);
    }

    /// @inheritdoc IERC3643Subset
    function unpause() external override {
        _setPaused(pauseLevels() & ~MIGRATING & ~TRANSFERS);
    }

    /* TRANSFERS */

    /// @inheritdoc IERC3643Subset
    function batchTransfer(address[] calldata toList, uint256[] calldata amounts) external override {
        require(
            toList.length == amounts.length,
            IEligibilityRegistry.LengthsDiffer(toList.length, amounts.length, amounts.length)
        );
        for (uint256 i; i < toList.length; ++i) {
            _transfer(msg.sender, toList[i], amounts[i]);
        }
    }

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view override returns (bool) {
        try this.requireTransfer(from, to, amount) {
            return true;
        } catch {
            return false;
        }
    }

    /// @inheritdoc ITrancheToken
    function requireTransfer(address from, address to, uint256 amount) external view override {
        _requireTransfer(from, to, amount, _class, _holdings[from], _holdings[to]);
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address from) public view override returns (bool) {
        return _reasonAgainst(from) == IEligibilityRegistry.Reason.None && _holdings[from] & BARRED == 0;
    }

    /// @inheritdoc IERC7943Fungible
    function canReceive(address to) public view override returns (bool) {
        return canSend(to);
    }

    /* FREEZING */

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount)
        external
        override
        onlyRole(_transferAgent, "transfer agent")
        returns (bool)
    {
        _setFrozen(account, amount);
        return true;
    }

    /// @inheritdoc IERC3643Subset
    function freezePartialTokens(address userAddress, uint256 amount)
        external
        override
        onlyRole(_transferAgent, "transfer agent")
    {
        _setFrozen(userAddress, _frozen[userAddress] + amount);
        emit TokensFrozen(userAddress, amount);
    }

    /// @inheritdoc IERC3643Subset
    function unfreezePartialTokens(address userAddress, uint256 amount)
        external
        override
        onlyRole(_transferAgent, "transfer agent")
    {
        uint256 frozen = _frozen[userAddress];
        require(amount <= frozen, FrozenTooLittle(userAddress, frozen, amount));
        _setFrozen(userAddress, frozen - amount);
        emit TokensUnfrozen(userAddress, amount);
    }

    /// @inheritdoc IERC3643Subset
    function setAddressFrozen(address userAddress, bool freeze)
        external
        override
        onlyRole(_transferAgent, "transfer agent")
    {
        uint256 held = _holdings[userAddress];
        _holdings[userAddress] = freeze ? held | BARRED : held & ~BARRED;
        emit AddressFrozen(userAddress, freeze, msg.sender);
    }

    /* ORDERS */

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(address from, address to, uint256 amount)
        external
        override
        onlyRole(_transferAgent, "transfer agent")
        returns (bool)
    {
        mandates.take(from, to, amount);
        _requireCanReceive(to);
        uint256 class = _requireOpen(EVERYTHING);
        uint256 sender = _debited(from, amount, class);
        _holdings[from] = sender;
        bool emptied = amount != 0 && uint64(sender) == 0;
        uint256 receiver = _settled(_holdings[to], class);
        _class = _withMoved(class, emptied, amount != 0 && uint64(receiver) == 0);
        unchecked {
            _holdings[to] = receiver + amount;
        }
        emit Transfer(from, to, amount);
        emit ForcedTransfer(from, to, amount);
        return true;
    }

    /// @inheritdoc IERC3643Subset
    function recoveryAddress(address lostWallet, address newWallet, address investorOnchainID)
        external
        override
        onlyRole(_transferAgent, "transfer agent")
        returns (bool)
    {
        require(investorOnchainID == address(0), TermsInvalid());
        mandates.take(lostWallet, newWallet, WHOLE_ACCOUNT);
        _requireCanReceive(newWallet);
        // Who is frozen is barred where it comes to: its freeze is another act, and until then nothing is to move.
        bool frozen = _reasonAgainst(lostWallet) == IEligibilityRegistry.Reason.Frozen;
        _recover(lostWallet, newWallet, _requireOpen(EVERYTHING), frozen ? BARRED : 0);
        emit RecoverySuccess(lostWallet, newWallet, investorOnchainID);
        return true;
    }

    /* CASH */

    /// @inheritdoc ITrancheToken
    function declare(uint256 cash_, uint256 units, uint256[] calldata recorded)
        external
        override
        onlyRole(distributor, "distributor")
        returns (uint256 index)
    {
        index = _raise(cash_, units, recorded);
        emit Declared(cash_, units, index);
    }

    /// @inheritdoc ITrancheToken
    function collect(address holder)
        external
        override
        onlyRole(distributor, "distributor")
        returns (uint256 amount)
    {
        _requireMayHold(holder);
        uint256 held = _settled(_holdings[holder], _class);
        require(held & BARRED == 0, HolderBarred(holder));
        amount = _owed(held) >> PLACES;
        unchecked {
            _holdings[holder] = held - (amount << (PLACES + OWED_AT));
        }
        emit Collected(holder, amount);
    }

    /// @inheritdoc ITrancheToken
    function setFactor(uint32 period, uint64 factor, uint64 writeDown)
        external
        override
        onlyRole(reports, "reports")
    {
        _performance.set(period, factor, writeDown);
    }

    /* MIGRATION */

    /// @inheritdoc ITrancheToken
    function beginMigration(address successor_) external override onlyAgent {
        mandates.take(address(this), successor_, WHOLE_ACCOUNT);
        (Terms memory later,,) = ITrancheToken(successor_).terms();
        require(successor == address(0) && later.predecessor == address(this), MigrationMissing(successor_));
        later.filings.openCap(later.filingId, later.classId, successor_);
        successor = successor_;
        uint8 levels = pauseLevels() | MIGRATING | TRANSFERS | ISSUANCE;
        _class |= uint256(levels) << PAUSED_AT;
        emit PauseSet(levels, msg.sender);
    }

    /// @inheritdoc ITrancheToken
    function migrate(address[] calldata holders_) external override onlyAgent {
        address to = successor;
        require(to != address(0), MigrationMissing(to));
        for (uint256 i; i < holders_.length; ++i) {
            address holder = holders_[i];
            (uint256 amount, uint256 frozen) = (balanceOf(holder), _frozen[holder]);
            if (amount == 0) continue;
            require(_holdings[holder] & BARRED == 0, HolderBarred(holder));
            _take(holder, amount, _requireOpen(EVERYTHING));
            emit Migrated(holder, amount, to);
            ITrancheToken(to).receiveMigrated(holder, amount, frozen);
        }
    }

    /// @inheritdoc ITrancheToken
    function receiveMigrated(address holder, uint256 amount, uint256 frozen)
        external
        override
        onlyRole(predecessor, "predecessor")
    {
        // Nothing new is issued: once begun, neither a suspension nor the last day of the filing keeps holders apart.
        uint256 cap = filings.capOf(filingId, classId);
        _requireMayHold(holder);
        _issue(cap, holder, amount, bytes32(uint256(uint160(holder))));
        if (frozen != 0) _setFrozen(holder, _frozen[holder] + frozen);
    }

    /* READING */

    /// @inheritdoc ITrancheToken
    function minted(bytes32 key) external view override returns (bool) {
        return _mintKeys.taken(uint256(key));
    }

    /// @inheritdoc ITrancheToken
    function redeemed(bytes32 key) external view override returns (bool) {
        return _redemptionKeys.taken(uint256(key));
    }

    /// @inheritdoc ITrancheToken
    function cumulativeMinted() external view override returns (uint256) {
        return _minted(_class);
    }

    /// @inheritdoc ITrancheToken
    function holders() external view override returns (uint256) {
        return _holders(_class);
    }

    /// @inheritdoc ITrancheToken
    function pauseLevels() public view override returns (uint8) {
        return uint8(_class >> PAUSED_AT);
    }

    /// @inheritdoc IERC3643Subset
    function paused() external view override returns (bool) {
        return pauseLevels() & (TRANSFERS | EVERYTHING) != 0;
    }

    /// @inheritdoc IERC3643Subset
    function isFrozen(address userAddress) external view override returns (bool) {
        return _holdings[userAddress] & BARRED != 0;
    }

    /// @inheritdoc ITrancheToken
    function owedTo(address holder) external view override returns (uint256) {
        return _owed(_settled(_holdings[holder], _class)) >> PLACES;
    }

    /// @inheritdoc ITrancheToken
    function cash() external view override returns (uint256 declared, uint256 carried, uint256 index) {
        (declared, carried) = _declaredAndCarried();
        index = _indexOf(_class);
    }

    /// @inheritdoc ITrancheToken
    function performance() external view override returns (uint64 factor, uint64 writeDown, uint32 period) {
        return _performance.read();
    }

    /// @inheritdoc ITrancheToken
    function getDocument(bytes32 name) external view override returns (string memory, bytes32, uint256) {
        return IReportAnchor(reports).getDocument(name);
    }

    function decimals() public view override returns (uint8) {
        return _decimals;
    }

    function balanceOf(address account) public view override(ERC20, Holdings) returns (uint256) {
        return super.balanceOf(account);
    }

    function totalSupply() public view override(ERC20, Holdings) returns (uint256) {
        return super.totalSupply();
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) external pure override returns (bool) {
        return interfaceId == type(IERC7943Fungible).interfaceId || interfaceId == type(IERC165).interfaceId
            || interfaceId == type(IERC20).interfaceId || interfaceId == type(IERC20Permit).interfaceId;
    }

    /* WITHIN: TRANSFERS */

    /// What OpenZeppelin's `transfer` and `transferFrom` come to; neither side is the zero account.
    function _update(address from, address to, uint256 amount) internal override {
        uint256 class = _class;
        (uint256 sender, uint256 receiver) = (_holdings[from], _holdings[to]);
        _requireTransfer(from, to, amount, class, sender, receiver);
        if (from != to && amount != 0) {
            uint256 moved = _withMoved(class, uint64(sender) == amount, uint64(receiver) == 0);
            if (moved != class) _class = moved;
            unchecked {
                _holdings[from] = _settled(sender, class) - amount;
                _holdings[to] = _settled(receiver, class) + amount;
            }
        }
        emit Transfer(from, to, amount);
    }

    /// Whoever moves a holder's units by allowance must be one who may hold, or a venue that the filing names.
    function _spendAllowance(address owner, address spender, uint256 value) internal override {
        if (spender != owner) require(canSend(spender), ERC7943CannotSend(spender));
        super._spendAllowance(owner, spender, value);
    }

    /// The one place where a transfer is judged, for the transfer itself and for `canTransfer` alike.
    function _requireTransfer(
        address from,
        address to,
        uint256 amount,
        uint256 class,
        uint256 sender,
        uint256 receiver
    ) private view {
        _requireLevel(class, TRANSFERS);
        require(block.timestamp >= lockedUntil, LockedUp(lockedUntil, block.timestamp));
        _requireBothMayHold(from, to, sender, receiver);
        uint256 balance = uint64(sender);
        require(amount <= balance, ERC20InsufficientBalance(from, balance, amount));
        uint256 unfrozen = _unfrozen(from, sender);
        require(amount <= unfrozen, ERC7943InsufficientUnfrozenBalance(from, amount, unfrozen));
        if (from == to || amount == 0) return;
        unchecked {
            uint256 left = balance - amount;
            if (left != 0) _requireMinimum(from, left);
            _requireMinimum(to, uint64(receiver) + amount);
            if (uint64(receiver) == 0 && left != 0) _requireRoom(_holders(class) + 1);
        }
    }

    function _requireMinimum(address holder, uint256 balance) private view {
        require(balance >= minimumHolding, HoldingTooSmall(holder, balance, minimumHolding));
    }

    function _requireRoom(uint256 count) private view {
        require(holderLimit == 0 || count <= holderLimit, TooManyHolders(holderLimit));
    }

    /* WITHIN: WHO MAY HOLD */

    function _requireBothMayHold(address from, address to, uint256 sender, uint256 receiver) private view {
        (IEligibilityRegistry.Reason whyFrom, IEligibilityRegistry.Reason whyTo) =
            eligibility.checkBoth(from, to, classMask);
        require(
            sender & BARRED == 0 && _unlessNamed(whyFrom, from) == IEligibilityRegistry.Reason.None,
            ERC7943CannotSend(from)
        );
        require(
            receiver & BARRED == 0 && _unlessNamed(whyTo, to) == IEligibilityRegistry.Reason.None,
            ERC7943CannotReceive(to)
        );
    }

    function _requireAllMayHold(uint256[] calldata orders) private view {
        for (uint256 next; next < orders.length;) {
            IEligibilityRegistry.Reason reason;
            (next, reason) = eligibility.checkAll(orders, next, classMask);
            if (reason == IEligibilityRegistry.Reason.None) return;
            (address holder,) = _ordered(orders, next);
            reason = _unlessNamed(reason, holder);
            require(reason == IEligibilityRegistry.Reason.None, HolderNotEligible(holder, reason));
            unchecked {
                ++next;
            }
        }
    }

    function _requireCanReceive(address to) private view {
        require(canReceive(to), ERC7943CannotReceive(to));
    }

    /* WITHIN: UNITS */

    function _issue(uint256 cap, address holder, uint256 amount, bytes32 key) private {
        require(amount != 0, AmountZero(key));
        uint256 class = _requireOpen(ISSUANCE);
        bool begun = _credit(holder, amount, class);
        _withinCap(cap, class, amount, begun ? 1 : 0);
        emit Minted(key, 1);
    }

    /// Adds units to a holder, and tells whether it held none before. The caller holds all of them to the cap.
    function _credit(address holder, uint256 amount, uint256 class) private returns (bool begun) {
        uint256 held = _settled(_holdings[holder], class);
        require(held & BARRED == 0, HolderBarred(holder));
        begun = uint64(held) == 0;
        unchecked {
            _requireMinimum(holder, uint64(held) + amount);
            _holdings[holder] = held + amount;
        }
        emit Transfer(address(0), holder, amount);
    }

    /// Counts what was credited: within the cap or not at all.
    function _withinCap(uint256 cap, uint256 class, uint256 amount, uint256 begun) private {
        uint256 before = _minted(class);
        // No sum before the comparison: `before` never exceeds `cap`, so the difference can not underflow.
        require(amount <= cap - before, CapExceeded(cap, before, amount));
        class = _withIssued(class, amount, begun);
        if (begun != 0) _requireRoom(_holders(class));
        _class = class;
    }

    /// Takes units away from a holder and from the supply.
    function _take(address holder, uint256 amount, uint256 class) private {
        uint256 held = _debited(holder, amount, class);
        _holdings[holder] = held;
        _class = _withRedeemed(class, amount, uint64(held) == 0);
        emit Transfer(holder, address(0), amount);
    }

    function _setPaused(uint8 levels) private {
        require(
            msg.sender == _transferAgent || msg.sender == _trustee, RoleMissing(msg.sender, "transfer agent")
        );
        uint256 class = _class;
        uint8 before = uint8(class >> PAUSED_AT);
        // Once holders migrate, transfers and issuance here are over.
        if (before & MIGRATING != 0) levels |= MIGRATING | TRANSFERS | ISSUANCE;
        _class = (class << 8 >> 8) | uint256(levels) << PAUSED_AT;
        emit PauseSet(levels, msg.sender);
        if (levels & TRANSFERS > before & TRANSFERS) emit Paused(msg.sender);
        if (levels & TRANSFERS < before & TRANSFERS) emit Unpaused(msg.sender);
    }

    function _requireOpen(uint8 level) private view returns (uint256 class) {
        class = _class;
        _requireLevel(class, level);
    }

    function _requireLevel(uint256 class, uint8 level) private pure {
        uint8 levels = uint8(class >> PAUSED_AT);
        require(levels & (level | EVERYTHING) == 0, LevelPaused(levels));
    }

    /// `orders[index]` in its two parts, without asking again whether it is there: the caller counts to the length.
    function _ordered(uint256[] calldata orders, uint256 index)
        private
        pure
        returns (address holder, uint256 amount)
    {
        uint256 order;
        assembly ("memory-safe") {
            order := calldataload(add(orders.offset, shl(5, index)))
        }
        return (address(uint160(order >> 96)), uint96(order));
    }
}
