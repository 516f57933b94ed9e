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
        bytes32 recordDigest;
    }

    mapping(bytes32 filingId => State) private _states;
    mapping(bytes32 filingId => Filing) private _filings;
    mapping(bytes32 filingId => ClassCap[]) private _caps;
    mapping(bytes32 filingId => mapping(bytes32 classId => uint256)) public override capOf;

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
        State storage state = _states[filingId];
        require(state.status == Status.None, WrongStatus(filingId, state.status));
        _requireComplete(filingId, filing, caps);

        recordDigest = digestOf(filingId, filing, caps);
        state.status = Status.Proposed;
        state.recordDigest = recordDigest;
        _filings[filingId] = filing;
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
        require(state.recordDigest == recordDigest, RecordDiffers(filingId, state.recordDigest, recordDigest));

        bool complete = _agree(filingId, state);
        emit FilingApproved(filingId, msg.sender, recordDigest);
        if (complete) {
            state.status = Status.Active;
            emit FilingActivated(filingId, recordDigest);
        }
    }

    /* ISSUANCE */

    /// @inheritdoc IFilingRegistry
    function suspend(bytes32 filingId, bytes32 reason) external override {
        require(msg.sender == guardian, RoleMissing(msg.sender, "guardian"));
        State storage state = _states[filingId];
        require(state.status == Status.Active, WrongStatus(filingId, state.status));

        state.status = Status.Suspended;
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
            emit IssuanceResumed(filingId, suspension);
        }
    }

    /* READING */

    /// @inheritdoc IFilingRegistry
    function openCap(bytes32 filingId, bytes32 classId) external view override returns (uint256 cap) {
        Status status = _states[filingId].status;
        require(status == Status.Active, FilingNotActive(filingId, status));

        Filing storage filing = _filings[filingId];
        (uint64 noticeAt, uint64 validFrom, uint64 validUntil) =
            (filing.noticeAt, filing.validFrom, filing.validUntil);
        require(block.timestamp > noticeAt, NoticeNotBefore(filingId, noticeAt, block.timestamp));
        require(block.timestamp >= validFrom, FilingNotYetValid(filingId, validFrom, block.timestamp));
        require(block.timestamp < validUntil, FilingExpired(filingId, validUntil, block.timestamp));

        cap = capOf[filingId][classId];
        require(cap != 0, ClassNotFiled(filingId, classId));
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
        return (state.status, state.recordDigest, state.suspensions, state.issuerAgreed, state.trusteeAgreed);
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
        require(filing.validFrom < filing.validUntil, ValidityInvalid(filing.validFrom, filing.validUntil));
        require(filing.noticeAt <= block.timestamp, NoticeInFuture(filing.noticeAt, block.timestamp));
    }
}
