// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";

import {Domain} from "./Domain.sol";
import {IThreshold} from "./interfaces/IThreshold.sol";

/// @notice A role held by several. `IThreshold` says what each act means.
contract Threshold is IThreshold {
    bytes32 private constant EXECUTE =
        keccak256("Execute(address target,bytes data,uint256 nonce,uint256 deadline)");
    bytes32 private constant ACCEPT = keccak256("Accept(bytes32 nomination,uint256 nonce)");

    uint256 public immutable override delay;

    address[] private _members;
    uint256 public override threshold;
    uint256 public override nonce;
    bytes32 private _nomination;
    uint256 private _notBefore;

    modifier onlySelf() {
        require(msg.sender == address(this), NotSelf(msg.sender));
        _;
    }

    constructor(address[] memory members_, uint256 threshold_, uint256 delay_) {
        delay = delay_;
        _handOver(members_, threshold_);
    }

    /* ACTING */

    /// @inheritdoc IThreshold
    function execute(address target, bytes calldata data, uint256 deadline, bytes[] calldata signatures)
        external
        override
        returns (bytes memory)
    {
        require(block.timestamp <= deadline, Expired(deadline, block.timestamp));
        uint256 acting = nonce++;
        _requireSigned(executionDigest(target, data, acting, deadline), signatures, _members, threshold);
        emit Executed(acting, target, data);
        return Address.functionCall(target, data);
    }

    /* HANDING OVER */

    /// @inheritdoc IThreshold
    function nominate(address[] calldata members_, uint256 threshold_) external override onlySelf {
        _requireValid(members_, threshold_);
        _nomination = keccak256(abi.encode(members_, threshold_));
        _notBefore = block.timestamp + delay;
        emit Nominated(members_, threshold_, _notBefore);
    }

    /// @inheritdoc IThreshold
    function cancelNomination() external override onlySelf {
        _nomination = 0;
        emit NominationCancelled();
    }

    /// @inheritdoc IThreshold
    function accept(address[] calldata members_, uint256 threshold_, bytes[] calldata signatures)
        external
        override
    {
        require(_nomination == keccak256(abi.encode(members_, threshold_)), NotNominated());
        require(block.timestamp >= _notBefore, TooEarly(_notBefore, block.timestamp));
        _requireSigned(acceptanceDigest(members_, threshold_, nonce++), signatures, members_, threshold_);
        _nomination = 0;
        _handOver(members_, threshold_);
    }

    /* READING */

    /// @inheritdoc IThreshold
    function executionDigest(address target, bytes calldata data, uint256 nonce_, uint256 deadline)
        public
        view
        override
        returns (bytes32)
    {
        return _typed(keccak256(abi.encode(EXECUTE, target, keccak256(data), nonce_, deadline)));
    }

    /// @inheritdoc IThreshold
    function acceptanceDigest(address[] calldata members_, uint256 threshold_, uint256 nonce_)
        public
        view
        override
        returns (bytes32)
    {
        return _typed(keccak256(abi.encode(ACCEPT, keccak256(abi.encode(members_, threshold_)), nonce_)));
    }

    /// @inheritdoc IThreshold
    function members() external view override returns (address[] memory) {
        return _members;
    }

    /* WITHIN */

    function _typed(bytes32 said) private view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(Domain.separator("Tallystick threshold"), said);
    }

    function _handOver(address[] memory members_, uint256 threshold_) private {
        _requireValid(members_, threshold_);
        _members = members_;
        threshold = threshold_;
        emit HandedOver(members_, threshold_);
    }

    function _requireValid(address[] memory members_, uint256 threshold_) private pure {
        require(threshold_ != 0 && threshold_ <= members_.length, MembersInvalid());
        address last;
        for (uint256 i; i < members_.length; ++i) {
            require(members_[i] > last, MembersInvalid());
            last = members_[i];
        }
    }

    /// Members and signers are both in the order of their addresses, so one pass over both finds each signer once.
    function _requireSigned(
        bytes32 digest,
        bytes[] calldata signatures,
        address[] memory members_,
        uint256 threshold_
    ) private pure {
        require(signatures.length >= threshold_, TooFewSignatures(signatures.length, threshold_));
        uint256 next;
        for (uint256 i; i < signatures.length; ++i) {
            address signer = ECDSA.recover(digest, signatures[i]);
            while (next < members_.length && members_[next] != signer) ++next;
            require(next < members_.length, NotMember(signer));
            ++next;
        }
    }
}
