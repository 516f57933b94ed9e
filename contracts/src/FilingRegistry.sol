// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IFilingRegistry} from "./interfaces/IFilingRegistry.sol";

/// @notice The record of what was filed. `IFilingRegistry` says what each act means.
contract FilingRegistry is IFilingRegistry {
    /* ROLES */

    address public immutable override agent;
    address public immutable override issuer;
    address public immutable override trustee;
    address public immutable override guardian;

    /* STORAGE */

    struct State {
        Status status;
        bool issuerAgreed;
        bool trusteeAgreed;
        uint32 suspensions;
        uint64 noticeAt;
        uint64 validFrom;
        uint64 validUntil;
    }

    uint256 private constant FROM_AT = 64;
    uint256 private constant UNTIL_AT = 104;
    uint256 private constant TOKEN_AT = 144;

    mapping(bytes32 filingId => State) private _states;
    mapping(bytes32 filingId => bytes32) private _digests;
    /// While a filing is active, for each class from the lowest bit: cap (64), first second at which it may be minted (40),
    /// first at which it no longer may (40), as which token: the lower 112 bits of its address. Zero otherwise, so a mint
    /// reads one word.
    mapping(bytes32 filingId => mapping(bytes32 classId => uint256)) private _open;
    mapping(bytes32 filingId => Filing) private _filings;
    mapping(bytes32 filingId => ClassCap[]) private _caps;
    mapping(bytes32 filingId => mapping(bytes32 classId => uint256)) public override capOf;
    mapping(bytes32 filingId => mapping(address account => bool)) public override names;
    mapping(bytes32 filingId => mapping(bytes32 classId => address)) public override tokenOf;

    constructor(address agent_, address issuer_, address trustee_, address guardian_) {
        address[4] memory roles = [agent_, issuer_, trustee_, guardian_];
        for (uint256 i; i < 4; ++i) {
            require(roles[i] != address(0), RolesNotDistinct());
            for (uint256 j; j < i; ++j) {
                require(roles[i] != roles[j], RolesNotDistinct());
            }
        }
        agent = agent_;
        issuer = issuer_;
        trustee = trustee_;
        guardian = guardian_;
    }

    /* THE RECORD */

    /// @inheritdoc IFilingRegistry
    function propose(bytes32 filingId, Filing calldata filing, ClassCap[] calldata caps)
        external
        override
        returns (bytes32 recordDigest)
    {
        require(msg.sender == agent, RoleMissing(msg.sender, "agent"));
        Status status = _states[filingId].status;
        require(status == Status.None, WrongStatus(filingId, status));
        _requireComplete(filingId, filing, caps);

        recordDigest = digestOf(filingId, filing, caps);
        _states[filingId] = State({
            status: Status.Proposed,
            issuerAgreed: false,
            trusteeAgreed: false,
            suspensions: 0,
            noticeAt: filing.noticeAt,
            validFrom: filing.validFrom,
            validUntil: filing.validUntil
        });
        _digests[filingId] = recordDigest;
        _filings[filingId] = filing;
        for (uint256 i; i < filing.venues.length; ++i) {
            address venue = filing.venues[i];
            require(venue != address(0) && venue != filing.asset, RecordIncomplete(filingId));
            names[filingId][venue] = true;
        }
        for (uint256 i; i < caps.length; ++i) {
            bytes32 classId = caps[i].classId;
            require(caps[i].cap != 0 && capOf[filingId][classId] == 0, CapInvalid(filingId, classId));
            capOf[filingId][classId] = caps[i].cap;
            _caps[filingId].push(caps[i]);
        }
        emit FilingProposed(filingId, recordDigest, filing, caps);
    }

    /// @inheritdoc IFilingRegistry
    function approve(bytes32 filingId, bytes32 recordDigest) external override {
        State storage state = _states[filingId];
        require(state.status == Status.Proposed, WrongStatus(filingId, state.status));
        bytes32 recorded = _digests[filingId];
        require(recorded == recordDigest, RecordDiffers(filingId, recorded, recordDigest));

        bool complete = _agree(filingId, state);
        emit FilingApproved(filingId, msg.sender, recordDigest);
        if (complete) {
            state.status = Status.Active;
            _setOpen(filingId, state, true);
            emit FilingActivated(filingId, recordDigest);
        }
    }

    /* ISSUANCE */

    /// @inheritdoc IFilingRegistry
    function bind(bytes32 filingId, bytes32 classId, address token) external override {
        require(msg.sender == agent, RoleMissing(msg.sender, "agent"));
        require(capOf[filingId][classId] != 0, ClassNotFiled(filingId, classId));
        require(tokenOf[filingId][classId] == address(0), OtherToken(tokenOf[filingId][classId], token));
        require(token.code.length != 0, OtherToken(address(0), token));
        tokenOf[filingId][classId] = token;
        uint256 word = _open[filingId][classId];
        if (word != 0) _open[filingId][classId] = word | uint256(uint160(token)) << TOKEN_AT;
        emit TokenBound(filingId, classId, token);
    }

    /// @inheritdoc IFilingRegistry
    function suspend(bytes32 filingId, bytes32 reason) external override {
        require(msg.sender == guardian, RoleMissing(msg.sender, "guardian"));
        State storage state = _states[filingId];
        require(state.status == Status.Active, WrongStatus(filingId, state.status));

        state.status = Status.Suspended;
        _setOpen(filingId, state, false);
        state.issuerAgreed = false;
        state.trusteeAgreed = false;
        uint32 suspension = ++state.suspensions;
        emit IssuanceSuspended(filingId, suspension, reason);
    }

    /// @inheritdoc IFilingRegistry
    function resume(bytes32 filingId, uint32 suspension) external override {
        State storage state = _states[filingId];
        require(state.status == Status.Suspended, WrongStatus(filingId, state.status));
        require(state.suspensions == suspension, SuspensionDiffers(filingId, state.suspensions, suspension));

        bool complete = _agree(filingId, state);
        emit ResumptionApproved(filingId, suspension, msg.sender);
        if (complete) {
            state.status = Status.Active;
            _setOpen(filingId, state, true);
            emit IssuanceResumed(filingId, suspension);
        }
    }

    /* READING */

    /// @inheritdoc IFilingRegistry
    function openCap(bytes32 filingId, bytes32 classId, address token)
        external
        view
        override
        returns (uint256 cap)
    {
        uint256 word = _open[filingId][classId];
        if (block.timestamp < uint40(word >> FROM_AT) || block.timestamp >= uint40(word >> UNTIL_AT)) {
            _refuse(filingId, classId, _states[filingId]);
        }
        // Not `require`, which would read the bond of every mint for an error that is not raised.
        if (word >> TOKEN_AT != uint112(uint160(token))) {
            revert OtherToken(tokenOf[filingId][classId], token);
        }
        return uint64(word);
    }

    /// @inheritdoc IFilingRegistry
    function filingOf(bytes32 filingId)
        external
        view
        override
        returns (Filing memory filing, ClassCap[] memory caps)
    {
        return (_filings[filingId], _caps[filingId]);
    }

    /// @inheritdoc IFilingRegistry
    function assetOf(bytes32 filingId) external view override returns (address) {
        return _filings[filingId].asset;
    }

    /// @inheritdoc IFilingRegistry
    function statusOf(bytes32 filingId)
        external
        view
        override
        returns (
            Status status,
            bytes32 recordDigest,
            uint32 suspensions,
            bool issuerAgreed,
            bool trusteeAgreed
        )
    {
        State storage state = _states[filingId];
        return (state.status, _digests[filingId], state.suspensions, state.issuerAgreed, state.trusteeAgreed);
    }

    /// @inheritdoc IFilingRegistry
    function digestOf(bytes32 filingId, Filing calldata filing, ClassCap[] calldata caps)
        public
        pure
        override
        returns (bytes32)
    {
        return keccak256(abi.encode(filingId, filing, caps));
    }

    /* WITHIN */

    function _setOpen(bytes32 filingId, State storage state, bool open) private {
        uint256 from = state.noticeAt < state.validFrom ? state.validFrom : uint256(state.noticeAt) + 1;
        uint256 span = uint256(uint40(from)) << FROM_AT | uint256(uint40(state.validUntil)) << UNTIL_AT;
        ClassCap[] storage caps = _caps[filingId];
        for (uint256 i; i < caps.length; ++i) {
            bytes32 classId = caps[i].classId;
            uint256 token = uint256(uint160(tokenOf[filingId][classId])) << TOKEN_AT;
            _open[filingId][classId] = open ? token | span | caps[i].cap : 0;
        }
    }

    /// Says why nothing of a class may be minted at this moment.
    function _refuse(bytes32 filingId, bytes32 classId, State memory state) private view {
        require(state.status == Status.Active, FilingNotActive(filingId, state.status));
        require(capOf[filingId][classId] != 0, ClassNotFiled(filingId, classId));
        require(block.timestamp > state.noticeAt, NoticeNotBefore(filingId, state.noticeAt, block.timestamp));
        require(
            block.timestamp >= state.validFrom, FilingNotYetValid(filingId, state.validFrom, block.timestamp)
        );
        revert FilingExpired(filingId, state.validUntil, block.timestamp);
    }

    /// Notes the caller's agreement, and tells whether both have now agreed.
    function _agree(bytes32 filingId, State storage state) private returns (bool complete) {
        if (msg.sender == issuer) {
            require(!state.issuerAgreed, AlreadyApproved(filingId, msg.sender));
            state.issuerAgreed = true;
        } else {
            require(msg.sender == trustee, RoleMissing(msg.sender, "issuer or trustee"));
            require(!state.trusteeAgreed, AlreadyApproved(filingId, msg.sender));
            state.trusteeAgreed = true;
        }
        return state.issuerAgreed && state.trusteeAgreed;
    }

    function _requireComplete(bytes32 filingId, Filing calldata filing, ClassCap[] calldata caps)
        private
        view
    {
        require(
            filing.packageSha256 != 0 && filing.packageSm3 != 0 && filing.termsHash != 0
                && filing.noticeDigest != 0 && filing.noticeAt != 0
                && bytes(filing.noticeReference).length != 0 && caps.length != 0,
            RecordIncomplete(filingId)
        );
        bool valid = filing.validFrom < filing.validUntil && filing.validUntil <= type(uint40).max;
        require(valid, ValidityInvalid(filing.validFrom, filing.validUntil));
        require(filing.noticeAt <= block.timestamp, NoticeInFuture(filing.noticeAt, block.timestamp));
    }
}
